"""An indicator over all structures, and all indicators: for the operator's people."""

from datetime import date

from flask import render_template, request

from ambassador import clock, paging
from ambassador.access import get_or_404, requires, viewer
from ambassador.kpis import pictures, words
from ambassador.kpis.queries import indicators as queries
from ambassador.kpis.spans import Span
from ambassador.kpis.views import blueprint
from ambassador.periods import FIRST_YEAR, LAST_YEAR
from ambassador.permissions import Permission

YEARS = 3


@blueprint.get("/indicators")
@requires(Permission.KPIS_VIEW)
def indicators() -> str:
    get_or_404(viewer().is_operator or None)
    span = chosen_span(clock.today())
    lines = queries.lines(viewer(), span, clock.today())
    return render_template("kpis/indicators.html", lines=lines, span=span, say=words.made_one_words)


@blueprint.get("/indicators/<int:number>")
@requires(Permission.KPIS_VIEW)
def indicator(number: int) -> str:
    today = clock.today()
    span = chosen_span(today)
    lines = get_or_404(queries.lines(viewer(), span, today, [number]) or None)
    page = queries.by_structure(viewer(), number, today, paging.asked_page())
    return render_template(
        "kpis/indicator.html",
        lines=[(line, definition, pictures.line_chart(line, definition)) for line, definition in lines],
        span=span,
        page=page,
        say=words.made_one_words,
        by_period=lambda points: {point.period: point for point in points},
    )


def chosen_span(today: date) -> Span:
    """From `?from=2025-01-01` to `?until=2025-12-31`; nonsense is passed over. Else three years and the current one."""
    first = _day("from", date(today.year - YEARS, 1, 1))
    last = _day("until", date(today.year, 12, 31))
    return Span(min(first, last), max(first, last))


def _day(name: str, default: date) -> date:
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return default
    return day if FIRST_YEAR < day.year < LAST_YEAR else default
