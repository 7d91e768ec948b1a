"""Reading the seed files: their tables, their texts, their keys."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SEEDS = Path(__file__).resolve().parents[2] / "ambassador" / "seeds"
LANGUAGES = {"fr", "nl", "en"}


def load(name: str) -> dict[str, Any]:
    return tomllib.loads((SEEDS / name).read_text(encoding="utf-8"))


def tables(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every table of a file with its path, depth first."""
    if isinstance(value, dict):
        yield path, value
        for key, child in value.items():
            yield from tables(child, f"{path}.{key}")
    elif isinstance(value, list):
        for number, child in enumerate(value):
            yield from tables(child, f"{path}[{number}]")


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for child in value.values():
            yield from strings(child)
    elif isinstance(value, list):
        for child in value:
            yield from strings(child)


def texts(value: Any) -> Iterator[tuple[str, dict[str, str]]]:
    for path, table in tables(value):
        if LANGUAGES & set(table):
            yield path, table


def unique(rows: list[dict[str, Any]], key: str) -> set[Any]:
    values = [row[key] for row in rows]
    assert len(values) == len(set(values)), f"{key} is used twice: {values}"
    return set(values)
