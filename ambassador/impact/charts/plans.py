"""How the actions of a charter went: their statuses at the end of each quarter."""

from flask_babel import gettext, ngettext

from ambassador import i18n
from ambassador.charter.models import ActionStatus
from ambassador.charts import Chart, Kind, Series
from ambassador.impact import words
from ambassador.impact.work import Actions
from ambassador.writing import PLAIN

ID = "actions-over-time"


def actions_over_time(actions: Actions) -> Chart:
    quarters = actions.reading.span.quarters
    plans = [actions.on(quarter) for quarter in quarters]
    used = [status for status in ActionStatus if any(plan and plan.count(status) for plan in plans)]
    closed = {place: actions.reading.closed(quarter.month) for place, quarter in enumerate(quarters)}
    absent = {place: words.closed_words(reason) for place, reason in closed.items() if reason}
    return Chart(
        id=ID,
        kind=Kind.STACKED,
        title=_finding(actions),
        unit=str(gettext("Actions de la charte par état, à la fin de chaque trimestre")),
        categories=[words.category(quarter) for quarter in quarters],
        keys=[quarter.code for quarter in quarters],
        category_label=str(gettext("Trimestre")),
        series=[
            Series(
                i18n.label(status).capitalize(),
                [plan.count(status) if plan else None for plan in plans],
                absent=absent,
                key=status,
            )
            for status in used
        ],
        total=str(gettext("Total")),
        format=PLAIN,
        missing=str(gettext("non montré")),
        empty=str(gettext("Il n’y a pas d’action à montrer ici.")),
    )


def _finding(actions: Actions) -> str:
    """The last quarter that can be read against the first one."""
    known = actions.reading.quarters
    if not known:
        return str(gettext("Pas encore d’actions à montrer pour ces trimestres"))
    if not actions.total:
        return str(gettext("Aucune action n’est encore connue"))
    first, last = known[0], known[-1]
    start, end = (plan.moving if (plan := actions.on(quarter)) else 0 for quarter in (first, last))
    quarter, count = words.short_period(first), i18n.number(end)
    if first == last:
        said = ngettext(
            "%(num)d action est en cours ou terminée à la fin du trimestre",
            "%(num)d actions sont en cours ou terminées à la fin du trimestre",
            end,
        )
    elif end == start:
        said = gettext(
            "Autant d’actions en cours ou terminées qu’au %(quarter)s : %(count)s", quarter=quarter, count=count
        )
    elif end > start:
        said = ngettext(
            "%(num)d action en cours ou terminée de plus qu’au %(quarter)s",
            "%(num)d actions en cours ou terminées de plus qu’au %(quarter)s",
            end - start,
            quarter=quarter,
        )
    else:
        said = ngettext(
            "%(num)d action en cours ou terminée de moins qu’au %(quarter)s",
            "%(num)d actions en cours ou terminées de moins qu’au %(quarter)s",
            start - end,
            quarter=quarter,
        )
    return str(said)
