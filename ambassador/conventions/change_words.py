"""What an amendment changes, in words; and the names of all that changes a convention, for lists and the history."""

from collections.abc import Iterator
from decimal import Decimal

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from ambassador import i18n
from ambassador.accounts import history
from ambassador.conventions import queries
from ambassador.conventions.models import Amendment, AmendmentState, EndReason, Unit
from ambassador.conventions.words import with_unit


def register() -> None:
    history.register_row_names("amendment", queries.names_of_amendments)
    history.register_row_names("commitment", queries.names_of_commitments)
    i18n.register_labels(
        {
            AmendmentState.PROPOSED: _l("à signer"),
            AmendmentState.PARTLY_SIGNED: _l("signé en partie"),
            AmendmentState.SIGNED: _l("signé"),
            EndReason.TERM: _l("terme"),
            EndReason.EARLY_END: _l("préavis de fin anticipée"),
            EndReason.BREACH: _l("résiliation après mise en demeure"),
            EndReason.ANNULMENT: _l("annulation par une autorité"),
        }
    )
    history.register_field_names(
        {
            "Terms.ends_on": _l("dernier jour"),
            "Terms.end_reason": _l("raison de la fin"),
            "Terms.is_suspended": _l("suspendue"),
            "Amendment": _l("avenant"),
            "Amendment.number": _l("numéro"),
            "Amendment.subject": _l("objet"),
            "Amendment.text": _l("texte"),
            "Amendment.effective_from": _l("prend effet le"),
            "Amendment.changes_length": _l("change la durée"),
            "Amendment.length_months": _l("durée, en mois"),
            "Amendment.changes_quota": _l("change les jours"),
            "Amendment.quota_quarters": _l("suivi individuel"),
            "AmendmentSignature": _l("signature d’un avenant"),
            "AmendmentSignature.amendment_id": _l("avenant"),
            "AmendmentSignature.party_id": _l("partie"),
            "AmendmentSignature.decided_on": _l("décision"),
            "AmendmentSignature.signed_on": _l("signature"),
            "AmendmentEnding": _l("fin d’un engagement"),
            "AmendmentEnding.amendment_id": _l("avenant"),
            "AmendmentEnding.commitment_id": _l("engagement"),
            "Commitment.amendment_id": _l("avenant"),
            "Commitment.replaces_id": _l("remplace"),
            "Commitment.valid_from": _l("vaut dès le"),
            "Commitment.valid_until": _l("vaut jusqu’au"),
        }
    )


def takes_effect(amendment: Amendment) -> str:
    """From when on it counts, or what is still missing."""
    start = amendment.starts_on
    if start is not None:
        return str(gettext("Prend effet le %(day)s", day=i18n.day(start)))
    day = i18n.day(amendment.effective_from)
    return str(gettext("Prévu pour le %(day)s : rien ne change avant la signature de toutes les parties", day=day))


def terms_changed(amendment: Amendment) -> list[tuple[str, str]]:
    """Name and new value of each term it changes."""
    rows = []
    if amendment.changes_length:
        months = amendment.length_months
        value = gettext("Illimitée") if months is None else ngettext("%(num)d mois", "%(num)d mois", months)
        rows.append((str(gettext("Durée")), str(value)))
    if amendment.changes_quota:
        quarters = amendment.quota_quarters
        value = gettext("Pas de suivi individuel")
        rows.append(
            (
                str(gettext("Suivi individuel")),
                str(value) if quarters is None else with_unit(Decimal(quarters) / 4, Unit.DAY),
            )
        )
    return rows


def summary(amendment: Amendment) -> str:
    """The terms it changes, in one line."""
    parts = (gettext("%(name)s : %(value)s", name=name, value=value) for name, value in terms_changed(amendment))
    return " · ".join(map(str, parts))


def commitments_changed(amendment: Amendment) -> Iterator[tuple[str, str, int]]:
    """What it does to a commitment, which, and the number of the row to drop."""
    for row in amendment.proposals:
        title = i18n.text_for_reader(row.title)
        if row.replaces is None:
            yield str(gettext("Engagement ajouté")), title, row.id
        else:
            old = i18n.text_for_reader(row.replaces.title)
            words = title if old == title else gettext("%(old)s, remplacé par : %(new)s", old=old, new=title)
            yield str(gettext("Engagement modifié")), str(words), row.id
    for ending in amendment.endings:
        yield str(gettext("Engagement terminé")), i18n.text_for_reader(ending.commitment.title), ending.commitment_id
