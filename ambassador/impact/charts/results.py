"""What the individual follow-up led to, in one chart."""

from collections.abc import Sequence

from flask_babel import gettext, ngettext

from ambassador import i18n
from ambassador.charts import Chart, Kind, Series
from ambassador.impact.results import Counts, Outcome, Results, summed
from ambassador.writing import PLAIN

ID = "results"


def results(rows: Sequence[Results]) -> Chart:
    counts = summed(rows)
    shown = counts if counts and any(counts.values()) else None
    return Chart(
        id=ID,
        kind=Kind.BAR,
        title=_finding(counts),
        unit=str(gettext("Séances de la période ; besoins et livrables au dernier état connu")),
        categories=list(outcome_names().values()) if shown else [],
        keys=list(Outcome) if shown else [],
        category_label=str(gettext("Étape")),
        series=[Series(str(gettext("Nombre")), [shown[one] for one in Outcome] if shown else [], key="count")],
        format=PLAIN,
        horizontal=True,
        empty=str(gettext("Il n’y a pas de résultat du suivi à montrer ici.")),
    )


def outcome_names() -> dict[Outcome, str]:
    return {
        Outcome.SESSIONS: str(gettext("Séances tenues")),
        Outcome.NEEDS: str(gettext("Besoins relevés")),
        Outcome.PROPOSED: str(gettext("Besoins avec une solution")),
        Outcome.SOLVED: str(gettext("Besoins résolus")),
        Outcome.DELIVERED: str(gettext("Livrables remis")),
        Outcome.ACCEPTED: str(gettext("Livrables acceptés")),
    }


def _finding(counts: Counts | None) -> str:
    if counts is None:
        return str(gettext("Pas encore de résultats du suivi à montrer"))
    if not any(counts.values()):
        return str(gettext("Ni séance, ni besoin, ni livrable n’est encore noté"))
    if not counts[Outcome.NEEDS]:
        return str(
            ngettext(
                "Aucun besoin n’est relevé ; %(num)d livrable est accepté",
                "Aucun besoin n’est relevé ; %(num)d livrables sont acceptés",
                counts[Outcome.ACCEPTED],
            )
        )
    return str(
        ngettext(
            "Sur %(needs)s besoins relevés, %(num)d a une solution",
            "Sur %(needs)s besoins relevés, %(num)d ont une solution",
            counts[Outcome.PROPOSED],
            needs=i18n.number(counts[Outcome.NEEDS]),
        )
        if counts[Outcome.NEEDS] > 1
        else gettext("Un besoin relevé, avec une solution")
        if counts[Outcome.PROPOSED]
        else gettext("Un besoin relevé, encore sans solution")
    )
