"""The two style sheets stay small: no rule for what no page shows."""

import gzip
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHEETS = [ROOT / "static" / name for name in ("tokens.css", "portal.css")]
MADE_ELSEWHERE = re.compile(r"main-svg|modebar(-btn)?|chart-((tone|at)-\w+|baseline)")
"""Plotly's own classes, and those whose name is put together."""
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def _pages() -> str:
    """All that makes pages: templates, Python, scripts."""
    kinds = (("templates", "*.html"), ("ambassador", "*.py"), ("static", "*.js"))
    return "\n".join(path.read_text() for folder, kind in kinds for path in (ROOT / folder).rglob(kind))


def _rules() -> str:
    return COMMENT.sub("", "".join(sheet.read_text() for sheet in SHEETS))


def test_every_class_with_a_look_is_on_some_page() -> None:
    selectors = re.sub(r"\{[^{}]*\}", "{}", _rules())
    words = set(re.findall(r"[\w-]+", _pages()))
    classes = set(re.findall(r"\.([a-z][\w-]*)", selectors))
    dead = {name for name in classes - words if not MADE_ELSEWHERE.fullmatch(name)}
    assert not dead, "take these rules out of static/portal.css"


def test_every_token_has_its_use() -> None:
    rules = _rules()
    known, used = set(re.findall(r"(--[\w-]+)\s*:", rules)), set(re.findall(r"var\((--[\w-]+)", rules))
    plotted = set(re.findall(r"--[\w-]+", _pages()))
    assert used <= known, "a name without a value"
    assert known <= used | plotted, "take these out of static/tokens.css"


def test_a_first_visit_takes_less_than_ten_kilobytes_of_style() -> None:
    assert sum(len(gzip.compress(sheet.read_bytes())) for sheet in SHEETS) < 10_000
