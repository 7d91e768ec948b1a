"""The words for the KPIs' enums, columns and filters."""

from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from ambassador import i18n
from ambassador.accounts import history
from ambassador.kpis import exchange_words, facts, words
from ambassador.kpis.completeness import Smart
from ambassador.kpis.models import (
    AdoptionState,
    Answer,
    CorrectionState,
    Direction,
    EntryState,
    EventKind,
    IndicatorKind,
    OverStructures,
    OverTime,
    VersionState,
)
from ambassador.kpis.queries.entry import quarter_of
from ambassador.kpis.queries.sheet import names_of_definitions
from ambassador.kpis.series import PeriodState
from ambassador.kpis.shares import shares_of

AGREED_FOR_ACTIONS = _l("Actions avec un KPI convenu")
COVERAGE = _l("Actions et KPI")
KPIS = lazy_pgettext("plural", "KPI")

_LABELS: tuple[dict[Any, Any], ...] = (
    {
        IndicatorKind.NUMBER: _l("nombre"),
        IndicatorKind.RATIO: _l("pourcentage (numérateur ÷ dénominateur)"),
        IndicatorKind.MEAN: _l("moyenne pondérée"),
        IndicatorKind.MILESTONE: _l("jalon (atteint ou non)"),
    },
    {
        Direction.UP: _l("plus il est haut, mieux c’est"),
        Direction.DOWN: _l("plus il est bas, mieux c’est"),
    },
    {
        OverTime.SUM: _l("somme des périodes"),
        OverTime.LATEST: _l("dernière valeur"),
        OverTime.RATIO_OF_SUMS: _l("somme des numérateurs ÷ somme des dénominateurs"),
        OverTime.RATIO_OF_LATEST: _l("dernier pourcentage"),
        OverTime.WEIGHTED_MEAN: _l("moyenne pondérée des périodes"),
    },
    {
        OverStructures.SUM: _l("somme des structures"),
        OverStructures.RATIO_OF_SUMS: _l("pourcentage des sommes"),
        OverStructures.WEIGHTED_MEAN: _l("moyenne pondérée des structures"),
        OverStructures.NONE: _l("ne s’additionne pas"),
    },
    {
        AdoptionState.DRAFT: _l("brouillon"),
        AdoptionState.PROPOSED: _l("proposé"),
        AdoptionState.AGREED: _l("convenu"),
        AdoptionState.RETIRED: _l("retiré"),
    },
    {
        VersionState.DRAFT: _l("brouillon"),
        VersionState.PROPOSED: _l("proposée"),
        VersionState.AGREED: _l("convenue"),
        VersionState.DROPPED: _l("abandonnée"),
    },
    {
        Answer.VALUE: _l("valeur"),
        Answer.UNAVAILABLE: _l("indisponible"),
        Answer.NOT_APPLICABLE: _l("non applicable"),
    },
    {
        EntryState.DRAFT: _l("brouillon"),
        EntryState.SUBMITTED: _l("à valider"),
        EntryState.APPROVED: _l("validé"),
        EntryState.RETURNED: _l("renvoyé"),
    },
    {
        CorrectionState.SUBMITTED: _l("correction à valider"),
        CorrectionState.RETURNED: _l("correction renvoyée"),
    },
    {
        PeriodState.RUNNING: _l("période en cours"),
        PeriodState.DUE: _l("à saisir"),
        PeriodState.OVERDUE: _l("en retard"),
        PeriodState.DRAFT: _l("brouillon"),
        PeriodState.SUBMITTED: _l("à valider"),
        PeriodState.RETURNED: _l("renvoyé"),
        PeriodState.APPROVED: _l("validé"),
        PeriodState.COMPUTED: _l("calculé"),
    },
    {
        EventKind.ENTERED: _l("saisi"),
        EventKind.CHANGED: _l("modifié"),
        EventKind.EMPTIED: _l("effacé du brouillon"),
        EventKind.SUBMITTED: _l("envoyé pour validation"),
        EventKind.APPROVED: _l("validé"),
        EventKind.RETURNED: _l("renvoyé"),
        EventKind.CORRECTED: _l("correction proposée"),
        EventKind.COMMENTED: _l("commenté"),
        EventKind.WITHDRAWN: _l("repris par la personne qui l’a envoyé"),
        EventKind.SECOND_LOOK: _l("second regard demandé"),
        EventKind.ANSWERED: _l("réponse au second regard"),
    },
    {
        Smart.SPECIFIC: _l("Spécifique"),
        Smart.MEASURABLE: _l("Mesurable"),
        Smart.ACHIEVABLE: _l("Atteignable"),
        Smart.RELEVANT: _l("Pertinent"),
        Smart.TIMED: _l("Situé dans le temps"),
    },
)
"""One table for each enum: members of two enums with the same value are the same key."""


