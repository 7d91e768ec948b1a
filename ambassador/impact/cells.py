"""The published cells of a quarter, and how they are stored: the programme's, which count people, and a structure's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ambassador.charter.models import ActionStatus
from ambassador.impact.results import Counts as Outcomes
from ambassador.impact.results import Outcome
from ambassador.impact.suppression import (
    Level,
    Month,
    People,
    QuarterTurnout,
    Release,
    Shape,
    Turnout,
    TurnoutTable,
)
from ambassador.impact.work import AxisCounts, Counts, Plan
from ambassador.translated import Translated
from ambassador.webinars.models import Theme

Json = dict[str, Any]


@dataclass(frozen=True)
class ProgrammeCells:
    """What the operator's publication tells: webinars by month and theme, and the people of all structures."""

    held: Mapping[int, Mapping[Theme, int]]
    table: TurnoutTable
    accompanied: int

    @property
    def content(self) -> Json:
        return {
            "held": [
                [month, theme, count]
                for month, themes in sorted(self.held.items())
                for theme, count in sorted(themes.items())
            ],
            "programme": _turnouts(self.table.programme),
            "structures": [[number, _turnouts(quarter)] for number, quarter in sorted(self.table.structures.items())],
            "others": _turnouts(self.table.others),
            "accompanied": self.accompanied,
        }

    @classmethod
    def read(cls, content: Json) -> "ProgrammeCells":
        held: dict[int, dict[Theme, int]] = {}
        for month, theme, count in content["held"]:
            held.setdefault(month, {})[Theme(theme)] = count
        structures = {number: _quarter(rows) for number, rows in content["structures"]}
        table = TurnoutTable(_quarter(content["programme"]), structures, _quarter(content["others"]))
        return cls(held, table, content["accompanied"])


def _turnouts(quarter: QuarterTurnout) -> list[list[int | None]]:
    """The months, then the quarter."""
    return [[one.registered, one.present] for one in (*quarter.months, quarter.total)]


def _quarter(rows: Sequence[Sequence[int | None]]) -> QuarterTurnout:
    *months, total = (Turnout(registered, present) for registered, present in rows)
    return QuarterTurnout(tuple(months), total)


@dataclass(frozen=True)
class StructureCells:
    """What a structure's own publication tells: the days held in the quarter, and its actions at the end of it."""

    days: tuple[tuple[int, int, int], ...]
    """Convention, month, quarter days."""
    quotas: Mapping[int, int]
    """Of the conventions that ran in the quarter."""
    plan: Plan
    results: Outcomes | None = None
    """Of the quarter, and at its publication; not kept at first."""

    @property
    def content(self) -> Json:
        return {
            "results": {outcome.value: count for outcome, count in self.results.items()} if self.results else None,
            "days": [list(row) for row in self.days],
            "quotas": [list(row) for row in sorted(self.quotas.items())],
            "axes": [
                [axis.title.texts() if axis.title else None, _counts(axis.counts), axis.position]
                for axis in self.plan.by_axis
            ],
            "is_complete": self.plan.is_complete,
        }

    @classmethod
    def read(cls, content: Json) -> "StructureCells":
        axes = (
            AxisCounts(
                Translated(**texts) if texts else None,
                {status: counts.get(status, 0) for status in ActionStatus},
                *position,  # not kept at first
            )
            for texts, counts, *position in content["axes"]
        )
        days = tuple((convention, month, quarters) for convention, month, quarters in content["days"])
        kept = content.get("results")
        results = {outcome: kept[outcome] for outcome in Outcome} if kept else None
        return cls(days, dict(content["quotas"]), Plan(tuple(axes), content["is_complete"]), results)


def _counts(counts: Counts) -> dict[str, int]:
    return {status.value: count for status, count in counts.items() if count}


def basis_of(release: Release) -> Json:
    """What is not shown: only the next decision reads it."""
    people = [
        [[number, people.registered, people.present] for number, people in month.items()] for month in release.months
    ]
    shape = release.shape
    if shape is None:
        return {"people": people, "shape": None}
    return {
        "people": people,
        "shape": {
            "groups": [list(group) for group in shape.groups],
            "by_presence": shape.by_presence,
            "levels": [[number, int(level)] for number, level in sorted(shape.levels.items())],
        },
    }


def release_of(basis: Json) -> Release:
    months: list[Month] = [
        {number: People(registered, present) for number, registered, present in month} for month in basis["people"]
    ]
    told = basis["shape"]
    if told is None:
        return Release(months, None)
    levels = {number: Level(level) for number, level in told["levels"]}
    groups = tuple(tuple(group) for group in told["groups"])
    return Release(months, Shape(groups, told["by_presence"], levels))
