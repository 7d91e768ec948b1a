"""Origins of the actions: those that count on the day, each with its status then."""

from collections.abc import Callable, Sequence
from datetime import date

from flask import url_for
from flask_babel import gettext

from ambassador import i18n
from ambassador.charter.models import Action, ActionStatus
from ambassador.impact import words
from ambassador.impact.figure_links import TOTAL
from ambassador.impact.origins import Asked, Formula, Origin, Source
from ambassador.impact.origins.publishing import published
from ambassador.impact.queries import work as queries
from ambassador.impact.work import MOVING, Actions, axis_key
from ambassador.periods import Period

Wanted = Callable[[ActionStatus], bool]


def by_status(asked: Asked) -> Origin | None:
    (plan,) = asked.report.figures.plans
    wanted = _status(asked.key)
    return _origin(asked, [plan], wanted) if wanted else None


def by_axis(asked: Asked) -> Origin | None:
    (plan,) = asked.report.figures.plans
    wanted = _status(asked.series)
    place = next((place for place in range(len(plan.plan.by_axis)) if str(place + 1) == asked.key), None)
    return None if wanted is None or place is None else _origin(asked, [plan], wanted, place)


def over_time(asked: Asked) -> Origin | None:
    (plan,) = asked.report.figures.plans
    quarter = next((one for one in plan.reading.quarters if one.code == asked.key), None)
    wanted = _status(asked.series)
    return _origin(asked, [plan], wanted, quarter=quarter) if wanted and quarter else None


def by_structure(asked: Asked) -> Origin | None:
    plan = next((one for one in asked.report.figures.plans if str(one.organisation.id) == asked.key), None)
    wanted = _status(asked.series)
    return _origin(asked, [plan], wanted) if plan and wanted else None


def moving(asked: Asked) -> Origin:
    """The headline: under way or done, in all structures of the report."""
    shown = [plan for plan in asked.report.figures.plans if plan.reading.quarters]
    return _origin(asked, shown, lambda status: status in MOVING)


def _status(key: str) -> Wanted | None:
    if key == TOTAL:
        return lambda _status: True
    return (lambda status: status == key) if key in list(ActionStatus) else None


def _origin(
    asked: Asked, plans: Sequence[Actions], wanted: Wanted, place: int | None = None, quarter: Period | None = None
) -> Origin:
    """The actions of some structures, of one axis by its place or of all. `quarter`: at the end of which; without one, of
    the last that can be read."""
    definition = gettext(
        "Les actions que la structure a acceptées, chacune avec son état à la fin de la période.",
    )
    told = _inside if asked.report.reading.is_inside else _published
    rows = told(asked, plans, wanted, place, quarter) if plans else []
    return Origin(str(definition), Formula.SUM, (str(gettext("Actions")),), rows)


def _inside(
    asked: Asked, plans: Sequence[Actions], wanted: Wanted, place: int | None, quarter: Period | None
) -> list[Source]:
    reading = asked.report.reading
    day = min(quarter.last_day, reading.today) if quarter else reading.as_of
    if day is None:
        return []
    listed = queries.actions([plan.organisation.id for plan in plans])
    found = [action for action in listed if action.counts_on(day) and wanted(action.status_on(day))]
    if place is not None:
        axis_id = plans[0].plan.by_axis[place].axis_id
        found = [action for action in found if action.axis_id == axis_id]
    if reading.filters.axis is not None:
        found = [action for action in found if axis_key(action.axis) == reading.filters.axis]
    return [_action(action, day) for action in found]


def _action(action: Action, day: date) -> Source:
    note = next((one for one in action.notes if one.on <= day), None)
    return Source(
        str(gettext("%(code)s : %(title)s", code=action.code, title=i18n.text_for_reader(action.title))),
        (1,),
        note.on if note else None,
        url_for("charter.action", number=action.id),
        note=i18n.label(action.status_on(day)),
    )


def _published(
    asked: Asked, plans: Sequence[Actions], wanted: Wanted, place: int | None, quarter: Period | None
) -> list[Source]:
    """A row for each structure: its last quarter that can be read."""
    rows = []
    for plan in plans:
        last = quarter or next(reversed(plan.reading.quarters), None)
        found = plan.on(last) if last else None
        if last and found:
            axes = found.by_axis if place is None else found.by_axis[place : place + 1]
            count = sum(number for axis in axes for status, number in axis.counts.items() if wanted(status))
            name = gettext(
                "%(name)s, fin %(quarter)s",
                name=i18n.text_for_reader(plan.organisation.name),
                quarter=words.short_period(last),
            )
            rows.append(published(asked, last.month, str(name), (count,), plan.organisation))
    return rows