def register(app: Flask) -> None:
    for table in _LABELS:
        i18n.register_labels(table)
    history.register_field_names(FIELD_NAMES)
    history.register_row_names("indicator_version", names_of_definitions)
    app.jinja_env.filters.update(
        kpi_value=words.value_words,
        kpi_point=words.point_words,
        kpi_parts=words.parts_words,
        kpi_distance=words.distance_words,
        kpi_change=words.change_words,
        kpi_tone=words.tone,
        kpi_share=words.share_words,
        kpi_plain=words.plain_words,
        kpi_places=words.PLACES.get,
    )
    app.jinja_env.globals.update(
        kpi_told=words.told,
        kpi_told_value=words.told_value,
        kpi_published=words.published_words,
        kpi_quarter=quarter_of,
        kpi_shares=shares_of,
        kpi_category=exchange_words.category_name,
        kpi_bounds=facts.bounds,
    )


FIELD_NAMES = {
    "Indicator": _l("KPI"),
    "Adoption.code": _l("code"),
    "Adoption.action_id": _l("action"),
    "Indicator.operator_id": _l("opérateur du programme"),
    "Indicator.is_example": _l("repris d’un exemple"),
    "Indicator.measure": _l("mesure du portail"),
    "IndicatorVersion": _l("définition du KPI"),
    "IndicatorVersion.name": _l("nom"),
    "IndicatorVersion.definition": _l("définition"),
    "IndicatorVersion.unit": _l("unité"),
    "IndicatorVersion.kind": _l("type"),
    "IndicatorVersion.direction": _l("sens"),
    "IndicatorVersion.frequency": _l("fréquence"),
    "IndicatorVersion.over_time": _l("addition dans le temps"),
    "IndicatorVersion.over_structures": _l("addition entre structures"),
    "IndicatorVersion.numerator_label": _l("numérateur"),
    "IndicatorVersion.denominator_label": _l("dénominateur"),
    "IndicatorVersion.weight_label": _l("poids"),
    "IndicatorVersion.counts_people": _l("compte des personnes"),
    "IndicatorVersion.hard_min": _l("minimum"),
    "IndicatorVersion.hard_max": _l("maximum"),
    "IndicatorVersion.plausible_min": _l("minimum attendu"),
    "IndicatorVersion.plausible_max": _l("maximum attendu"),
    "Adoption": _l("KPI de la structure"),
    "Adoption.state": _l("état"),
    "Adoption.proposed_by_id": _l("proposé par"),
    "Adoption.proposed_at": _l("proposé le"),
    "Adoption.agreed_by_id": _l("convenu par"),
    "Adoption.agreed_at": _l("convenu le"),
    "Adoption.service_id": _l("service responsable"),
    "Adoption.owner_id": _l("responsable"),
    "Adoption.stand_in_id": _l("remplacement"),
    "Adoption.first_month": _l("première période"),
    "Adoption.baseline_numerator": _l("valeur de référence"),
    "Adoption.baseline_denominator": _l("valeur de référence, dénominateur"),
    "Adoption.baseline_weight": _l("valeur de référence, poids"),
    "Adoption.baseline_on": _l("date de la valeur de référence"),
    "Adoption.baseline_comment": _l("commentaire sur la valeur de référence"),
    "Adoption.source": _l("source"),
    "Adoption.verification": _l("moyen de vérification"),
    "Adoption.days_allowed": _l("jours pour répondre"),
    "Adoption.target_is_total": _l("cibles pour le total"),
    "Adoption.reason": _l("raison"),
    "Adoption.reason_by_id": _l("raison donnée par"),
    "Adoption.reason_at": _l("raison donnée le"),
    "Adoption.funded_from": _l("début du financement"),
    "Adoption.funded_until": _l("fin du financement"),
    "Adoption.definition_id": _l("version de la définition en vigueur"),
    "AdoptionVersion": _l("version du KPI"),
    "AdoptionVersion.number": _l("numéro"),
    "AdoptionVersion.state": _l("état"),
    "AdoptionVersion.content": _l("texte de la version"),
    "AdoptionVersion.definition_id": _l("version de la définition"),
    "AdoptionVersion.reason": _l("raison du changement"),
    "AdoptionVersion.returned": _l("raison du renvoi"),
    "AdoptionVersion.written_by_id": _l("écrite par"),
    "AdoptionVersion.written_at": _l("écrite le"),
    "AdoptionVersion.proposed_by_id": _l("proposée par"),
    "AdoptionVersion.proposed_at": _l("proposée le"),
    "AdoptionVersion.agreed_by_id": _l("convenue par"),
    "AdoptionVersion.agreed_at": _l("convenue le"),
    "Dimension": _l("ventilation"),
    "Dimension.key": _l("clé"),
    "Dimension.name": _l("nom"),
    "Dimension.is_exclusive": _l("catégories qui s’excluent"),
    "Category": _l("catégorie"),
    "Category.name": _l("nom"),
    "Category.position": _l("rang"),
    "Target": _l("cible"),
    "Target.month": _l("à partir du mois"),
    "Target.value": _l("valeur"),
    "Entry": _l("chiffre"),
    "Entry.answer": _l("réponse"),
    "Entry.numerator": _l("nombre"),
    "Entry.denominator": _l("dénominateur"),
    "Entry.weight": _l("poids"),
    "Entry.comment": _l("commentaire"),
    "Entry.evidence": _l("preuve"),
    "Entry.state": _l("état"),
    "Entry.month": _l("mois"),
    "Entry.edited_by_id": _l("dernière modification par"),
    "Entry.edited_at": _l("dernière modification le"),
    "Entry.approved_by_id": _l("validé par"),
    "Entry.approved_at": _l("validé le"),
    "Entry.correction": _l("correction"),
    "Entry.corrected_by_id": _l("corrigé par"),
    "Entry.second_look_by_id": _l("second regard demandé par"),
    "Publication": _l("publication"),
    "Publication.month": _l("trimestre"),
    "Publication.number": _l("numéro"),
    "Publication.note": _l("note"),
    "PeriodLock": _l("clôture de période"),
    "PeriodLock.organisation_id": _l("structure"),
    "PeriodLock.frequency": _l("fréquence"),
    "PeriodLock.month": _l("premier mois"),
    "PeriodLock.closed_at": _l("clôturée le"),
    "PeriodLock.closed_by_id": _l("clôturée par"),
    "PeriodOpening": _l("réouverture de période"),
    "PeriodOpening.organisation_id": _l("structure"),
    "PeriodOpening.frequency": _l("fréquence"),
    "PeriodOpening.month": _l("premier mois"),
    "PeriodOpening.person_id": _l("pour"),
    "PeriodOpening.until": _l("jusqu’au"),
    "PeriodOpening.reason": _l("raison"),
    "PeriodOpening.opened_at": _l("rouverte le"),
    "PeriodOpening.opened_by_id": _l("rouverte par"),
    "PeriodOpening.ended_at": _l("refermée le"),
    "Organisation.kpi_days_open": _l("jours avant la clôture des périodes"),
}
