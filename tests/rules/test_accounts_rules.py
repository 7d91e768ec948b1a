"""Passwords, one-time links, people, organisations and assignments: what the services refuse and do."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from ambassador import i18n
from ambassador.accounts import queries
from ambassador.accounts.models import AssignmentKind, KpiReviewer, Organisation, OrganisationKind, PersonState, User
from ambassador.accounts.passwords import check_new_password, hash_password, verify_password
from ambassador.accounts.queries import PeopleSought
from ambassador.accounts.services import invitations, organisations, people
from ambassador.audit import events_about
from ambassador.db import db
from ambassador.demo import factories
from ambassador.errors import RuleBroken
from ambassador.permissions import Role
from ambassador.translated import Translated
from tests.conftest import CHEAP_ARGON2, TODAY, World

NOW = datetime(2026, 3, 10, 11, tzinfo=UTC)


def user(number: int) -> User:
    return db.session.get_one(User, number)


def organisation(number: int) -> Organisation:
    return db.session.get_one(Organisation, number)


def values_of(person: User, **changed: Any) -> dict[str, Any]:
    names = ("name", "email", "role", "organisation_id", "service_id", "language")
    return {**{name: getattr(person, name) for name in names}, **changed}


def refused(field: str | None) -> Any:
    return pytest.raises(RuleBroken, check=lambda broken: broken.field == field)


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "elevenchars",
        "x" * 201,
        "aaaaaaaaaaaaaaaa",
        "abababababab",
        "motdepasse123",
        "MotDePasse2026!",
        "123456789012",
        "azertyuiop12",
        "ambassador-demo",
        "Someone@x.example",
    ],
)
def test_obvious_passwords_are_refused(password: str) -> None:
    with refused("new_password"):
        check_new_password(password, "someone@x.example")


@pytest.mark.parametrize(
    "password", ["trois chats bleus", "élan-ombre-42-pain", "🌻🌿🍂 fleurs et feuilles", "a1b2c3d4e5f6"]
)
def test_long_unlike_passwords_are_accepted(password: str) -> None:
    check_new_password(password, "someone@x.example")


def test_the_same_letters_open_the_account_however_the_keyboard_composed_them() -> None:
    stored = hash_password("caf\u00e9 et croissant", CHEAP_ARGON2)
    assert verify_password(stored, "cafe\u0301 et croissant", CHEAP_ARGON2)
    assert not verify_password(stored, "cafe et croissant", CHEAP_ARGON2)
    assert not verify_password(None, "nobody has this password", CHEAP_ARGON2)
    assert not verify_password("no hash at all", "x", CHEAP_ARGON2)


def test_an_invited_person_has_a_link_whose_token_is_not_kept(session: Any, world: World) -> None:
    person, token = people.invite_person(
        user(world.admin), **values_of(user(world.staff), email="New@X.example"), now=NOW
    )
    assert (person.state, person.email) == (PersonState.INVITED, "new@x.example")
    kept = queries.invitation_by_hash(invitations.token_hash(token))
    assert kept is not None and kept.is_open(NOW) and token not in kept.token_hash
    assert not kept.is_open(NOW + timedelta(days=7))
    assert "password_hash" not in str([event.changes for event in events_about("User", person.id)])


def test_a_link_works_once_and_dies_with_a_newer_one_or_the_account(session: Any, world: World) -> None:
    person = user(world.staff)
    first = queries.invitation_by_hash(invitations.token_hash(invitations.new_link(person, None, NOW)))
    second = queries.invitation_by_hash(invitations.token_hash(invitations.new_link(person, None, NOW)))
    assert first is not None and second is not None
    db.session.refresh(first)
    assert not first.is_open(NOW) and second.is_open(NOW)
    counter = person.sign_in_counter
    invitations.accept_invitation(second, "a hash", NOW)
    assert (person.password_hash, person.sign_in_counter) == ("a hash", counter + 1)
    with refused(None):
        invitations.accept_invitation(second, "another hash", NOW)
    third = queries.invitation_by_hash(invitations.token_hash(invitations.new_link(person, None, NOW)))
    people.deactivate(person, user(world.admin), NOW)
    assert third is not None and not third.is_open(NOW)
    with refused(None):
        invitations.new_link(person, None, NOW)


def test_coaches_and_admins_belong_to_the_operator(session: Any, world: World) -> None:
    for role in (Role.COACH, Role.ADMIN):
        with refused("role"):
            people.invite_person(None, **values_of(user(world.staff), email="n@x.example", role=role), now=NOW)


def test_a_service_belongs_to_the_organisation_of_its_people(session: Any, world: World) -> None:
    staff = user(world.staff)
    with refused("service_id"):
        people.change_person(
            staff, user(world.admin), **values_of(staff, organisation_id=world.other_city), today=TODAY
        )
    with refused("service_id"):
        people.change_person(staff, user(world.admin), **values_of(staff, service_id=999), today=TODAY)
    with refused("organisation_id"):
        people.change_person(
            staff, user(world.admin), **values_of(staff, organisation_id=999, service_id=None), today=TODAY
        )


def test_an_address_belongs_to_one_person(session: Any, world: World) -> None:
    staff, taken = user(world.staff), user(world.coordinator).email
    with refused("email"):
        people.change_person(staff, user(world.admin), **values_of(staff, email=taken.upper()), today=TODAY)
    with refused("email"):
        people.invite_person(None, **values_of(staff), now=NOW)
    for wrong in (
        "",
        "no",
        "a b@x.example",
        "a@b",
        "é@x.example",
        "a@é.example",
        "<script>@x.example",
        "a@x.example\n",
    ):
        if wrong.strip() == "a@x.example":
            assert people.clean_email(wrong) == "a@x.example"
            continue
        with refused("email"):
            people.clean_email(wrong)


def test_nobody_closes_or_demotes_their_own_account(session: Any, world: World) -> None:
    admin = user(world.admin)
    with refused(None):
        people.deactivate(admin, admin, NOW)
    with refused("role"):
        people.change_person(admin, admin, **values_of(admin, role=Role.COACH), today=TODAY)
    assert people.change_person(admin, admin, **values_of(admin, name="Alix A."), today=TODAY).name == "Alix A."


def test_a_coach_with_structures_stays_a_coach(session: Any, world: World) -> None:
    coach = user(world.coach)
    with refused("role"):
        people.change_person(coach, user(world.admin), **values_of(coach, role=Role.ADMIN), today=TODAY)
    organisations.end_assignment(queries.assignments_of(coach)[0], TODAY - timedelta(days=1))
    people.change_person(coach, user(world.admin), **values_of(coach, role=Role.ADMIN), today=TODAY)
    assert coach.role is Role.ADMIN


def test_a_closed_account_is_closed_once_and_opens_again(session: Any, world: World) -> None:
    staff, counter = user(world.staff), user(world.staff).sign_in_counter
    session_id = staff.get_id()
    people.deactivate(staff, user(world.admin), NOW)
    assert staff.sign_in_counter == counter + 1 and queries.user_of_session(session_id) is None
    with refused(None):
        people.deactivate(staff, user(world.admin), NOW)
    people.reactivate(staff)
    with refused(None):
        people.reactivate(staff)
    assert queries.user_of_session(session_id) is None, "a sign-in from before stays ended"


def test_people_are_found_by_words_organisation_role_and_state(session: Any, world: World) -> None:
    city = organisation(world.city)
    factories.user(Role.STAFF, city, "Élodie Zêta", email="e.zeta@ville.example")
    factories.user(Role.STAFF, city, "Parti 100 % loin", deactivated_at=NOW)
    session.commit()

    def found(**sought: Any) -> list[str]:
        return [person.name for person in queries.people(PeopleSought(**sought), 1).rows]

    assert found(words="élodie") == found(words="ÉLODIE") == found(words="zeta@ville") == ["Élodie Zêta"]
    assert found(words="%") == ["Parti 100 % loin"]
    assert found(words="nobody here") == []
    assert found(organisation_id=world.city, role=Role.COORDINATOR) == ["Nadia Coordination"]
    assert found(state=PersonState.DEACTIVATED) == ["Parti 100 % loin"]
    assert found(state=PersonState.ACTIVE) == []
    assert "Élodie Zêta" in found(state=PersonState.INVITED)


def test_dates_of_assignments_do_not_overlap_for_a_coach_or_a_lead(session: Any, world: World) -> None:
    city = organisation(world.city)
    other_coach = factories.user(Role.COACH, organisation(world.operator), "Dominique Deux")

    def assign(coach: int, kind: AssignmentKind, since: date, until: date | None = None) -> Any:
        return organisations.assign_coach(city, coach_id=coach, kind=kind, since=since, until=until)

    with refused("since"):
        assign(world.coach, AssignmentKind.BACKUP, date(2026, 5, 1))
    with refused("kind"):
        assign(other_coach.id, AssignmentKind.LEAD, date(2026, 5, 1))
    with refused("until"):
        assign(other_coach.id, AssignmentKind.BACKUP, date(2026, 5, 1), date(2026, 4, 30))
    with refused("coach_id"):
        assign(world.staff, AssignmentKind.BACKUP, date(2026, 5, 1))
    assign(other_coach.id, AssignmentKind.LEAD, date(2025, 1, 1), date(2025, 12, 31))
    backup = assign(other_coach.id, AssignmentKind.BACKUP, date(2026, 5, 1))
    with refused("kind"):
        organisations.change_assignment(backup, kind=AssignmentKind.LEAD, since=backup.since, until=None)
    with refused(None):
        organisations.end_assignment(backup, TODAY)
    lead = queries.assignments_of(user(world.coach))[0]
    organisations.end_assignment(lead, TODAY)
    with refused(None):
        organisations.end_assignment(lead, TODAY)
    assert organisations.change_assignment(backup, kind=AssignmentKind.LEAD, since=backup.since, until=None)


def test_only_structures_are_accompanied_and_keep_their_kind_while_they_are(session: Any, world: World) -> None:
    partner = organisation(user(world.partner).organisation_id)
    with refused(None):
        organisations.assign_coach(partner, coach_id=world.coach, kind=AssignmentKind.LEAD, since=TODAY, until=None)
    for number, kind in ((world.operator, OrganisationKind.PARTNER), (world.city, OrganisationKind.PARTNER)):
        row = organisation(number)
        with refused("kind"):
            organisations.change_organisation(
                row, name=row.name, kind=kind, is_made_up=True, kpi_reviewer=KpiReviewer.COORDINATOR
            )


def test_an_address_in_capitals_is_refused_by_the_database_itself(session: Any, world: World) -> None:
    with pytest.raises(IntegrityError):
        factories.user(Role.STAFF, organisation(world.city), email="Capital@x.example")
    session.rollback()


def test_a_renamed_service_is_in_the_history_of_its_organisation(session: Any, world: World) -> None:
    service = queries.service(world.service)
    assert service is not None
    organisations.rename_service(service, name=Translated(fr="Service des écoles"))
    newest = events_about("Organisation", world.city)[0]
    assert newest.changes["name"] == [{"fr": "Service numérique"}, {"fr": "Service des écoles"}]


def test_two_enums_that_share_a_value_have_words_of_their_own(session: Any) -> None:
    assert i18n.label(Role.COORDINATOR) == "coordination"
    assert i18n.label(KpiReviewer.COORDINATOR) == "sa coordination"
