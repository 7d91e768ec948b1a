"""What the workbook holds: a sheet for each part, with real days and numbers, and their unit in a column of its own."""

from collections.abc import Iterator
from decimal import Decimal

from flask_babel import gettext, pgettext

from ambassador import i18n
from ambassador.conventions import words
from ambassador.conventions.annexes import Annex
from ambassador.conventions.export import change_sheets, lines
from ambassador.conventions.export.record import Record
from ambassador.conventions.models import Article, Commitment
from ambassador.conventions.words import bound_party, name_of
from ambassador.documents import Cell, Column, Sheet


def of_record(record: Record) -> list[Sheet]:
    return [
        _convention(record),
        _commitments(record),
        _contributions(record),
        *([_conditions(record)] if any(row.condition for row in record.commitments) else []),
        change_sheets.amendments(record),
        change_sheets.notices(record),
        change_sheets.contacts(record),
        *([] if record.is_past else [change_sheets.approvals(record)]),
        change_sheets.timeline(record),
        *(_annex(record, annex) for annex in record.annexes),
    ]


def _convention(record: Record) -> Sheet:
    columns = [Column(str(gettext("Quoi")), 34), Column(str(gettext("Valeur")), 60), Column(str(gettext("Unité")), 14)]
    return Sheet(str(gettext("Convention")), columns, list(_facts(record)), record.above)


def _facts(record: Record) -> Iterator[tuple[Cell, Cell, Cell]]:
    convention, day = record.convention, record.day
    terms = convention.terms_on(day)
    is_known = convention.last_signature is not None and convention.last_signature <= day
    months = str(pgettext("unit", "mois"))
    yield str(gettext("Titre")), i18n.text_for_reader(convention.title), None
    yield str(gettext("Objet")), i18n.text_for_reader(convention.subject), None
    yield str(gettext("État")), i18n.label(convention.state(day)), None
    yield str(gettext("En mots")), words.explain(convention, day), None
    yield str(gettext("Début")), convention.start if is_known else None, None
    length: Cell = str(gettext("Illimitée")) if terms.is_unlimited else terms.length_months
    yield str(gettext("Durée")), length, None if terms.is_unlimited else months
    yield str(gettext("Dernier jour")), convention.last_day(day), None
    quota = None if terms.quota_quarters is None else Decimal(terms.quota_quarters) / 4
    yield str(gettext("Suivi individuel")), quota, None if quota is None else str(gettext("jours"))
    yield str(gettext("Mise en demeure")), convention.formal_notice_months, months
    yield str(gettext("Préavis de fin anticipée")), convention.early_end_months, months
    yield str(gettext("Source du texte")), convention.source, None
    for party in convention.parties:
        name = name_of(party)
        decided = party.decided_on if party.decided_on and party.decided_on <= day else None
        signed = party.signed_on if party.signed_on and party.signed_on <= day else None
        yield str(gettext("Partie")), name, None
        yield str(gettext("Fonctions qui signent : %(party)s", party=name)), i18n.text_for_reader(party.signatory), None
        yield str(gettext("Décision : %(party)s", party=name)), decided, None
        yield str(gettext("Signature : %(party)s", party=name)), signed, None


def _placed(record: Record) -> Iterator[tuple[str, Article | None, Commitment]]:
    for article, number, rows in record.groups:
        for row in rows:
            yield number, article, row


def _commitments(record: Record) -> Sheet:
    columns = [
        Column(str(gettext("Article")), 10),
        Column(str(gettext("Titre de l’article")), 24),
        Column(str(gettext("Référence")), 10),
        Column(str(gettext("Engagement")), 36),
        Column(str(gettext("Précisions")), 40),
        Column(str(gettext("Qui s’engage")), 22),
        Column(str(gettext("Type")), 12),
        Column(str(gettext("Condition")), 30),
        Column(str(gettext("Condition remplie le")), 12),
        Column(str(gettext("Quantité promise")), 10),
        Column(str(gettext("Unité")), 14),
        Column(str(gettext("Remarque sur la quantité")), 18),
        Column(str(gettext("Échéance")), 26),
        Column(str(gettext("Jour de l’échéance")), 12),
        Column(str(gettext("État")), 12),
        Column(str(gettext("Pourquoi")), 40),
        Column(str(gettext("Fait")), 10),
        Column(str(gettext("À faire en tout")), 10),
        Column(str(gettext("Confirmé")), 10),
        Column(str(gettext("Pas encore confirmé")), 10),
        Column(str(gettext("Contesté")), 10),
        Column(str(gettext("En mots")), 40),
        Column(str(gettext("Détail")), 40),
    ]
    rows = [_commitment(record, *one) for one in _placed(record)]
    return Sheet(str(gettext("Engagements")), columns, rows, record.above)


