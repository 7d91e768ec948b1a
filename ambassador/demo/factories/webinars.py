"""Webinars, participants and attendance."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert

from ambassador.accounts.models import Organisation
from ambassador.db import db
from ambassador.demo.factories.accounts import save
from ambassador.translated import Translated
from ambassador.webinars.models import (
    Attendance,
    AttendanceStatus,
    Participant,
    Theme,
    Webinar,
    WebinarKind,
    WebinarState,
    folded,
)


def webinar(
    operator: Organisation, starts_at: datetime = datetime(2026, 3, 20, 9, 0, tzinfo=UTC), **values: Any
) -> Webinar:
    values.setdefault("title", Translated(fr="Former sans jargon"))
    values.setdefault("kind", WebinarKind.WEBINAR)
    values.setdefault("theme", Theme.TRAINING)
    values.setdefault("minutes", 60)
    values.setdefault("link", "https://salle.wetechcare.example/jargon")
    values.setdefault("state", WebinarState.PLANNED)
    if values["state"] is WebinarState.CANCELLED:
        values.setdefault("cancel_reason", "La formatrice est malade.")
    return save(Webinar(operator_id=operator.id, starts_at=starts_at, **values))


def participant(name: str = "Loubna Exemple", organisation: Organisation | None = None, **values: Any) -> Participant:
    return save(Participant(name=name, organisation_id=organisation.id if organisation else None, **values))


def attendance(
    webinar: Webinar, participant: Participant, status: AttendanceStatus = AttendanceStatus.REGISTERED, **values: Any
) -> Attendance:
    return save(Attendance(webinar_id=webinar.id, participant=participant, status=status, **values))


def crowd(webinar: Webinar, count: int, status: AttendanceStatus, organisations: int = 1) -> None:
    """So many people on a list, written in bulk: "Personne 00000" and on, of "Asbl 0" and on. Nothing of it is audited."""
    people = [(f"Personne {number:05}", f"Asbl {number % organisations}") for number in range(count)]
    rows = [
        {
            "name": name,
            "name_key": folded(name),
            "organisation_name": organisation,
            "organisation_key": folded(organisation),
            "version": 1,
        }
        for name, organisation in people
    ]
    numbers = db.session.scalars(insert(Participant).returning(Participant.id), rows).all()
    seats = [{"webinar_id": webinar.id, "participant_id": number, "status": status, "version": 1} for number in numbers]
    db.session.execute(insert(Attendance), seats)
