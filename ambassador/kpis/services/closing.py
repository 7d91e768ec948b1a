"""Closing periods: by hand, or some days after their end; and opening a closed one for one person until a day.

`check_open` is the one gate that entering, sending and correcting go through, on screen as from a file.
"""

from datetime import date, datetime, time, timedelta

from ambassador.accounts.models import KpiReviewer, Organisation, OrganisationKind, User
from ambassador.config import BRUSSELS
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.kpis import rights
from ambassador.kpis.models import PeriodLock, PeriodOpening
from ambassador.kpis.queries import closings
from ambassador.periods import Period

LONGEST_OPENING = 366
"""Days."""


def check_open(organisation: Organisation, period: Period, by: User, today: date) -> None:
    """Refuse to write a figure of a period that is closed, unless it is open again for the person."""
    if not closings.of(organisation).may_write(period, by.id, today):
        raise RuleBroken(N_("Cette période est clôturée. La coordination peut la rouvrir pour une personne."))


def close_period(organisation: Organisation, period: Period, by: User, now: datetime, today: date) -> PeriodLock:
    """For everyone, for good. Figures that wait are still approved or returned."""
    _check_may_close(organisation, by)
    if not period.is_over(today):
        raise RuleBroken(N_("Cette période n’est pas finie : elle ne se clôture pas encore."))
    if closings.of(organisation).is_closed(period, today):
        raise RuleBroken(N_("Cette période est déjà clôturée."))
    return _lock(organisation, period, by, now)


def open_period(
    organisation: Organisation,
    period: Period,
    person: User,
    until: date,
    reason: str,
    by: User,
    now: datetime,
    today: date,
) -> PeriodOpening:
    """For one person who enters figures of the structure; closed for all others as before."""
    _check_may_close(organisation, by)
    if not closings.of(organisation).is_closed(period, today):
        raise RuleBroken(N_("Cette période n’est pas clôturée : tout le monde peut encore la remplir."))
    if person.organisation_id != organisation.id or not rights.enters_figures(person):
        raise RuleBroken(N_("Cette personne ne saisit pas les chiffres de la structure."), field="person_id")
    if closings.of(organisation).opening(period, person.id, today) is not None:
        raise RuleBroken(N_("Cette période est déjà rouverte pour cette personne."), field="person_id")
    if not today <= until <= today + timedelta(days=LONGEST_OPENING):
        raise RuleBroken(N_("Choisissez un jour à partir d’aujourd’hui, dans l’année qui vient."), field="until")
    if not reason.strip():
        raise RuleBroken(N_("Écrivez pourquoi cette période est rouverte."), field="reason")
    opening = PeriodOpening(
        organisation_id=organisation.id,
        frequency=period.frequency,
        month=period.month,
        person=person,
        until=until,
        reason=reason,
        opened_by=by,
        opened_at=now,
    )
    db.session.add(opening)
    db.session.flush()
    return opening


def end_opening(opening: PeriodOpening, organisation: Organisation, by: User, now: datetime, today: date) -> None:
    """Before its last day."""
    _check_may_close(organisation, by)
    if not opening.is_open(today):
        raise RuleBroken(N_("Cette période n’est plus rouverte pour cette personne."))
    opening.ended_at = now
    db.session.flush()


def change_rules(
    organisation: Organisation, reviewer: KpiReviewer, days_open: int | None, by: User, today: date
) -> Organisation:
    """Who approves the structure's figures, and when its periods close. What is closed already stays closed."""
    _check_may_close(organisation, by)
    if organisation.kind is OrganisationKind.OPERATOR:
        reviewer = organisation.kpi_reviewer
    _keep_closed(organisation, today)
    organisation.kpi_reviewer, organisation.kpi_days_open = reviewer, days_open
    db.session.flush()
    return organisation


def _keep_closed(organisation: Organisation, today: date) -> None:
    """Write down the periods that closed by themselves under the rule so far."""
    known = closings.of(organisation)
    for period in closings.periods_of(organisation, today):
        closes = known.closes_after(period)
        if closes is not None and closes < today and not known.is_locked(period):
            _lock(organisation, period, None, datetime.combine(closes + timedelta(days=1), time(), BRUSSELS))


def _lock(organisation: Organisation, period: Period, by: User | None, moment: datetime) -> PeriodLock:
    lock = PeriodLock(
        organisation_id=organisation.id,
        frequency=period.frequency,
        month=period.month,
        closed_at=moment,
        closed_by=by,
    )
    db.session.add(lock)
    db.session.flush()
    return lock


def _check_may_close(organisation: Organisation, by: User) -> None:
    if not rights.can_close(by, organisation.id):
        raise RuleBroken(N_("Ce n’est pas à vous de clôturer les périodes de cette structure."))
