"""The origins of every figure, by the chart that shows it; those of the headlines by their key."""

from ambassador.impact.figure_links import HEADLINES
from ambassador.impact.origins import Asked, Explain, Origin, origin_for, track

_HEADLINES: dict[str, Explain] = {
    "webinars": track.all_webinars,
    "attendance": track.rate,
}


def _headline(asked: Asked) -> Origin | None:
    found = _HEADLINES.get(asked.series)
    return found(asked) if found else None


EVERY: dict[str, Explain] = {
    HEADLINES: _headline,
    "webinars-held": track.webinars_held,
    "attendance": track.attendance,
}


def is_explained(chart: str) -> bool:
    return origin_for(EVERY, chart) is not None


def is_headline_explained(key: str) -> bool:
    return key in _HEADLINES
