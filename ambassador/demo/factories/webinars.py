"""Webinars, participants and attendance."""

from datetime import UTC, datetime
from typing import Any

from ambassador.accounts.models import Organisation
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
