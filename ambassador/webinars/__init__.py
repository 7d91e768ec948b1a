"""The collective track: webinars, workshops and annual meetings, and who came."""

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from ambassador import i18n
from ambassador.accounts import history
from ambassador.conventions.measures import register as register_measure
from ambassador.due import register as register_due
from ambassador.webinars import models
from ambassador.webinars.models import AttendanceStatus, Theme, WebinarKind, WebinarState

__all__ = ["init", "models"]


def init(app: Flask) -> None:
    from ambassador.webinars import queries
    from ambassador.webinars.due import find
    from ambassador.webinars.measures import annual_meetings, held_by_theme
    from ambassador.webinars.views import blueprint

    app.register_blueprint(blueprint)
    register_due(find)
    register_measure("webinars.held_by_theme", held_by_theme, _l("Webinaires et ateliers tenus"))
    register_measure("webinars.annual_meetings", annual_meetings, _l("Rencontres annuelles tenues"))
    history.register_row_names("webinar", queries.names_of_webinars)
    i18n.register_labels(
        {
            WebinarKind.WEBINAR: _l("webinaire"),
            WebinarKind.WORKSHOP: _l("atelier"),
            WebinarKind.ANNUAL_MEETING: _l("rencontre annuelle"),
            Theme.PROJECT_MANAGEMENT: _l("gestion de projet"),
            Theme.TRAINING: _l("formation"),
            Theme.IMPACT: _l("évaluation de l’impact"),
            Theme.COMMUNITY: _l("communauté"),
            WebinarState.PLANNED: _l("planifié"),
            WebinarState.HELD: lazy_pgettext("webinar", "tenu"),
            WebinarState.CANCELLED: _l("annulé"),
            AttendanceStatus.REGISTERED: _l("inscrit"),
            AttendanceStatus.PRESENT: _l("présent"),
            AttendanceStatus.ABSENT: _l("absent"),
            AttendanceStatus.EXCUSED: _l("excusé"),
        }
    )
    history.register_field_names(
        {
            "Webinar": _l("webinaire"),
            "Webinar.operator_id": _l("opérateur"),
            "Webinar.kind": _l("type"),
            "Webinar.theme": _l("thème"),
            "Webinar.title": _l("titre"),
            "Webinar.starts_at": _l("début"),
            "Webinar.minutes": _l("durée en minutes"),
            "Webinar.place": _l("lieu"),
            "Webinar.link": _l("lien"),
            "Webinar.capacity": _l("nombre de places"),
            "Webinar.state": _l("état"),
            "Webinar.cancel_reason": _l("raison de l’annulation"),
            "Participant": _l("participant"),
            "Participant.organisation_id": _l("organisation"),
            "Participant.organisation_name": _l("organisation"),
            "Participant.forgotten_at": _l("oubli de la personne"),
            "Attendance": _l("présence"),
            "Attendance.webinar_id": _l("webinaire"),
            "Attendance.participant_id": _l("participant"),
            "Attendance.status": _l("statut"),
            "Attendance.minutes": _l("minutes de présence"),
        }
    )