def _commitment(record: Record, number: str, article: Article | None, row: Commitment) -> tuple[Cell, ...]:
    shown = record.progress[row.id]
    work = shown.standing.work
    return (
        number,
        i18n.text_for_reader(article.title) if article else None,
        row.article,
        i18n.text_for_reader(row.title),
        i18n.text_for_reader(row.detail),
        bound_party(row),
        i18n.label(row.modality),
        i18n.text_for_reader(row.condition),
        row.condition_met_on if row.condition_met_on and row.condition_met_on <= record.day else None,
        row.quantity,
        i18n.label(row.unit) if row.unit else None,
        i18n.text_for_reader(row.quantity_note),
        words.due(row, record.day),
        shown.standing.due_on or row.due_day(record.day),
        i18n.label(shown.standing.state),
        shown.why,
        shown.value,
        shown.target,
        work.confirmed.quantity,
        work.recorded.quantity,
        work.contested.quantity,
        " · ".join(filter(None, (shown.text, *shown.notes))),
        "\n".join(text for text, _ in shown.details),
    )


def _contributions(record: Record) -> Sheet:
    columns = [
        Column(str(gettext("Référence")), 10),
        Column(str(gettext("Engagement")), 36),
        Column(str(gettext("Date")), 12),
        Column(str(gettext("Partie")), 22),
        Column(str(gettext("Quantité")), 10),
        Column(str(gettext("Unité")), 14),
        Column(str(gettext("Ce qui a été fait")), 44),
        Column(str(gettext("Lien")), 30),
        Column(str(gettext("Fichier")), 22),
        Column(str(gettext("Noté par")), 20),
        Column(str(gettext("État")), 12),
        Column(str(gettext("Décidé par")), 20),
        Column(str(gettext("Décidé le")), 16),
        Column(str(gettext("Raison")), 40),
    ]
    rows = [
        (
            row.article,
            i18n.text_for_reader(row.title),
            one.on,
            name_of(one.party),
            one.quantity,
            i18n.label(one.commitment.unit) if one.commitment.unit and one.quantity is not None else None,
            one.note,
            one.link,
            one.file.name if one.file else None,
            one.recorded_by.name,
            i18n.label(record.state_of(one)),
            one.decided_by.name if one.decided_by and record.is_decided(one) else None,
            one.decided_at if record.is_decided(one) else None,
            one.reason if record.is_decided(one) else None,
        )
        for row in record.commitments
        for one in record.contributions(row)
    ]
    return Sheet(str(gettext("Contributions")), columns, rows, record.above)


def _conditions(record: Record) -> Sheet:
    columns = [
        Column(str(gettext("Référence")), 10),
        Column(str(gettext("Engagement")), 36),
        Column(str(gettext("Condition")), 36),
        Column(str(gettext("Remplie le")), 12),
        Column(str(gettext("Histoire")), 80),
    ]
    rows: list[tuple[Cell, ...]] = []
    for row in record.commitments:
        if not row.condition:
            continue
        about = (row.article, i18n.text_for_reader(row.title), i18n.text_for_reader(row.condition))
        records = record.condition_records(row)
        rows += [(*about, one.met_on, lines.met(record, one)) for one in records] or [(*about, None, None)]
    return Sheet(str(gettext("Conditions")), columns, rows, record.above)


def _annex(record: Record, annex: Annex) -> Sheet:
    columns = [Column(title, 18 if place < len(annex.columns) - 2 else 40) for place, title in enumerate(annex.columns)]
    return Sheet(annex.title, columns, annex.rows, (*record.above, annex.lead))
