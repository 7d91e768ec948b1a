"""Pieces of pages that are drawn once and kept."""

from typing import Any

from flask import Flask
from markupsafe import Markup

from ambassador import i18n
from ambassador.fragments import MOST, kept
from ambassador.submissions import new_token


class Macro:
    """Counts how often it draws."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, *values: Any) -> Markup:
        self.calls += 1
        return Markup("<li>{}</li>").format(values)


def test_the_same_values_are_drawn_once(app: Flask) -> None:
    macro, name = Macro(), new_token()
    with app.test_request_context():
        assert kept(name, macro, 1, "a") == kept(name, macro, 1, "a")
    assert macro.calls == 1


def test_other_values_and_other_languages_are_drawn_anew(app: Flask) -> None:
    macro, name = Macro(), new_token()
    with app.test_request_context():
        kept(name, macro, 1, "a")
        kept(name, macro, 1, "b")
        i18n.speak("nl")
        kept(name, macro, 1, "a")
    assert macro.calls == 3


def test_the_oldest_are_dropped_when_there_are_too_many(app: Flask) -> None:
    macro, name = Macro(), new_token()
    with app.test_request_context():
        for number in range(MOST + 1):
            kept(name, macro, number)
        kept(name, macro, 0)
    assert macro.calls == MOST + 2
