"""Entering figures: save as draft, submit, correct what was approved."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from ambassador.accounts.models import User
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.kpis import rights
from ambassador.kpis.models import Adoption, AdoptionState, Answer, Entry, EntryState, EventKind
from ambassador.kpis.services.numbers import check_numbers, is_plausible
from ambassador.kpis.services.story import TOLD, check_seen, snapshot, tell
from ambassador.periods import Period


@dataclass(frozen=True)
class FigureValues:
    """What a person answers for one figure."""

    answer: Answer
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    weight: Decimal | None = None
    comment: str = ""
    evidence: str = ""


def save_figure(
    adoption: Adoption, period: Period, entry: Entry | None, values: FigureValues, by: User, now: datetime, today: date
) -> Entry:
    """Keep an answer as a draft; a returned figure stays returned until it is submitted again. Saying the same again
    changes nothing."""
    _check_may_enter(adoption, by)
    _check_period(adoption, period, today)
    if entry is not None and entry.state not in (EntryState.DRAFT, EntryState.RETURNED):
        raise RuleBroken(N_("Ce chiffre est déjà envoyé. Il change après un renvoi, ou par une correction."))
    checked = _checked(adoption, values)
    if entry is None:
        entry = Entry(
            adoption_id=adoption.id,
            indicator_id=adoption.indicator_id,
            organisation_id=adoption.organisation_id,
            definition_id=adoption.definition_id,
            frequency=period.frequency,
            month=period.month,
            state=EntryState.DRAFT,
        )
        _write(entry, checked, by, now)
        db.session.add(entry)
        tell(entry, EventKind.ENTERED, by, now)
        db.session.flush()
    elif _differs(entry, checked):
        before = snapshot(entry)
        _write(entry, checked, by, now)
        tell(entry, EventKind.CHANGED, by, now, before)
    return entry


def submit_figure(entry: Entry, seen: str, by: User, now: datetime, today: date) -> Entry:
    """Hand a figure in for approval, once its period is over."""
    _check_may_enter(entry.adoption, by)
    check_seen(entry, seen, EntryState.DRAFT, EntryState.RETURNED)
    if not entry.period.is_over(today):
        raise RuleBroken(N_("La période n’est pas finie : enregistrez un brouillon, et envoyez-le après."))
    entry.state = EntryState.SUBMITTED
    tell(entry, EventKind.SUBMITTED, by, now)
    return entry


def correct_figure(
    entry: Entry, seen: str, values: FigureValues, reason: str, by: User, now: datetime, today: date
) -> Entry:
    """Change an approved figure, with a reason: it waits for approval again. What was published stays until the quarter
    is published again."""
    _check_may_enter(entry.adoption, by)
    check_seen(entry, seen, EntryState.APPROVED)
    if not reason.strip():
        raise RuleBroken(N_("Écrivez pourquoi ce chiffre change."), field="reason")
    checked = _checked(entry.adoption, values)
    if not _differs(entry, checked):
        raise RuleBroken(N_("Rien n’a changé."))
    before = snapshot(entry)
    _write(entry, checked, by, now)
    entry.state = EntryState.SUBMITTED
    entry.approved_by = entry.approved_at = None
    tell(entry, EventKind.CORRECTED, by, now, before, reason)
    return entry


def _check_may_enter(adoption: Adoption, by: User) -> None:
    if not rights.can_enter(by, adoption):
        raise RuleBroken(N_("Ce chiffre n’est pas à vous : il dépend d’un autre service ou d’une autre structure."))
    if adoption.state is not AdoptionState.AGREED:
        raise RuleBroken(N_("Ce KPI n’est pas convenu : il ne reçoit pas de chiffres."))
    if adoption.is_computed:
        raise RuleBroken(N_("Ce chiffre est calculé par le portail : il ne se saisit pas."))


def _check_period(adoption: Adoption, period: Period, today: date) -> None:
    if period.frequency is not adoption.definition.frequency or period.month < adoption.first_month:
        raise RuleBroken(N_("Ce KPI n’a pas de chiffre pour cette période."))
    if period.first_day > today:
        raise RuleBroken(N_("Cette période n’a pas encore commencé."))


def _checked(adoption: Adoption, values: FigureValues) -> FigureValues:
    """The answer with the numbers that its kind takes; a comment where one is needed."""
    definition = adoption.definition
    _check_evidence(values.evidence)
    if values.answer is not Answer.VALUE:
        if any(number is not None for number in (values.numerator, values.denominator, values.weight)):
            raise RuleBroken(N_("Effacez le nombre, ou choisissez « valeur »."), field="answer")
        if not values.comment:
            raise RuleBroken(N_("Écrivez en quelques mots pourquoi il n’y a pas de valeur."), field="comment")
        return FigureValues(values.answer, comment=values.comment, evidence=values.evidence)
    numbers = check_numbers(definition, values.numerator, values.denominator, values.weight)
    if not values.comment and not is_plausible(definition, *numbers):
        raise RuleBroken(
            N_("Cette valeur sort de ce qui est attendu. Si elle est juste, expliquez-la en quelques mots."),
            field="comment",
        )
    return FigureValues(values.answer, *numbers, comment=values.comment, evidence=values.evidence)


def _check_evidence(evidence: str) -> None:
    if evidence and not evidence.startswith(("https://", "http://")):
        raise RuleBroken(N_("Écrivez une adresse web complète, qui commence par https://."), field="evidence")


def _differs(entry: Entry, values: FigureValues) -> bool:
    return any(getattr(entry, name) != getattr(values, name) for name in TOLD)


def _write(entry: Entry, values: FigureValues, by: User, now: datetime) -> None:
    for name in TOLD:
        if getattr(entry, name) != getattr(values, name):
            setattr(entry, name, getattr(values, name))
    entry.edited_by, entry.edited_at = by, now
