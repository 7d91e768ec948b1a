"""Contact persons and approvals: who is shown what until seen, who decides, and on exactly which content."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ambassador.accounts.models import User
from ambassador.audit import AuditAction, events_about
from ambassador.conventions import measures
from ambassador.conventions.models import Approval, ApprovalKind, ApprovalState, Convention, DueRule, Unit
from ambassador.conventions.services.approvals import (
    ApprovalDetails,
    ask_approval,
    can_decide,
    decide_approval,
    record_use,
    revise_approval,
)
from ambassador.conventions.services.contacts import ContactDetails, add_contact, change_contact, see_contact
from ambassador.demo import factories
from ambassador.demo.factories.files import upload
from ambassador.errors import RuleBroken
from ambassador.files.storage import check
from tests.conftest import TODAY, World

NOW = datetime(2026, 3, 10, 10, tzinfo=UTC)
DETAILS = ApprovalDetails(ApprovalKind.PRESS, "Communiqué", "Nous travaillons ensemble.", where="Le Journal")


@pytest.fixture
def convention(session: Any, world: World) -> Convention:
    return session.get_one(Convention, world.convention)


@pytest.fixture
def coach(session: Any, world: World) -> User:
    return session.get_one(User, world.coach)


@pytest.fixture
def coordinator(session: Any, world: World) -> User:
    return session.get_one(User, world.coordinator)


def person(convention: Convention, **values: Any) -> ContactDetails:
    values.setdefault("party_id", convention.parties[0].id)
    values.setdefault("phone", "+32 2 123 45 67")
    return ContactDetails(name="Ada Exemple", since=date(2026, 1, 20), **values)


def test_a_change_is_new_to_the_others_until_each_has_seen_it(
    session: Any, world: World, convention: Convention, coach: User, coordinator: User
) -> None:
    staff, admin = session.get_one(User, world.staff), session.get_one(User, world.admin)
    contact = add_contact(convention, person(convention), coach, TODAY)
    assert contact.is_new_to(coordinator) and contact.is_new_to(staff)
    assert not contact.is_new_to(coach) and not contact.is_new_to(admin), "one's own side knows"
    see_contact(contact, coordinator)
    see_contact(contact, coordinator)
    assert not contact.is_new_to(coordinator) and contact.is_new_to(staff) and len(contact.seen) == 1
    change_contact(contact, person(convention, until=TODAY), coach, TODAY)
    assert contact.is_new_to(coordinator), "a change is new again"
    assert contact.is_current(TODAY) and not contact.is_current(TODAY + timedelta(days=1))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"phone": "appelez-moi"}, "phone"),
        ({"phone": "12345"}, "phone"),
        ({"phone": "1234567890123456"}, "phone"),
        ({"phone": "", "email": ""}, "phone"),
        ({"email": "ada"}, "email"),
        ({"email": "ada@ville"}, "email"),
        ({"email": "ada @ville.example"}, "email"),
        ({"party_id": 424242}, "party_id"),
        ({"until": date(2026, 1, 19)}, "until"),
    ],
)
def test_what_is_no_contact_is_refused(convention: Convention, coach: User, values: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        add_contact(convention, person(convention, **values), coach, TODAY)
    assert refused.value.field == field


@pytest.mark.parametrize("phone", ["02 123 45 67", "+32 (0)2/123.45.67", "0470-12-34-56"])
def test_numbers_are_taken_as_people_write_them(convention: Convention, coach: User, phone: str) -> None:
    assert add_contact(convention, person(convention, phone=phone), coach, TODAY).phone == phone


def test_contacts_are_given_once_each_party_has_one_that_can_be_reached(convention: Convention, coach: User) -> None:
    row = factories.commitment(
        convention, unit=Unit.CONTACT, due=DueRule.DAYS_AFTER_START, due_days=15, measure="conventions.contacts_given"
    )
    assert row.due_day(TODAY) == date(2026, 1, 30)

    def shown(day: date) -> tuple[int, bool]:
        found = measures.progress(row, day)
        assert found is not None
        return int(found.measured.quantity), found.is_reached

    assert shown(TODAY) == (0, False)
    add_contact(convention, person(convention, email="ada@test.example"), coach, TODAY)
    add_contact(convention, person(convention, party_id=convention.parties[1].id), coach, TODAY)
    assert shown(TODAY) == (1, False), "without an e-mail it is not what the text asks for"
    ended = person(convention, party_id=convention.parties[1].id, email="bo@test.example", until=date(2026, 2, 1))
    add_contact(convention, ended, coach, TODAY)
    assert (
        shown(date(2026, 1, 31)) == (2, True) and shown(TODAY) == (1, False) and shown(date(2026, 1, 19)) == (0, False)
    )


@pytest.fixture
def asked(convention: Convention, coach: User) -> Approval:
    return ask_approval(convention, DETAILS, coach, NOW, TODAY)


def decided(approval: Approval, by: User, decision: ApprovalState = ApprovalState.APPROVED) -> Approval:
    return decide_approval(approval, decision, "Parce que", by, NOW, TODAY)


def test_nobody_decides_for_their_own_side(
    session: Any, world: World, asked: Approval, coach: User, coordinator: User
) -> None:
    stranger = session.get_one(User, world.other_coordinator)
    for someone in (coach, stranger):
        assert not can_decide(asked, someone)
        with pytest.raises(RuleBroken, match="autre partie"):
            decided(asked, someone)
    decided(asked, coordinator)
    assert asked.state is ApprovalState.APPROVED and asked.decided_at == NOW
    with pytest.raises(RuleBroken, match="une seule fois"):
        decided(asked, coordinator, ApprovalState.REFUSED)


def test_what_is_not_approved_is_explained(asked: Approval, coordinator: User) -> None:
    for decision in (ApprovalState.REFUSED, ApprovalState.CHANGES_ASKED):
        with pytest.raises(RuleBroken, match="Écrivez pourquoi") as refused:
            decide_approval(asked, decision, "  ", coordinator, NOW, TODAY)
        assert refused.value.field == "reason"
    with pytest.raises(RuleBroken, match="Choisissez"):
        decide_approval(asked, ApprovalState.ASKED, "", coordinator, NOW, TODAY)


def test_changed_content_needs_a_new_approval_and_the_old_one_stays(
    asked: Approval, coach: User, coordinator: User
) -> None:
    decided(asked, coordinator)
    with pytest.raises(RuleBroken, match="n’a pas changé"):
        revise_approval(asked, replace(DETAILS, text="  Nous travaillons ensemble.\r\n"), coach, NOW, TODAY)
    new = revise_approval(asked, replace(DETAILS, text="Nous travaillons mieux ensemble."), coach, NOW, TODAY)
    assert new is not asked and new.state is ApprovalState.ASKED and new.round == 2
    assert asked.state is ApprovalState.APPROVED and asked.is_intact and asked.content_sha256 != new.content_sha256
    with pytest.raises(RuleBroken, match="plus récente"):
        revise_approval(asked, replace(DETAILS, text="Encore"), coach, NOW, TODAY)
    with pytest.raises(RuleBroken, match="Seule la partie"):
        revise_approval(new, replace(DETAILS, text="Encore"), coordinator, NOW, TODAY)


@pytest.mark.parametrize("change", ["kind", "subject", "text", "language", "link", "where"])
def test_each_part_of_the_content_is_in_its_hash(asked: Approval, change: str) -> None:
    before = asked.content_sha256
    values = {"kind": ApprovalKind.LOGO, "language": "nl", "link": "https://test.example/x"}
    setattr(asked, change, values.get(change, "Autre chose"))
    assert asked.content_hash() != before and not asked.is_intact


def test_until_decided_the_content_changes_in_its_place(asked: Approval, coach: User) -> None:
    before = asked.content_sha256
    again = revise_approval(asked, replace(DETAILS, text="Autrement"), coach, NOW, TODAY)
    assert again is asked and asked.content_sha256 != before and asked.is_intact


def test_content_that_was_tampered_with_is_not_decided_on(asked: Approval, coordinator: User) -> None:
    asked.text = "Autre chose"
    with pytest.raises(RuleBroken, match="n’est plus celui"):
        decided(asked, coordinator)


def test_used_without_approval_is_a_breach(convention: Convention, asked: Approval, coordinator: User) -> None:
    row = factories.commitment(
        convention, unit=Unit.USE, due=DueRule.BEFORE_USE, measure="conventions.approvals_before_use"
    )
    before = measures.progress(row, TODAY)
    assert before and before.target is None and not before.is_reached
    record_use(asked, TODAY, TODAY)
    assert asked.is_breach
    decide_approval(asked, ApprovalState.APPROVED, "", coordinator, NOW + timedelta(days=1), TODAY)
    assert asked.is_breach, "an approval after the use mends nothing"
    after = measures.progress(row, TODAY)
    assert after and not after.is_reached and after.measured.is_broken
    with pytest.raises(RuleBroken, match="déjà noté"):
        record_use(asked, TODAY, TODAY)


def test_used_once_approved_is_kept(convention: Convention, asked: Approval, coordinator: User) -> None:
    row = factories.commitment(
        convention, unit=Unit.USE, due=DueRule.BEFORE_USE, measure="conventions.approvals_before_use"
    )
    decided(asked, coordinator)
    with pytest.raises(RuleBroken, match="futur"):
        record_use(asked, TODAY + timedelta(days=1), TODAY)
    record_use(asked, TODAY, TODAY)
    found = measures.progress(row, TODAY)
    assert not asked.is_breach and found and found.is_reached


def test_something_to_approve_is_needed(convention: Convention, coach: User) -> None:
    for values, field in (({"text": ""}, "text"), ({"link": "javascript:alert(1)"}, "link")):
        with pytest.raises(RuleBroken) as refused:
            ask_approval(convention, replace(DETAILS, **values), coach, NOW, TODAY)
        assert refused.value.field == field


def with_files(tmp_path: Path, *contents: bytes, **values: Any) -> ApprovalDetails:
    uploads = tuple(upload(tmp_path, f"{number}.txt", content) for number, content in enumerate(contents))
    return replace(DETAILS, uploads=uploads, **values)


def test_a_file_alone_is_something_to_approve(convention: Convention, coach: User, tmp_path: Path) -> None:
    asked = ask_approval(convention, with_files(tmp_path, b"affiche", text=""), coach, NOW, TODAY)
    assert [row.file.convention_id for row in asked.files] == [convention.id] and asked.is_intact
    with pytest.raises(RuleBroken, match="un fichier"):
        revise_approval(
            asked, replace(DETAILS, text="", dropped=frozenset({asked.files[0].file_id})), coach, NOW, TODAY
        )
    assert len(asked.files) == 1


def test_files_are_part_of_the_exact_content_in_any_order(
    session: Any, convention: Convention, coach: User, coordinator: User, tmp_path: Path
) -> None:
    bare = ask_approval(convention, DETAILS, coach, NOW, TODAY)
    first = ask_approval(convention, with_files(tmp_path, b"un", b"deux"), coach, NOW, TODAY)
    second = ask_approval(convention, with_files(tmp_path, b"deux", b"un"), coach, NOW, TODAY)
    other = ask_approval(convention, with_files(tmp_path, b"un", b"trois"), coach, NOW, TODAY)
    assert first.content_sha256 == second.content_sha256
    assert len({bare.content_sha256, first.content_sha256, other.content_sha256}) == 3
    session.expire_all()
    assert first.is_intact
    first.files.pop()
    assert not first.is_intact
    with pytest.raises(RuleBroken, match="n’est plus celui"):
        decided(first, coordinator)


def test_changed_files_need_a_new_approval_and_the_approved_ones_stay(
    convention: Convention, coach: User, coordinator: User, tmp_path: Path
) -> None:
    asked = decided(ask_approval(convention, with_files(tmp_path, b"un", b"deux"), coach, NOW, TODAY), coordinator)
    kept, left = (row.file_id for row in asked.files)
    with pytest.raises(RuleBroken, match="n’a pas changé"):
        revise_approval(asked, DETAILS, coach, NOW, TODAY)
    with pytest.raises(RuleBroken, match="n’a pas changé"):
        revise_approval(asked, with_files(tmp_path, b"deux", dropped=frozenset({left})), coach, NOW, TODAY)
    new = revise_approval(asked, with_files(tmp_path, b"trois", dropped=frozenset({left})), coach, NOW, TODAY)
    assert new.round == 2 and new.state is ApprovalState.ASKED and new.is_intact
    assert kept in [row.file_id for row in new.files] and left not in [row.file_id for row in new.files]
    assert [row.file_id for row in asked.files] == [kept, left] and asked.is_intact, "what was approved stays"
    again = revise_approval(new, replace(DETAILS, dropped=frozenset({kept})), coach, NOW, TODAY)
    assert again is new and len(new.files) == 1 and new.is_intact, "in its place while nobody has decided"
    told = [(event.model, event.action) for event in events_about("Convention", convention.id)]
    assert told.count(("ApprovalFile", AuditAction.DELETED)) == 1
    assert check(tmp_path).is_clean


def test_too_many_files_are_refused_and_none_is_kept(convention: Convention, coach: User, tmp_path: Path) -> None:
    with pytest.raises(RuleBroken, match="fichiers au plus") as refused:
        ask_approval(convention, with_files(tmp_path, *[b"x"] * 11), coach, NOW, TODAY)
    assert refused.value.field == "uploads" and not list(tmp_path.iterdir())
