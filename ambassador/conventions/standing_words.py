"""Where a commitment stands, in sentences; and amounts of contributions in words."""

from datetime import date

from flask_babel import gettext, lazy_pgettext, ngettext
from flask_babel import lazy_gettext as _l

from ambassador import i18n
from ambassador.accounts import history
from ambassador.conventions.models import Commitment, ContributionState, Unit
from ambassador.conventions.queries import contributions as reads
from ambassador.conventions.standing import NEAR, CommitmentState, Reason, Standing
from ambassador.conventions.words import with_unit
from ambassador.conventions.work import Sum


def register() -> None:
    """The words for states, and for what the history tells of contributions, conditions and files."""
    i18n.register_labels(
        {
            CommitmentState.WAITING: _l("en attente"),
            CommitmentState.ON_TRACK: _l("en cours"),
            CommitmentState.AT_RISK: _l("à risque"),
            CommitmentState.OVERDUE: _l("en retard"),
            CommitmentState.KEPT: lazy_pgettext("commitment", "tenu"),
            CommitmentState.LAPSED: _l("éteint"),
        }
    )
    i18n.register_labels(
        {
            ContributionState.RECORDED: _l("à confirmer"),
            ContributionState.CONFIRMED: _l("confirmée"),
            ContributionState.CONTESTED: _l("contestée"),
            ContributionState.WITHDRAWN: _l("retirée"),
        }
    )
    history.register_field_names(
        {
            "Contribution": _l("contribution"),
            "Contribution.commitment_id": _l("engagement"),
            "Contribution.party_id": _l("partie"),
            "Contribution.on": _l("date"),
            "Contribution.quantity": _l("quantité"),
            "Contribution.note": _l("ce qui a été fait"),
            "Contribution.link": _l("lien"),
            "Contribution.file_id": _l("fichier"),
            "Contribution.state": _l("état"),
            "Contribution.reason": _l("raison"),
            "Contribution.recorded_by_id": _l("noté par"),
            "Contribution.decided_by_id": _l("décidé par"),
            "Contribution.decided_at": _l("décidé le"),
            "ConditionRecord": _l("condition"),
            "ConditionRecord.commitment_id": _l("engagement"),
            "ConditionRecord.met_on": _l("remplie le"),
            "ConditionRecord.note": _l("comment on le sait"),
            "ConditionRecord.link": _l("lien"),
            "ConditionRecord.file_id": _l("fichier"),
            "ConditionRecord.recorded_by_id": _l("noté par"),
            "ConditionRecord.recorded_at": _l("noté le"),
            "ConditionRecord.undone_by_id": _l("annulée par"),
            "ConditionRecord.undone_at": _l("annulée le"),
            "ConditionRecord.undone_reason": _l("raison"),
            "StoredFile": _l("fichier"),
            "StoredFile.name": _l("nom"),
            "StoredFile.media_type": _l("type"),
            "StoredFile.size": _l("octets"),
            "StoredFile.sha256": _l("empreinte SHA-256"),
            "StoredFile.uploaded_by_id": _l("envoyé par"),
            "StoredFile.uploaded_at": _l("envoyé le"),
            "StoredFile.convention_id": _l("convention"),
        }
    )
    history.register_row_names("stored_file", reads.names_of_files)


def amount_of(part: Sum, unit: Unit | None) -> str:
    """ "25 jours-homme", or where nothing is counted "2 contributions"."""
    if unit is None:
        return str(ngettext("%(num)d contribution", "%(num)d contributions", part.count))
    return with_unit(part.quantity, unit)


def why(commitment: Commitment, found: Standing, today: date) -> str:
    """The reason of the state, in one sentence; empty where the state says it all."""
    match found.reason:
        case Reason.NOT_STARTED:
            return str(gettext("Il ne lie pas encore : il attend le début de la convention."))
        case Reason.SUSPENDED:
            return str(gettext("La convention est suspendue."))
        case Reason.CONDITION_NOT_MET:
            return str(gettext("Sa condition n’est pas notée comme remplie : rien ne compte avant."))
        case Reason.AMENDED:
            return str(gettext("Un avenant l’a remplacé ou supprimé."))
        case Reason.ENDED:
            return str(gettext("La convention a pris fin avant qu’il soit tenu."))
        case Reason.NOT_USED:
            return str(gettext("Rien n’a été confirmé avant la fin."))
        case Reason.REACHED | Reason.RUNS:
            return ""
        case Reason.SHOWN:
            return str(gettext("L’autre partie, ou le travail noté ici, le montre."))
        case Reason.OPTIONAL:
            return str(gettext("Facultatif : il n’est jamais en retard."))
        case Reason.BEHIND:
            return _behind(found, today)
        case Reason.LATE:
            return str(gettext("Le jour prévu est passé : le %(day)s.", day=i18n.day(found.due_on)))
        case Reason.YEAR_MISSED:
            return str(
                gettext(
                    "Pas fait dans l’année %(year)s de la convention, finie le %(day)s.",
                    year=found.year,
                    day=i18n.day(found.due_on),
                )
            )
        case Reason.BROKEN:
            return str(gettext("Le travail noté ici montre qu’il n’a pas été respecté."))


def _behind(found: Standing, today: date) -> str:
    left = (found.due_on - today).days if found.due_on else 0
    if left == 0:
        return str(gettext("C’est le dernier jour, et tout n’est pas fait."))
    return str(
        ngettext(
            "Il reste %(num)d jour, et la part faite est plus petite que la part du temps passé.",
            "Il reste %(num)d jours, et la part faite est plus petite que la part du temps passé.",
            left,
        )
    )


def rule_of_risk() -> str:
    """The one rule, as the page explains it."""
    return str(
        gettext(
            "« À risque » : il reste moins de %(days)s jours, et la part faite est plus petite que la part du temps passé. "
            "Ce que l’autre partie n’a pas confirmé ne compte pas encore.",
            days=NEAR,
        )
    )
