"""How values are worded."""

from decimal import Decimal

import pytest
from flask import Flask

from ambassador.kpis.models import IndicatorKind, IndicatorVersion
from ambassador.kpis.words import value_words
from ambassador.translated import Translated


@pytest.mark.parametrize(
    ("unit", "words"), [("€", "266\u00a0€"), ("km", "266\u00a0km"), ("personnes", "266 personnes")]
)
def test_a_symbol_stays_beside_its_number_and_a_word_may_go_to_the_next_line(app: Flask, unit: str, words: str) -> None:
    definition = IndicatorVersion(kind=IndicatorKind.NUMBER, unit=Translated(fr=unit))
    with app.test_request_context():
        assert value_words(Decimal(266), definition) == words
