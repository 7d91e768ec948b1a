"""Contacts and approvals in words, and the names of their columns for the history."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from ambassador import i18n
from ambassador.accounts import history
from ambassador.conventions.models import Approval, ApprovalKind, ApprovalState
from ambassador.conventions.queries.exchange import names_of_approvals
from ambassador.conventions.words import name_of


def register() -> None:
    history.register_row_names("approval", names_of_approvals)
    i18n.register_labels(
        {
            ApprovalKind.PRESS: _l("presse"),
            ApprovalKind.AUDIOVISUAL: _l("audiovisuel"),
            ApprovalKind.SOCIAL: _l("réseaux sociaux"),
            ApprovalKind.EVENT: _l("événement"),
            ApprovalKind.ARTICLE: _l("article"),
            ApprovalKind.REPORT: _l("rapport publié"),
            ApprovalKind.LOGO: _l("usage du logo"),
            ApprovalState.ASKED: _l("à décider"),
            ApprovalState.APPROVED: _l("approuvé"),
            ApprovalState.REFUSED: _l("refusé"),
            ApprovalState.CHANGES_ASKED: _l("changements demandés"),
        }
    )
    history.register_field_names(
        {
            "Contact": _l("personne de contact"),
            "Contact.party_id": _l("partie"),
            "Contact.name": _l("nom"),
            "Contact.phone": _l("téléphone direct"),
            "Contact.email": _l("e-mail"),
            "Contact.since": _l("depuis le"),
            "Contact.until": _l("jusqu’au"),
            "Contact.changed_by_id": _l("noté par"),
            "Approval": _l("approbation d’une communication"),
            "Approval.party_id": _l("partie qui demande"),
            "Approval.kind": _l("type"),
            "Approval.subject": _l("sujet"),
            "Approval.text": _l("texte exact"),
            "Approval.language": _l("langue"),
            "Approval.link": _l("lien"),
            "Approval.where": _l("où"),
            "Approval.content_sha256": _l("empreinte du contenu"),
            "Approval.round": _l("version"),
            "Approval.replaces_id": _l("remplace"),
            "Approval.use_on": _l("prévu le"),
            "Approval.used_on": _l("utilisé le"),
            "Approval.state": _l("décision"),
            "Approval.reason": _l("raison"),
            "Approval.asked_by_id": _l("personne qui demande"),
            "Approval.decided_by_id": _l("personne qui décide"),
            "Approval.decided_at": _l("jour de la décision"),
        }
    )


def line(approval: Approval) -> str:
    """Kind, who asks, which version, where and when."""
    parts = [
        i18n.label(approval.kind),
        gettext("demandé par %(party)s", party=name_of(approval.party)),
        gettext("version %(number)s", number=approval.round) if approval.round > 1 else "",
        approval.where,
        i18n.day(approval.use_on) if approval.use_on else "",
    ]
    return " · ".join(str(part) for part in parts if part)


def language(approval: Approval) -> str:
    return i18n.LANGUAGE_NAMES[approval.language]


def breach(approval: Approval) -> str:
    """Why a use broke the rule, or an empty text."""
    if not approval.is_breach:
        return ""
    found = (
        row.article for row in approval.convention.commitments if row.measure == "conventions.approvals_before_use"
    )
    return str(
        gettext(
            "Utilisé le %(day)s sans approbation préalable : contraire à l’article %(article)s.",
            day=i18n.day(approval.used_on),
            article=next(found, "4.1"),
        )
    )
