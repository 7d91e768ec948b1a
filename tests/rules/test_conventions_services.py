"""What may be written in the register, and what is refused, with the field it stands beside."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from ambassador.accounts.models import User
from ambassador.conventions import services
from ambassador.conventions.models import Commitment, Convention, DueRule, Modality, Unit
from ambassador.conventions.services import CommitmentDetails, ConventionDetails, PartyDetails
from ambassador.demo import factories
from ambassador.errors import RuleBroken
from ambassador.translated import Translated
from tests.conftest import TODAY, World

TITLE = Translated(fr="Convention")


def details(*organisations: int | None, **values: Any) -> ConventionDetails:
    values.setdefault("parties", [PartyDetails(number) for number in organisations])
    values.setdefault("length_months", 12)
    return ConventionDetails(title=TITLE, subject=Translated(), source="", **values)


def refused(session: Any, world: World, given: ConventionDetails) -> str | None:
    with pytest.raises(RuleBroken) as broken:
        services.create_convention(given, session.get_one(User, world.coach), TODAY)
    assert not session.new, "nothing is changed before the refusal"
    return broken.value.field


def test_a_convention_is_made_with_its_parties_and_terms(session: Any, world: World) -> None:
    given = details(world.operator, world.city, quota_quarters=22)
    made = services.create_convention(given, session.get_one(User, world.coach), TODAY)
    session.expire_all()
    assert [party.organisation_id for party in made.parties] == [world.operator, world.city]
    assert (made.first_terms.length_months, made.first_terms.quota_quarters) == (12, 22)


def test_two_different_parties_are_needed_and_ones_own_is_among_them(session: Any, world: World) -> None:
    assert refused(session, world, details(world.operator)) == "parties-1-organisation_id"
    assert refused(session, world, details()) == "parties-0-organisation_id"
    assert refused(session, world, details(world.operator, world.operator)) == "parties-1-organisation_id"
    assert refused(session, world, details(world.operator, None)) == "parties-1-organisation_id"
    assert refused(session, world, details(world.city, world.centre)) == "parties-0-organisation_id"


def test_dates_of_the_future_are_refused(session: Any, world: World) -> None:
    tomorrow = TODAY + timedelta(days=1)
    for name in ("decided_on", "signed_on"):
        parties = [PartyDetails(world.operator), PartyDetails(world.city, **{name: tomorrow})]
        assert refused(session, world, details(parties=parties)) == f"parties-1-{name}"


def test_a_signature_before_the_decision_is_refused_and_the_same_day_is_not(session: Any, world: World) -> None:
    party = PartyDetails(world.city, decided_on=date(2026, 2, 2), signed_on=date(2026, 2, 1))
    assert refused(session, world, details(parties=[PartyDetails(world.operator), party])) == "parties-1-signed_on"
    same_day = replace(party, signed_on=date(2026, 2, 2))
    given = details(parties=[PartyDetails(world.operator), same_day])
    services.create_convention(given, session.get_one(User, world.coach), TODAY)


def test_a_length_is_given_or_there_is_none(session: Any, world: World) -> None:
    both = (world.operator, world.city)
    assert refused(session, world, details(*both, length_months=None)) == "length_months"
    assert refused(session, world, details(*both, is_unlimited=True)) == "length_months"
    given = details(*both, entry_into_force=date(2026, 1, 1))
    assert refused(session, world, given) == "entry_into_force"


def change(session: Any, world: World, given: ConventionDetails) -> Convention:
    convention = session.get_one(Convention, world.convention)
    return services.change_convention(convention, given, session.get_one(User, world.coach), TODAY)


def test_a_change_of_a_signature_alone_makes_a_newer_version(session: Any, world: World) -> None:
    convention = session.get_one(Convention, world.convention)
    before = convention.version
    parties = [PartyDetails(world.operator, signed_on=date(2026, 1, 15)), PartyDetails(world.city)]
    same = details(parties=parties, quota_quarters=20)
    same = replace(same, title=convention.title, subject=convention.subject)
    change(session, world, same)
    assert convention.version == before + 1
    change(session, world, same)
    assert convention.version == before + 1, "saving without a change makes no newer version"


def test_nobody_joins_those_who_signed(session: Any, world: World) -> None:
    with pytest.raises(RuleBroken, match="personne d’autre") as broken:
        change(session, world, details(world.operator, world.city, world.centre))
    assert broken.value.field == "parties-2-organisation_id"
    assert session.get_one(Convention, world.convention).party_of(world.centre) is None


def test_a_party_that_signed_or_has_commitments_stays(session: Any, world: World) -> None:
    with pytest.raises(RuleBroken):
        change(session, world, details(world.operator, world.centre))
    convention = session.get_one(Convention, world.convention)
    city = convention.party_of(world.city)
    assert city
    city.signed_on = None
    commitment = factories.commitment(convention, party=city)
    with pytest.raises(RuleBroken):
        change(session, world, details(world.operator, world.centre))
    session.delete(commitment)
    for party in convention.parties:
        party.signed_on = None
    session.flush()
    session.expire(convention)
    change(session, world, details(world.operator, world.centre))
    assert [party.organisation_id for party in convention.parties] == [world.operator, world.centre]


COMMITMENT = CommitmentDetails(article="2.1-2", title=Translated(fr="Un engagement"))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"modality": Modality.CONDITIONAL}, "condition"),
        ({"condition": Translated(fr="Si nécessaire")}, "modality"),
        ({"quantity": Decimal(-1), "unit": Unit.DAY}, "quantity"),
        ({"quantity": Decimal(5)}, "unit"),
        ({"due": DueRule.DATE}, "due_on"),
        ({"due_on": TODAY}, "due_on"),
        ({"due": DueRule.DAYS_AFTER_START}, "due_days"),
        ({"due_days": 15}, "due_days"),
    ],
)
def test_a_commitment_that_contradicts_itself_is_refused(
    session: Any, world: World, values: dict[str, Any], field: str
) -> None:
    convention = session.get_one(Convention, world.convention)
    with pytest.raises(RuleBroken) as broken:
        services.create_commitment(convention, replace(COMMITMENT, **values), TODAY)
    assert broken.value.field == field and not convention.commitments


def test_commitments_keep_the_order_in_which_they_came(session: Any, world: World) -> None:
    convention = session.get_one(Convention, world.convention)
    for reference in ("9", "2", "9"):
        services.create_commitment(convention, replace(COMMITMENT, article=reference), TODAY)
    session.expire_all()
    assert [row.article for row in convention.commitments] == ["9", "2", "9"]


def test_what_others_point_to_is_not_deleted(session: Any, world: World) -> None:
    from ambassador.conventions.models import Contribution

    convention = session.get_one(Convention, world.convention)
    commitment = factories.commitment(convention)
    session.add(
        Contribution(commitment=commitment, party_id=convention.parties[0].id, on=TODAY, recorded_by_id=world.coach)
    )
    session.commit()
    with pytest.raises(RuleBroken):
        services.delete_commitment(commitment, TODAY)
    session.rollback()
    assert session.get(Commitment, commitment.id)
