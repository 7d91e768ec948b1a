"""The figures that a travelling entry sheet names, among those its person enters."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select

from ambassador.accounts.models import User
from ambassador.db import db
from ambassador.kpis.exchange import Figure
from ambassador.kpis.models import Adoption, ReceivedSheet
from ambassador.kpis.queries.entry import Line, lines_for
from ambassador.periods import Period

_MOST_RECENT = 5


def received(number: int, viewer: User) -> ReceivedSheet | None:
    """A sheet that the person sent."""
    found = db.session.get(ReceivedSheet, number)
    return found if found is not None and found.user_id == viewer.id else None


def recent(viewer: User) -> list[tuple[int, str, datetime]]:
    """Number, name and moment of the last sheets that the person sent and that are still kept; the newest first."""
    chosen = select(ReceivedSheet.id, ReceivedSheet.name, ReceivedSheet.received_at)
    chosen = chosen.where(ReceivedSheet.user_id == viewer.id).order_by(ReceivedSheet.id.desc()).limit(_MOST_RECENT)
    return [(row.id, row.name, row.received_at) for row in db.session.execute(chosen)]


def known(adoptions: Iterable[Adoption], figures: Iterable[Figure]) -> dict[Figure, tuple[Adoption, Period]]:
    """The figures that are of these KPIs, each with its period; others are left out."""
    by_number = {adoption.id: adoption for adoption in adoptions}
    found = {}
    for figure in figures:
        adoption = by_number.get(figure.adoption_id)
        try:
            period = Period(figure.month, adoption.definition.frequency) if adoption else None
        except ValueError:
            continue
        if adoption and period and period.month >= adoption.first_month:
            found[figure] = adoption, period
    return found


def lines(wanted: dict[Figure, tuple[Adoption, Period]], viewer: User, today: date) -> dict[Figure, Line]:
    """What is stored of these figures, as the entry screen shows it."""
    found = lines_for(list(wanted.values()), today, viewer)
    return {Figure(line.adoption.id, line.period.month): line for line in found}
