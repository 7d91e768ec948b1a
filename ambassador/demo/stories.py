"""What happened to the demonstration's figures after they were entered, step by step through the portal's own rules."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from ambassador.accounts.models import Organisation, User
from ambassador.db import db
from ambassador.demo.figures import Kpis
from ambassador.demo.material import Calendar, acting
from ambassador.demo.people import Cast
from ambassador.kpis.models import Adoption, Answer, Entry
from ambassador.kpis.services import closing, corrections, entries, remarks, review
from ambassador.kpis.services.publications import publish_quarter
from ambassador.kpis.services.story import snapshot
from ambassador.periods import Frequency

Row = dict[str, Any]
Step = Callable[[Entry, Row, User, datetime, date], Any]


def build_stories(material: Row, kpis: Kpis, cast: Cast, calendar: Calendar) -> None:
    for row in material["step"]:
        if "kpi" in row:
            _take(row, kpis[row["kpi"]], cast.users[row["by"]], calendar)
        else:
            _settle(row, cast, calendar)


def _take(row: Row, adoption: Adoption, person: User, calendar: Calendar) -> None:
    """One step of a figure, after those it had already."""
    entry = _figure(adoption, row["back"], calendar)
    moment = max(calendar.moment(row["days"]), entry.events[-1].at + timedelta(minutes=5))
    with acting(person, moment):
        _STEPS[row["do"]](entry, row, person, moment, calendar.today)
    db.session.expire(entry)


def _figure(adoption: Adoption, back: int, calendar: Calendar) -> Entry:
    period = calendar.period(adoption.definition.frequency, back)
    chosen = select(Entry).where(Entry.adoption_id == adoption.id, Entry.month == period.month)
    return db.session.scalars(chosen.where(Entry.category_id.is_(None))).one()


def _correct(entry: Entry, row: Row, by: User, now: datetime, today: date) -> None:
    values = replace(corrections.read_back(snapshot(entry)), numerator=Decimal(row["numerator"]))
    corrections.correct_figure(entry, str(entry.version), values, row["reason"], by, now, today)


def _save(entry: Entry, row: Row, by: User, now: datetime, today: date) -> None:
    values = replace(corrections.read_back(snapshot(entry)), numerator=Decimal(row["numerator"]))
    entries.save_figure(entry.adoption, entry.period, entry, values, by, now, today)


def _empty(entry: Entry, _: Row, by: User, now: datetime, today: date) -> None:
    entries.save_figure(entry.adoption, entry.period, entry, entries.FigureValues(Answer.VALUE), by, now, today)


def _enter(entry: Entry, row: Row, by: User, now: datetime, today: date) -> None:
    values = entries.FigureValues(Answer.VALUE, Decimal(row["numerator"]), weight=Decimal(row["weight"]))
    entries.save_figure(entry.adoption, entry.period, entry, values, by, now, today)


_STEPS: dict[str, Step] = {
    "enter": _enter,
    "save": _save,
    "empty": _empty,
    "correct": _correct,
    "submit": lambda entry, _, *who: entries.submit_figure(entry, str(entry.version), *who),
    "withdraw": lambda entry, _, *who: review.withdraw_figure(entry, str(entry.version), *who),
    "approve": lambda entry, _, *who: review.approve_figure(entry, str(entry.version), *who),
    "return": lambda entry, row, *who: review.return_figure(entry, str(entry.version), row["reason"], *who),
    "comment": lambda entry, row, *who: remarks.comment_figure(entry, row["reason"], *who),
    "ask": lambda entry, row, *who: remarks.ask_second_look(entry, str(entry.version), row["reason"], *who),
    "answer": lambda entry, row, *who: remarks.answer_second_look(entry, str(entry.version), row["reason"], *who),
}


def _settle(row: Row, cast: Cast, calendar: Calendar) -> None:
    """What concerns a whole quarter, or the rules."""
    organisation, person = cast.organisations[row["organisation"]], cast.users[row["by"]]
    with acting(person, calendar.moment(row["days"])):
        _SETTLED[row["do"]](organisation, row, person, cast, calendar)


def _close(organisation: Organisation, row: Row, by: User, _: Cast, calendar: Calendar) -> None:
    quarter = calendar.period(Frequency.QUARTERLY, row["back"])
    closing.close_period(organisation, quarter, by, calendar.moment(row["days"]), calendar.today)


def _open(organisation: Organisation, row: Row, by: User, cast: Cast, calendar: Calendar) -> None:
    quarter, until = calendar.period(Frequency.QUARTERLY, row["back"]), calendar.day(row["until_days"])
    now, person = calendar.moment(row["days"]), cast.users[row["person"]]
    closing.open_period(organisation, quarter, person, until, row["reason"], by, now, calendar.today)


def _publish(organisation: Organisation, row: Row, by: User, _: Cast, calendar: Calendar) -> None:
    quarter = calendar.period(Frequency.QUARTERLY, row["back"])
    publish_quarter(organisation, quarter, by, calendar.moment(row["days"]), calendar.today, row["note"])


def _rule(organisation: Organisation, row: Row, by: User, _: Cast, calendar: Calendar) -> None:
    closing.change_rules(organisation, organisation.kpi_reviewer, row["days_open"], by, calendar.today)


_SETTLED: dict[str, Callable[[Organisation, Row, User, Cast, Calendar], None]] = {
    "close": _close,
    "open": _open,
    "publish": _publish,
    "rules": _rule,
}
