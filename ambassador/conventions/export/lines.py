"""Sentences that the document and the workbook share: who recorded and decided, proofs, what an amendment changes."""

from datetime import date

from flask_babel import gettext

from ambassador import i18n
from ambassador.conventions import change_words
from ambassador.conventions.export.record import Record
from ambassador.conventions.models import Amendment, Commitment, ConditionRecord, Contribution
from ambassador.conventions.words import name_of


def heading(number: str, title: str) -> str:
    """ "Article 9 – Litiges"."""
    words = str(gettext("Article %(number)s", number=number))
    return f"{words} – {title}" if title else words


def proof(row: Contribution | ConditionRecord) -> str:
    shown = ", ".join(filter(None, (row.link, row.file.name if row.file else "")))
    return str(gettext("Preuve : %(proof)s", proof=shown)) if shown else ""


def recorded(row: Contribution) -> str:
    return str(gettext("Noté par %(name)s, %(party)s", name=row.recorded_by.name, party=name_of(row.party)))


def decided(record: Record, row: Contribution) -> str:
    """Who decided and when, with the reason where it is contested; empty where it was not decided by the day."""
    if not record.is_decided(row) or row.decided_by is None:
        return ""
    words = gettext("décidé par %(name)s, %(day)s", name=row.decided_by.name, day=i18n.moment(row.decided_at))
    reason = gettext("Contesté parce que : %(reason)s", reason=row.reason) if row.reason else ""
    return " – ".join(str(part) for part in (words, reason) if part)


def met(record: Record, row: ConditionRecord) -> str:
    """The story of one record of a condition."""
    day = i18n.day(row.met_on)
    parts = [
        gettext("Remplie le %(day)s", day=day),
        row.note,
        proof(row),
        gettext("Noté par %(name)s, %(day)s", name=row.recorded_by.name, day=i18n.moment(row.recorded_at)),
    ]
    if row.undone_at and row.undone_by and record.is_known(row.undone_at):
        moment = i18n.moment(row.undone_at)
        undone = gettext("Annulée par %(name)s, %(day)s :", name=row.undone_by.name, day=moment)
        parts.append(f"{undone} {row.undone_reason}")
    return " – ".join(str(part) for part in parts if part)


def condition(row: Commitment, on: date) -> str:
    """The condition of a commitment, and whether it is met on a day."""
    words = i18n.text_for_reader(row.condition)
    if not words:
        return ""
    if row.condition_met_on is None or row.condition_met_on > on:
        return str(gettext("Condition, pas encore remplie : %(condition)s", condition=words))
    day = i18n.day(row.condition_met_on)
    return str(gettext("Condition, remplie le %(day)s : %(condition)s", day=day, condition=words))


def changed(amendment: Amendment) -> list[str]:
    """Each thing that an amendment changes."""
    terms = [
        gettext("%(name)s : %(value)s", name=name, value=value) for name, value in change_words.terms_changed(amendment)
    ]
    rows = [
        gettext("%(name)s : %(value)s", name=what, value=about)
        for what, about, *_ in change_words.commitments_changed(amendment)
    ]
    return [str(line) for line in (*terms, *rows)]
