"""The commitments of the conventions, kept or not, by party."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext, ngettext

from ambassador import i18n
from ambassador.charts import Chart, Kind, Series
from ambassador.conventions.standing import CommitmentState
from ambassador.impact.commitments import Promise, by_party
from ambassador.writing import PLAIN

ID = "commitments"
ORDER = (
    CommitmentState.KEPT,
    CommitmentState.ON_TRACK,
    CommitmentState.AT_RISK,
    CommitmentState.OVERDUE,
    CommitmentState.WAITING,
    CommitmentState.LAPSED,
)


def commitments(rows: Sequence[Promise], on: date | None) -> Chart:
    parties = by_party(rows)
    used = [state for state in ORDER if any(row.state is state for row in rows)]
    day = gettext("Engagements par partie, au %(day)s", day=i18n.day(on)) if on else gettext("Engagements par partie")
    return Chart(
        id=ID,
        kind=Kind.STACKED,
        title=_finding(rows),
        unit=str(day),
        categories=[_name(found[0]) for found in parties.values()],
        keys=list(parties),
        category_label=str(gettext("Partie")),
        series=[
            Series(
                i18n.label(state).capitalize(),
                [sum(row.state is state for row in found) for found in parties.values()],
                key=state,
            )
            for state in used
        ],
        total=str(gettext("Total")),
        format=PLAIN,
        horizontal=True,
        empty=str(gettext("Il n’y a pas d’engagement à montrer ici.")),
    )


def _name(row: Promise) -> str:
    return i18n.text_for_reader(row.party.organisation.name) if row.party else str(gettext("Les deux parties"))


def _finding(rows: Sequence[Promise]) -> str:
    kept = sum(row.state is CommitmentState.KEPT for row in rows)
    late = sum(row.state is CommitmentState.OVERDUE for row in rows)
    total = i18n.number(len(rows))
    if not rows:
        return str(gettext("Aucun engagement n’est encore en vigueur"))
    said = ngettext(
        "%(num)d engagement sur %(total)s est tenu",
        "%(num)d engagements sur %(total)s sont tenus",
        kept,
        total=total,
    )
    if not kept:
        said = ngettext(
            "Le seul engagement n’est pas encore tenu", "Aucun des %(num)d engagements n’est encore tenu", len(rows)
        )
    if not late:
        return str(said)
    return f"{said}, {ngettext('%(num)d est en retard', '%(num)d sont en retard', late)}"
