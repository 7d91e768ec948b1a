"""Charts of the work with structures: days of follow-up, and the actions of their charters."""

from collections.abc import Sequence

from flask_babel import gettext

from ambassador import i18n
from ambassador.charter.models import ActionStatus
from ambassador.charts import Chart, Kind, Role, Series
from ambassador.impact import findings, words
from ambassador.impact.reading import Reading
from ambassador.impact.work import Actions, Counts, Days
from ambassador.periods import month_code
from ambassador.writing import DAYS, PLAIN


def days_by_month(days: Days) -> Chart:
    months = days.by_month
    is_open = bool(days.reading.quarters)
    return Chart(
        id="days",
        kind=Kind.BAR,
        title=findings.days(days.in_span, days.to_date, days.quota, is_open),
        unit=str(gettext("Jours de suivi individuel utilisés par mois")),
        categories=[words.short_month(month) for month, _, _ in months],
        keys=[month_code(month) for month, _, _ in months],
        category_label=str(gettext("Mois")),
        series=[
            Series(
                str(gettext("Jours utilisés")),
                [None if closed else words.in_days(quarters) for _, closed, quarters in months],
                absent={
                    place: words.closed_words(closed)
                    for place, (_, closed, _) in enumerate(months)
                    if closed is not None
                },
                key="held",
            )
        ],
        format=DAYS,
        axis_format=PLAIN,
        missing=str(gettext("non montré")),
        empty=str(gettext("Il n’y a pas de jour de suivi à montrer ici.")),
    )


def days_by_structure(rows: Sequence[Days], reading: Reading) -> Chart:
    """One row for each structure that has days: held so far, of those its conventions give."""
    shown = [days for days in rows if days.quota or days.to_date]
    known = [days for days in shown if days.reading.quarters]
    return Chart(
        id="days",
        kind=Kind.PROGRESS,
        title=findings.days_by_structure(sum(days.in_span for days in known), len(known)),
        unit=str(gettext("Jours de suivi individuel utilisés depuis le début des conventions, sur le quota")),
        categories=[i18n.text_for_reader(days.organisation.name) for days in shown],
        keys=[str(days.organisation.id) for days in shown],
        category_label=str(gettext("Structure")),
        series=[
            Series(
                str(gettext("Jours utilisés")),
                [words.in_days(days.to_date) if days.reading.quarters else None for days in shown],
                absent={
                    place: str(gettext("pas encore publié"))
                    for place, days in enumerate(shown)
                    if not days.reading.quarters
                },
                key="held",
            ),
            Series(
                str(gettext("Quota")),
                [words.in_days(days.quota) if days.quota else None for days in shown],
                Role.TARGET,
                key="quota",
            ),
        ],
        format=DAYS,
        missing=str(gettext("non montré")),
        empty=str(gettext("Il n’y a pas de jour de suivi à montrer ici.")),
        note=_who_is_counted(reading),
    )


def actions_by_status(actions: Actions) -> Chart:
    counts = {status: count for status, count in actions.by_status.items() if count}
    return Chart(
        id="actions-by-status",
        kind=Kind.BAR,
        title=findings.actions_by_status(actions.total, actions.moving, actions.plan.is_complete),
        unit=_as_of(actions),
        categories=[i18n.label(status).capitalize() for status in counts],
        keys=list(counts),
        category_label=str(gettext("État")),
        series=[Series(str(gettext("Actions")), list(counts.values()), key="actions")],
        format=PLAIN,
        horizontal=True,
        empty=_nothing(),
        note=_completeness(actions),
    )


def actions_by_axis(actions: Actions) -> Chart:
    rows = actions.plan.by_axis
    unknown = str(gettext("Axe inconnu"))
    names = [i18n.text_for_reader(axis.title) if axis.title else unknown for axis in rows]
    return _stacked(
        "actions-by-axis",
        findings.actions_by_axis(actions),
        _as_of(actions),
        str(gettext("Axe")),
        [(str(place), name, axis.counts) for place, (name, axis) in enumerate(zip(names, rows, strict=True), start=1)],
    )


def actions_by_structure(rows: Sequence[Actions], reading: Reading) -> Chart:
    shown = [actions for actions in rows if actions.total]
    total, moving = sum(one.total for one in shown), sum(one.moving for one in shown)
    is_complete = bool(shown) and all(one.plan.is_complete for one in shown)
    return _stacked(
        "actions",
        findings.actions_by_status(total, moving, is_complete),
        str(gettext("Actions par structure et par état, à la fin de la période")),
        str(gettext("Structure")),
        [(str(one.organisation.id), i18n.text_for_reader(one.organisation.name), one.by_status) for one in shown],
        _who_is_counted(reading),
    )


def _stacked(
    name: str,
    title: str,
    unit: str,
    category_label: str,
    rows: Sequence[tuple[str, str, Counts]],
    note: str = "",
) -> Chart:
    """`rows`: key, name and counts."""
    used = [status for status in ActionStatus if any(counts[status] for _, _, counts in rows)]
    return Chart(
        id=name,
        kind=Kind.STACKED,
        title=title,
        unit=unit,
        categories=[category for _, category, _ in rows],
        keys=[key for key, _, _ in rows],
        category_label=category_label,
        series=[
            Series(i18n.label(status).capitalize(), [counts[status] for _, _, counts in rows], key=status)
            for status in used
        ],
        total=str(gettext("Total")),
        format=PLAIN,
        horizontal=True,
        empty=_nothing(),
        note=note,
    )


def _who_is_counted(reading: Reading) -> str:
    """On the programme's page: partners know only of structures that published."""
    if reading.is_inside:
        return ""
    return str(gettext("Seules les structures qui ont publié des chiffres sont comptées."))


def _as_of(actions: Actions) -> str:
    if actions.reading.as_of is None:
        return str(gettext("Actions de la charte"))
    return str(gettext("Actions de la charte, au %(day)s", day=i18n.day(actions.reading.as_of)))


def _completeness(actions: Actions) -> str:
    if not actions.total or actions.plan.is_complete:
        return ""
    return str(gettext("La structure n’a pas encore confirmé que la liste des actions est complète."))


def _nothing() -> str:
    return str(gettext("Il n’y a pas d’action à montrer ici."))
