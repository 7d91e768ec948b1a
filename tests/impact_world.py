"""A year small enough to be counted by hand: what the report must say of it stands in the tests.

Webinars          July 2025: city 10 registered, 5 present; others 10, 9. October: city 12, 10; others 8, 6.
                  November: city 3, 2; others 20, 15. December: one held, nobody on the list.
Follow-up         ½ day in July, 1 in October, ¼ in November, ½ in February 2026; one planned, one cancelled. Quota 5.
Charter           by the end of 2025: one action under way, one done, one not yet known; a proposed one never counts,
                  one taken up in 2026 counts from then on.
KPIs              hours 80, 120 (target 100); staff 20/40, 30/50 (target 70); devices unavailable, and a draft for Q4.
Published         the fourth quarter of 2025, by the city and by the operator.
"""

import json
from datetime import UTC, date, datetime
from typing import Any

from flask import Flask
from sqlalchemy import insert

from ambassador.accounts.models import Organisation, User
from ambassador.charter.models import Acceptance, ActionStatus
from ambassador.conventions.models import Convention
from ambassador.db import db
from ambassador.demo import factories
from ambassador.demo.factories import kpis, webinars
from ambassador.demo.factories.charter import action, action_note, axis, charter
from ambassador.kpis.models import Answer, EntryState, IndicatorKind
from ambassador.translated import Translated
from ambassador.webinars.models import (
    Attendance,
    AttendanceStatus,
    Participant,
    Theme,
    Webinar,
    WebinarState,
    folded,
)
from tests.client import Browser, Page
from tests.conftest import World

SECRET_NAME = "Zénobie Introuvable"
"""Of everybody on the lists: no partner's page may hold it."""
DRAFT_NUMBER = 987_654


def drawn_apart(browser: Browser, page: Page) -> dict[str, Any]:
    """What the charts' library draws on a page, by chart: it is fetched with the library."""
    addresses = [one.get("data-figures") for one in page.all("script") if one.get("data-figures")]
    assert len(addresses) == 1, "the page says once where the figures of its charts are"
    with browser.client.get(addresses[0]) as answer:
        return dict(json.loads(answer.get_data()))


def fill(app: Flask, world: World) -> None:
    with app.app_context():
        convention = db.session.get_one(Convention, world.convention)
        for party in convention.parties:
            party.signed_on = date(2025, 6, 1)
        db.session.flush()
        city = db.session.get_one(Organisation, world.city)
        _track(db.session.get_one(Organisation, world.operator), city)
        _days(convention, db.session.get_one(User, world.coach))
        _charter(city)
        _kpis(world, city)
        db.session.commit()


def webinar(operator: Organisation, day: date, theme: Theme = Theme.TRAINING, state: str = "held") -> Webinar:
    moment = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    return webinars.webinar(operator, moment, theme=theme, state=WebinarState(state))


def attend(webinar: Webinar, organisation: Organisation | None, registered: int, present: int) -> None:
    for number in range(registered):
        person = webinars.participant(f"{SECRET_NAME} {number}", organisation)
        status = AttendanceStatus.PRESENT if number < present else AttendanceStatus.EXCUSED
        webinars.attendance(webinar, person, status)


def crowd(webinar: Webinar, organisation_id: int | None, registered: int, present: int) -> None:
    """As `attend`, written in bulk."""
    if not registered:
        return
    row = {"name": SECRET_NAME, "name_key": folded(SECRET_NAME), "organisation_id": organisation_id, "version": 1}
    people = [{**row, "organisation_name": "", "organisation_key": ""} for _ in range(registered)]
    numbers = db.session.scalars(insert(Participant).returning(Participant.id), people).all()
    seats = [
        {"webinar_id": webinar.id, "participant_id": number, "version": 1, "status": AttendanceStatus.PRESENT}
        for number in numbers
    ]
    for seat in seats[present:]:
        seat["status"] = AttendanceStatus.ABSENT
    db.session.execute(insert(Attendance), seats)


