"""Figures: who may take which step in which state, which numbers are taken, and the story that is told."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from ambassador.accounts.models import KpiReviewer, Organisation, User
from ambassador.db import db
from ambassador.demo import factories
from ambassador.errors import RuleBroken
from ambassador.kpis.models import Adoption, AdoptionState, Answer, Entry, EntryState, EventKind, IndicatorKind
from ambassador.kpis.services.corrections import correct_figure
from ambassador.kpis.services.entries import FigureValues, save_figure, submit_figure
from ambassador.kpis.services.review import approve_figure, return_figure
from ambassador.periods import Frequency, Period
from ambassador.permissions import Role
from tests.conftest import TODAY, World

NOW = datetime(2026, 3, 10, 11, tzinfo=UTC)
OVER, RUNNING, COMING = (Period.parse(code) for code in ("2025-Q4", "2026-Q1", "2026-Q2"))
TEN = FigureValues(Answer.VALUE, Decimal(10))
ELEVEN = FigureValues(Answer.VALUE, Decimal(11))
NAMES = ("coach", "coordinator", "staff", "admin", "partner", "other_coordinator")


@pytest.fixture
def cast(session: Any, world: World) -> dict[str, Any]:
    """The people; a second coach who looks after nobody; colleagues of the staff person in another service."""
    city, operator = session.get_one(Organisation, world.city), session.get_one(Organisation, world.operator)
    other_service = factories.service(city, "Autre service")
    return {
        **{name: session.get_one(User, getattr(world, name)) for name in NAMES},
        "city": city,
        "operator": operator,
        "service": world.service,
        "second_coach": factories.user(Role.COACH, operator, "Dominique Coach"),
        "colleague": factories.user(Role.STAFF, city, "Chris Collègue", service=other_service),
        "second_coordinator": factories.user(Role.COORDINATOR, city, "Noor Coordination"),
    }


def of_city(cast: dict[str, Any], kind: IndicatorKind = IndicatorKind.NUMBER, **values: Any) -> Adoption:
    return factories.kpi(cast["city"], kind=kind, service_id=cast["service"], **values)


def entered(cast: dict[str, Any], state: EntryState, by: str = "staff", **values: Any) -> Entry:
    return factories.figure(
        of_city(cast, **values), OVER, 10, state=state, by=cast[by], approved_by=cast["second_coordinator"]
    )


STEPS: dict[str, Any] = {
    "save": lambda entry, by: save_figure(entry.adoption, OVER, entry, ELEVEN, by, NOW, TODAY),
    "submit": lambda entry, by: submit_figure(entry, str(entry.version), by, NOW, TODAY),
    "approve": lambda entry, by: approve_figure(entry, str(entry.version), by, NOW, TODAY),
    "return": lambda entry, by: return_figure(entry, str(entry.version), "À revoir", by, NOW, TODAY),
    "correct": lambda entry, by: correct_figure(entry, str(entry.version), ELEVEN, "Oubli", by, NOW, TODAY),
}
ALLOWED = {
    (EntryState.DRAFT, "save"): EntryState.DRAFT,
    (EntryState.RETURNED, "save"): EntryState.RETURNED,
    (EntryState.DRAFT, "submit"): EntryState.SUBMITTED,
    (EntryState.RETURNED, "submit"): EntryState.SUBMITTED,
    (EntryState.SUBMITTED, "approve"): EntryState.APPROVED,
    (EntryState.SUBMITTED, "return"): EntryState.RETURNED,
    (EntryState.APPROVED, "correct"): EntryState.APPROVED,
}
ENTERING, REVIEWING = {"save", "submit", "correct"}, {"approve", "return"}
EVERYONE = (*NAMES, "colleague", "second_coach", "second_coordinator")


@pytest.mark.parametrize("reviewer", list(KpiReviewer))
@pytest.mark.parametrize("state", list(EntryState))
@pytest.mark.parametrize("step", list(STEPS))
def test_every_step_of_a_figure_is_taken_by_the_right_person_in_the_right_state_or_refused(
    cast: dict[str, Any], reviewer: KpiReviewer, state: EntryState, step: str
) -> None:
    cast["city"].kpi_reviewer = reviewer
    reviewers = {"coach"} if reviewer is KpiReviewer.COACH else {"coordinator", "second_coordinator"}
    who_may = {"staff", "coordinator", "second_coordinator"} if step in ENTERING else reviewers
    for number, name in enumerate(EVERYONE):
        entry = entered(cast, state, code=f"K{number}")
        wanted = ALLOWED.get((state, step))
        if wanted and name in who_may:
            STEPS[step](entry, cast[name])
            assert entry.state is wanted, name
        else:
            before = (entry.state, entry.numerator, len(entry.events))
            with pytest.raises(RuleBroken):
                STEPS[step](entry, cast[name])
            assert (entry.state, entry.numerator, len(entry.events)) == before, name
        db.session.flush()


def test_nobody_approves_what_they_edited_last(cast: dict[str, Any]) -> None:
    entry = entered(cast, EntryState.SUBMITTED, by="coordinator")
    with pytest.raises(RuleBroken, match="autre personne"):
        STEPS["approve"](entry, cast["coordinator"])
    STEPS["return"](entry, cast["coordinator"])
    db.session.flush()
    STEPS["save"](entry, cast["staff"])
    db.session.flush()
    STEPS["submit"](entry, cast["coordinator"])
    db.session.flush()
    STEPS["approve"](entry, cast["coordinator"])
    assert entry.state is EntryState.APPROVED, "the coordinator sent it, but the last edit was another's"


def test_the_database_too_refuses_that_somebody_approves_their_own_edit(cast: dict[str, Any]) -> None:
    entry = entered(cast, EntryState.SUBMITTED)
    entry.state, entry.approved_by, entry.approved_at = EntryState.APPROVED, entry.edited_by, NOW
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_a_programme_figure_is_approved_by_a_second_person_of_the_operator(cast: dict[str, Any]) -> None:
    kpi = factories.kpi(cast["operator"], "P1")
    entry = save_figure(kpi, OVER, None, TEN, cast["coach"], NOW, TODAY)
    STEPS["submit"](entry, cast["coach"])
    db.session.flush()
    for name in ("coach", "coordinator", "admin"):
        with pytest.raises(RuleBroken):
            STEPS["approve"](entry, cast[name])
    STEPS["approve"](entry, cast["second_coach"])
    assert entry.state is EntryState.APPROVED


def test_staff_enter_what_their_service_owns_and_where_they_are_owner_or_stand_in(cast: dict[str, Any]) -> None:
    colleague = cast["colleague"]
    with pytest.raises(RuleBroken, match="pas à vous"):
        save_figure(of_city(cast), OVER, None, TEN, colleague, NOW, TODAY)
    for code, role in (("K1", "owner_id"), ("K2", "stand_in_id")):
        kpi = of_city(cast, code=code, **{role: colleague.id})
        assert save_figure(kpi, OVER, None, TEN, colleague, NOW, TODAY).numerator == 10


def test_a_period_that_has_not_begun_takes_no_figure(cast: dict[str, Any]) -> None:
    with pytest.raises(RuleBroken, match="pas encore commencé"):
        save_figure(of_city(cast), COMING, None, TEN, cast["staff"], NOW, TODAY)


def test_a_running_period_takes_a_draft_that_is_submitted_when_it_is_over(cast: dict[str, Any]) -> None:
    entry = save_figure(of_city(cast), RUNNING, None, TEN, cast["staff"], NOW, TODAY)
    for day in (TODAY, RUNNING.last_day):
        with pytest.raises(RuleBroken, match="pas finie"):
            submit_figure(entry, str(entry.version), cast["staff"], NOW, day)
    submit_figure(entry, str(entry.version), cast["staff"], NOW, date(2026, 4, 1))
    assert entry.state is EntryState.SUBMITTED


@pytest.mark.parametrize("period", ["2024-Q4", "2025", "2025-10", "2025-H2"])
def test_a_period_before_the_first_or_of_another_frequency_is_refused(cast: dict[str, Any], period: str) -> None:
    with pytest.raises(RuleBroken, match="pas de chiffre"):
        save_figure(of_city(cast), Period.parse(period), None, TEN, cast["staff"], NOW, TODAY)


@pytest.mark.parametrize("state", [AdoptionState.DRAFT, AdoptionState.PROPOSED, AdoptionState.RETIRED])
def test_only_an_agreed_kpi_takes_figures(cast: dict[str, Any], state: AdoptionState) -> None:
    with pytest.raises(RuleBroken, match="pas convenu"):
        save_figure(of_city(cast, state=state), OVER, None, TEN, cast["staff"], NOW, TODAY)


def test_a_computed_figure_is_not_entered(cast: dict[str, Any]) -> None:
    kpi = factories.kpi(cast["operator"], "P1", measure="conventions.structures_accompanied")
    with pytest.raises(RuleBroken, match="calculé"):
        save_figure(kpi, OVER, None, TEN, cast["coach"], NOW, TODAY)


D = Decimal


@pytest.mark.parametrize(
    ("kind", "numbers", "field"),
    [
        (IndicatorKind.NUMBER, (None, None, None), "numerator"),
        (IndicatorKind.RATIO, (D(1), None, None), "denominator"),
        (IndicatorKind.RATIO, (D(1), D(0), None), "denominator"),
        (IndicatorKind.RATIO, (D(1), D(-4), None), "denominator"),
        (IndicatorKind.RATIO, (D(5), D(4), None), "numerator"),
        (IndicatorKind.RATIO, (D("1.5"), D(4), None), "numerator"),
        (IndicatorKind.RATIO, (D(1), D("4.5"), None), "denominator"),
        (IndicatorKind.RATIO, (D(-1), D(4), None), "numerator"),
        (IndicatorKind.MEAN, (D(5), None, None), "weight"),
        (IndicatorKind.MEAN, (D(5), None, D(0)), "weight"),
        (IndicatorKind.MEAN, (D(5), None, D("1.5")), "weight"),
        (IndicatorKind.MEAN, (D(101), None, D(3)), "numerator"),
        (IndicatorKind.MILESTONE, (D(2), None, None), "numerator"),
        (IndicatorKind.NUMBER, (D(101), None, None), "numerator"),
        (IndicatorKind.NUMBER, (D(-1), None, None), "numerator"),
    ],
)
def test_numbers_that_the_kind_or_its_bounds_do_not_take_are_refused_beside_their_field(
    cast: dict[str, Any], kind: IndicatorKind, numbers: tuple[Any, Any, Any], field: str
) -> None:
    kpi = of_city(cast, kind, hard_min=D(0), hard_max=D(100), counts_people=True)
    with pytest.raises(RuleBroken) as refused:
        save_figure(kpi, OVER, None, FigureValues(Answer.VALUE, *numbers), cast["staff"], NOW, TODAY)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("kind", "numbers"),
    [
        (IndicatorKind.NUMBER, (D(0), None, None)),
        (IndicatorKind.NUMBER, (D(100), None, None)),
        (IndicatorKind.RATIO, (D(0), D(4), None)),
        (IndicatorKind.RATIO, (D(4), D(4), None)),
        (IndicatorKind.MEAN, (D("7.25"), None, D(1))),
        (IndicatorKind.MILESTONE, (D(0), None, None)),
        (IndicatorKind.MILESTONE, (D(1), None, None)),
    ],
)
def test_zero_and_both_bounds_are_values(cast: dict[str, Any], kind: IndicatorKind, numbers: Any) -> None:
    kpi = of_city(cast, kind, hard_min=D(0), hard_max=D(100))
    entry = save_figure(kpi, OVER, None, FigureValues(Answer.VALUE, *numbers), cast["staff"], NOW, TODAY)
    assert (entry.numerator, entry.denominator, entry.weight) == numbers


@pytest.mark.parametrize("answer", [Answer.UNAVAILABLE, Answer.NOT_APPLICABLE])
def test_no_value_needs_a_word_and_takes_no_number(cast: dict[str, Any], answer: Answer) -> None:
    kpi, staff = of_city(cast), cast["staff"]
    with pytest.raises(RuleBroken) as refused:
        save_figure(kpi, OVER, None, FigureValues(answer), staff, NOW, TODAY)
    assert refused.value.field == "comment"
    with pytest.raises(RuleBroken) as refused:
        save_figure(kpi, OVER, None, FigureValues(answer, D(3), comment="Pas mesuré"), staff, NOW, TODAY)
    assert refused.value.field == "answer"
    entry = save_figure(kpi, OVER, None, FigureValues(answer, comment="Pas mesuré"), staff, NOW, TODAY)
    assert entry.answer is answer and entry.numerator is None


@pytest.mark.parametrize("number", [D(4), D(21)])
def test_an_unexpected_value_needs_a_word(cast: dict[str, Any], number: Decimal) -> None:
    kpi, staff = of_city(cast, plausible_min=D(5), plausible_max=D(20)), cast["staff"]
    with pytest.raises(RuleBroken) as refused:
        save_figure(kpi, OVER, None, FigureValues(Answer.VALUE, number), staff, NOW, TODAY)
    assert refused.value.field == "comment"
    entry = save_figure(kpi, OVER, None, FigureValues(Answer.VALUE, number, comment="Juste"), staff, NOW, TODAY)
    assert entry.numerator == number


@pytest.mark.parametrize("address", ["javascript:alert(1)", "registre", "//autre.example", "ftp://x.example"])
def test_evidence_is_a_web_address(cast: dict[str, Any], address: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        save_figure(
            of_city(cast), OVER, None, FigureValues(Answer.VALUE, D(1), evidence=address), cast["staff"], NOW, TODAY
        )
    assert refused.value.field == "evidence"


def test_the_story_tells_each_step_with_old_and_new(cast: dict[str, Any]) -> None:
    kpi, staff, coordinator = of_city(cast), cast["staff"], cast["coordinator"]
    entry = save_figure(kpi, OVER, None, TEN, staff, NOW, TODAY)
    save_figure(kpi, OVER, entry, TEN, staff, NOW, TODAY)
    save_figure(kpi, OVER, entry, ELEVEN, staff, NOW, TODAY)
    for step, person in (("submit", staff), ("return", coordinator), ("submit", staff), ("approve", coordinator)):
        db.session.flush()
        STEPS[step](entry, cast["staff"] if person is staff else coordinator)
    db.session.flush()
    correct_figure(entry, str(entry.version), TEN, "Compté deux fois", staff, NOW, TODAY)
    db.session.flush()
    db.session.expire(entry)
    kinds = [event.kind for event in entry.events]
    assert kinds == [
        EventKind.ENTERED,
        EventKind.CHANGED,
        EventKind.SUBMITTED,
        EventKind.RETURNED,
        EventKind.SUBMITTED,
        EventKind.APPROVED,
        EventKind.CORRECTED,
    ]
    changed, corrected = entry.events[1], entry.events[-1]
    assert (changed.before["numerator"], changed.after["numerator"]) == ("10", "11")
    assert (corrected.before["numerator"], corrected.after["numerator"]) == ("11", "10")
    assert corrected.reason == "Compté deux fois" and entry.events[3].reason == "À revoir"
    assert entry.state is EntryState.APPROVED and entry.numerator == 11, "in force until the correction is approved"


def test_the_story_is_never_changed(cast: dict[str, Any]) -> None:
    entry = entered(cast, EntryState.DRAFT)
    entry.events[0].reason = "Autrement"
    with pytest.raises(RuntimeError):
        db.session.flush()
    db.session.rollback()


@pytest.mark.parametrize("step", ["return", "correct"])
def test_a_reason_is_required(cast: dict[str, Any], step: str) -> None:
    if step == "return":
        entry = entered(cast, EntryState.SUBMITTED)
        with pytest.raises(RuleBroken) as refused:
            return_figure(entry, str(entry.version), "  ", cast["coordinator"], NOW, TODAY)
    else:
        entry = entered(cast, EntryState.APPROVED)
        with pytest.raises(RuleBroken) as refused:
            correct_figure(entry, str(entry.version), ELEVEN, "", cast["staff"], NOW, TODAY)
    assert refused.value.field == "reason"


def test_a_correction_that_changes_nothing_is_refused(cast: dict[str, Any]) -> None:
    entry = entered(cast, EntryState.APPROVED)
    with pytest.raises(RuleBroken, match="Rien"):
        correct_figure(entry, str(entry.version), TEN, "Pour voir", cast["staff"], NOW, TODAY)


def test_what_was_decided_on_an_older_version_is_refused(cast: dict[str, Any]) -> None:
    entry = entered(cast, EntryState.SUBMITTED)
    seen = str(entry.version)
    STEPS["return"](entry, cast["coordinator"])
    db.session.flush()
    STEPS["save"](entry, cast["staff"])
    db.session.flush()
    STEPS["submit"](entry, cast["staff"])
    db.session.flush()
    with pytest.raises(RuleBroken, match="entre-temps"):
        approve_figure(entry, seen, cast["coordinator"], NOW, TODAY)


INSERT_RETURN_WITHOUT_REASON = """INSERT INTO entry_event (entry_id, at, by_id, kind, reason)
    SELECT id, edited_at, edited_by_id, 'returned', '' FROM entry"""


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET numerator = NULL",
        "UPDATE entry SET answer = 'unavailable'",
        "UPDATE entry SET denominator = 0",
        "UPDATE entry SET weight = -1",
        "UPDATE entry SET state = 'approved'",
        "UPDATE entry SET indicator_id = indicator_id + 1000",
        INSERT_RETURN_WITHOUT_REASON,
    ],
)
def test_the_database_keeps_the_rules_of_one_row(cast: dict[str, Any], statement: str) -> None:
    entered(cast, EntryState.SUBMITTED)
    with pytest.raises(IntegrityError):
        db.session.execute(text(statement))
    db.session.rollback()


def test_a_period_has_one_figure(cast: dict[str, Any]) -> None:
    kpi = of_city(cast)
    factories.figure(kpi, OVER, 1)
    with pytest.raises(IntegrityError):
        factories.figure(kpi, OVER, 2)
    db.session.rollback()


def test_january_and_the_year_are_two_figures(cast: dict[str, Any]) -> None:
    assert Period.parse("2026-01").month == Period.parse("2026").month == 202601
    monthly = of_city(cast, code="M", frequency=Frequency.MONTHLY)
    yearly = of_city(cast, code="Y", frequency=Frequency.YEARLY)
    assert factories.figure(monthly, "2025-01", 1).period != factories.figure(yearly, "2025", 12).period
