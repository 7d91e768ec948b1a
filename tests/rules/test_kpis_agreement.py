"""Writing a KPI down and agreeing on it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from ambassador.accounts.models import Organisation, User
from ambassador.charter.models import Acceptance
from ambassador.conventions import measures
from ambassador.db import db
from ambassador.demo import factories
from ambassador.demo.factories.kpis import charter_action
from ambassador.errors import RuleBroken
from ambassador.kpis import completeness, terms
from ambassador.kpis.examples import examples
from ambassador.kpis.models import (
    Adoption,
    AdoptionState,
    Direction,
    IndicatorKind,
    IndicatorVersion,
    OverStructures,
    OverTime,
)
from ambassador.kpis.services import agreement, definitions
from ambassador.kpis.services.library import take_over_example
from ambassador.kpis.terms import KpiValues
from ambassador.periods import Frequency
from ambassador.permissions import Role
from ambassador.translated import Translated
from tests.conftest import TODAY, World

NOW = datetime(2026, 3, 10, 11, tzinfo=UTC)
EMPTY = Translated()


@pytest.fixture
def cast(session: Any, world: World) -> dict[str, Any]:
    return kpi_cast(session, world)


def kpi_cast(session: Any, world: World) -> dict[str, Any]:
    """The people and their organisations, an action of the city, and a second coach."""
    city, operator = session.get_one(Organisation, world.city), session.get_one(Organisation, world.operator)
    people = {
        name: session.get_one(User, getattr(world, name))
        for name in ("coach", "coordinator", "staff", "admin", "partner", "other_coordinator")
    }
    return {
        **people,
        "city": city,
        "operator": operator,
        "second_coach": factories.user(Role.COACH, operator, "Dominique Coach"),
        "action": charter_action(city, "A07"),
        "service": world.service,
    }


def kpi_values(cast: dict[str, Any], **changes: Any) -> KpiValues:
    complete = KpiValues(
        code="A07-1",
        action_id=cast["action"].id,
        name=Translated(fr="Agents sensibilisés"),
        definition=Translated(fr="Part des agents formés."),
        unit=Translated(fr="%"),
        kind=IndicatorKind.RATIO,
        direction=Direction.UP,
        frequency=Frequency.QUARTERLY,
        over_time=OverTime.RATIO_OF_LATEST,
        over_structures=OverStructures.RATIO_OF_SUMS,
        numerator_label=Translated(fr="Agents formés"),
        denominator_label=Translated(fr="Agents"),
        weight_label=EMPTY,
        counts_people=True,
        hard_min=Decimal(0),
        hard_max=Decimal(100),
        plausible_min=None,
        plausible_max=None,
        first_on=date(2025, 8, 20),
        baseline_numerator=Decimal(40),
        baseline_denominator=Decimal(1200),
        baseline_weight=None,
        baseline_on=date(2025, 6, 30),
        baseline_comment="",
        targets=((date(2025, 7, 1), Decimal(20)), (date(2026, 1, 1), Decimal(50))),
        target_is_total=False,
        service_id=cast["service"],
        owner_id=None,
        stand_in_id=None,
        source="Registre",
        verification="Listes",
        days_allowed=30,
    )
    return replace(complete, **changes)


MILESTONE = {
    "kind": IndicatorKind.MILESTONE,
    "over_time": OverTime.LATEST,
    "over_structures": OverStructures.NONE,
    "targets": (),
    "baseline_numerator": None,
    "baseline_denominator": None,
}


def draft(cast: dict[str, Any], **changes: Any) -> Adoption:
    return definitions.create_kpi(cast["city"], kpi_values(cast, **changes), cast["coach"], NOW)


def propose(kpi: Adoption, by: User) -> Adoption:
    agreement.propose_kpi(kpi, str(kpi.version), by, NOW)
    db.session.flush()
    return kpi


def test_a_kpi_starts_as_a_draft_in_the_period_of_its_first_day(cast: dict[str, Any]) -> None:
    kpi = draft(cast)
    assert kpi.state is AdoptionState.DRAFT
    assert kpi.first_period.code == "2025-Q3"
    assert [(row.month, row.value) for row in kpi.targets] == [(202507, 20), (202601, 50)]
    assert not completeness.missing(terms.in_force(kpi))


@pytest.mark.parametrize(
    "lacking",
    [
        {"definition": EMPTY},
        {"denominator_label": EMPTY},
        {"source": ""},
        {"verification": ""},
        {"baseline_on": None},
        {"baseline_numerator": None, "baseline_denominator": None},
        {"service_id": None},
        {"targets": ()},
        {
            "kind": IndicatorKind.MEAN,
            "over_time": OverTime.WEIGHTED_MEAN,
            "over_structures": OverStructures.NONE,
            "baseline_weight": Decimal(9),
        },
    ],
)
def test_an_incomplete_kpi_says_what_is_missing_and_is_not_proposed(
    cast: dict[str, Any], lacking: dict[str, Any]
) -> None:
    kpi = draft(cast, **lacking)
    assert len(completeness.missing(terms.in_force(kpi))) == 1
    with pytest.raises(RuleBroken, match="pas complet"):
        propose(kpi, cast["coach"])
    assert kpi.state is AdoptionState.DRAFT


def test_a_baseline_that_nobody_knows_is_explained_instead(cast: dict[str, Any]) -> None:
    kpi = draft(cast, baseline_numerator=None, baseline_denominator=None, baseline_on=None, baseline_comment="Inconnue")
    assert not completeness.missing(terms.in_force(kpi))


@pytest.mark.parametrize(
    ("proposer", "agreer", "is_accepted"),
    [
        ("coach", "coordinator", True),
        ("coordinator", "coach", True),
        ("coordinator", "second_coach", True),
        ("coach", "coach", False),
        ("coach", "second_coach", False),
        ("coordinator", "coordinator", False),
        ("coach", "staff", False),
        ("coach", "admin", False),
        ("coach", "partner", False),
        ("coach", "other_coordinator", False),
    ],
)
def test_only_the_other_party_agrees(cast: dict[str, Any], proposer: str, agreer: str, is_accepted: bool) -> None:
    kpi = propose(draft(cast), cast[proposer])
    if is_accepted:
        agreement.agree_kpi(kpi, str(kpi.version), cast[agreer], NOW)
        assert kpi.state is AdoptionState.AGREED and kpi.agreed_by is cast[agreer]
    else:
        with pytest.raises(RuleBroken):
            agreement.agree_kpi(kpi, str(kpi.version), cast[agreer], NOW)
        assert kpi.state is AdoptionState.PROPOSED


def test_two_people_of_the_operator_agree_on_a_programme_indicator(cast: dict[str, Any]) -> None:
    funded = {"funded_from": date(2025, 1, 1), "funded_until": date(2026, 8, 31)}
    values = kpi_values(cast, action_id=None, service_id=None, owner_id=cast["coach"].id, **funded)
    kpi = definitions.create_kpi(cast["operator"], values, cast["coach"], NOW)
    assert kpi.is_programme
    propose(kpi, cast["coach"])
    with pytest.raises(RuleBroken):
        agreement.agree_kpi(kpi, str(kpi.version), cast["coach"], NOW)
    with pytest.raises(RuleBroken):
        agreement.agree_kpi(kpi, str(kpi.version), cast["coordinator"], NOW)
    agreement.agree_kpi(kpi, str(kpi.version), cast["second_coach"], NOW)
    assert kpi.state is AdoptionState.AGREED


STEPS = {
    "propose": lambda kpi, by: agreement.propose_kpi(kpi, str(kpi.version), by, NOW),
    "agree": lambda kpi, by: agreement.agree_kpi(kpi, str(kpi.version), by, NOW),
    "send_back": lambda kpi, by: agreement.send_back_kpi(kpi, str(kpi.version), "À revoir", by, NOW),
    "retire": lambda kpi, by: agreement.retire_kpi(kpi, str(kpi.version), "Plus utile", by, NOW),
}
ALLOWED = {
    (AdoptionState.DRAFT, "propose"): AdoptionState.PROPOSED,
    (AdoptionState.PROPOSED, "agree"): AdoptionState.AGREED,
    (AdoptionState.PROPOSED, "send_back"): AdoptionState.DRAFT,
    (AdoptionState.AGREED, "retire"): AdoptionState.RETIRED,
}


@pytest.mark.parametrize("state", list(AdoptionState))
@pytest.mark.parametrize("step", list(STEPS))
@pytest.mark.parametrize("role", ["coach", "coordinator", "staff", "admin", "partner", "other_coordinator"])
def test_every_step_of_an_agreement_is_taken_by_the_right_role_in_the_right_state_or_refused(
    cast: dict[str, Any], state: AdoptionState, step: str, role: str
) -> None:
    kpi = factories.kpi(
        cast["city"],
        state=state,
        service_id=cast["service"],
        targets={202601: 5},
        proposed_by=cast["coach"],
        agreed_by=cast["coordinator"],
    )
    wanted = ALLOWED.get((state, step))
    may = role in {"coach", "coordinator"} and not (step == "agree" and role == "coach")
    if wanted and may:
        STEPS[step](kpi, cast[role])
        assert kpi.state is wanted
    else:
        with pytest.raises(RuleBroken):
            STEPS[step](kpi, cast[role])
        assert kpi.state is state
    db.session.flush()


def test_a_step_on_an_older_version_is_refused(cast: dict[str, Any]) -> None:
    kpi = draft(cast)
    seen = str(kpi.version)
    definitions.change_kpi(kpi, kpi_values(cast, name=Translated(fr="Autre nom")), cast["coordinator"], NOW)
    db.session.flush()
    with pytest.raises(RuleBroken, match="entre-temps"):
        agreement.propose_kpi(kpi, seen, cast["coach"], NOW)


@pytest.mark.parametrize("state", [AdoptionState.PROPOSED, AdoptionState.AGREED, AdoptionState.RETIRED])
def test_only_a_draft_is_written_anew(cast: dict[str, Any], state: AdoptionState) -> None:
    kpi = factories.kpi(cast["city"], state=state)
    with pytest.raises(RuleBroken, match="brouillon"):
        definitions.change_kpi(kpi, kpi_values(cast), cast["coach"], NOW)


def test_changed_targets_keep_the_rows_that_stay(cast: dict[str, Any]) -> None:
    kpi = draft(cast)
    kept = next(row for row in kpi.targets if row.month == 202601)
    targets = ((date(2026, 1, 31), Decimal(60)), (date(2027, 1, 1), Decimal(80)))
    definitions.change_kpi(kpi, kpi_values(cast, targets=targets), cast["coach"], NOW)
    db.session.flush()
    db.session.refresh(kpi)
    assert [(row.month, row.value) for row in kpi.targets] == [(202601, 60), (202701, 80)]
    assert kept in kpi.targets


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"over_time": OverTime.SUM}, "over_time"),
        ({"over_structures": OverStructures.SUM}, "over_structures"),
        ({"hard_max": Decimal(-1)}, "hard_max"),
        ({"plausible_min": Decimal(9), "plausible_max": Decimal(3)}, "plausible_max"),
        ({"plausible_min": Decimal(-1)}, "plausible_min"),
        ({"plausible_max": Decimal(101)}, "plausible_max"),
        ({"target_is_total": True}, "target_is_total"),
        ({"dimension_ids": (10**6,)}, "dimension_ids"),
        ({**MILESTONE, "dimension_ids": (10**6,)}, "dimension_ids"),
        ({**MILESTONE, "targets": ((date(2026, 1, 1), Decimal(2)),)}, "targets"),
        ({"funded_from": date(2026, 1, 1), "funded_until": date(2026, 6, 1)}, "funded_from"),
        ({"action_id": None}, "action_id"),
        ({"action_id": 10**6}, "action_id"),
        ({"service_id": 10**6}, "service_id"),
        ({"owner_id": 10**6}, "owner_id"),
        ({"targets": ((date(2026, 1, 1), Decimal(1)), (date(2026, 1, 9), Decimal(2)))}, "targets"),
        ({"targets": ((date(2026, 1, 1), Decimal(101)),)}, "targets"),
        ({"baseline_denominator": None}, "baseline_denominator"),
        ({"baseline_denominator": Decimal(0)}, "baseline_denominator"),
        ({"baseline_numerator": None}, "baseline_numerator"),
        ({"baseline_numerator": Decimal(1300)}, "baseline_numerator"),
        ({"baseline_numerator": Decimal("0.5")}, "baseline_numerator"),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_field(
    cast: dict[str, Any], changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        draft(cast, **changes)
    assert refused.value.field == field


SENSE = {
    IndicatorKind.NUMBER: {OverTime.SUM, OverTime.LATEST},
    IndicatorKind.RATIO: {OverTime.RATIO_OF_SUMS, OverTime.RATIO_OF_LATEST},
    IndicatorKind.MEAN: {OverTime.WEIGHTED_MEAN, OverTime.LATEST},
    IndicatorKind.MILESTONE: {OverTime.LATEST},
}


@pytest.mark.parametrize("kind", list(IndicatorKind))
@pytest.mark.parametrize("over_time", list(OverTime))
def test_each_kind_adds_up_over_time_only_as_makes_sense(
    cast: dict[str, Any], kind: IndicatorKind, over_time: OverTime
) -> None:
    changes = {**MILESTONE, "kind": kind, "over_time": over_time}
    if over_time in SENSE[kind]:
        assert draft(cast, **changes).definition.over_time is over_time
    else:
        with pytest.raises(RuleBroken) as refused:
            draft(cast, **changes)
        assert refused.value.field == "over_time"


@pytest.mark.parametrize(
    ("funded", "field"),
    [
        ((date(2026, 1, 1), None), "funded_until"),
        ((None, date(2026, 1, 1)), "funded_from"),
        ((date(2026, 2, 1), date(2026, 1, 1)), "funded_until"),
    ],
)
def test_a_funding_has_a_beginning_and_an_end_after_it(cast: dict[str, Any], funded: Any, field: str) -> None:
    values = kpi_values(cast, action_id=None, service_id=None, funded_from=funded[0], funded_until=funded[1])
    with pytest.raises(RuleBroken) as refused:
        definitions.create_kpi(cast["operator"], values, cast["coach"], NOW)
    assert refused.value.field == field


def test_an_owner_and_their_stand_in_are_two_people(cast: dict[str, Any]) -> None:
    with pytest.raises(RuleBroken) as refused:
        draft(cast, owner_id=cast["staff"].id, stand_in_id=cast["staff"].id)
    assert refused.value.field == "stand_in_id"


def test_a_code_is_taken_once(cast: dict[str, Any]) -> None:
    draft(cast)
    with pytest.raises(RuleBroken) as refused:
        draft(cast)
    assert refused.value.field == "code"


def test_nobody_else_writes_a_structures_kpis(cast: dict[str, Any]) -> None:
    for role in ("staff", "admin", "partner", "other_coordinator"):
        with pytest.raises(RuleBroken):
            definitions.create_kpi(cast["city"], kpi_values(cast), cast[role], NOW)


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.key)
def test_every_example_can_be_taken_over_twice_as_a_marked_draft(cast: dict[str, Any], example: Any) -> None:
    organisation = cast["city"] if example.action else cast["operator"]
    action_id = cast["action"].id if example.action else None
    made = [take_over_example(organisation, example.key, action_id, cast["coach"], NOW, TODAY) for _ in range(2)]
    assert {kpi.indicator.is_example for kpi in made} == {True}
    assert {kpi.state for kpi in made} == {AdoptionState.DRAFT}
    assert made[0].code != made[1].code
    assert made[0].is_computed is example.is_computed


def test_an_unknown_example_or_action_is_refused(cast: dict[str, Any]) -> None:
    for key, action_id in (("nonsense", cast["action"].id), ("support-hours", None), ("support-hours", 10**6)):
        with pytest.raises(RuleBroken):
            take_over_example(cast["city"], key, action_id, cast["coach"], NOW, TODAY)


def test_the_measure_counts_accepted_actions_with_an_agreed_kpi(
    session: Any, world: World, cast: dict[str, Any]
) -> None:
    from ambassador.conventions.models import Convention

    convention = session.get_one(Convention, world.convention)
    commitment = factories.commitment(convention, "2.1-2", measure="kpis.agreed_for_actions")
    charter = cast["action"].charter
    other = charter_action(cast["city"], "A08")
    refused = charter_action(cast["city"], "A09")
    refused.acceptance, refused.refusal_reason = Acceptance.REFUSED, "Hors de notre portée"
    factories.kpi(cast["city"], "K1", action=cast["action"])
    factories.kpi(cast["city"], "K2", action=cast["action"])
    factories.kpi(cast["city"], "K3", action=other, state=AdoptionState.PROPOSED)
    session.flush()

    found = measures.progress(commitment, TODAY)
    assert found and (found.measured.quantity, found.target, found.is_reached) == (1, 2, False)
    assert [detail.quantity for detail in found.measured.details] == [2]

    factories.kpi(cast["city"], "K4", action=other)
    session.flush()
    found = measures.progress(commitment, TODAY)
    assert found and found.measured.quantity == 2
    assert not found.is_reached, "all known actions are not all actions until the City says that the list is complete"

    charter.is_complete, charter.completed_at, charter.completed_by = True, NOW, cast["coordinator"]
    session.flush()
    found = measures.progress(commitment, TODAY)
    assert found and found.is_reached


def test_an_agreement_needs_two_people_in_the_database_too(session: Any, cast: dict[str, Any]) -> None:
    from sqlalchemy.exc import IntegrityError

    with pytest.raises(IntegrityError):
        factories.kpi(cast["city"], proposed_by=cast["coach"], agreed_by=cast["coach"])
    session.rollback()


def test_bounds_hold_in_the_database_too(session: Any, cast: dict[str, Any]) -> None:
    from sqlalchemy.exc import IntegrityError

    kpi = factories.kpi(cast["city"])
    session.get_one(IndicatorVersion, kpi.definition_id).hard_min = Decimal(5)
    session.get_one(IndicatorVersion, kpi.definition_id).hard_max = Decimal(1)
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_a_convention_without_operator_shows_no_kpis(session: Any, world: World, cast: Any) -> None:
    centre = session.get_one(Organisation, world.centre)
    convention = factories.convention([cast["city"], centre], TODAY, None, None)
    commitment = factories.commitment(convention, "3", measure="kpis.agreed_for_actions")
    factories.kpi(cast["city"], "K1", action=cast["action"])
    session.flush()
    found = measures.progress(commitment, TODAY)
    assert found is None or (found.measured.quantity, found.measured.details) == (0, ())
