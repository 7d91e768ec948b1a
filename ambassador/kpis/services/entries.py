"""Entering figures: save as draft, submit, correct what was approved. The screen and the files of a spreadsheet both come
here: given a KPI, a period and an answer, the figure is saved or RuleBroken says beside which field why not."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from ambassador import files
from ambassador.accounts.models import User
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.files.models import StoredFile
from ambassador.kpis import rights
from ambassador.kpis.exchange import is_blank
from ambassador.kpis.models import Adoption, AdoptionState, Answer, Entry, EntryState, EventKind, IndicatorVersion
from ambassador.kpis.queries.figures import last_value
from ambassador.kpis.services import breakdowns
from ambassador.kpis.services.closing import check_open
from ambassador.kpis.services.numbers import check_expected, check_numbers
from ambassador.kpis.services.story import NUMBERS, TOLD, check_seen, snapshot, tell
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
    upload: files.Upload | None = None
    """A file as evidence; without one, the file there is stays unless `drops_file`."""
    drops_file: bool = False
    parts: Mapping[int, breakdowns.Typed] | None = None
    """By category: its numbers. None says nothing of the breakdown: it stays as it is."""


@dataclass(frozen=True)
class Before:
    """The value of the last period before that has one, for who has read it already."""

    value: Fraction | None


def save_figure(
    adoption: Adoption,
    period: Period,
    entry: Entry | None,
    values: FigureValues,
    by: User,
    now: datetime,
    today: date,
    before: Before | None = None,
) -> Entry:
    """Keep an answer as a draft; a returned figure stays returned until it is submitted again. Saying the same again
    changes nothing; saying nothing takes a draft back to missing."""
    checked = check_figure(adoption, period, entry, values, by, today, before)
    if entry is None:
        entry = Entry(
            adoption_id=adoption.id,
            indicator_id=adoption.indicator_id,
            organisation_id=adoption.organisation_id,
            frequency=period.frequency,
            month=period.month,
            state=EntryState.DRAFT,
        )
        write(entry, adoption.definition, checked, kept_file(entry, checked, by, now), by, now)
        tell(entry, EventKind.ENTERED, by, now)
    elif empties(entry, checked):
        if not entry.is_missing:
            _empty(entry, by, now)
    elif entry.is_missing:
        write(entry, adoption.definition, checked, kept_file(entry, checked, by, now), by, now)
        tell(entry, EventKind.ENTERED, by, now)
    elif differs(entry, adoption.definition, checked):
        told = snapshot(entry)
        write(entry, adoption.definition, checked, kept_file(entry, checked, by, now), by, now)
        tell(entry, EventKind.CHANGED, by, now, told)
    return entry


def check_figure(
    adoption: Adoption,
    period: Period,
    entry: Entry | None,
    values: FigureValues,
    by: User,
    today: date,
    before: Before | None = None,
) -> FigureValues:
    """What would be kept; refuses whatever `save_figure` refuses."""
    check_may_enter(adoption, by)
    _check_period(adoption, period, today)
    check_open(adoption.organisation, period, by, today)
    if entry is not None and entry.state not in (EntryState.DRAFT, EntryState.RETURNED):
        raise RuleBroken(N_("Ce chiffre est déjà envoyé. Il change après un renvoi, ou par une correction."))
    if entry is not None and empties(entry, values):
        return values
    return checked_values(adoption, adoption.definition, period, values, entry, before)


def empties(entry: Entry, values: FigureValues) -> bool:
    """Whether nothing is left of a draft. A figure that came back keeps an answer, and so does one with a file to prove it, or
    with categories of which nothing is said."""
    is_bare = (entry.file is None or values.drops_file) and (values.parts is not None or not breakdowns.parts_of(entry))
    return entry.state is EntryState.DRAFT and is_blank(values) and values.upload is None and is_bare


def _empty(entry: Entry, by: User, now: datetime) -> None:
    told, stored = snapshot(entry), breakdowns.parts_of(entry)
    entry.answer = entry.numerator = entry.denominator = entry.weight = entry.file = None
    entry.comment = entry.evidence = ""
    entry.edited_by, entry.edited_at = by, now
    breakdowns.write_parts(entry, stored, {}, by, now)
    db.session.flush()
    db.session.expire(entry, ["parts"])
    tell(entry, EventKind.EMPTIED, by, now, told)


def submit_figure(entry: Entry, seen: str, by: User, now: datetime, today: date) -> Entry:
    """Hand a figure in for approval, its categories with it, once its period is over."""
    check_may_enter(entry.adoption, by)
    check_open(entry.adoption.organisation, entry.period, by, today)
    check_seen(entry, seen, EntryState.DRAFT, EntryState.RETURNED)
    if entry.is_missing:
        raise RuleBroken(N_("Répondez : un nombre, « indisponible » ou « non applicable »."))
    if not entry.period.is_over(today):
        raise RuleBroken(N_("La période n’est pas finie : enregistrez un brouillon, et envoyez-le après."))
    if entry.definition_id != entry.adoption.definition_id:
        raise RuleBroken(N_("La définition de ce KPI a changé. Relisez le chiffre, enregistrez-le, puis envoyez-le."))
    breakdowns.settle(entry, EntryState.SUBMITTED)
    tell(entry, EventKind.SUBMITTED, by, now)
    return entry


def check_may_enter(adoption: Adoption, by: User) -> None:
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


def checked_values(
    adoption: Adoption,
    definition: IndicatorVersion,
    period: Period,
    values: FigureValues,
    entry: Entry | None,
    before: Before | None,
) -> FigureValues:
    """The answer with the numbers that its kind takes and the whole breakdown. Refuses numbers and categories that do not
    fit, and asks for a comment where one is needed."""
    _check_evidence(values.evidence)
    if values.answer is not Answer.VALUE:
        return _without_value(values)
    numbers = check_numbers(definition, values.numerator, values.denominator, values.weight)
    stated = breakdowns.stated(definition, entry) if values.parts is None else values.parts
    parts = breakdowns.check_parts(definition, numbers, stated) if stated else {}
    if not values.comment:
        before = before or Before(last_value(adoption.id, definition.kind, period))
        check_expected(definition, numbers, before.value)
    fitting: dict[str, Any] = dict(zip(NUMBERS, numbers, strict=True))
    return replace(values, **fitting, parts=parts)


def _without_value(values: FigureValues) -> FigureValues:
    if values.parts or any(number is not None for number in (values.numerator, values.denominator, values.weight)):
        raise RuleBroken(N_("Effacez le nombre, ou choisissez « valeur »."), field="answer")
    if not values.comment:
        raise RuleBroken(N_("Écrivez en quelques mots pourquoi il n’y a pas de valeur."), field="comment")
    return replace(values, parts={})


def _check_evidence(evidence: str) -> None:
    if evidence and not evidence.startswith(("https://", "http://")):
        raise RuleBroken(N_("Écrivez une adresse web complète, qui commence par https://."), field="evidence")


def differs(entry: Entry, definition: IndicatorVersion, values: FigureValues) -> bool:
    """Whether checked values say anything else than what is stored."""
    file = entry.file
    return (
        entry.definition_id != definition.id
        or any(getattr(entry, name) != getattr(values, name) for name in TOLD)
        or (values.upload is not None and (file is None or file.sha256 != values.upload.sha256))
        or (values.drops_file and file is not None)
        or breakdowns.differ(entry, values.parts or {})
    )


def kept_file(entry: Entry, values: FigureValues, by: User, now: datetime) -> StoredFile | None:
    """The evidence that the figure has then: what was sent, else what it has unless that is dropped."""
    if values.upload is None:
        return None if values.drops_file else entry.file
    if entry.file is not None and entry.file.sha256 == values.upload.sha256:
        return entry.file
    return files.keep(values.upload, by, now, None)


def write(
    entry: Entry, definition: IndicatorVersion, values: FigureValues, file: StoredFile | None, by: User, now: datetime
) -> None:
    """Store checked values, the categories with them."""
    stored = breakdowns.parts_of(entry) if entry.id else []
    for name in TOLD:
        if getattr(entry, name) != getattr(values, name):
            setattr(entry, name, getattr(values, name))
    entry.file = file
    entry.definition_id = definition.id
    entry.edited_by, entry.edited_at = by, now
    flag_modified(entry, "edited_at")  # its version tells of a change in its categories alone too
    db.session.add(entry)
    breakdowns.write_parts(entry, stored, values.parts or {}, by, now)
    db.session.flush()
    db.session.expire(entry, ["parts", "definition"])
