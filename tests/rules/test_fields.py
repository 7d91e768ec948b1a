"""What people type into fields, and what the fields make of it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from ambassador.db import LARGEST
from ambassador.fields import TranslatedField, date_field, long_text_field, number_field, read_number, text_field
from ambassador.forms import Form
from ambassador.translated import LANGUAGES, Translated


class AnyForm(Form):
    name = text_field("Nom", longest=20)
    notes = long_text_field("Notes", longest=50)
    day = date_field("Jour")
    amount = number_field("Montant", required=False)
    title = TranslatedField("Titre", longest=20)

    class Meta:
        csrf = False


GOOD = {"name": "Zoé", "day": "2026-03-31", "title-fr": "Un titre"}


def filled(app: Flask, **values: str) -> Any:
    with app.test_request_context("/", method="POST"):
        form = AnyForm(formdata=MultiDict({**GOOD, **{name.replace("__", "-"): text for name, text in values.items()}}))
        form.validate()
        return form


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("1 250", "1250"),
        ("1\u202f250,75", "1250.75"),
        ("1\u00a0000\u00a0000", "1000000"),
        ("1’250’000", "1250000"),
        ("1'250,5", "1250.5"),
        ("0", "0"),
        ("-3", "-3"),
        ("−3", "-3"),
        ("0,0001", "0.0001"),
        ("1000000000", "1000000000"),
        (",5", "0.5"),
        ("1.250,5", "1250.5"),
        ("1,250.5", "1250.5"),
        ("1.250.000", "1250000"),
        ("1.250.000,25", "1250000.25"),
        ("0.125", "0.125"),
        ("12.1234", "12.1234"),
        ("1,250", "1.25"),
    ],
)
def test_numbers_are_read_as_people_write_them(app: Flask, typed: str, number: str) -> None:
    with app.test_request_context():
        assert read_number(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "abc",
        "1,2,3",
        "1.250",
        "-12.500",
        "12.34.567",
        "1.25,5",
        "12 €",
        "٣",
        "1e5",
        "NaN",
        "--1",
        "0,00001",
        "1000000001",
        "∞",
    ],
)
def test_what_is_no_exact_number_is_refused(app: Flask, typed: str) -> None:
    with app.test_request_context(), pytest.raises(ValueError, match=r"."):
        read_number(typed)


@given(st.integers(-int(LARGEST) * 10_000, int(LARGEST) * 10_000))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_number_shown_in_a_form_is_read_back_exactly_in_each_language(app: Flask, scaled: int) -> None:
    value = Decimal(scaled) / 10_000
    for language in LANGUAGES:
        with app.test_request_context(headers={"Accept-Language": language}):
            form = AnyForm(formdata=None, data={"amount": value})
            assert read_number(form.amount._value()) == value


@pytest.mark.parametrize("typed", ["31/03/2026", "31.03.2026", "31-03-2026", " 2026-03-31 "])
def test_days_are_read_as_people_write_them(app: Flask, typed: str) -> None:
    assert filled(app, day=typed).day.data == date(2026, 3, 31)


@pytest.mark.parametrize("typed", ["31/02/2026", "2026-13-01", "hier", "03/31/2026", "0001-01-01", "9999-01-01", "😀"])
def test_impossible_days_are_refused_and_kept_as_typed(app: Flask, typed: str) -> None:
    form = filled(app, day=typed)
    assert form.day.errors
    assert form.day._value() == typed


@pytest.mark.parametrize("typed", ["", "   ", "\u00a0"])
def test_blanks_are_not_a_name(app: Flask, typed: str) -> None:
    assert filled(app, name=typed).name.errors


@pytest.mark.parametrize("typed", ["a\x00b", "a\x07b", "a\x1bb"])
def test_control_characters_are_refused(app: Flask, typed: str) -> None:
    assert "invisible" in str(filled(app, name=typed).name.errors)


@pytest.mark.parametrize("typed", ["😀 Zoé", "שלום", "<script>alert(1)</script>"[:20], "Ng\u0303uye\u0302\u0303n"])
def test_any_letters_are_a_name(app: Flask, typed: str) -> None:
    assert not filled(app, name=typed).name.errors


def test_too_long_a_text_says_how_long_it_may_be(app: Flask) -> None:
    assert "20" in str(filled(app, name="x" * 21).name.errors)
    assert not filled(app, name="é" * 20).name.errors


def test_a_name_stays_on_one_line_and_notes_need_not(app: Flask) -> None:
    form = filled(app, name="a\nb", notes="a\r\nb")
    assert form.name.errors
    assert not form.notes.errors
    assert form.notes.data == "a\nb"


def test_a_text_in_three_languages_needs_one(app: Flask) -> None:
    assert filled(app, title__fr="").title.errors
    form = filled(app, title__fr="", title__nl="Een titel")
    assert form.title.translated == Translated(nl="Een titel")


def test_each_language_has_its_limit(app: Flask) -> None:
    form = filled(app, title__nl="x" * 21)
    assert "20" in str(form.title.form.nl.errors)