def _track(operator: Organisation, city: Organisation) -> None:
    july = webinar(operator, date(2025, 7, 8), Theme.PROJECT_MANAGEMENT)
    attend(july, city, 10, 5)
    attend(july, None, 10, 9)
    october = webinar(operator, date(2025, 10, 8))
    attend(october, city, 12, 10)
    attend(october, None, 8, 6)
    november = webinar(operator, date(2025, 11, 4), Theme.IMPACT)
    attend(november, city, 3, 2)
    attend(november, None, 20, 15)
    webinar(operator, date(2025, 12, 3))
    attend(webinar(operator, date(2025, 10, 20), state="cancelled"), city, 6, 6)
    attend(webinar(operator, date(2026, 3, 20), state="planned"), city, 6, 0)


def _days(convention: Convention, coach: User) -> None:
    follow_up = factories.follow_up(convention)
    for day, quarters in (
        (date(2025, 7, 10), 2),
        (date(2025, 10, 15), 4),
        (date(2025, 11, 20), 1),
        (date(2026, 2, 3), 2),
    ):
        factories.followup_session(follow_up, coach, day, quarters)
    factories.followup_session(follow_up, coach, date(2026, 4, 1), 4, "planned")
    factories.followup_session(follow_up, coach, date(2025, 12, 1), 8, "cancelled")


def _charter(city: Organisation) -> None:
    plan = charter(city)
    inclusion = axis(plan, "Inclusion numérique")
    stories = (
        ("A01", inclusion, [(date(2025, 10, 1), ActionStatus.IN_PROGRESS)], None),
        ("A02", None, [(date(2025, 7, 1), ActionStatus.IN_PROGRESS), (date(2025, 11, 1), ActionStatus.DONE)], None),
        ("A03", inclusion, [(date(2026, 1, 10), ActionStatus.DONE)], None),
        ("A05", inclusion, [(date(2025, 9, 1), ActionStatus.IN_PROGRESS)], date(2026, 2, 1)),
    )
    for code, under, notes, decided_on in stories:
        made = action(plan, code, axis=under, status=notes[-1][1], decided_on=decided_on)
        for day, status in notes:
            action_note(made, day, status, SECRET_NAME)
    action(plan, "A04", acceptance=Acceptance.PROPOSED, title="Action à ne pas montrer")


def _kpis(world: World, city: Organisation) -> None:
    hours = kpis.kpi(city, "A01-1", targets={202501: 100}, first_month=202507)
    kpis.figure(hours, "2025-Q3", 80)
    kpis.figure(hours, "2025-Q4", 120)
    staff = kpis.kpi(
        city,
        "A01-2",
        IndicatorKind.RATIO,
        targets={202501: 70},
        first_month=202507,
        counts_people=True,
        name=Translated(fr="Agents sensibilisés"),
    )
    kpis.figure(staff, "2025-Q3", 20, 40)
    kpis.figure(staff, "2025-Q4", 30, 50)
    devices = kpis.kpi(city, "A01-3", first_month=202507, name=Translated(fr="Appareils donnés"))
    kpis.figure(devices, "2025-Q3", answer=Answer.UNAVAILABLE)
    kpis.figure(devices, "2025-Q4", DRAFT_NUMBER, state=EntryState.DRAFT)
    few = kpis.kpi(city, "A01-4", counts_people=True, first_month=202507, name=Translated(fr="Familles aidées"))
    kpis.figure(few, "2025-Q4", 3)
    operator = db.session.get_one(Organisation, world.operator)
    helpers = kpis.kpi(
        operator,
        "P-1",
        targets={202401: 6000},
        first_month=202507,
        target_is_total=True,
        name=Translated(fr="Aidants numériques formés"),
        unit=Translated(fr="personnes"),
    )
    kpis.figure(helpers, "2025-Q3", 900)
    kpis.figure(helpers, "2025-Q4", 600)
    kpis.publication(city, "2025-Q4", db.session.get_one(User, world.coordinator))
    kpis.publication(operator, "2025-Q4", db.session.get_one(User, world.coach))
