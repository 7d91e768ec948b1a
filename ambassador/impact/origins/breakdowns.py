"""Origins of a category: the numbers that were entered for it, approved with the whole figure."""

from flask import url_for
from flask_babel import gettext

from ambassador import i18n
from ambassador.impact import words
from ambassador.impact.charts.kpis import name_of
from ambassador.impact.origins import Asked, Formula, Origin, Source, Step
from ambassador.impact.origins.approving import person_step
from ambassador.impact.origins.kpis import heads, numbers_of, places
from ambassador.kpis.models import IndicatorKind
from ambassador.kpis.values import Numbers


def of_category(asked: Asked) -> Origin | None:
    found = next((one for one in asked.report.breakdowns if one.id == asked.chart), None)
    part = next((one for one in found.parts if str(one[0].id) == asked.key), None) if found else None
    if found is None or part is None:
        return None
    category, row = part
    kpi, number = found.kpi, found.point.entry_id
    steps: tuple[Step, ...] = ()
    if row.approved_by is not None and row.approved_at is not None:
        steps = (person_step(asked, str(gettext("validation")), row.approved_by, row.approved_at),)
    source = Source(
        f"{i18n.text_for_reader(category.name)}, {words.short_period(found.point.period)}",
        numbers_of(kpi, Numbers.of(row.numerator, row.denominator, row.weight)),
        steps[0].on if steps else None,
        url_for("kpis.figure", number=number) if number is not None else None,
        steps,
    )
    is_ratio = kpi.series.adoption.definition.kind is IndicatorKind.RATIO
    definition = gettext(
        "« %(name)s », pour la catégorie « %(category)s » seule.",
        name=name_of(kpi),
        category=i18n.text_for_reader(category.name),
    )
    formula = Formula.RATIO if is_ratio else Formula.LATEST
    return Origin(str(definition), formula, heads(kpi), [source], places(kpi))
