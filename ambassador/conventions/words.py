"""What a convention comes to, in words: its state explained, quantities, dues, and progress."""

from datetime import date
from decimal import Decimal

from flask_babel import gettext, ngettext

from ambassador import i18n
from ambassador.conventions.models import (
    Commitment,
    Convention,
    ConventionState,
    DueRule,
    EndReason,
    NoticeKind,
    Party,
    Unit,
)
from ambassador.db import plain


def name_of(party: Party) -> str:
    return i18n.text_for_reader(party.organisation.name)


def everyone(convention: Convention) -> str:
    """Who is bound where no single party is."""
    return str(gettext("Les deux parties") if len(convention.parties) == 2 else gettext("Toutes les parties"))


def bound_party(commitment: Commitment) -> str:
    return name_of(commitment.party) if commitment.party else everyone(commitment.convention)


def plural(quantity: Decimal) -> int:
    """The number that chooses between one and several: in French 0 and 1½ are one, in Dutch and English they are not."""
    if i18n.language() == "fr":
        return 1 if abs(quantity) < 2 else 2
    return 1 if quantity == 1 else 2


def explain(convention: Convention, today: date) -> str:
    """The state in sentences: who signed, since when it runs, until when."""
    match convention.state(today):
        case ConventionState.DRAFT:
            return _nobody_signed(convention)
        case ConventionState.PARTLY_SIGNED:
            return _partly_signed(convention, today)
        case ConventionState.SIGNED:
            return f"{_all_signed(convention)} {_waits(convention)}"
        case ConventionState.SUSPENDED:
            return f"{_all_signed(convention)} {_paused(convention, today)}"
        case ConventionState.IN_FORCE | ConventionState.ENDED as state:
            return f"{_all_signed(convention)} {_runs(convention, state, today)}"


def _nobody_signed(convention: Convention) -> str:
    if convention.needs_entry_into_force:
        return str(gettext("Aucune partie n’a encore signé. La convention commencera à son entrée en vigueur."))
    return str(gettext("Aucune partie n’a encore signé. La convention commencera à la dernière signature."))


def _partly_signed(convention: Convention, today: date) -> str:
    done = [party for party in convention.parties if party.signed_on and party.signed_on <= today]
    signed = [gettext("%(party)s le %(day)s", party=name_of(party), day=i18n.day(party.signed_on)) for party in done]
    missing = [name_of(party) for party in convention.parties if party not in done]
    return str(
        gettext(
            "Signée par %(signed)s. Signature attendue : %(missing)s.",
            signed=", ".join(signed),
            missing=", ".join(missing),
        )
    )


def _all_signed(convention: Convention) -> str:
    days = {party.signed_on for party in convention.parties}
    day = i18n.day(convention.last_signature)
    if len(days) > 1:
        return str(gettext("Signée par toutes les parties, en dernier le %(day)s.", day=day))
    if len(convention.parties) == 2:
        return str(gettext("Signée par les deux parties le %(day)s.", day=day))
    return str(gettext("Signée par toutes les parties le %(day)s.", day=day))


def _waits(convention: Convention) -> str:
    if convention.start is None:
        return str(gettext("Le texte prévoit une date d’entrée en vigueur : elle n’est pas encore notée."))
    return str(gettext("Elle entre en vigueur le %(day)s.", day=i18n.day(convention.start)))


def _paused(convention: Convention, today: date) -> str:
    paused = (row for row in convention.notices if row.kind is NoticeKind.SUSPENSION and row.is_running(today))
    since = i18n.day(next((row.sent_on for row in paused), convention.terms_on(today).effective_from))
    return str(gettext("Une autorité l’a suspendue : elle ne produit pas d’effet depuis le %(since)s.", since=since))


def _runs(convention: Convention, state: ConventionState, today: date) -> str:
    last_day = convention.last_day(today)
    since = i18n.day(convention.start)
    if state is ConventionState.ENDED:
        return _ended(convention, today)
    if convention.needs_entry_into_force and last_day:
        return str(gettext("Elle court du %(since)s au %(day)s inclus.", since=since, day=i18n.day(last_day)))
    if convention.needs_entry_into_force:
        return str(gettext("En vigueur depuis le %(since)s, pour une durée illimitée.", since=since))
    if last_day is None:
        return str(gettext("Sa durée est illimitée."))
    return str(gettext("Elle court jusqu’au %(day)s inclus.", day=i18n.day(last_day)))


def _ended(convention: Convention, today: date) -> str:
    last_day, reason = convention.end(today) or (None, EndReason.TERM)
    day = i18n.day(last_day)
    if reason is EndReason.TERM:
        return str(gettext("Elle a pris fin : son dernier jour était le %(day)s.", day=day))
    words = {
        EndReason.EARLY_END: gettext("Elle a pris fin avant son dernier jour prévu, après un préavis."),
        EndReason.BREACH: gettext("Elle a été résiliée après une mise en demeure."),
        EndReason.ANNULMENT: gettext("Une autorité a annulé la décision qui l’approuvait."),
    }
    return str(gettext("%(words)s Son dernier jour était le %(day)s.", words=words[reason], day=day))


def days_left(convention: Convention, today: date) -> str:
    """How long it still runs, or an empty text where that is not a question."""
    last_day = convention.last_day(today)
    if convention.state(today) is not ConventionState.IN_FORCE or last_day is None:
        return ""
    left = (last_day - today).days
    if left == 0:
        return str(gettext("C’est le dernier jour"))
    return str(ngettext("Encore %(num)d jour", "Encore %(num)d jours", left))


