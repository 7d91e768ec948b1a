"""The individual follow-up: the days promised to a structure, the sessions they were spent in, and what came of them."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from ambassador import due, i18n
from ambassador.accounts import history
from ambassador.charter import related
from ambassador.conventions import annexes
from ambassador.conventions import measures as convention_measures
from ambassador.followup import annex, grades, measures, models, wording
from ambassador.followup.dues import due_from
from ambassador.followup.models import DeliverableKind, DeliverableState, NeedState, SessionMode, SessionState
from ambassador.followup.queries import needs_about, sessions_about
from ambassador.followup.queries.overview import sessions_by_day

__all__ = ["init", "models"]


def init(app: Flask) -> None:
    from ambassador.followup.views import blueprint

    app.register_blueprint(blueprint)
    app.jinja_env.filters.update(in_days=wording.in_words, severity=grades.severity)
    due.register(due_from)
    convention_measures.register(
        measures.DAYS_HELD, measures.days_held, _l("Jours de suivi utilisés"), ahead=sessions_by_day
    )
    convention_measures.register(
        measures.DELIVERABLES_ACCEPTED,
        measures.deliverables_accepted,
        _l("Livrables acceptés"),
        ahead=measures.deliverables_planned,
        rule=_l(
            "Sans nombre dans le texte, cet engagement est tenu quand tous les livrables promis pour lui sont acceptés "
            "par l’autre partie. Un livrable facultatif ne compte jamais comme manquant. S’il n’y a pas de livrable promis, une "
            "contribution confirmée le montre."
        ),
    )
    annexes.register(annex.of_convention)
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
            DeliverableKind.KPI_SET: _l("série de KPI"),
            DeliverableKind.AWARENESS: _l("matériel de sensibilisation"),
            DeliverableKind.ADVICE: _l("conseil sur d’autres engagements"),
            DeliverableKind.GUIDELINES: _l("lignes directrices"),
            DeliverableKind.OTHER: _l("autre livrable"),
            DeliverableState.DRAFT: _l("à remettre"),
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
            "SessionMove.moved_on": _l("noté le"),
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
            "Deliverable": _l("livrable"),
            "Deliverable.follow_up_id": _l("suivi individuel"),
            "Deliverable.commitment_id": _l("engagement"),
            "Deliverable.submitting_party_id": _l("qui remet"),
            "Deliverable.kind": _l("type"),
            "Deliverable.title": _l("titre"),
            "Deliverable.detail": _l("description"),
            "Deliverable.is_optional": _l("facultatif"),
            "Deliverable.due_on": _l("pour quand"),
            "Deliverable.state": _l("état"),
            "DeliverableVersion": _l("version du livrable"),
            "DeliverableVersion.number": _l("numéro"),
            "DeliverableVersion.link": _l("lien"),
            "DeliverableVersion.file_id": _l("fichier"),
            "DeliverableVersion.note": _l("note"),
            "DeliverableVersion.submitted_by_id": _l("remis par"),
            "DeliverableVersion.submitted_at": _l("remis le"),
            "DeliverableVersion.decided_by_id": _l("décidé par"),
            "DeliverableVersion.decided_at": _l("décidé le"),
            "DeliverableVersion.is_accepted": _l("accepté"),
            "DeliverableVersion.reason": _l("raison"),
            "Task": _l("tâche"),
            "Task.follow_up_id": _l("suivi individuel"),
            "Task.session_id": _l("séance de suivi"),
            "Task.title": _l("quoi"),
            "Task.owner_id": _l("qui"),
            "Task.due_on": _l("pour quand"),
            "Task.done_on": _l("faite le"),
        }
    )
