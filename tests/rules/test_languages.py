"""Words, numbers and days in the reader's language."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import ngettext

from ambassador import i18n
from ambassador.periods import Period
from ambassador.translated import Translated


@pytest.mark.parametrize(("count", "words"), [(0, "0 séance"), (1, "1 séance"), (2, "2 séances")])
def test_french_counts_none_in_the_singular(app: Flask, count: int, words: str) -> None:
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        assert ngettext("%(num)d séance", "%(num)d séances", count) == words


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "1\u202f250,5"), ("nl", "1.250,5"), ("en", "1.250,5"), ("de", "1\u202f250,5")]
)
def test_numbers_follow_the_reader(app: Flask, language: str, words: str) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        assert i18n.number(Decimal("1250.5000")) == words


@pytest.mark.parametrize(("quarters", "words"), [(0, "0"), (1, "¼"), (2, "½"), (9, "2¼"), (20, "5"), (-3, "−¾")])
def test_quarter_days_read_as_days(quarters: int, words: str) -> None:
    assert i18n.quarters(quarters) == words


def test_percentages_round_half_up_for_reading_only(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        assert i18n.percent(Decimal("0.805")) == "81\u00a0%"
        assert i18n.percent(None) == "–"


def test_moments_are_told_in_brussels_time(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        assert i18n.moment(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == "2 juillet 2026 à 00:30"


def test_text_in_another_language_is_marked_with_it(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "nl"}):
        assert (
            i18n.show_translated(Translated(fr="<b>Bonjour</b>")) == '<span lang="fr">&lt;b&gt;Bonjour&lt;/b&gt;</span>'
        )
        assert i18n.show_translated(Translated(fr="Bonjour", nl="Dag")) == "Dag"


def test_periods_have_a_name(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        names = [
            i18n.period_name(Period.parse(code)) for code in ("2026-01", "2026-Q1", "2026-H2", "2026", "2025-2026")
        ]
    assert names == [
        "janvier 2026",
        "1er trimestre 2026",
        "2e semestre 2026",
        "année 2026",
        "année scolaire 2025–2026",
    ]


def test_the_first_of_a_month_is_premier_in_french_only(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        assert i18n.day(date(2026, 5, 1)) == "1er mai 2026"
        assert i18n.day(date(2026, 5, 11)) == "11 mai 2026"
    with app.test_request_context(headers={"Accept-Language": "nl"}):
        assert i18n.day(date(2026, 5, 1)) == "1 mei 2026"
