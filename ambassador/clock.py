"""The one clock. Views read it; everything below them takes `today` or `now` as a parameter."""

from datetime import date, datetime

from flask import current_app

from ambassador.config import BRUSSELS


def now() -> datetime:
    """This moment, in UTC."""
    moment: datetime = current_app.config["CLOCK"]()
    return moment


def today() -> date:
    """The day in Brussels."""
    return now().astimezone(BRUSSELS).date()
