"""Planning webinars, and saying what became of them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from ambassador.config import BRUSSELS
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.translated import Translated
from ambassador.webinars.models import Theme, Webinar, WebinarKind, WebinarState


@dataclass(frozen=True)
class Plan:
    """What, when (Brussels time) and where."""

    kind: WebinarKind
    theme: Theme
    title: Translated
    start_day: date
    start_time: time
    minutes: int
    place: str = ""
    link: str = ""
    capacity: int | None = None


def schedule_webinar(operator_id: int, plan: Plan) -> Webinar:
    """Raises RuleBroken beside `start_time` or `place`."""
    webinar = Webinar(operator_id=operator_id, state=WebinarState.PLANNED, **_values(plan))
    db.session.add(webinar)
    db.session.flush()
    return webinar


def change_webinar(webinar: Webinar, plan: Plan, now: datetime) -> Webinar:
    """Raises RuleBroken beside `start_day`, `start_time` or `place`, or when it is cancelled."""
    if webinar.is_cancelled:
        raise RuleBroken(N_("Ce webinaire est annulé. Rétablissez-le avant de le modifier."))
    values = _values(plan)
    if webinar.is_held and values["starts_at"] > now:
        raise RuleBroken(
            N_("Ce webinaire est marqué comme tenu : il ne peut pas commencer plus tard que maintenant."), "start_day"
        )
    for name, value in values.items():
        setattr(webinar, name, value)
    return webinar


def cancel_webinar(webinar: Webinar, reason: str) -> None:
    if webinar.is_held:
        raise RuleBroken(N_("Ce webinaire est marqué comme tenu. Rétablissez-le d’abord, puis annulez-le."))
    if webinar.is_cancelled:
        raise RuleBroken(N_("Ce webinaire est déjà annulé."))
    if not reason.strip():
        raise RuleBroken(N_("Écrivez pourquoi le webinaire est annulé."), "reason")
    webinar.state, webinar.cancel_reason = WebinarState.CANCELLED, reason.strip()


def hold_webinar(webinar: Webinar, now: datetime) -> None:
    if webinar.is_cancelled:
        raise RuleBroken(N_("Ce webinaire est annulé. Rétablissez-le d’abord."))
    if webinar.is_held:
        raise RuleBroken(N_("Ce webinaire est déjà marqué comme tenu."))
    if not webinar.has_started(now):
        raise RuleBroken(N_("Ce webinaire n’a pas encore commencé : vous le marquerez comme tenu ensuite."))
    webinar.state = WebinarState.HELD


def reopen_webinar(webinar: Webinar) -> None:
    """Take back a "held" or "cancelled" that was a mistake. What was noted of people stays."""
    if webinar.is_planned:
        raise RuleBroken(N_("Ce webinaire est déjà planifié : il n’y a rien à rétablir."))
    webinar.state, webinar.cancel_reason = WebinarState.PLANNED, ""


def brussels_moment(day: date, at: time) -> datetime:
    """The moment of a wall-clock time in Brussels; of a time that comes twice, in October, the first.

    Raises RuleBroken beside `start_time` for the hour that is left out in March.
    """
    local = datetime.combine(day, at, BRUSSELS)
    moment = local.astimezone(UTC)
    if moment.astimezone(BRUSSELS).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise RuleBroken(
            N_("Cette heure n’existe pas ce jour-là : l’horloge passe de 2 h à 3 h. Choisissez une autre heure."),
            "start_time",
        )
    return moment


def _values(plan: Plan) -> dict[str, Any]:
    starts_at = brussels_moment(plan.start_day, plan.start_time)
    if not plan.place and not plan.link:
        raise RuleBroken(N_("Indiquez un lieu ou un lien : l’un des deux est nécessaire."), "place")
    return {
        "kind": plan.kind,
        "theme": plan.theme,
        "title": plan.title,
        "starts_at": starts_at,
        "minutes": plan.minutes,
        "place": plan.place,
        "link": plan.link,
        "capacity": plan.capacity,
    }
