"""The individual follow-up: the days promised to a structure, the sessions they were spent in, and what came of them."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from ambassador import due, i18n
from ambassador.accounts import history
from ambassador.charter import related
from ambassador.conventions import measures as convention_measures
from ambassador.followup import grades, measures, models, wording
from ambassador.followup.dues import due_from
from ambassador.followup.models import DeliverableState, NeedState, SessionMode, SessionState
from ambassador.followup.queries import needs_about, sessions_about

__all__ = ["init", "models"]


def init(app: Flask) -> None:
    from ambassador.followup.views import blueprint

    app.register_blueprint(blueprint)
    app.jinja_env.filters.update(in_days=wording.in_words, severity=grades.severity)
    due.register(due_from)
    convention_measures.register(measures.DAYS_HELD, measures.days_held, _l("Jours de suivi utilisés"))
    related.register(_l("Séances de suivi"), sessions_about)
    related.register(_l("Besoins constatés"), needs_about)
    _register_words()


def _register_words() -> None:
    i18n.register_labels(
        {
            SessionState.PLANNED: _l("planifiée"),
            SessionState.HELD: _l("tenue"),
            SessionState.CANCELLED: _l("annulée"),
            SessionMode.ON_SITE: _l("sur place"),
            SessionMode.ONLINE: _l("en ligne"),
            SessionMode.PHONE: _l("par téléphone"),
            SessionMode.MAIL: _l("par e-mail"),
            NeedState.OBSERVED: _l("observé"),
            NeedState.SOLUTION_PROPOSED: _l("solution proposée"),
            NeedState.SOLVED: _l("résolu"),
            NeedState.SET_ASIDE: _l("mis de côté"),
            DeliverableState.DRAFT: _l("brouillon"),
            DeliverableState.SUBMITTED: _l("remis"),
            DeliverableState.ACCEPTED: _l("accepté"),
            DeliverableState.RETURNED: _l("renvoyé"),
        }
    )
    history.register_field_names(
        {
            "FollowUp": _l("suivi individuel"),
            "FollowUp.convention_id": _l("convention"),
            "FollowUpSession": _l("séance de suivi"),
            "FollowUpSession.follow_up_id": _l("suivi individuel"),
            "FollowUpSession.state": _l("état"),
            "FollowUpSession.on": _l("date"),
            "FollowUpSession.quarters": _l("durée"),
            "FollowUpSession.mode": _l("comment"),
            "FollowUpSession.people": _l("personnes présentes"),
            "FollowUpSession.subjects": _l("sujets"),
            "FollowUpSession.notes": _l("notes"),
            "FollowUpSession.cancel_reason": _l("raison de l’annulation"),
            "FollowUpSession.overrun_reason": _l("raison du dépassement"),
            "FollowUpSession.action_codes": _l("actions de la charte"),
            "FollowUpSession.coach_id": _l("coach"),
            "SessionMove": _l("déplacement"),
            "SessionMove.from_on": _l("ancienne date"),
            "SessionMove.to_on": _l("nouvelle date"),
            "SessionMove.reason": _l("raison"),
            "SessionMove.moved_on": _l("dit le"),
            "Need": _l("besoin"),
            "Need.follow_up_id": _l("suivi individuel"),
            "Need.session_id": _l("séance de suivi"),
            "Need.area": _l("domaine"),
            "Need.observed": _l("ce qui a été observé"),
            "Need.concerned": _l("qui est concerné"),
            "Need.severity": _l("gravité"),
            "Need.rank": _l("rang"),
            "Need.solution": _l("solution proposée"),
            "Need.state": _l("état"),
            "Need.action_codes": _l("actions de la charte"),
            "Task": _l("tâche"),
            "Task.follow_up_id": _l("suivi individuel"),
            "Task.session_id": _l("séance de suivi"),
            "Task.title": _l("quoi"),
            "Task.owner_id": _l("qui"),
            "Task.due_on": _l("pour quand"),
            "Task.done_on": _l("faite le"),
        }
    )
