"""The statements behind figures over time. Each is written once for each form of the question: its numbers are parameters."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, func, select

from ambassador.kpis import models
from ambassador.kpis.models import AdoptionState, Answer, EntryState
from ambassador.kpis.queries import exact

_adoption, _entry = models.Adoption.__table__, models.Entry.__table__
_definition, _target = models.IndicatorVersion.__table__, models.Target.__table__
Adoption, Entry, IndicatorVersion, Target = _adoption.c, _entry.c, _definition.c, _target.c
"""Columns of tables rather than of objects: nothing but numbers is read, and it costs less."""
IN_FORCE = (AdoptionState.AGREED, AdoptionState.RETIRED)
_APPROVED = bindparam("state", EntryState.APPROVED, type_=Entry.state.type, literal_execute=True)
"""Written out, not bound: the index of approved whole figures is found by these words."""


@dataclass(frozen=True)
class About:
    """What the question narrows down: `indicators`, `organisations` and `category` are then parameters. `indicators` is one
    number where the question is about one, a list where it is about several: a list is written out each time it is asked."""

    one_indicator: bool
    one_structure: bool
    one_category: bool
    several_indicators: bool = False

    def narrowed(self, row: Any) -> list[ColumnElement[bool]]:
        chosen: list[ColumnElement[bool]] = []
        if self.one_indicator:
            chosen.append(row.indicator_id == bindparam("indicators"))
        if self.several_indicators:
            chosen.append(row.indicator_id.in_(bindparam("indicators", expanding=True)))
        if self.one_structure:
            chosen.append(row.organisation_id.in_(bindparam("organisations", expanding=True)))
        return chosen

    def counting(self) -> list[ColumnElement[bool]]:
        """Approved figures up to the span's end: those before the span are in what is cumulated."""
        category = Entry.category_id == bindparam("category") if self.one_category else Entry.category_id.is_(None)
        return [Entry.state == _APPROVED, category, Entry.month <= bindparam("last"), *self.narrowed(Entry)]


@cache
def groups(about: About) -> Select[Any]:
    """Adoptions counted by what they have in common, with the rules of their definition and their baselines added up."""
    by = (Adoption.indicator_id, Adoption.definition_id, Adoption.state, Adoption.first_month)
    sums = exact.columns(Adoption.baseline_numerator, Adoption.baseline_denominator, Adoption.baseline_weight)
    named = [column.label(f"sum_{number}") for number, column in enumerate(sums)]
    counted = select(*by, func.count().label("count"), func.count(Adoption.baseline_numerator).label("known"), *named)
    counted = counted.where(Adoption.state.in_(IN_FORCE), *about.narrowed(Adoption)).group_by(*by)
    found, rules = counted.subquery(), IndicatorVersion
    columns = list(found.c)
    return (
        select(
            *columns[:6],
            rules.kind,
            rules.frequency,
            rules.over_time,
            rules.over_structures,
            rules.direction,
            rules.unit,
            *columns[6:],
        )
        .join(_definition, rules.id == found.c.definition_id)
        .order_by(found.c.indicator_id, found.c.definition_id)
    )


@cache
def figures(about: About, is_wide: bool) -> Select[Any]:
    by = (Entry.indicator_id, Entry.frequency, Entry.month)
    return select(*by, *_added(is_wide)).where(*about.counting()).group_by(*by)


@cache
def figures_by_definition(about: About, is_wide: bool) -> Select[Any]:
    """Of the indicators in `several`, by the definition in force of each figure's adoption."""
    by = (Adoption.definition_id, Entry.frequency, Entry.month)
    chosen = select(*by, *_added(is_wide)).select_from(_entry).join(_adoption, Adoption.id == Entry.adoption_id)
    return chosen.where(*about.counting(), _of_several()).group_by(*by)


def _added(is_wide: bool) -> list[ColumnElement[Any]]:
    return [
        func.count(Entry.numerator),
        func.count(case((Entry.answer == Answer.UNAVAILABLE, 1))),
        func.count(),
        *exact.columns(Entry.numerator, Entry.denominator, Entry.weight, is_wide),
    ]


@cache
def retired(about: About) -> Select[Any]:
    """How many answers are of KPIs that were retired since, of the indicators in `several`."""
    by = (Adoption.definition_id, Entry.frequency, Entry.month)
    chosen = select(*by, func.count()).select_from(_entry).join(_adoption, Adoption.id == Entry.adoption_id)
    chosen = chosen.where(Adoption.state == AdoptionState.RETIRED, *about.counting(), _of_several())
    return chosen.group_by(*by)


def _of_several() -> ColumnElement[bool]:
    return Entry.indicator_id.in_(bindparam("several", expanding=True))


@cache
def steps(about: About) -> Select[Any]:
    """The steps of the targets of agreed KPIs, each with the one before, counted where they are the same."""
    earlier = func.lag(Target.value, type_=Target.value.type)
    before = earlier.over(partition_by=Target.adoption_id, order_by=Target.month).label("before")
    each = (
        select(
            Adoption.definition_id,
            Adoption.first_month,
            Target.month,
            Target.value,
            before,
            Adoption.target_is_total,
        )
        .select_from(_adoption)
        .join(_target, Target.adoption_id == Adoption.id)
        .where(Adoption.state == AdoptionState.AGREED, *about.narrowed(Adoption))
        .subquery()
    )
    return select(*each.c, func.count()).group_by(*each.c)
