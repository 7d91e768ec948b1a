"""What the document says, in the reader's language: words and values only, no mark-up."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext, ngettext, pgettext

from ambassador import i18n
from ambassador.conventions import change_words, exchange_words, words
from ambassador.conventions.annexes import Annex
from ambassador.conventions.export import lines
from ambassador.conventions.export.record import Record
from ambassador.conventions.models import Amendment, Approval, Commitment, Contact, Contribution, Party
from ambassador.conventions.standing_words import rule_of_risk
from ambassador.conventions.words import name_of, with_unit
from ambassador.documents import Cell

MOST_CONTRIBUTIONS = 100
"""Of one commitment, the newest; the workbook has them all."""
LONG = 6
"""Commitments from which the document begins with its contents."""


def of_record(record: Record) -> dict[str, Any]:
    convention, day = record.convention, record.day
    return {
        "lang": i18n.language(),
        "title": record.title,
        "subject": i18n.text_for_reader(convention.subject),
        "lead": record.lead,
        "mark": record.mark,
        "is_long": len(record.commitments) >= LONG,
        "words": _words(),
        "state": " ".join(
            filter(None, (_sentence(i18n.label(convention.state(day))), words.explain(convention, day), _left(record)))
        ),
        "parties": [_party(party, day) for party in convention.parties],
        "terms": words.terms(convention, day),
        "moments": [
            {"when": i18n.day(one.on) if one.on else gettext("Sans date"), "title": one.title, "text": one.text}
            for one in record.moments
        ],
        "rule": rule_of_risk() if record.commitments else "",
        "articles": [
            {
                "heading": lines.heading(number, i18n.text_for_reader(article.title) if article else ""),
                "commitments": [_commitment(record, row) for row in rows],
            }
            for article, number, rows in record.groups
            if rows
        ],
        "amendments": [_amendment(row, day) for row in record.amendments],
        "notices": [
            _item(
                change_words.notice_title(row),
                [
                    gettext("Envoyé ou décidé le %(day)s", day=i18n.day(row.sent_on)),
                    gettext("Référence : %(reference)s", reference=row.reference) if row.reference else "",
                    change_words.notice_state(row, day),
                    row.reason,
                ],
            )
            for row in record.notices
        ],
        "contacts": [_contact(row) for row in record.contacts if row.is_current(day)],
        "approvals": [_approval(row) for row in record.approvals if row.replaced_by is None],
        "annexes": [_annex(annex) for annex in record.annexes],
    }


def _words() -> dict[str, str]:
    found = {
        "contents": gettext("Sommaire"),
        "page": gettext("Page"),
        "of": pgettext("page x of y", "sur"),
        "parties": gettext("Parties"),
        "terms": gettext("Durée et délais"),
        "timeline": gettext("Ligne du temps"),
        "day": gettext("Jour"),
        "what": gettext("Quoi"),
        "commitments": gettext("Engagements"),
        "no_commitments": gettext("Aucun engagement n’est encore noté."),
        "contributions": gettext("Contributions"),
        "amendments": gettext("Avenants"),
        "no_amendments": gettext("Aucun avenant : la convention vaut comme elle a été signée."),
        "notices": gettext("Préavis, mises en demeure et décisions"),
        "no_notices": gettext("Aucun préavis, aucune mise en demeure, aucune décision d’une autorité."),
        "contacts": gettext("Personnes de contact"),
        "no_contacts": gettext("Aucune personne de contact n’est encore notée."),
        "approvals": gettext("Communications à approuver avant usage"),
    }
    return {name: str(value) for name, value in found.items()}


def _item(title: str, parts: Iterable[object]) -> dict[str, Any]:
    return {"title": title, "lines": [str(part) for part in parts if part]}


def _left(record: Record) -> str:
    left = words.days_left(record.convention, record.day)
    return f"{left}." if left else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sentence(text: str) -> str:
    return f"{_capital(text)}."


def _party(party: Party, day: date) -> dict[str, Any]:
    is_signed = party.signed_on is not None and party.signed_on <= day
    signed = gettext("signée le %(day)s", day=i18n.day(party.signed_on)) if is_signed else gettext("pas encore signée")
    decided = party.decided_on if party.decided_on and party.decided_on <= day else None
    return _item(
        name_of(party),
        [
            i18n.text_for_reader(party.signatory),
            gettext("Décision du %(day)s", day=i18n.day(decided)) if decided else "",
            _sentence(str(signed)),
        ],
    )


def _commitment(record: Record, row: Commitment) -> dict[str, Any]:
    shown = record.progress[row.id]
    rows = record.contributions(row)[::-1]
    left = len(rows) - MOST_CONTRIBUTIONS
    more = ngettext(
        "%(num)d contribution plus ancienne se lit dans le fichier Excel.",
        "%(num)d contributions plus anciennes se lisent dans le fichier Excel.",
        max(left, 1),
    )
    return {
        "title": i18n.text_for_reader(row.title),
        "facts": words.facts(row),
        "detail": i18n.text_for_reader(row.detail),
        "condition": lines.condition(row, record.day),
        "due": words.due(row, record.day),
        "state": _sentence(i18n.label(shown.standing.state)),
        "why": shown.why,
        "progress": [line for line in (shown.text, *shown.notes) if line],
        "details": [text for text, _ in shown.details[:MOST_CONTRIBUTIONS]],
        "met": [lines.met(record, one) for one in record.condition_records(row)],
        "contributions": [_contribution(record, one) for one in rows[:MOST_CONTRIBUTIONS]],
        "more": str(more) if left > 0 else "",
    }


def _contribution(record: Record, row: Contribution) -> dict[str, Any]:
    unit = row.commitment.unit
    counted = with_unit(row.quantity, unit) if row.quantity is not None and unit else ""
    title = " · ".join(filter(None, (i18n.day(row.on), counted, i18n.label(record.state_of(row)))))
    return _item(title, [row.note, lines.proof(row), lines.recorded(row), _capital(lines.decided(record, row))])


def _amendment(row: Amendment, day: date) -> dict[str, Any]:
    title = gettext("Avenant %(number)s : %(subject)s", number=row.number, subject=i18n.text_for_reader(row.subject))
    signatures = []
    for party in row.convention.parties:
        one = row.signature_of(party)
        signed = one.signed_on if one and one.signed_on and one.signed_on <= day else None
        decided = one.decided_on if one and one.decided_on and one.decided_on <= day else None
        signatures.append(
            " · ".join(
                filter(
                    None,
                    (
                        name_of(party),
                        str(gettext("Décision du %(day)s", day=i18n.day(decided))) if decided else "",
                        str(
                            gettext("signé le %(day)s", day=i18n.day(signed)) if signed else gettext("pas encore signé")
                        ),
                    ),
                )
            )
        )
    files = ", ".join(one.file.name for one in row.files)
    return _item(
        str(title),
        [
            f"{change_words.takes_effect(row)}.",
            *lines.changed(row),
            *signatures,
            row.text,
            gettext("Fichiers : %(files)s", files=files) if files else "",
        ],
    )


def _contact(row: Contact) -> dict[str, Any]:
    since = gettext("depuis le %(day)s", day=i18n.day(row.since))
    return _item(row.name, [" · ".join((name_of(row.party), str(since))), row.phone, row.email])


def _approval(row: Approval) -> dict[str, Any]:
    decided = ""
    if row.decided_by is not None:
        decided = gettext("décidé par %(name)s, %(day)s", name=row.decided_by.name, day=i18n.moment(row.decided_at))
    files = ", ".join(one.file.name for one in row.files)
    return _item(
        row.subject,
        [
            exchange_words.line(row),
            _sentence(i18n.label(row.state)),
            _sentence(str(decided)) if decided else "",
            row.reason,
            gettext("Utilisé le %(day)s", day=i18n.day(row.used_on)) if row.used_on else "",
            exchange_words.breach(row),
            row.text,
            row.link,
            gettext("Fichiers : %(files)s", files=files) if files else "",
            gettext("Empreinte du contenu : %(hash)s", hash=row.content_sha256),
        ],
    )


def _annex(annex: Annex) -> dict[str, Any]:
    rows = [[_in_words(cell) for cell in row] for row in annex.rows]
    return {"title": annex.title, "lead": annex.lead, "columns": list(annex.columns), "rows": rows}


def _in_words(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return i18n.moment(cell)
        case date():
            return i18n.day(cell, "short")
        case int() | Decimal():
            return i18n.number(cell)
        case text:
            return text
