"""The steps that a figure's page offers to a person."""

from datetime import date

from ambassador.accounts.models import User
from ambassador.kpis.models import Entry
from ambassador.kpis.queries.closings import Closings
from ambassador.kpis.queries.sight import looked_after
from ambassador.kpis.queries.story import sender_id
from ambassador.kpis.steps import Around, Step, steps_of


def steps_for(entry: Entry, closings: Closings, viewer: User, today: date) -> frozenset[Step]:
    around = Around(
        looked_after=looked_after(viewer, today),
        may_write=closings.may_write(entry.period, viewer.id, today),
        is_over=entry.period.is_over(today),
        sender_id=sender_id(entry) if entry.is_waiting else None,
    )
    return steps_of(entry, viewer, around)
