"""The inclusion plan of a structure: the City of Brussels calls its own a charter of digital rights."""

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from ambassador import due, i18n
from ambassador.accounts import history
from ambassador.charter import models
from ambassador.charter.dues import due_from
from ambassador.charter.models import Acceptance, ActionStatus
from ambassador.charter.queries import names_of_actions, names_of_axes, names_of_charters

__all__ = ["init", "models"]

TONES = {
    ActionStatus.UNKNOWN: "muted",
    ActionStatus.NOT_STARTED: "neutral",
    ActionStatus.IN_PROGRESS: "info",
    ActionStatus.PAUSED: "warn",
    ActionStatus.DONE: "good",
    ActionStatus.DROPPED: "muted",
}
"""The badge of each status."""


def init(app: Flask) -> None:
    from ambassador.charter.views import blueprint

    app.register_blueprint(blueprint)
    app.jinja_env.filters["status_tone"] = lambda status: TONES[status]
    due.register(due_from)
    _register_words()


def _register_words() -> None:
    i18n.register_labels(
        {
            ActionStatus.UNKNOWN: _l("état inconnu"),
            ActionStatus.NOT_STARTED: _l("pas commencée"),
            ActionStatus.IN_PROGRESS: _l("en cours"),
            ActionStatus.PAUSED: _l("en pause"),
            ActionStatus.DONE: lazy_pgettext("action", "terminée"),
            ActionStatus.DROPPED: _l("abandonnée"),
            Acceptance.PROPOSED: _l("proposée"),
            Acceptance.ACCEPTED: _l("acceptée"),
            Acceptance.REFUSED: _l("refusée"),
        }
    )
    history.register_field_names(
        {
            "Charter": _l("charte"),
            "Charter.organisation_id": _l("structure"),
            "Charter.title": _l("titre"),
            "Charter.adopted": _l("adoption"),
            "Charter.horizon": _l("échéance"),
            "Charter.source": _l("source"),
            "Charter.is_complete": _l("liste complète"),
            "Charter.completed_at": _l("liste confirmée comme complète le"),
            "Charter.completed_by_id": _l("confirmée par"),
            "Axis": _l("axe"),
            "Axis.charter_id": _l("charte"),
            "Axis.position": _l("numéro"),
            "Axis.title": _l("titre"),
            "Action": _l("action"),
            "Action.charter_id": _l("charte"),
            "Action.axis_id": _l("axe"),
            "Action.code": _l("code"),
            "Action.title": _l("titre"),
            "Action.page": _l("page"),
            "Action.service_id": _l("service responsable"),
            "Action.horizon": _l("échéance"),
            "Action.status": _l("état"),
            "Action.acceptance": _l("réponse de la structure"),
            "Action.refusal_reason": _l("raison du refus"),
            "Action.source": _l("source"),
            "Action.to_confirm": _l("à confirmer"),
            "Action.proposed_by_id": _l("proposée par"),
            "Action.proposed_on": _l("proposée le"),
            "Action.decided_by_id": _l("réponse donnée par"),
            "Action.decided_on": _l("réponse donnée le"),
            "ActionNote": _l("note"),
            "ActionNote.action_id": _l("action"),
            "ActionNote.on": _l("depuis le"),
            "ActionNote.status": _l("état"),
            "ActionNote.note": _l("note"),
            "ActionNote.written_by_id": _l("écrite par"),
        }
    )
    history.register_row_names("axis", names_of_axes)
    history.register_row_names("charter", names_of_charters)
    history.register_row_names("action", names_of_actions)
