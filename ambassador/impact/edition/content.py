"""What one language reads of an edition, and how it is written as plain data and read back.

Every format – page, PDF, DOCX, XLSX, CSV – is made from `Told` alone, so that all show the same numbers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ambassador.charts import Chart, Kind, Number, Role, Series
from ambassador.impact.edition.canonical import Said
from ambassador.writing import PLAIN, Style, Writing

Json = dict[str, Any]
FORM = 1
"""Of the data; it changes when their shape does."""


@dataclass(frozen=True)
class Body:
    """An organisation as the edition names it."""

    name: str
    is_made_up: bool


@dataclass(frozen=True)
class ToldHeadline:
    key: str
    title: str
    value: str
    sentence: str


@dataclass(frozen=True)
class ToldChart:
    """`definition` says what is counted, `formula` how it is made."""

    chart: Chart
    definition: str
    formula: str


@dataclass(frozen=True)
class ToldPart:
    """`narrative` is what people wrote around the figures: text with a little Markdown, in its own language."""

    key: str
    title: str
    narrative: str
    narrative_language: str
    charts: Sequence[ToldChart]


@dataclass(frozen=True)
class Half:
    """One of the two parts of [WTC] art. 2.2: all ambassadors, or one structure."""

    key: str
    title: str
    headlines: Sequence[ToldHeadline]
    parts: Sequence[ToldPart]


@dataclass(frozen=True)
class Definition:
    """Of an indicator, as it was agreed."""

    code: str
    name: str
    text: str
    unit: str


@dataclass(frozen=True)
class Published:
    """Where the figures come from: a quarter that an organisation published."""

    organisation: str
    quarter: str
    number: int
    day: date


@dataclass(frozen=True)
class Funding:
    """The line that says who pays, and whether the EU emblem stands with it."""

    line: str
    emblem: bool


@dataclass(frozen=True)
class Told:
    """`first` and `last` are the codes of the quarters covered ("2026-Q1"), `quotes` the digests of the testimonials."""

    language: str
    title: str
    first: str
    last: str
    as_of: date
    operator: Body
    structure: Body | None
    halves: Sequence[Half]
    definitions: Sequence[Definition]
    publications: Sequence[Published]
    quotes: Sequence[str]
    funding: Funding | None

    @property
    def charts(self) -> Iterator[tuple[Half, ToldPart, Chart]]:
        return ((half, part, one.chart) for half in self.halves for part in half.parts for one in part.charts)


def written(told: Told) -> Json:
    """Without its language. Texts of that language are `Said`."""
    return {
        "form": FORM,
        "title": Said(told.title),
        "from": told.first,
        "to": told.last,
        "as_of": told.as_of.isoformat(),
        "operator": _body(told.operator),
        "structure": _body(told.structure) if told.structure else None,
        "halves": [
            {
                "key": half.key,
                "title": Said(half.title),
                "headlines": [
                    {
                        "key": one.key,
                        "title": Said(one.title),
                        "value": Said(one.value),
                        "sentence": Said(one.sentence),
                    }
                    for one in half.headlines
                ],
                "parts": [
                    {
                        "key": part.key,
                        "title": Said(part.title),
                        "narrative": Said(part.narrative),
                        "narrative_language": Said(part.narrative_language),
                        "charts": [_chart(one) for one in part.charts],
                    }
                    for part in half.parts
                ],
            }
            for half in told.halves
        ],
        "definitions": [
            {"code": one.code, "name": Said(one.name), "text": Said(one.text), "unit": Said(one.unit)}
            for one in told.definitions
        ],
        "publications": [
            {
                "organisation": Said(one.organisation),
                "quarter": one.quarter,
                "number": one.number,
                "day": one.day.isoformat(),
            }
            for one in told.publications
        ],
        "quotes": list(told.quotes),
        "funding": {"line": Said(told.funding.line), "emblem": told.funding.emblem} if told.funding else None,
    }


def read(data: Json, language: str) -> Told:
    """Of one language's data, as `canonical.told` gives them."""
    return Told(
        language,
        data["title"],
        data["from"],
        data["to"],
        date.fromisoformat(data["as_of"]),
        Body(**data["operator"]),
        Body(**data["structure"]) if data["structure"] else None,
        [
            Half(
                half["key"],
                half["title"],
                [ToldHeadline(**one) for one in half["headlines"]],
                [
                    ToldPart(
                        part["key"],
                        part["title"],
                        part["narrative"],
                        part["narrative_language"],
                        [_read_chart(one) for one in part["charts"]],
                    )
                    for part in half["parts"]
                ],
            )
            for half in data["halves"]
        ],
        [Definition(**one) for one in data["definitions"]],
        [Published(**{**one, "day": date.fromisoformat(one["day"])}) for one in data["publications"]],
        list(data["quotes"]),
        Funding(**data["funding"]) if data["funding"] else None,
    )


def _body(body: Body) -> Json:
    return {"name": Said(body.name), "is_made_up": body.is_made_up}


TEXTS = ("title", "unit", "category_label", "note", "missing", "empty", "total", "description")
"""Of a chart, in one language."""


def _chart(one: ToldChart) -> Json:
    chart = one.chart
    return {
        "id": chart.id,
        "kind": chart.kind.value,
        "horizontal": chart.horizontal,
        "keys": list(chart.keys),
        "categories": [Said(name) for name in chart.categories],
        "texts": {name: Said(getattr(chart, name)) for name in TEXTS},
        "series": [
            {
                "key": series.key,
                "name": Said(series.name),
                "role": series.role.value,
                "values": [None if value is None else str(value) for value in series.values],
                "absent": {str(place): Said(words) for place, words in sorted(series.absent.items())},
            }
            for series in chart.series
        ],
        "format": _writing(PLAIN if chart.row_formats else chart.format),
        "axis_format": _writing(chart.axis_format) if chart.axis_format else None,
        "row_formats": [_writing(one) for one in chart.row_formats],
        "definition": Said(one.definition),
        "formula": Said(one.formula),
    }


def _read_chart(data: Json) -> ToldChart:
    series = [
        Series(
            one["name"],
            [None if value is None else _number(value) for value in one["values"]],
            Role(one["role"]),
            {int(place): words for place, words in one["absent"].items()},
            key=one["key"],
        )
        for one in data["series"]
    ]
    chart = Chart(
        id=data["id"],
        kind=Kind(data["kind"]),
        categories=data["categories"],
        series=series,
        format=_read_writing(data["format"]),
        axis_format=_read_writing(data["axis_format"]) if data["axis_format"] else None,
        row_formats=tuple(_read_writing(one) for one in data["row_formats"]),
        horizontal=data["horizontal"],
        keys=data["keys"],
        **data["texts"],
    )
    return ToldChart(chart, data["definition"], data["formula"])


def _number(text: str) -> Number:
    number = Decimal(text)
    return int(number) if number == number.to_integral_value() and "." not in text else number


def _writing(rule: object) -> Json:
    if not isinstance(rule, Writing):
        raise TypeError(f"{rule!r} cannot be kept: numbers of a report are written by a Writing")
    return {"style": rule.style.value, "unit": Said(rule.unit)}


def _read_writing(data: Mapping[str, str]) -> Writing:
    return Writing(Style(data["style"]), data["unit"])