def run(convention: Convention, today: date) -> str:
    """One line of the list: until when, and how long still; or what is missing."""
    last_day, state = convention.last_day(today), convention.state(today)
    if state is ConventionState.SUSPENDED:
        return _paused(convention, today)
    if state is ConventionState.IN_FORCE and last_day is None:
        return str(gettext("Durée illimitée"))
    if state is ConventionState.IN_FORCE:
        left = days_left(convention, today)
        return str(gettext("Jusqu’au %(day)s. %(left)s", day=i18n.day(last_day), left=left))
    if state is ConventionState.ENDED:
        return str(gettext("Dernier jour : le %(day)s", day=i18n.day(last_day)))
    return explain(convention, today)


def terms(convention: Convention, today: date) -> list[tuple[str, str]]:
    """Name and value of each term, with the days computed from them."""
    state = convention.state(today)
    is_known = state not in (ConventionState.DRAFT, ConventionState.PARTLY_SIGNED) and convention.start
    start = i18n.day(convention.start) if is_known else gettext("Pas encore connu")
    last_day = convention.last_day(today)
    end = i18n.day(last_day) if last_day else gettext("Pas encore connu")
    is_endless = convention.terms_on(today).is_unlimited and last_day is None
    rows = [
        (gettext("Début"), start),
        (gettext("Durée"), length(convention, today)),
        (gettext("Dernier jour"), gettext("Aucun : durée illimitée") if is_endless else end),
        (gettext("Suivi individuel"), quota(convention, today)),
        (gettext("Mise en demeure"), months(convention.formal_notice_months)),
        (gettext("Préavis de fin anticipée"), months(convention.early_end_months)),
        (gettext("Source du texte"), convention.source),
    ]
    return [(str(name), str(value)) for name, value in rows if value or state is ConventionState.DRAFT]


def months(count: int | None) -> str:
    return str(gettext("Pas dans le texte") if count is None else ngettext("%(num)d mois", "%(num)d mois", count))


def length(convention: Convention, today: date) -> str:
    count = convention.terms_on(today).length_months
    return str(gettext("Illimitée") if count is None else ngettext("%(num)d mois", "%(num)d mois", count))


def quota(convention: Convention, today: date) -> str:
    quarters = convention.terms_on(today).quota_quarters
    if quarters is None:
        return str(gettext("Pas de suivi individuel"))
    return with_unit(Decimal(quarters) / 4, Unit.DAY)


def quantity(commitment: Commitment) -> str:
    """ "5 jours", "1 rencontre, par an", or an empty text."""
    counted = "" if commitment.quantity is None else with_unit(commitment.quantity, commitment.unit)
    return ", ".join(filter(None, (counted, i18n.text_for_reader(commitment.quantity_note))))


def facts(commitment: Commitment) -> str:
    """Who, how firmly, how much, and where the text says so, in one line."""
    parts = (
        bound_party(commitment),
        i18n.label(commitment.modality),
        quantity(commitment),
        gettext("art. %(reference)s", reference=commitment.article),
    )
    return " · ".join(filter(None, map(str, parts)))


def with_unit(value: Decimal, unit: Unit | None) -> str:
    number, count = amount(value, unit), plural(value)
    match unit:
        case Unit.DAY:
            return str(ngettext("%(number)s jour", "%(number)s jours", count, number=number))
        case Unit.DELIVERABLE:
            return str(ngettext("%(number)s livrable", "%(number)s livrables", count, number=number))
        case Unit.MEETING:
            return str(ngettext("%(number)s rencontre", "%(number)s rencontres", count, number=number))
        case Unit.REPORT:
            return str(ngettext("%(number)s rapport", "%(number)s rapports", count, number=number))
        case Unit.ARTICLE:
            return str(ngettext("%(number)s article", "%(number)s articles", count, number=number))
        case Unit.EVENT:
            return str(ngettext("%(number)s événement", "%(number)s événements", count, number=number))
        case Unit.USE:
            return str(ngettext("%(number)s usage", "%(number)s usages", count, number=number))
        case Unit.PROFILE:
            return str(ngettext("%(number)s profil", "%(number)s profils", count, number=number))
        case Unit.PERSON_DAY:
            return str(ngettext("%(number)s jour-homme", "%(number)s jours-homme", count, number=number))
        case Unit.EUR:
            return str(gettext("%(number)s EUR", number=number))
        case Unit.CONTACT:
            return str(
                ngettext("%(number)s personne de contact", "%(number)s personnes de contact", count, number=number)
            )
        case None:
            return number


def amount(value: Decimal, unit: Unit | None) -> str:
    """The number by the reader's habits; days in quarters."""
    if unit is Unit.DAY and plain(value * 4) == int(value * 4):
        return i18n.quarters(int(value * 4))
    return i18n.number(value)


def due(commitment: Commitment, today: date) -> str:
    """The due rule in words, with the day where it names one."""
    rule = _due_rule(commitment)
    day = commitment.due_day(today)
    if day is None or commitment.due is DueRule.DATE:
        return rule
    return str(gettext("%(rule)s : le %(day)s", rule=rule, day=i18n.day(day)))


def _due_rule(commitment: Commitment) -> str:
    match commitment.due:
        case DueRule.DATE:
            return str(gettext("Le %(day)s", day=i18n.day(commitment.due_on)))
        case DueRule.DAYS_AFTER_START if commitment.due_days is not None:
            return str(
                ngettext(
                    "Dans le délai de %(num)d jour calendrier après le début",
                    "Dans les %(num)d jours calendrier après le début",
                    commitment.due_days,
                )
            )
        case rule:
            return _sentence(i18n.label(rule))


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
