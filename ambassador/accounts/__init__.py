"""Who is here: organisations, their services, people, their sign-ins, and which coach looks after which structure."""

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_login import LoginManager

from ambassador import i18n
from ambassador.accounts import commands, history
from ambassador.accounts.models import AssignmentKind, KpiReviewer, OrganisationKind, PersonState
from ambassador.audit import AuditAction
from ambassador.permissions import Role


def init_sign_in(app: Flask) -> None:
    """Who is signed in, from the session cookie: needed by everything that follows."""
    from ambassador.accounts.sign_ins import signed_in_person

    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(signed_in_person)


def init(app: Flask) -> None:
    from ambassador.accounts.views import blueprint

    app.register_blueprint(blueprint)
    app.cli.add_command(commands.admin)
    _register_words()


def _register_words() -> None:
    """One call for each enum: members of two enums may share a value, and would meet in one dict."""
    i18n.register_labels(
        {
            Role.COACH: _l("coach"),
            Role.COORDINATOR: _l("coordination"),
            Role.STAFF: _l("équipe de la structure"),
            Role.PARTNER: _l("partenaire"),
            Role.ADMIN: _l("administration"),
        }
    )
    i18n.register_labels(
        {
            OrganisationKind.OPERATOR: _l("opérateur"),
            OrganisationKind.AMBASSADOR: _l("structure ambassadrice"),
            OrganisationKind.AUTHORITY: _l("pouvoir public"),
            OrganisationKind.PARTNER: _l("partenaire"),
        }
    )
    i18n.register_labels({KpiReviewer.COORDINATOR: _l("sa coordination"), KpiReviewer.COACH: _l("son ou sa coach")})
    i18n.register_labels(
        {AssignmentKind.LEAD: _l("coach de référence"), AssignmentKind.BACKUP: _l("coach de remplacement")}
    )
    i18n.register_labels(
        {
            PersonState.ACTIVE: _l("actif"),
            PersonState.INVITED: _l("en attente"),
            PersonState.DEACTIVATED: _l("désactivé"),
        }
    )
    i18n.register_labels(
        {
            AuditAction.CREATED: _l("ajout"),
            AuditAction.CHANGED: _l("modification"),
            AuditAction.DELETED: _l("suppression"),
        }
    )
    history.register_field_names(
        {
            "Organisation": _l("organisation"),
            "Organisation.key": _l("référence"),
            "Organisation.name": _l("nom"),
            "Organisation.kind": _l("sorte"),
            "Organisation.is_made_up": _l("inventée"),
            "Organisation.kpi_reviewer": _l("validation des KPI"),
            "Service": _l("service"),
            "Service.organisation_id": _l("organisation"),
            "Service.name": _l("nom"),
            "User": _l("personne"),
            "User.email": _l("adresse e-mail"),
            "User.name": _l("nom"),
            "User.role": _l("rôle"),
            "User.organisation_id": _l("organisation"),
            "User.service_id": _l("service"),
            "User.language": _l("langue"),
            "User.deactivated_at": _l("désactivation"),
            "User.is_demo": _l("compte de démonstration"),
            "Assignment": _l("accompagnement"),
            "Assignment.coach_id": _l("coach"),
            "Assignment.organisation_id": _l("structure"),
            "Assignment.kind": _l("rôle"),
            "Assignment.since": _l("depuis le"),
            "Assignment.until": _l("jusqu’au"),
        }
    )
