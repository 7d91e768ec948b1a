"""What an edition holds is one canonical text, whoever writes it, and each language reads its own of it."""

from datetime import date
from decimal import Decimal

import pytest

from ambassador import i18n
from ambassador.charts import Chart, Kind, Role, Series
from ambassador.impact.edition import canonical, content
from ambassador.impact.edition.canonical import Said
from ambassador.impact.edition.content import Body, Funding, Half, Published, Told, ToldChart, ToldHeadline, ToldPart
from ambassador.writing import DAYS, PLAIN, Style, Writing

WORDS = {"fr": "jours", "nl": "dagen", "en": "days"}


def sample(language):
    """Charts of every shape that is kept."""
    word = WORDS[language]
    days = Chart(
        id="days",
        kind=Kind.BAR,
        title=f"2¾ {word}",
        categories=["a", "b", "c"],
        keys=["2026-01", "2026-02", "2026-03"],
        series=[Series(word, [Decimal("2.75"), None, 0], absent={1: f"-{word}"}, key="held")],
        category_label=word,
        format=DAYS,
        axis_format=PLAIN,
        missing=word,
        empty=word,
    )
    progress = Chart(
        id="kpi-progress",
        kind=Kind.BULLET,
        title=word,
        categories=["x"],
        keys=["7"],
        series=[
            Series(word, [Decimal("47.1")], key="value"),
            Series(word, [Decimal(10) ** 22], Role.TARGET, key="target"),
        ],
        category_label=word,
        format=PLAIN,
        row_formats=(Writing(Style.PERCENT),),
        unit=word,
    )
    part = ToldPart("days", word, f"*{word}*", language, [ToldChart(days, word, word), ToldChart(progress, word, word)])
    half = Half("structure", word, [ToldHeadline("days", word, "2¾", word)], [part])
    return Told(
        language,
        word,
        "2026-Q1",
        "2026-Q2",
        date(2026, 7, 1),
        Body(word, False),
        Body(word, True),
        [half],
        [],
        [Published(word, "2026-Q1", 1, date(2026, 4, 15))],
        ["ab" * 32],
        Funding(word, True),
    )


def whole():
    return canonical.merged({language: content.written(sample(language)) for language in WORDS})


@pytest.mark.parametrize("language", list(WORDS))
def test_each_language_reads_back_what_was_written_in_it(language):
    assert content.read(canonical.told(whole(), language), language) == sample(language)


def test_numbers_stay_exact_beyond_what_a_float_holds():
    told = content.read(canonical.told(whole(), "nl"), "nl")
    (_, _, days), (_, _, progress) = told.charts
    assert days.series[0].values == [Decimal("2.75"), None, 0]
    assert progress.series[1].values == [10**22]


def test_the_canonical_text_does_not_depend_on_the_order_of_writing():
    found = whole()
    turned = dict(reversed(found.items()))
    assert canonical.canonical(turned) == canonical.canonical(found)
    assert canonical.sha256(canonical.canonical(found)) == canonical.sha256(canonical.canonical(turned))


def test_a_float_is_refused():
    with pytest.raises(ValueError, match="not exact"):
        canonical.canonical({"a": [{"b": 0.1}]})


def test_languages_that_differ_in_more_than_words_are_refused():
    trees = {language: {"n": "1", "t": Said(language)} for language in WORDS}
    assert canonical.merged(trees) == {"n": "1", "t": {"fr": "fr", "nl": "nl", "en": "en"}}
    trees["nl"]["n"] = "2"
    with pytest.raises(ValueError, match="differ"):
        canonical.merged(trees)


def test_a_number_that_no_rule_writes_cannot_be_kept():
    told = sample("fr")
    chart = told.halves[0].parts[0].charts[0]
    loose = Chart(**{**vars(chart.chart), "format": str})
    part = ToldPart("days", "", "", "fr", [ToldChart(loose, "", "")])
    with pytest.raises(TypeError, match="Writing"):
        content.written(Told(**{**vars(told), "halves": [Half("structure", "", [], [part])]}))


def test_a_rule_of_writing_speaks_the_language_of_the_moment(app):
    with app.app_context():
        assert Writing(Style.PERCENT)(Decimal("47.1")) == "47,1\u00a0%"
        with i18n.speaking("en"):
            assert Writing(Style.MILESTONE)(1) == "reached"
        assert Writing(Style.MILESTONE)(1) == "atteint"
        assert Writing(Style.NUMBER, "points sur 10")(Decimal("5.25")) == "5,25 points sur 10"
