"""Contributions and conditions: recorded by the side that promised, decided by the other, exact, nothing lost."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from ambassador.accounts.models import User
from ambassador.audit import events_about
from ambassador.conventions import dues, services
from ambassador.conventions.models import (
    Commitment,
    Contribution,
    ContributionState,
    Convention,
    Modality,
    Unit,
)
from ambassador.conventions.queries import contributions as reads
from ambassador.conventions.services import conditions, contributions
from ambassador.conventions.services.conditions import ConditionDetails
from ambassador.conventions.services.contributions import ContributionDetails
from ambassador.conventions.services.corrections import open_correction
from ambassador.conventions.services.effects import write_effects
from ambassador.conventions.work import work_for
from ambassador.demo import factories
from ambassador.demo.factories.changes import amendment
from ambassador.demo.factories.files import upload
from ambassador.errors import RuleBroken
from ambassador.translated import Translated
from tests.conftest import TODAY, World

NOW = datetime(2026, 3, 10, 11, tzinfo=UTC)
START = date(2026, 1, 15)
State = ContributionState
AFTER_END = date(2027, 1, 16)
DETAILS = ContributionDetails(on=date(2026, 3, 1), note="Analyse des flux", quantity=Decimal("12.5"))


class Scene:
    """A commitment of the city, and people of both sides."""

    def __init__(self, session: Any, world: World, **values: Any) -> None:
        self.convention = session.get_one(Convention, world.convention)
        self.coach, self.coordinator, self.staff = (
            session.get_one(User, number) for number in (world.coach, world.coordinator, world.staff)
        )
        self.stranger = session.get_one(User, world.other_coordinator)
        values = {
            "party": self.convention.party_of(world.city),
            "quantity": Decimal(700),
            "unit": Unit.PERSON_DAY,
            **values,
        }
        self.commitment: Commitment = factories.commitment(self.convention, **values)

    def record(
        self, details: ContributionDetails = DETAILS, person: User | None = None, **changes: Any
    ) -> Contribution:
        details = replace(details, **changes)
        return contributions.record_contribution(self.commitment, details, person or self.staff, NOW, TODAY)


@pytest.fixture
def scene(session: Any, world: World) -> Scene:
    return Scene(session, world)


def test_what_one_side_records_the_other_confirms(scene: Scene) -> None:
    row = scene.record()
    assert (row.state, row.quantity, row.recorded_by) == (State.RECORDED, Decimal("12.5"), scene.staff)
    contributions.confirm_contribution(row, scene.coach, NOW)
    assert (row.state, row.decided_by, row.decided_at) == (State.CONFIRMED, scene.coach, NOW)


@pytest.mark.parametrize("person", ["coordinator", "staff", "stranger"])
def test_nobody_decides_for_their_own_side_or_from_outside(scene: Scene, person: str) -> None:
    row = scene.record()
    for decide in (
        lambda: contributions.confirm_contribution(row, getattr(scene, person), NOW),
        lambda: contributions.contest_contribution(row, "Non", getattr(scene, person), NOW),
    ):
        with pytest.raises(RuleBroken):
            decide()
    assert row.state is State.RECORDED and row.decided_by is None


@pytest.mark.parametrize("person", ["coach", "stranger"])
def test_only_the_side_that_promised_records(scene: Scene, person: str) -> None:
    with pytest.raises(RuleBroken, match="partie qui s’engage"):
        scene.record(person=getattr(scene, person))


def test_what_binds_both_is_recorded_by_either_and_decided_by_the_other(session: Any, world: World) -> None:
    scene = Scene(session, world, party=None, quantity=None, unit=Unit.EVENT)
    for recorder, decider in ((scene.coach, scene.coordinator), (scene.staff, scene.coach)):
        row = scene.record(person=recorder, quantity=None)
        with pytest.raises(RuleBroken):
            contributions.confirm_contribution(row, recorder, NOW)
        assert contributions.confirm_contribution(row, decider, NOW).quantity == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"on": TODAY + timedelta(days=1)}, "on"),
        ({"on": START - timedelta(days=1)}, "on"),
        ({"note": "  "}, "note"),
        ({"quantity": None}, "quantity"),
        ({"quantity": Decimal(0)}, "quantity"),
        ({"quantity": Decimal(-3)}, "quantity"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "ftp://files.example/a"}, "link"),
        ({"link": "https://"}, "link"),
        ({"link": "https://user:secret@files.example/"}, "link"),
        ({"link": "https://files.example/a b"}, "link"),
        ({"link": "https://[bad"}, "link"),
        ({"link": "files.example/a"}, "link"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    session: Any, scene: Scene, tmp_path: Path, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleBroken) as broken:
        scene.record(upload=upload(tmp_path / "uploads"), **changes)
    assert broken.value.field == field
    assert session.query(Contribution).count() == 0 and not (tmp_path / "uploads").exists()


def test_the_first_and_last_days_count(session: Any, world: World) -> None:
    scene = Scene(session, world)
    scene.record(on=START)
    scene.record(on=TODAY)
    last_day = date(2027, 1, 15)
    contributions.record_contribution(scene.commitment, replace(DETAILS, on=last_day), scene.staff, NOW, last_day)
    late = last_day + timedelta(days=1)
    with pytest.raises(RuleBroken, match="a pris fin"):
        contributions.record_contribution(scene.commitment, replace(DETAILS, on=last_day), scene.staff, NOW, late)


def test_a_draft_takes_none(session: Any, world: World) -> None:
    scene = Scene(session, world)
    scene.convention.parties[0].signed_on = None
    with pytest.raises(RuleBroken, match="pas encore en vigueur"):
        scene.record()


@pytest.mark.parametrize(
    ("unit", "quantity", "is_right"),
    [
        (Unit.PERSON_DAY, "0.0001", True),
        (Unit.DAY, "0.25", True),
        (Unit.EUR, "800000.01", True),
        (Unit.EUR, "0.001", False),
        (Unit.PROFILE, "0.5", True),
        (Unit.PROFILE, "0.125", False),
        (Unit.ARTICLE, "1", False),
        (None, "1", False),
    ],
)
def test_quantities_have_the_decimals_of_their_unit(
    session: Any, world: World, unit: Unit | None, quantity: str, is_right: bool
) -> None:
    scene = Scene(session, world, unit=unit, quantity=None)
    if is_right:
        assert scene.record(quantity=Decimal(quantity)).quantity == Decimal(quantity)
    else:
        with pytest.raises(RuleBroken) as broken:
            scene.record(quantity=Decimal(quantity))
        assert broken.value.field == "quantity"


def test_a_contested_one_is_corrected_and_undecided_again(session: Any, scene: Scene) -> None:
    row = scene.record()
    contributions.contest_contribution(row, "Deux jours de trop", scene.coach, NOW)
    assert (row.state, row.reason) == (State.CONTESTED, "Deux jours de trop")
    changed = replace(DETAILS, quantity=Decimal("10.5"))
    contributions.change_contribution(row, changed, scene.coordinator, NOW, TODAY)
    assert (row.state, row.reason, row.decided_by, row.quantity) == (State.RECORDED, "", None, Decimal("10.5"))
    contributions.confirm_contribution(row, scene.coach, NOW)
    told = [event.changes for event in events_about("Convention", scene.convention.id) if event.model == "Contribution"]
    assert ["Deux jours de trop", ""] in [changes.get("reason") for changes in told], "the history keeps the reason"


def test_a_contest_needs_a_reason(scene: Scene) -> None:
    with pytest.raises(RuleBroken) as broken:
        contributions.contest_contribution(scene.record(), " ", scene.coach, NOW)
    assert broken.value.field == "reason"


def test_a_withdrawn_one_stays_and_changes_no_more(session: Any, scene: Scene) -> None:
    row = scene.record()
    contributions.withdraw_contribution(row, scene.staff, TODAY)
    assert row.state is State.WITHDRAWN and reads.contributions_with_people(scene.commitment) == [row]
    for change in (
        lambda: contributions.withdraw_contribution(row, scene.staff, TODAY),
        lambda: contributions.change_contribution(row, DETAILS, scene.staff, NOW, TODAY),
        lambda: contributions.confirm_contribution(row, scene.coach, NOW),
        lambda: contributions.contest_contribution(row, "Non", scene.coach, NOW),
    ):
        with pytest.raises(RuleBroken):
            change()


def test_a_confirmed_one_changes_no_more_but_its_confirmation_can_be_taken_back(scene: Scene) -> None:
    row = contributions.confirm_contribution(scene.record(), scene.coach, NOW)
    for change in (
        lambda: contributions.withdraw_contribution(row, scene.staff, TODAY),
        lambda: contributions.change_contribution(row, DETAILS, scene.staff, NOW, TODAY),
        lambda: contributions.confirm_contribution(row, scene.coach, NOW),
    ):
        with pytest.raises(RuleBroken):
            change()
    assert contributions.contest_contribution(row, "Erreur de ma part", scene.coach, NOW).state is State.CONTESTED


def test_the_other_side_never_changes_it(scene: Scene) -> None:
    row = scene.record()
    for person in (scene.coach, scene.stranger):
        with pytest.raises(RuleBroken):
            contributions.withdraw_contribution(row, person, TODAY)
        with pytest.raises(RuleBroken):
            contributions.change_contribution(row, DETAILS, person, NOW, TODAY)


def test_proof_is_kept_replaced_and_dropped(session: Any, scene: Scene, tmp_path: Path) -> None:
    row = scene.record(upload=upload(tmp_path), link="https://preuves.example/1")
    first = row.file
    assert first is not None and first.convention_id == scene.convention.id and first.uploaded_by_id == scene.staff.id
    contributions.change_contribution(row, DETAILS, scene.staff, NOW, TODAY)
    assert row.file is first, "no file chosen changes nothing"
    second = replace(DETAILS, upload=upload(tmp_path, "autre.txt", b"Autre preuve"))
    contributions.change_contribution(row, second, scene.staff, NOW, TODAY)
    assert row.file is not None and row.file.name == "autre.txt"
    contributions.change_contribution(row, replace(DETAILS, drops_file=True), scene.staff, NOW, TODAY)
    assert row.file is None


def test_a_commitment_with_contributions_is_not_deleted(session: Any, scene: Scene) -> None:
    scene.record()
    open_correction(scene.convention, "Un doublon.", scene.coach, AFTER_END)
    with pytest.raises(RuleBroken, match="suites"):
        services.delete_commitment(scene.commitment, AFTER_END)


def test_both_sides_are_told_what_waits_for_them(session: Any, scene: Scene) -> None:
    def found(person: User) -> list[str]:
        return [item.message.partition(" ")[0] for item in dues.find(person, TODAY) if "ontribution" in item.message]

    first, _second = scene.record(), scene.record()
    assert [item.parameters["count"] for item in dues.find(scene.coach, TODAY) if item.on is None] == [2]
    assert found(scene.coordinator) == [] and found(scene.staff) == [] and found(scene.stranger) == []
    contributions.contest_contribution(first, "Non", scene.coach, NOW)
    assert found(scene.coordinator) == ["Contribution"] and found(scene.staff) == ["Contribution"]


CONDITION = ConditionDetails(met_on=date(2026, 2, 1), note="Décision du collège")
CONDITIONAL = {"modality": Modality.CONDITIONAL, "condition": Translated(fr="Si la commune l’exploite")}


@pytest.fixture
def conditional(session: Any, world: World) -> Scene:
    return Scene(session, world, **CONDITIONAL)


def test_a_condition_is_recorded_with_its_proof_and_undone_with_a_reason(
    session: Any, conditional: Scene, tmp_path: Path
) -> None:
    commitment = conditional.commitment
    details = replace(CONDITION, upload=upload(tmp_path), link="https://preuves.example/1")
    record = conditions.record_condition(commitment, details, conditional.coach, NOW, TODAY)
    assert commitment.condition_met_on == date(2026, 2, 1) and record.file is not None
    assert commitment.counts_on(date(2026, 2, 1)) and not commitment.counts_on(date(2026, 1, 31))
    assert reads.standing_record(commitment) is record
    conditions.undo_condition(commitment, record, "La décision est retirée", conditional.coordinator, NOW, TODAY)
    assert commitment.condition_met_on is None and reads.standing_record(commitment) is None
    assert reads.condition_records(commitment) == [record] and record.undone_reason == "La décision est retirée"
    conditions.record_condition(commitment, CONDITION, conditional.coach, NOW, TODAY)
    assert len(reads.condition_records(commitment)) == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"met_on": TODAY + timedelta(days=1)}, "met_on"),
        ({"met_on": START - timedelta(days=1)}, "met_on"),
        ({"link": "javascript:x"}, "link"),
    ],
)
def test_a_condition_that_cannot_be_is_refused(conditional: Scene, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        conditions.record_condition(
            conditional.commitment, replace(CONDITION, **changes), conditional.coach, NOW, TODAY
        )
    assert broken.value.field == field and conditional.commitment.condition_met_on is None


def test_a_condition_is_met_once_and_undone_once(scene: Scene, conditional: Scene) -> None:
    with pytest.raises(RuleBroken, match="pas de condition"):
        conditions.record_condition(scene.commitment, CONDITION, scene.coach, NOW, TODAY)
    with pytest.raises(RuleBroken, match="pas notée"):
        conditions.undo_condition(conditional.commitment, None, "Non", scene.coach, NOW, TODAY)
    record = conditions.record_condition(conditional.commitment, CONDITION, scene.coach, NOW, TODAY)
    with pytest.raises(RuleBroken, match="déjà"):
        conditions.record_condition(conditional.commitment, CONDITION, scene.coach, NOW, TODAY)
    with pytest.raises(RuleBroken) as broken:
        conditions.undo_condition(conditional.commitment, record, "", scene.coach, NOW, TODAY)
    assert broken.value.field == "reason"


def test_before_its_condition_a_commitment_takes_no_contribution(conditional: Scene) -> None:
    with pytest.raises(RuleBroken, match="condition"):
        conditional.record()
    conditions.record_condition(conditional.commitment, CONDITION, conditional.coach, NOW, TODAY)
    with pytest.raises(RuleBroken, match="condition"):
        conditional.record(on=date(2026, 1, 31))
    conditional.record(on=date(2026, 2, 1))


def test_a_met_condition_keeps_the_commitment_conditional(session: Any, conditional: Scene) -> None:
    conditions.record_condition(conditional.commitment, CONDITION, conditional.coach, NOW, TODAY)
    open_correction(conditional.convention, "Une erreur.", conditional.coach, AFTER_END)
    details = services.CommitmentDetails(article="4", title=Translated(fr="Un autre"))
    with pytest.raises(RuleBroken) as broken:
        services.change_commitment(conditional.commitment, details, AFTER_END)
    assert broken.value.field == "modality"


def test_the_database_itself_refuses_a_decision_by_nobody(session: Any, scene: Scene) -> None:
    row = scene.record()
    row.decided_at = NOW
    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.parametrize(
    ("words", "is_met"), [("Si la commune l’exploite", True), ("Si deux communes l’exploitent", False)]
)
def test_an_amendment_keeps_a_met_condition_whose_words_stay(
    session: Any, conditional: Scene, words: str, is_met: bool
) -> None:
    record = conditions.record_condition(conditional.commitment, CONDITION, conditional.coach, NOW, TODAY)
    changed = amendment(conditional.convention, effective_from=date(2026, 3, 5))
    factories.commitment(
        conditional.convention,
        modality=Modality.CONDITIONAL,
        condition=Translated(fr=words),
        amendment_id=changed.id,
        replaces_id=conditional.commitment.id,
    )
    for signature in changed.signatures:
        signature.decided_on = signature.signed_on = date(2026, 3, 1)
    session.flush()
    session.expire(conditional.convention)
    session.expire(changed, ["proposals"])
    write_effects(conditional.convention)
    (row,) = conditional.convention.commitments_on(TODAY)
    assert row.replaces is conditional.commitment and row.counts_on(TODAY) is is_met
    assert reads.condition_records(row) == [record]


def test_what_was_counted_in_another_unit_is_not_added_up(session: Any, scene: Scene) -> None:
    recorded = contributions.record_contribution(scene.commitment, DETAILS, scene.coordinator, NOW, TODAY)
    contributions.confirm_contribution(recorded, scene.coach, NOW)
    other = factories.commitment(scene.convention, party=scene.commitment.party, quantity=Decimal(900), unit=Unit.EUR)
    other.replaces = scene.commitment
    session.flush()
    assert work_for(scene.commitment, TODAY).confirmed.quantity == Decimal("12.5")
    assert work_for(other, TODAY).confirmed.count == 0, "person-days are no euros"
    assert reads.contributions_with_people(other) == [recorded], "they stay in the list, in their own unit"
    other.unit = Unit.PERSON_DAY
    assert work_for(other, TODAY).confirmed.quantity == Decimal("12.5")
