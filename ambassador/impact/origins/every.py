"""The origins of every figure, by the chart that shows it; those of the headlines by their key."""

from ambassador.impact.figure_links import HEADLINES
from ambassador.impact.origins import (
    Asked,
    Explain,
    Origin,
    actions,
    breakdowns,
    commitments,
    coverage,
    days,
    kpis,
    results,
    targets,
    track,
)

_HEADLINES: dict[str, Explain] = {
    "webinars": track.all_webinars,
    "attendance": track.rate,
    "days": days.in_span,
    "actions": actions.moving,
    "kpis": kpis.reached,
    "coverage": coverage.last_quarter,
}


def _headline(asked: Asked) -> Origin | None:
    found = _HEADLINES.get(asked.series)
    return found(asked) if found else None


EVERY: dict[str, Explain] = {
    HEADLINES: _headline,
    "webinars-held": track.webinars_held,
    "attendance": track.attendance,
    "attendance-by-theme": track.by_theme,
    "organisations": track.organisations,
    "days": days.shown,
    "results": results.shown,
    "actions-by-status": actions.by_status,
    "actions-by-axis": actions.by_axis,
    "actions": actions.by_structure,
    "actions-over-time": actions.over_time,
    "coverage": coverage.by_quarter,
    "commitments": commitments.by_party,
    "breakdown-": breakdowns.of_category,
    "programme-targets": targets.programme,
    "kpi-progress": kpis.compared,
    "kpi-": kpis.series,
}
