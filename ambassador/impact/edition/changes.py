"""What changed from one edition to the next, figure by figure: plain comparison of what each tells, in one language."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from ambassador.charts import Chart
from ambassador.impact.edition.content import Told

Key = TypeVar("Key", bound=Hashable)
Place = tuple[str, str]
"""Series and category of a chart, by their keys."""


class Kind(StrEnum):
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True)
class Change:
    """One figure as both editions write it; empty where an edition has none. `name` says which, in the words of the newer."""

    kind: Kind
    name: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True)
class Group:
    """The changes of one chart, or of the headlines or definitions of a half."""

    title: str
    changes: Sequence[Change]

    def of(self, kind: str) -> list[Change]:
        return [one for one in self.changes if one.kind == kind]


@dataclass(frozen=True)
class Changes:
    """Only groups in which something changed."""

    headlines: Sequence[Group]
    charts: Sequence[Group]
    definitions: Sequence[Change]

    def charts_of(self, kind: str) -> list[Group]:
        return [group for group in self.charts if group.of(kind)]

    @property
    def is_empty(self) -> bool:
        return not (self.headlines or self.charts or self.definitions)


def between(old: Told, new: Told) -> Changes:
    return Changes(
        [group for group in _headlines(old, new) if group.changes],
        [group for group in _charts(old, new) if group.changes],
        _compared(_definitions(old), _definitions(new)),
    )


def _headlines(old: Told, new: Told) -> list[Group]:
    before = {half.key: {one.key: (one.title, one.value) for one in half.headlines} for half in old.halves}
    after = {half.key: {one.key: (one.title, one.value) for one in half.headlines} for half in new.halves}
    return [Group(half.title, _compared(before.get(half.key, {}), after[half.key])) for half in new.halves]


def _charts(old: Told, new: Told) -> list[Group]:
    before = {chart.id: (part.title, half.title, chart) for half, part, chart in old.charts}
    after = {chart.id: (part.title, half.title, chart) for half, part, chart in new.charts}
    found = []
    for id, (part, half, chart) in {**before, **after}.items():
        own = _figures(chart) if id in after else {}
        earlier = _figures(before[id][2]) if id in before else {}
        found.append(Group(f"{half} – {part} – {chart.title}", _compared(earlier, own)))
    return found


def _figures(chart: Chart) -> dict[Place, tuple[str, str]]:
    """Each number's name and how it is written; where there is none, the word that says why."""
    return {
        (series.key, key): (f"{series.name}, {chart.categories[place]}", chart.say(series, place))
        for series in chart.series
        for place, key in enumerate(chart.keys)
    }


def _definitions(told: Told) -> dict[tuple[str, int], tuple[str, str]]:
    """By code, and by which of that code it is: an operator and a structure can use the same."""
    found: dict[tuple[str, int], tuple[str, str]] = {}
    for one in told.definitions:
        rank = sum(code == one.code for code, _ in found)
        found[one.code, rank] = f"{one.code} {one.name}", " – ".join(filter(None, (one.text, one.unit)))
    return found


def _compared(old: Mapping[Key, tuple[str, str]], new: Mapping[Key, tuple[str, str]]) -> list[Change]:
    changes = [
        Change(Kind.CHANGED, name, old[key][1], said)
        for key, (name, said) in new.items()
        if key in old and old[key][1] != said
    ]
    changes += [Change(Kind.NEW, name, new=said) for key, (name, said) in new.items() if key not in old]
    changes += [Change(Kind.GONE, name, old=said) for key, (name, said) in old.items() if key not in new]
    return changes
