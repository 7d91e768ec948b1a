"""The demonstration's material, read from the data files, and the calendar that places it around a given day."""

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from ambassador.accounts.models import User
from ambassador.audit import Actor, actor
from ambassador.config import BRUSSELS, ROOT
from ambassador.db import db
from ambassador.periods import Frequency, Period
from ambassador.translated import Translated

SEEDS = ROOT / "ambassador" / "seeds"


def read(name: str) -> dict[str, Any]:
    """A data file by its name without ending."""
    with (SEEDS / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def text(value: Mapping[str, str] | None) -> Translated:
    return Translated(**value) if value else Translated()


@dataclass(frozen=True)
class Calendar:
    """Days and periods counted from the demonstration's day."""

    today: date

    def day(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    def working_day(self, offset: int) -> date:
        """The day, or the nearest working day away from today."""
        day = self.day(offset)
        if day.weekday() < 5:
            return day
        return day - timedelta(days=day.weekday() - 4) if offset < 0 else day + timedelta(days=7 - day.weekday())

    def moment(self, offset: int, hour: int = 10) -> datetime:
        return at(self.day(offset), hour)

    def year(self, offset: int) -> int:
        return self.today.year + offset

    def period(self, frequency: Frequency, back: int) -> Period:
        """The period `back` periods before the current one: 1 is the last that is over."""
        return Period.containing(self.today, frequency).next(-back)


def at(day: date, hour: int = 10) -> datetime:
    """That hour of the day in Brussels."""
    return datetime.combine(day, time(hour), BRUSSELS)


@contextmanager
def acting(user: User | None, moment: datetime) -> Iterator[None]:
    """What is flushed meanwhile was done by that person at that moment."""
    db.session.flush()
    token = actor.set(Actor(user.id if user else None, moment))
    try:
        yield
        db.session.flush()
    finally:
        actor.reset(token)
