"""What an amendment changes, in words; and the names of all that changes a convention, for lists and the history."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from ambassador import i18n
from ambassador.accounts import history
from ambassador.conventions import queries
from ambassador.conventions.models import Amendment, AmendmentState, Commitment, EndReason, Notice, NoticeKind, Unit
from ambassador.conventions.services.notices import Step
from ambassador.conventions.words import due, facts, name_of, with_unit


def register() -> None:
    history.register_row_names("amendment", queries.names_of_amendments)
    history.register_row_names("commitment", queries.names_of_commitments)
    i18n.register_labels(
        {
            AmendmentState.PROPOSED: _l("à signer"),
            AmendmentState.PARTLY_SIGNED: _l("signé en partie"),
            AmendmentState.SIGNED: _l("signé"),
            NoticeKind.FORMAL_NOTICE: _l("mise en demeure"),
            NoticeKind.EARLY_END: _l("préavis de fin anticipée"),
            NoticeKind.SUSPENSION: _l("suspension par une autorité"),
            NoticeKind.ANNULMENT: _l("annulation par une autorité"),
            NoticeKind.TERMINATION: _l("résiliation"),
        }
    )
    i18n.register_labels(  # apart: two enums have an "early_end"
        {
            EndReason.TERM: _l("fin de la durée"),
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
            "AmendmentFile": _l("fichier d’un avenant"),
            "AmendmentFile.amendment_id": _l("avenant"),
            "AmendmentFile.file_id": _l("fichier"),
            "AmendmentFile.is_after_signature": _l("joint après une première signature"),
            "AmendmentEnding": _l("fin d’un engagement"),
            "AmendmentEnding.amendment_id": _l("avenant"),
            "AmendmentEnding.commitment_id": _l("engagement"),
            "Notice": _l("préavis ou mise en demeure"),
            "Notice.party_id": _l("partie qui l’envoie"),
            "Notice.kind": _l("genre"),
            "Notice.sent_on": _l("envoyé ou décidé le"),
            "Notice.received_on": _l("reçu le"),
            "Notice.reference": _l("référence"),
            "Notice.reason": _l("raison"),
            "Notice.expires_on": _l("fin du délai"),
            "Notice.closed_on": _l("clos le"),
            "Notice.closing_note": _l("remarque"),
            "Notice.take_back_asked_by_id": _l("retrait demandé par"),
            "Notice.follows_id": _l("suite de"),
            "Correction": _l("correction après la fin"),
            "Correction.reason": _l("raison"),
            "Correction.opened_on": _l("ouverte le"),
            "Correction.opened_by_id": _l("ouverte par"),
            "Correction.closed_on": _l("terminée le"),
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


def commitments_changed(amendment: Amendment) -> Iterator[tuple[str, str, list[str], int]]:
    """What it does to a commitment, which, all that is promised by it, and the number of the row to drop."""
    for row in amendment.proposals:
        title = i18n.text_for_reader(row.title)
        if row.replaces is None:
            yield str(gettext("Engagement ajouté")), title, _promised(row, amendment.effective_from), row.id
        else:
            old = i18n.text_for_reader(row.replaces.title)
            words = title if old == title else gettext("%(old)s, remplacé par : %(new)s", old=old, new=title)
            yield str(gettext("Engagement modifié")), str(words), _promised(row, amendment.effective_from), row.id
    for ending in amendment.endings:
        yield (
            str(gettext("Engagement terminé")),
            i18n.text_for_reader(ending.commitment.title),
            [],
            ending.commitment_id,
        )


def _promised(row: Commitment, day: date) -> list[str]:
    """Who promises what, how firmly, under which condition and for when: whoever signs reads it first."""
    condition = i18n.text_for_reader(row.condition)
    lines = (
        facts(row),
        gettext("%(name)s : %(value)s", name=gettext("Condition"), value=condition) if condition else "",
        i18n.text_for_reader(row.detail),
        due(row, day),
    )
    return [str(line) for line in lines if line]


def notice_title(notice: Notice) -> str:
    """ "Mise en demeure : Ville de Valbrume"."""
    kind = i18n.label(notice.kind)
    words = kind[:1].upper() + kind[1:]
    if notice.party is None:
        return words
    return str(gettext("%(kind)s : %(party)s", kind=words, party=name_of(notice.party)))


def notice_state(notice: Notice, day: date) -> str:
    """Where it is on a day, in sentences."""
    if notice.closed_on is not None and notice.closed_on <= day:
        return _closed(notice)
    ends = i18n.day(notice.delay_ends)
    match notice.kind:
        case NoticeKind.FORMAL_NOTICE if notice.termination is not None and notice.is_terminated(day):
            words = gettext(
                "La résiliation a suivi : dernier jour le %(day)s.", day=i18n.day(notice.termination.sent_on)
            )
        case NoticeKind.FORMAL_NOTICE if notice.is_terminable(day):
            words = gettext(
                "Le délai est passé depuis le %(day)s : la partie qui a envoyé cette lettre peut noter la fin. "
                "Tant qu’elle ne le fait pas, la convention continue.",
                day=ends,
            )
        case NoticeKind.FORMAL_NOTICE:
            words = gettext("S’il n’y est pas remédié, la convention pourra prendre fin à partir du %(day)s.", day=ends)
        case NoticeKind.EARLY_END if not notice.is_received(day):
            words = gettext("Pas encore reçu : le délai ne court pas.")
        case NoticeKind.EARLY_END:
            words = gettext(
                "Reçu le %(received)s : la convention prend fin le %(day)s.",
                received=i18n.day(notice.received_on),
                day=ends,
            )
        case NoticeKind.SUSPENSION:
            words = gettext("La convention est suspendue depuis le %(day)s.", day=i18n.day(notice.sent_on))
        case NoticeKind.ANNULMENT:
            words = gettext(
                "La convention a pris fin : elle ne vaut plus depuis le %(day)s.", day=i18n.day(notice.sent_on)
            )
        case NoticeKind.TERMINATION:
            words = gettext("Dernier jour de la convention : le %(day)s.", day=i18n.day(notice.sent_on))
    return str(words)


def take_back_state(notice: Notice) -> str:
    """Who asks to take it back, while the other has not agreed."""
    if notice.take_back_asked_by is None or notice.closed_on is not None:
        return ""
    party = name_of(notice.take_back_asked_by)
    return str(gettext("%(party)s demande à le retirer : l’autre partie doit l’accepter.", party=party))


def take_back_label(notice: Notice) -> str:
    if notice.received_on is None:
        return str(gettext("Retirer ce préavis"))
    if notice.take_back_asked_by_id is None:
        return str(gettext("Demander de le retirer"))
    return str(gettext("Accepter le retrait"))


def step_title(step: Step) -> str:
    titles = {
        Step.RECEIVED: gettext("Noter la réception"),
        Step.REMEDIED: gettext("Noter qu’il y est remédié"),
        Step.TERMINATED: gettext("Mettre fin à la convention"),
        Step.LIFTED: gettext("Noter la levée de la suspension"),
    }
    return str(titles[step])


def _closed(notice: Notice) -> str:
    day = i18n.day(notice.closed_on)
    if notice.kind is NoticeKind.FORMAL_NOTICE:
        return str(gettext("Remédié le %(day)s.", day=day))
    if notice.kind is NoticeKind.SUSPENSION:
        return str(gettext("Levée le %(day)s.", day=day))
    if notice.received_on is not None:
        return str(gettext("Retiré le %(day)s, de l’accord des deux parties.", day=day))
    return str(gettext("Retiré le %(day)s, avant d’être reçu.", day=day))
