"""Origins of the programme's targets: what was reached, and where each target comes from."""

from flask import url_for
from flask_babel import gettext

from ambassador import i18n
from ambassador.impact import words
from ambassador.impact.charts.kpis import STRUCTURES, STRUCTURES_TARGET
from ambassador.impact.origins import Asked, Formula, Origin, Source, kpis
from ambassador.impact.origins.publishing import published


def programme(asked: Asked) -> Origin | None:
    if asked.key != STRUCTURES:
        return kpis.compared(asked)
    return _accompanied(asked) if asked.series == "reached" else _target(asked)


def _accompanied(asked: Asked) -> Origin | None:
    """Structures with a convention in effect: by their first one."""
    report = asked.report
    day = report.reading.as_of
    definition = gettext("Les structures ambassadrices dont une convention avec l’opérateur a pris effet.")
    heads = (str(gettext("Structures")),)
    if not report.reading.is_inside:
        quarters = report.figures.collective.reading.quarters
        if not quarters:
            return None
        name = words.short_period(quarters[-1])
        rows = [published(asked, quarters[-1].month, name, (report.figures.accompanied,))]
        return Origin(str(definition), Formula.SUM, heads, rows)
    rows = []
    for structure in report.programme.structures:
        begun = [one for one in structure.conventions if day and one.start is not None and one.start <= day]
        if begun:
            first = min(begun, key=lambda one: (one.start, one.id))
            link = url_for("conventions.show", number=first.id)
            rows.append(Source(i18n.text_for_reader(structure.organisation.name), (1,), first.start, link))
    return Origin(str(definition), Formula.SUM, heads, rows)


def _target(asked: Asked) -> Origin | None:
    """From the KPI that counts them, else as the convention names it."""
    computed = next((kpi for kpi in asked.report.kpis if kpi.series.adoption.is_computed), None)
    point = (computed.series.latest or computed.series.current) if computed else None
    if computed and point and computed.series.target is not None:
        return kpis.target(asked, computed, point.period)
    definition = gettext("La cible que la convention nomme pour tout le programme.")
    row = Source(str(gettext("Convention, préambule")), (STRUCTURES_TARGET,))
    return Origin(str(definition), Formula.LATEST, (str(gettext("Cible")),), [row])
