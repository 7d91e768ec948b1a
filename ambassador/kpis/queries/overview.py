"""Figures over time: one indicator or all, over one structure or all, in any span.

    ask(Question(span, today))                                    every indicator over every structure
    ask(Question(span, today, indicator_ids=[7]))                 one indicator
    ask(Question(span, today, organisation_ids=[city.id]))        one structure

The database adds up, by period; a handful of statements answer, whatever the number of figures. Only approved figures in
force count: of one that is being corrected the former numbers. Whole figures, unless a category is asked for.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ambassador.db import db
from ambassador.kpis.exact import Sums
from ambassador.kpis.models import AdoptionState
from ambassador.kpis.overview import Answers, Line, Rules, Step
from ambassador.kpis.queries import exact
from ambassador.kpis.queries import overview_statements as statements
from ambassador.kpis.spans import Span
from ambassador.periods import month_of


@dataclass(frozen=True)
class Question:
    """None stands for all of them."""

    span: Span
    today: date
    indicator_ids: Collection[int] | None = None
    organisation_ids: Collection[int] | None = None
    category_id: int | None = None
    """Of whole figures: None."""

    @property
    def about(self) -> statements.About:
        return statements.About(
            one_indicator=self._one_indicator is not None,
            one_structure=self.organisation_ids is not None,
            one_category=self.category_id is not None,
            several_indicators=self.indicator_ids is not None and self._one_indicator is None,
        )

    @property
    def _one_indicator(self) -> int | None:
        return (
            next(iter(self.indicator_ids)) if self.indicator_ids is not None and len(self.indicator_ids) == 1 else None
        )

    @property
    def parameters(self) -> dict[str, Any]:
        asked = {
            "indicators": self.indicator_ids if self._one_indicator is None else self._one_indicator,
            "organisations": self.organisation_ids,
            "category": self.category_id,
            "last": month_of(self.span.last),
        }
        return {name: value for name, value in asked.items() if value is not None}


@dataclass(frozen=True)
class _Group:
    """The adoptions of one indicator under the same definition that are agreed, or retired, and begin in the same month."""

    indicator_id: int
    definition_id: int
    state: AdoptionState
    first_month: int
    count: int
    baselines: tuple[Sums, int]


Key = tuple[int, Rules]
Months = dict[int, Answers]


def ask(question: Question) -> list[Line]:
    """By indicator. One indicator gives several lines where its structures agreed on rules that do not go together."""
    db.session.flush()
    groups, keys = _groups(question)
    count: Counter[int] = Counter()
    for group in groups:
        count[group.indicator_id] += group.count
    is_wide = max(count.values(), default=0) > exact.MOST
    rules = Counter(indicator for indicator, _ in set(keys.values()))
    several = [indicator for indicator, number in rules.items() if number > 1]
    found = _figures(question, keys, several, is_wide)
    if retired := {group.indicator_id for group in groups if group.state is AdoptionState.RETIRED}:
        _count_retired(question, keys, retired, found)
    steps = _steps(question, keys)
    by_key: dict[Key, list[_Group]] = defaultdict(list)
    for group in groups:
        by_key[keys[group.definition_id]].append(group)
    return [_line(key, groups, found[key], steps.get(key, ()), question) for key, groups in by_key.items()]


def _line(key: Key, groups: list[_Group], months: Months, steps: Iterable[Step], question: Question) -> Line:
    agreed = [group for group in groups if group.state is AdoptionState.AGREED]
    begun: Counter[int] = Counter()
    for group in agreed:
        begun[group.first_month] += group.count
    return Line(
        indicator_id=key[0],
        definition_ids=frozenset(group.definition_id for group in groups),
        rules=key[1],
        begun=begun,
        retired=sum(group.count for group in groups if group.state is AdoptionState.RETIRED),
        earliest=min([*(group.first_month for group in groups), *months]),
        months=months,
        steps=tuple(steps),
        baselines=(
            sum((group.baselines[0] for group in agreed), Sums()),
            sum(group.baselines[1] for group in agreed),
        ),
        span=question.span,
        today=question.today,
    )


def _groups(question: Question) -> tuple[list[_Group], dict[int, Key]]:
    """By indicator and definition; and the rules of each definition in force."""
    groups: list[_Group] = []
    keys: dict[int, Key] = {}
    for row in db.session.execute(statements.groups(question.about), question.parameters):
        indicator, definition, state, first, count, with_baseline, kind, *more = row
        if definition not in keys:
            frequency, over_time, over_structures, direction, unit = more[:5]
            rules = Rules(kind, frequency, over_time, over_structures, direction, unit=repr(unit))
            keys[definition] = (indicator, rules)
        baselines = (exact.read(more[5:]), with_baseline)
        groups.append(_Group(indicator, definition, state, first, count, baselines))
    return groups, keys


def _figures(question: Question, keys: dict[int, Key], several: Collection[int], is_wide: bool) -> dict[Key, Months]:
    """Of indicators with the same rules everywhere, without a look at each figure's adoption; of the others each figure
    under the rules that its structure agreed on."""
    found: dict[Key, Months] = {key: {} for key in keys.values()}
    alike = {key[0]: (key[1].frequency, months) for key, months in found.items() if key[0] not in several}
    for row in db.session.execute(statements.figures(question.about, is_wide), question.parameters).all():
        indicator, frequency, month, *counted = row
        own, months = alike.get(indicator, (None, {}))
        if own is frequency:
            months[month] = _answers(counted, is_wide)
    if several:
        chosen = statements.figures_by_definition(question.about, is_wide)
        for row in db.session.execute(chosen, {**question.parameters, "several": several}):
            definition, frequency, month, *counted = row
            key = keys.get(definition)
            if key is not None and key[1].frequency is frequency:
                months = found[key]
                months[month] = months.get(month, Answers()) + _answers(counted, is_wide)
    return found


def _answers(counted: list[Any], is_wide: bool) -> Answers:
    with_value, unavailable, answers, *parts = counted
    return Answers(exact.read(parts, is_wide), with_value, unavailable, answers - with_value - unavailable)


def _count_retired(
    question: Question, keys: dict[int, Key], retired: Collection[int], found: dict[Key, Months]
) -> None:
    """Say of each period how many answers are of structures that retired the KPI since."""
    parameters = {**question.parameters, "several": list(retired)}
    for definition, frequency, month, count in db.session.execute(statements.retired(question.about), parameters):
        key = keys.get(definition)
        if key is not None and key[1].frequency is frequency:
            months = found[key]
            months[month] = replace(months[month], of_retired=months[month].of_retired + count)


def _steps(question: Question, keys: dict[int, Key]) -> dict[Key, list[Step]]:
    """The targets of agreed KPIs, counted where they are the same."""
    found: dict[Key, list[Step]] = defaultdict(list)
    for row in db.session.execute(statements.steps(question.about), question.parameters):
        definition, *rest = row
        found[keys[definition]].append(Step(*rest))
    return found
