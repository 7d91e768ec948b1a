"""The entry sheet of a period as it leaves the portal: one row for each figure and each category of it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from flask_babel import gettext, pgettext

from ambassador import i18n
from ambassador.db import LARGEST
from ambassador.documents import Cell, Column
from ambassador.documents.delimited import csv_content
from ambassador.documents.fillable import Fillable, NumberWithin, OneOf, Open, Rule, TextUpTo, fillable_workbook
from ambassador.kpis import exchange_words
from ambassador.kpis.exchange import KEY, LONGEST_COMMENT, LONGEST_EVIDENCE, MARK, Figure, is_broken_down, second_of
from ambassador.kpis.models import Category, Entry, IndicatorKind, IndicatorVersion
from ambassador.kpis.queries.entry import Line
from ambassador.kpis.services.exchange import mark_of
from ambassador.kpis.words import value_words
from ambassador.periods import Period

_LEAST_SHARE = Decimal("0.0001")
"""The smallest number that something can be divided by here."""


def workbook(lines: Sequence[Line], quarter: Period, structure: str, person: str, made_at: datetime) -> bytes:
    made = gettext("Feuille faite le %(moment)s pour %(name)s.", moment=i18n.moment(made_at), name=person)
    above = (
        title(quarter, structure),
        gettext(
            "Remplissez les cellules jaunes, enregistrez, puis envoyez ce fichier dans le portail. "
            "Vous verrez tout avant que ce soit enregistré."
        ),
        gettext(
            "Pas de chiffre ? Choisissez « indisponible » ou « non applicable », avec un commentaire. "
            "Zéro est un chiffre ; une ligne vide reste sans réponse."
        ),
        made,
    )
    sheet = Fillable(gettext("Saisie"), _columns(), _rows(lines), above, hidden=2, footer=title(quarter, structure))
    return fillable_workbook(sheet, title(quarter, structure), i18n.local_day(made_at))


def csv_file(lines: Sequence[Line]) -> bytes:
    rows = [[_bare(cell) for cell in row] for row in _rows(lines)]
    return csv_content([[column.title for column in _columns()], *rows])


def title(quarter: Period, structure: str) -> str:
    words = gettext("Saisie : %(period)s – %(structure)s", period=i18n.period_name(quarter), structure=structure)
    return str(words)


def _bare(cell: Cell | Open) -> str | int | Decimal | None:
    value = cell.value if isinstance(cell, Open) else cell
    assert not isinstance(value, date), "the sheet has no dates"
    return value


def _columns() -> list[Column]:
    read = exchange_words.titles()
    return [
        Column(gettext("Code"), 10),
        Column(pgettext("singular", "KPI"), 34),
        Column(gettext("Période"), 16),
        Column(gettext("Ventilation"), 18),
        Column(gettext("À remplir"), 24),
        Column(gettext("Dernière valeur"), 14),
        Column(gettext("Cible"), 14),
        Column(gettext("État"), 12),
        Column(read["answer"], 16),
        Column(read["number"], 14),
        Column(read["second"], 14),
        Column(read["comment"], 40),
        Column(read["evidence"], 26),
        Column(read[KEY], 18),
        Column(read[MARK], 28),
    ]


def _rows(lines: Iterable[Line]) -> Iterator[list[Cell | Open]]:
    for line in lines:
        definition = line.adoption.definition
        figure, mark = Figure(line.adoption.id, line.period.month), str(mark_of(line))
        known: list[Cell | Open] = [
            line.adoption.code,
            i18n.text_for_reader(definition.name),
            i18n.period_name(line.period),
        ]
        asked = exchange_words.asked(definition)
        yield [
            *known,
            None,
            asked,
            *_context(line),
            *_answer(line),
            *_numbers(line, line.entry),
            *_words(line),
            figure.key(),
            mark,
        ]
        if not is_broken_down(definition):
            continue
        parts = {part.category_id: part for part in line.entry.parts} if line.entry else {}
        for dimension in definition.dimensions:
            for category in dimension.categories:
                numbers = _numbers(line, parts.get(category.id), category)
                name = exchange_words.category_name(dimension, category)
                empty: list[Cell] = [None, None, None, None]
                yield [*known, name, asked, *empty, *numbers, None, None, figure.key(category.id), mark]


def _context(line: Line) -> list[Cell]:
    definition = line.adoption.definition
    last = value_words(line.last.value, definition) if line.last else "–"
    return [last, value_words(line.adoption.target_for(line.period), definition), i18n.label(line.state)]


def _answer(line: Line) -> list[Cell | Open]:
    value = i18n.label(line.entry.answer) if line.entry and line.entry.answer else None
    words = tuple(exchange_words.own_answers())
    return [_open(line, value, OneOf(words), gettext("Choisissez dans la liste."))]


def _numbers(line: Line, entry: Entry | None, category: Category | None = None) -> list[Cell | Open]:
    definition = line.adoption.definition
    first, second = entry.numerator if entry else None, second_of(definition.kind)
    if definition.kind is IndicatorKind.MILESTONE:
        words = exchange_words.milestone()
        reached = None if first is None else words[str(int(first))]
        return [_open(line, reached, OneOf(tuple(words.values())), gettext("Choisissez dans la liste.")), None]
    cells = [_number(line, first, _first_bounds(definition, category))]
    if second is None:
        return [*cells, None]
    return [*cells, _number(line, getattr(entry, second) if entry else None, _second_bounds(definition))]


def _number(line: Line, value: Decimal | None, rule: NumberWithin) -> Cell | Open:
    words = {"least": i18n.number(rule.least), "most": i18n.number(rule.most)}
    if rule.is_whole:
        return _open(line, value, rule, gettext("Écrivez un nombre entier entre %(least)s et %(most)s.", **words))
    return _open(line, value, rule, gettext("Écrivez un nombre entre %(least)s et %(most)s.", **words))


def _first_bounds(definition: IndicatorVersion, category: Category | None) -> NumberWithin:
    """As the service checks them; of a ratio the share itself is bounded, which a cell alone cannot tell."""
    is_count = definition.counts_people and definition.kind is not IndicatorKind.MEAN
    least, most = -LARGEST, LARGEST
    if definition.kind is not IndicatorKind.RATIO:
        least = definition.hard_min if definition.hard_min is not None else least
        most = definition.hard_max if definition.hard_max is not None else most
        if category is not None and definition.kind is not IndicatorKind.MEAN:
            least = min(least, Decimal())
    return NumberWithin(max(least, Decimal()) if is_count else least, most, is_count)


def _second_bounds(definition: IndicatorVersion) -> NumberWithin:
    is_count = definition.counts_people or definition.kind is IndicatorKind.MEAN
    return NumberWithin(Decimal(1) if is_count else _LEAST_SHARE, LARGEST, is_count)


def _words(line: Line) -> list[Cell | Open]:
    comment = line.entry.comment if line.entry else ""
    evidence = line.entry.evidence if line.entry else ""
    message = gettext("%(max)d caractères au plus.")
    return [
        _open(line, comment or None, TextUpTo(LONGEST_COMMENT), message % {"max": LONGEST_COMMENT}),
        _open(line, evidence or None, TextUpTo(LONGEST_EVIDENCE), message % {"max": LONGEST_EVIDENCE}),
    ]


def _open(line: Line, value: Cell, rule: Rule, message: str) -> Cell | Open:
    """To fill in where the figure can be written now, else as it stands."""
    return Open(value, rule, message) if line.is_open else value
