"""What may be written in the register, and what is refused, with the field it stands beside."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from ambassador.accounts.models import Organisation, User
from ambassador.conventions import services
from ambassador.conventions.models import Commitment, Convention, ConventionState, DueRule, Modality, Unit
from ambassador.conventions.services import CommitmentDetails, ConventionDetails, PartyDetails
from ambassador.conventions.services.amendments import Signing
from ambassador.conventions.services.corrections import open_correction
from ambassador.demo import factories
from ambassador.demo.factories.conventions import contribution
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
        services.create_convention(given, session.get_one(User, world.coach))
    assert not session.new, "nothing is changed before the refusal"
    return broken.value.field


def test_a_convention_is_made_with_its_parties_and_terms(session: Any, world: World) -> None:
    given = details(world.operator, world.city, quota_quarters=22)
    made = services.create_convention(given, session.get_one(User, world.coach))
    session.expire_all()
    assert [party.organisation_id for party in made.parties] == [world.operator, world.city]
    assert (made.first_terms.length_months, made.first_terms.quota_quarters) == (12, 22)


def test_two_different_parties_are_needed_and_ones_own_is_among_them(session: Any, world: World) -> None:
    assert refused(session, world, details(world.operator)) == "parties-1-organisation_id"
    assert refused(session, world, details()) == "parties-0-organisation_id"
    assert refused(session, world, details(world.operator, world.operator)) == "parties-1-organisation_id"
    assert refused(session, world, details(world.operator, None)) == "parties-1-organisation_id"
    assert refused(session, world, details(world.city, world.centre)) == "parties-0-organisation_id"


def test_a_length_is_given_or_there_is_none(session: Any, world: World) -> None:
    both = (world.operator, world.city)
    assert refused(session, world, details(*both, length_months=None)) == "length_months"
    assert refused(session, world, details(*both, is_unlimited=True)) == "length_months"
    given = details(*both, entry_into_force=date(2026, 1, 1))
    assert refused(session, world, given) == "entry_into_force"


@pytest.fixture
def draft(session: Any, world: World) -> Convention:
    """Nobody has signed it."""
    return factories.convention([session.get_one(Organisation, number) for number in (world.operator, world.city)])


def change(session: Any, world: World, convention: Convention, given: ConventionDetails) -> Convention:
    same = replace(given, title=convention.title, subject=convention.subject)
    return services.change_convention(convention, same, session.get_one(User, world.coach), TODAY)


def sign(
    session: Any, convention: Convention, person: int, signed_on: date | None, decided_on: date | None = None
) -> None:
    services.sign_convention(convention, Signing(decided_on, signed_on), session.get_one(User, person), TODAY)


def test_a_change_of_a_party_alone_makes_a_newer_version(session: Any, world: World, draft: Convention) -> None:
    before = draft.version
    parties = [PartyDetails(world.operator, Translated(fr="Présidence")), PartyDetails(world.city)]
    same = details(parties=parties, quota_quarters=20)
    change(session, world, draft, same)
    assert draft.version == before + 1
    change(session, world, draft, same)
    assert draft.version == before + 1, "saving without a change makes no newer version"


def test_each_party_signs_for_itself_and_the_last_starts_the_convention(
    session: Any, world: World, draft: Convention
) -> None:
    before = draft.version
    sign(session, draft, world.coach, date(2026, 2, 3), date(2026, 2, 1))
    assert [(party.decided_on, party.signed_on) for party in draft.parties] == [
        (date(2026, 2, 1), date(2026, 2, 3)),
        (None, None),
    ]
    assert draft.start is None and draft.version == before + 1
    sign(session, draft, world.coordinator, date(2026, 2, 10))
    assert draft.start == date(2026, 2, 10)


def test_nobody_signs_who_is_no_party(session: Any, world: World, draft: Convention) -> None:
    with pytest.raises(RuleBroken, match="Seules les parties"):
        sign(session, draft, world.centre_coordinator, TODAY)
    assert not any(party.signed_on for party in draft.parties)


def test_a_signature_of_the_future_or_before_the_decision_is_refused(
    session: Any, world: World, draft: Convention
) -> None:
    for signed_on, decided_on, field in (
        (TODAY + timedelta(days=1), None, "signed_on"),
        (None, TODAY + timedelta(days=1), "decided_on"),
        (date(2026, 2, 1), date(2026, 2, 2), "signed_on"),
    ):
        with pytest.raises(RuleBroken) as broken:
            sign(session, draft, world.coach, signed_on, decided_on)
        assert broken.value.field == field
    sign(session, draft, world.coach, date(2026, 2, 2), date(2026, 2, 2))


def test_a_signature_is_taken_back_until_all_have_signed(session: Any, world: World, draft: Convention) -> None:
    sign(session, draft, world.coach, TODAY)
    sign(session, draft, world.coach, None)
    assert not any(party.signed_on for party in draft.parties)
    sign(session, draft, world.coach, TODAY)
    sign(session, draft, world.coordinator, TODAY)
    with pytest.raises(RuleBroken, match="ne se retire plus"):
        sign(session, draft, world.coach, None)
    sign(session, draft, world.coach, date(2026, 3, 9))
    assert draft.parties[0].signed_on == date(2026, 3, 9), "a wrong day is corrected"


def test_nobody_joins_those_who_signed(session: Any, world: World, draft: Convention) -> None:
    sign(session, draft, world.coordinator, TODAY)
    with pytest.raises(RuleBroken, match="personne d’autre") as broken:
        change(session, world, draft, details(world.operator, world.city, world.centre, quota_quarters=20))
    assert broken.value.field == "parties-2-organisation_id"
    assert draft.party_of(world.centre) is None


def test_nobody_drops_out_of_what_another_signed(session: Any, world: World, draft: Convention) -> None:
    three, two = (world.operator, world.city, world.centre), (world.operator, world.city)
    change(session, world, draft, details(*three, quota_quarters=20))
    for person in (world.coordinator, world.coach):
        sign(session, draft, person, TODAY)
    with pytest.raises(RuleBroken, match="retire sa signature") as broken:
        change(session, world, draft, details(*two, quota_quarters=20))
    assert broken.value.field == "parties-1-organisation_id"
    assert draft.state(TODAY) is ConventionState.PARTLY_SIGNED, (
        "two do not make a convention of three by leaving one out"
    )


@pytest.mark.parametrize("signers", [1, 2])
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"length_months": 24}, "length_months"),
        ({"length_months": None, "is_unlimited": True}, "length_months"),
        ({"quota_quarters": 28}, "quota_days"),
        ({"quota_quarters": None}, "quota_days"),
        ({"formal_notice_months": 2}, "formal_notice_months"),
        ({"early_end_months": 1}, "early_end_months"),
        ({"needs_entry_into_force": True}, "needs_entry_into_force"),
    ],
)
def test_what_a_party_signed_is_not_changed_by_the_form(
    session: Any, world: World, draft: Convention, values: dict[str, Any], field: str, signers: int
) -> None:
    for person in (world.coordinator, world.coach)[:signers]:
        sign(session, draft, person, TODAY)
    kept = {"length_months": 12, "quota_quarters": 20}
    with pytest.raises(RuleBroken, match="retire sa signature" if signers == 1 else "avenant") as broken:
        change(session, world, draft, details(world.operator, world.city, **{**kept, **values}))
    assert broken.value.field == field


@pytest.mark.parametrize("name", ["title", "subject"])
def test_signed_words_stay_and_gain_a_language(session: Any, world: World, draft: Convention, name: str) -> None:
    sign(session, draft, world.coordinator, TODAY)
    coach = session.get_one(User, world.coach)
    kept = replace(details(world.operator, world.city, quota_quarters=20), title=draft.title, subject=draft.subject)
    words = getattr(draft, name).texts()
    for other in ({"fr": "Autre chose"}, {"nl": "Iets anders"}):
        with pytest.raises(RuleBroken, match="ajouter une langue") as broken:
            services.change_convention(draft, replace(kept, **{name: Translated(**other)}), coach, TODAY)
        assert broken.value.field == name
    services.change_convention(
        draft, replace(kept, **{name: Translated(**words, nl="In het Nederlands")}), coach, TODAY
    )
    assert getattr(draft, name).texts() == {**words, "nl": "In het Nederlands"}


def test_the_day_of_entry_into_force_is_noted_once(session: Any, world: World, draft: Convention) -> None:
    draft.needs_entry_into_force = True
    for person in (world.coach, world.coordinator):
        sign(session, draft, person, TODAY)
    kept = details(world.operator, world.city, quota_quarters=20, needs_entry_into_force=True)
    change(session, world, draft, replace(kept, entry_into_force=TODAY))
    assert draft.start == TODAY
    for other in (None, date(2026, 3, 1)):
        with pytest.raises(RuleBroken) as broken:
            change(session, world, draft, replace(kept, entry_into_force=other))
        assert broken.value.field == "entry_into_force"


def test_a_party_that_signed_or_has_commitments_stays(session: Any, world: World, draft: Convention) -> None:
    sign(session, draft, world.coordinator, TODAY)
    with pytest.raises(RuleBroken):
        change(session, world, draft, details(world.operator, world.centre, quota_quarters=20))
    sign(session, draft, world.coordinator, None)
    commitment = factories.commitment(draft, party=draft.party_of(world.city))
    with pytest.raises(RuleBroken):
        change(session, world, draft, details(world.operator, world.centre, quota_quarters=20))
    session.delete(commitment)
    session.flush()
    session.expire(draft)
    change(session, world, draft, details(world.operator, world.centre, quota_quarters=20))
    assert [party.organisation_id for party in draft.parties] == [world.operator, world.centre]


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
def test_a_commitment_that_contradicts_itself_is_refused(draft: Convention, values: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        services.create_commitment(draft, replace(COMMITMENT, **values), TODAY)
    assert broken.value.field == field and not draft.commitments


def test_commitments_keep_the_order_in_which_they_came(session: Any, draft: Convention) -> None:
    for reference in ("9", "2", "9"):
        services.create_commitment(draft, replace(COMMITMENT, article=reference), TODAY)
    session.expire_all()
    assert [row.article for row in draft.commitments] == ["9", "2", "9"]


def test_what_others_point_to_is_not_deleted(session: Any, world: World, draft: Convention) -> None:
    commitment = factories.commitment(draft)
    contribution(commitment, session.get_one(User, world.coach), TODAY)
    session.commit()
    with pytest.raises(RuleBroken):
        services.delete_commitment(commitment, TODAY)
    session.rollback()
    assert session.get(Commitment, commitment.id)


def test_once_a_party_signed_its_commitments_and_articles_stay(session: Any, world: World, draft: Convention) -> None:
    commitment, article = factories.commitment(draft), factories.article(draft)
    sign(session, draft, world.coordinator, TODAY)
    for change_of_text in (
        lambda: services.create_commitment(draft, COMMITMENT, TODAY),
        lambda: services.change_commitment(commitment, COMMITMENT, TODAY),
        lambda: services.delete_commitment(commitment, TODAY),
        lambda: services.create_article(draft, "2", TITLE, TODAY),
        lambda: services.change_article(article, "2", TITLE, TODAY),
        lambda: services.delete_article(article, TODAY),
    ):
        with pytest.raises(RuleBroken, match="retire sa signature"):
            change_of_text()
    assert (commitment.title, article.number) == (Translated(fr="Un engagement"), "1")


def test_a_signed_text_is_written_in_a_correction_after_its_end(session: Any, world: World) -> None:
    convention = session.get_one(Convention, world.convention)
    after = date(2027, 1, 16)
    with pytest.raises(RuleBroken, match="pris fin"):
        services.create_commitment(convention, COMMITMENT, after)
    open_correction(convention, "Un engagement a été oublié.", session.get_one(User, world.coach), after)
    services.create_commitment(convention, COMMITMENT, after)
    with pytest.raises(RuleBroken, match="pris fin"):
        services.create_commitment(convention, COMMITMENT, after + timedelta(days=1))


def test_a_correction_by_one_side_lets_nothing_live_again(session: Any, world: World) -> None:
    convention = session.get_one(Convention, world.convention)
    coach, after = session.get_one(User, world.coach), date(2027, 1, 16)
    open_correction(convention, "La durée est fausse.", coach, after)
    convention.early_end_months = 3
    kept = {"length_months": 12, "quota_quarters": 20, "early_end_months": 3}

    def correct(*parties: int, **values: Any) -> Convention:
        given = details(*(parties or (world.operator, world.city)), **{**kept, **values})
        return services.change_convention(convention, given, coach, after)

    for field, refused in (
        ("length_months", lambda: correct(length_months=24)),
        ("length_months", lambda: correct(length_months=None, is_unlimited=True)),
        ("early_end_months", lambda: correct(early_end_months=4)),
        ("parties-2-organisation_id", lambda: correct(world.operator, world.city, world.centre)),
        ("signed_on", lambda: services.sign_convention(convention, Signing(None, after), coach, after)),
    ):
        with pytest.raises(RuleBroken) as broken:
            refused()
        assert broken.value.field == field
        assert convention.state(after) is ConventionState.ENDED
    assert correct(quota_quarters=22).first_terms.quota_quarters == 22, "what was typed wrong is corrected"


def test_a_signature_is_not_moved_behind_what_was_done(session: Any, world: World) -> None:
    convention, coach = session.get_one(Convention, world.convention), session.get_one(User, world.coach)
    contribution(factories.commitment(convention), coach, date(2026, 1, 20))
    session.flush()
    for day, is_fine in ((date(2026, 1, 20), True), (date(2026, 1, 21), False), (date(2026, 1, 15), True)):
        if not is_fine:
            with pytest.raises(RuleBroken, match="avenant"):
                sign(session, convention, world.coach, day)
            continue
        sign(session, convention, world.coach, day)
        assert convention.start == max(day, date(2026, 1, 15))


def test_every_change_of_the_text_makes_a_newer_version(session: Any, draft: Convention) -> None:
    commitment, article = factories.commitment(draft), factories.article(draft)
    versions = [draft.version]
    for change_of_text in (
        lambda: services.create_commitment(draft, COMMITMENT, TODAY),
        lambda: services.change_commitment(commitment, COMMITMENT, TODAY),
        lambda: services.delete_commitment(commitment, TODAY),
        lambda: services.create_article(draft, "2", TITLE, TODAY),
        lambda: services.change_article(article, "3", TITLE, TODAY),
        lambda: services.delete_article(article, TODAY),
    ):
        change_of_text()
        versions.append(draft.version)
    assert versions == sorted(set(versions)), "who signs notices that the text is another"
