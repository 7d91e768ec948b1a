"""The register of agreements: who promised what to whom, from when to when, and what has come of it."""

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from ambassador import audit, due, i18n
from ambassador.accounts import history
from ambassador.conventions import models
from ambassador.conventions.models import ConventionState, DueRule, Modality, Unit

__all__ = ["init", "models"]


def init(app: Flask) -> None:
    from ambassador.conventions import (
        change_dues,
        change_words,
        dues,
        exchange_measures,
        exchange_words,
        queries,
        standing_words,
    )
    from ambassador.conventions.views import blueprint

    app.register_blueprint(blueprint)
    audit.register_scope(queries.seen_ids)
    due.register(dues.find)
    due.register(change_dues.find)
    change_words.register()
    exchange_words.register()
    exchange_measures.register()
    standing_words.register()
    history.register_row_names("party", queries.names_of_parties)
    history.register_row_names("article", queries.names_of_articles)
    history.register_row_names("convention", queries.names_of_conventions)
    i18n.register_labels(
        {
            ConventionState.DRAFT: _l("brouillon"),
            ConventionState.PARTLY_SIGNED: _l("signée en partie"),
            ConventionState.SIGNED: _l("signée, pas encore en vigueur"),
            ConventionState.IN_FORCE: _l("en vigueur"),
            ConventionState.SUSPENDED: _l("suspendue"),
            ConventionState.ENDED: lazy_pgettext("convention", "terminée"),
            Modality.FIRM: _l("ferme"),
            Modality.OPTIONAL: _l("facultatif"),
            Modality.CONDITIONAL: _l("conditionnel"),
            Unit.DAY: _l("jours"),
            Unit.DELIVERABLE: _l("livrables"),
            Unit.MEETING: _l("rencontres"),
            Unit.REPORT: _l("rapports"),
            Unit.ARTICLE: _l("articles"),
            Unit.EVENT: _l("événements"),
            Unit.USE: _l("usages"),
            Unit.PROFILE: _l("profils"),
            Unit.PERSON_DAY: _l("jours-homme"),
            Unit.EUR: _l("EUR"),
            Unit.CONTACT: _l("personnes de contact"),
        }
    )
    i18n.register_labels(  # apart: two enums have an "event"
        {
            DueRule.DATE: _l("à une date"),
            DueRule.TERM: _l("au plus tard le dernier jour de la convention"),
            DueRule.DAYS_AFTER_START: _l("un nombre de jours après le début"),
            DueRule.YEARLY: _l("une fois par an"),
            DueRule.EVENT: _l("à chaque événement"),
            DueRule.BEFORE_USE: _l("avant chaque usage"),
            DueRule.PER_USE: _l("à chaque usage"),
            DueRule.CASE_BY_CASE: _l("au cas par cas"),
            DueRule.BEFORE_ASSIGNMENT: _l("avant toute cession"),
            DueRule.ONGOING: _l("en continu"),
            DueRule.UNLIMITED: _l("sans limite de temps"),
            DueRule.NONE: _l("pas d’échéance dans le texte"),
        }
    )
    history.register_field_names(
        {
            "Convention": _l("convention"),
            "Convention.key": _l("référence"),
            "Convention.title": _l("titre"),
            "Convention.subject": _l("objet"),
            "Convention.source": _l("source du texte"),
            "Convention.needs_entry_into_force": _l("date d’entrée en vigueur prévue"),
            "Convention.entry_into_force": _l("entrée en vigueur"),
            "Convention.formal_notice_months": _l("mise en demeure, en mois"),
            "Convention.early_end_months": _l("préavis de fin anticipée, en mois"),
            "Party": _l("partie"),
            "Party.convention_id": _l("convention"),
            "Party.organisation_id": _l("organisation"),
            "Party.position": _l("place"),
            "Party.decided_on": _l("décision"),
            "Party.signed_on": _l("signature"),
            "Party.signatory": _l("fonctions qui signent"),
            "Terms": _l("durée et jours"),
            "Terms.convention_id": _l("convention"),
            "Terms.amendment_id": _l("avenant"),
            "Terms.effective_from": _l("valables dès le"),
            "Terms.length_months": _l("durée, en mois"),
            "Terms.quota_quarters": _l("suivi individuel"),
            "Article": _l("article"),
            "Article.convention_id": _l("convention"),
            "Article.position": _l("place"),
            "Article.number": _l("numéro"),
            "Article.title": _l("titre"),
            "Commitment": _l("engagement"),
            "Commitment.convention_id": _l("convention"),
            "Commitment.party_id": _l("qui s’engage"),
            "Commitment.position": _l("place"),
            "Commitment.article": _l("référence dans le texte"),
            "Commitment.article_id": _l("article"),
            "Commitment.title": _l("engagement"),
            "Commitment.detail": _l("précisions"),
            "Commitment.modality": _l("type d’engagement"),
            "Commitment.condition": _l("condition"),
            "Commitment.condition_met_on": _l("condition remplie le"),
            "Commitment.quantity": _l("quantité"),
            "Commitment.unit": _l("unité"),
            "Commitment.quantity_note": _l("remarque sur la quantité"),
            "Commitment.due": _l("échéance"),
            "Commitment.due_on": _l("date"),
            "Commitment.due_days": _l("jours après le début"),
            "Commitment.measure": _l("mesure"),
        }
    )
