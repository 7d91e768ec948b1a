"""Figures over time, against the same questions as hand-written SQL in the same session, at ten thousand and a million
approved figures: monthly KPIs of forty indicators over four years, sums, ratios and weighted means."""

import random
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

from sqlalchemy import text

from ambassador import create_app
from ambassador.db import db
from ambassador.kpis.models import IndicatorKind, OverStructures, OverTime
from ambassador.kpis.overview import Line
from ambassador.kpis.queries.overview import Question, ask
from ambassador.kpis.spans import Span
from ambassador.periods import Frequency, Period, between
from tests import figures
from tests.conftest import POSTGRES, empty_database, settings

INDICATORS = 40
MONTHS = tuple(between(Period(202201, Frequency.MONTHLY), Period(202512, Frequency.MONTHLY)))
SIZES = {10_000: 6, 1_000_000: 521}
"""Structures that make so many figures, or a few more."""
ROUNDS = {10_000: 41, 1_000_000: 7}
TODAY = date(2026, 3, 10)
SPAN = Span(date(2022, 1, 1), date(2025, 12, 31))
KINDS = (
    (IndicatorKind.NUMBER, OverTime.SUM, OverStructures.SUM),
    (IndicatorKind.RATIO, OverTime.RATIO_OF_SUMS, OverStructures.RATIO_OF_SUMS),
    (IndicatorKind.MEAN, OverTime.WEIGHTED_MEAN, OverStructures.WEIGHTED_MEAN),
)
ASKED = 1.5

_FIGURES = """
    SELECT indicator_id, month, n, SUM(n) OVER so_far, d, SUM(d) OVER so_far, w, nw, SUM(nw) OVER so_far,
           valued, unavailable, answers
    FROM (SELECT indicator_id, month, SUM(numerator) AS n, SUM(denominator) AS d, SUM(weight) AS w,
                 SUM(numerator * weight) AS nw, COUNT(numerator) AS valued,
                 COUNT(CASE WHEN answer = 'unavailable' THEN 1 END) AS unavailable, COUNT(*) AS answers
          FROM entry
          WHERE state = 'approved' AND category_id IS NULL AND frequency = 'monthly' AND month <= 202512 {where}
          GROUP BY indicator_id, frequency, month) AS periods
    WINDOW so_far AS (PARTITION BY indicator_id ORDER BY month)"""
_ADOPTIONS = """
    SELECT adopted.*, kind, frequency, over_time, over_structures, direction, unit
    FROM (SELECT indicator_id, definition_id, state, first_month, COUNT(*), COUNT(baseline_numerator), SUM(baseline_numerator),
                 SUM(baseline_denominator), SUM(baseline_weight), SUM(baseline_numerator * baseline_weight)
          FROM adoption WHERE state IN ('agreed', 'retired') {where}
          GROUP BY indicator_id, definition_id, state, first_month) AS adopted
    JOIN indicator_version ON indicator_version.id = adopted.definition_id"""
_TARGETS = """
    SELECT definition_id, first_month, month, value, earlier, target_is_total, COUNT(*)
    FROM (SELECT definition_id, first_month, month, value, target_is_total,
                 LAG(value) OVER (PARTITION BY adoption.id ORDER BY month) AS earlier
          FROM adoption JOIN target ON target.adoption_id = adoption.id WHERE state = 'agreed' {where}) AS steps
    GROUP BY definition_id, first_month, month, value, earlier, target_is_total"""
BY_HAND = (_FIGURES, _ADOPTIONS, _TARGETS)


@dataclass(frozen=True)
class Measured:
    question: str
    entries: int
    asked: float
    by_hand: float
    ratio: float


def measure_overview(folder: Path) -> None:
    for kind in ("sqlite", *(["postgresql"] if POSTGRES else [])):
        found: list[Measured] = []
        for entries, structures in SIZES.items():
            address = empty_database(kind, folder, f"figures{entries}")
            app = create_app(settings(address, folder))
            with app.app_context():
                db.create_all()
                fill(structures)
                found += _measured(entries)
                db.session.remove()
                db.engine.dispose()
        _tell(kind, found)


def fill(count: int) -> None:
    """Made-up figures, always the same, in the order in which they come in: month by month."""
    dice = random.Random(2026)
    numbers = figures.structures(count)
    people = figures.two_people(numbers[0])
    definitions = []
    for index in range(INDICATORS):
        kind, over_time, over_structures = KINDS[index % len(KINDS)]
        rules: dict[str, Any] = {"kind": kind, "over_time": over_time, "over_structures": over_structures}
        definitions.append(figures.definition(figures.indicator(), **rules))
    adopted = [
        figures.adoption(definition, number, people, baseline_numerator=Decimal(10))
        for definition, number in product(definitions, numbers)
    ]
    kinds = {definition.id: definition.kind for definition in definitions}
    ids = figures.adopt(adopted)
    figures.aim((number, 202201, Decimal(50)) for number in ids)
    db.session.commit()
    _insert(_rows(dice, ids, adopted, kinds, people))
    db.session.execute(text("ANALYZE"))
    db.session.commit()


