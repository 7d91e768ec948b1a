"""Which periods of a structure are closed, since when, and for whom they are open again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ambassador import reads
from ambassador.accounts.models import Organisation, User
from ambassador.db import db
from ambassador.kpis import rights
from ambassador.kpis.models import Adoption, AdoptionState, IndicatorVersion, PeriodLock, PeriodOpening
from ambassador.periods import Frequency, Period, between


@dataclass(frozen=True)
class Closings:
    """All that was closed and opened of one structure."""

    days_open: int | None
    locks: dict[Period, PeriodLock]
    openings: tuple[PeriodOpening, ...]

    def closes_after(self, period: Period) -> date | None:
        """The last day before the period closes by itself; None where it never does."""
        return None if self.days_open is None else period.last_day + timedelta(days=self.days_open)

    def is_locked(self, period: Period) -> bool:
        return period in self.locks

    def is_closed(self, period: Period, today: date) -> bool:
        closes = self.closes_after(period)
        return self.is_locked(period) or (closes is not None and closes < today)

    def opening(self, period: Period, person_id: int, today: date) -> PeriodOpening | None:
        return next((one for one in self.openings_of(period, today) if one.person_id == person_id), None)

    def openings_of(self, period: Period, today: date) -> list[PeriodOpening]:
        """Those that hold today."""
        return [one for one in self.openings if one.period == period and one.is_open(today)]

    def may_write(self, period: Period, person_id: int, today: date) -> bool:
        return not self.is_closed(period, today) or self.opening(period, person_id, today) is not None


@reads.once
def of(organisation: Organisation) -> Closings:
    return for_all([organisation])[organisation.id]


def for_all(organisations: Collection[Organisation]) -> dict[int, Closings]:
    """Those of several structures, in two queries."""
    numbers = {row.id for row in organisations}
    locks = list(
        db.session.scalars(
            select(PeriodLock).where(PeriodLock.organisation_id.in_(numbers)).options(joinedload(PeriodLock.closed_by))
        )
    )
    openings = list(
        db.session.scalars(
            select(PeriodOpening)
            .where(PeriodOpening.organisation_id.in_(numbers))
            .options(joinedload(PeriodOpening.person), joinedload(PeriodOpening.opened_by))
            .order_by(PeriodOpening.id)
        )
    )
    return {
        row.id: Closings(
            row.kpi_days_open,
            {lock.period: lock for lock in locks if lock.organisation_id == row.id},
            tuple(opening for opening in openings if opening.organisation_id == row.id),
        )
        for row in organisations
    }


def opening(number: int, organisation: Organisation) -> PeriodOpening | None:
    chosen = select(PeriodOpening).where(PeriodOpening.id == number, PeriodOpening.organisation_id == organisation.id)
    return db.session.scalar(chosen.options(joinedload(PeriodOpening.person)))


def periods_of(organisation: Organisation, today: date) -> list[Period]:
    """The periods that are over for which the structure's KPIs ask a figure, newest first, by the day they ended."""
    chosen = (
        select(IndicatorVersion.frequency, Adoption.first_month)
        .join(IndicatorVersion, IndicatorVersion.id == Adoption.definition_id)
        .where(
            Adoption.organisation_id == organisation.id,
            Adoption.state.in_([AdoptionState.AGREED, AdoptionState.RETIRED]),
        )
    )
    firsts: dict[Frequency, int] = {}
    for frequency, month in db.session.execute(chosen):
        firsts[frequency] = min(month, firsts.get(frequency, month))
    found = [
        period
        for frequency, month in firsts.items()
        for period in between(Period(month, frequency), Period.containing(today, frequency).next(-1))
    ]
    return sorted(found, key=lambda period: (period.last_day, period.first_day), reverse=True)


def enterers(organisation: Organisation) -> list[User]:
    """The people of a structure for whom a period can be opened, by name."""
    chosen = select(User).where(User.organisation_id == organisation.id, User.deactivated_at.is_(None))
    people = db.session.scalars(chosen.order_by(User.name, User.id))
    return [person for person in people if rights.enters_figures(person)]