def _rows(
    dice: random.Random, ids: list[int], adopted: list[dict[str, Any]], kinds: dict[int, IndicatorKind], people: Any
) -> Iterator[tuple[Any, ...]]:
    for period in MONTHS:
        for number, row in zip(ids, adopted, strict=True):
            kind = kinds[row["definition_id"]]
            is_known = dice.random() < 0.97
            yield (
                number,
                row["indicator_id"],
                row["organisation_id"],
                row["definition_id"],
                "monthly",
                period.month,
                "value" if is_known else "unavailable",
                dice.randrange(10**7) if is_known else None,
                dice.randrange(1, 10**7) if is_known and kind is IndicatorKind.RATIO else None,
                dice.randrange(1, 500) * 10_000 if is_known and kind is IndicatorKind.MEAN else None,
                "",
                "",
                "approved",
                people[0],
                figures.NOW.replace(tzinfo=None),
                people[1],
                figures.NOW.replace(tzinfo=None),
                1,
            )


_COLUMNS = (
    "adoption_id, indicator_id, organisation_id, definition_id, frequency, month, answer, numerator, denominator, weight, "
    "comment, evidence, state, edited_by_id, edited_at, approved_by_id, approved_at, version"
)


def _insert(rows: Iterator[tuple[Any, ...]]) -> None:
    """By the fastest way that each database has."""
    connection: Any = db.session.connection().connection.driver_connection
    if isinstance(connection, sqlite3.Connection):
        places = ", ".join("?" * len(_COLUMNS.split(",")))
        words = (tuple(str(value) if hasattr(value, "tzinfo") else value for value in row) for row in rows)
        connection.executemany(f"INSERT INTO entry ({_COLUMNS}) VALUES ({places})", words)
    else:
        with connection.cursor() as cursor, cursor.copy(f"COPY entry ({_COLUMNS}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    db.session.commit()


def _measured(entries: int) -> Iterator[Measured]:
    one = db.session.execute(text("SELECT MIN(id) + 1 FROM indicator")).scalar_one()
    for name, numbers in (("one indicator, all structures", [one]), ("the overview of all", None)):
        yield _compared(name, entries, numbers)


def _compared(name: str, entries: int, indicator_ids: list[int] | None) -> Measured:
    question = Question(SPAN, TODAY, indicator_ids)
    where = "" if indicator_ids is None else "AND indicator_id = :indicator"
    parameters = {} if indicator_ids is None else {"indicator": indicator_ids[0]}
    statements = [text(statement.format(where=where)) for statement in BY_HAND]

    def by_hand() -> list[Any]:
        return [db.session.execute(statement, parameters).all() for statement in statements]

    def asked() -> list[Line]:
        return ask(question)

    _agree(by_hand()[0], asked())
    times: list[tuple[float, float]] = [(_seconds(asked), _seconds(by_hand)) for _ in range(ROUNDS[entries])]
    return Measured(
        name,
        entries,
        statistics.median(mine for mine, _ in times),
        statistics.median(theirs for _, theirs in times),
        statistics.median(mine / theirs for mine, theirs in times),
    )


def _agree(rows: list[Any], lines: list[Line]) -> None:
    """Both answer the same: what is compared is the way, not the result."""
    by_hand = {(row[0], row[1]): (int(row[2]), int(row[4] or 0), int(row[7] or 0), row[9]) for row in rows}
    asked = {
        (line.indicator_id, month): (one.sums.numerator, one.sums.denominator, one.sums.weighted, one.with_value)
        for line in lines
        for month, one in line.months.items()
    }
    assert by_hand == asked, "the question and the hand-written SQL disagree"
    assert all(len(line.cells) == len(MONTHS) for line in lines)


def _seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _tell(kind: str, found: list[Measured]) -> None:
    print(f"\nFigures over time on {kind}, against the same questions as hand-written SQL in the same session\n")
    print(f"  {'question':<34}{'figures':>10}{'ms':>9}{'by hand':>9}{'ratio':>8}{'growth':>8}")
    first: dict[str, float] = {}
    for one in found:
        growth = one.asked / first.setdefault(one.question, one.asked)
        print(
            f"  {one.question:<34}{one.entries:>10}{one.asked * 1000:>9.1f}{one.by_hand * 1000:>9.1f}"
            f"{one.ratio:>8.2f}{growth:>7.0f}x"
        )
    print(f"\n  asked: at most {ASKED}")


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        measure_overview(Path(name))
