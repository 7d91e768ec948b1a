"""The workbook's sheets of what changes a convention, of what its parties exchange, and of its timeline."""

from collections.abc import Sequence

from flask_babel import gettext

from ambassador import i18n
from ambassador.conventions import change_words, exchange_words
from ambassador.conventions.export import lines
from ambassador.conventions.export.record import Record
from ambassador.conventions.models import NoticeKind
from ambassador.conventions.words import name_of
from ambassador.documents import Cell, Column, Sheet


def amendments(record: Record) -> Sheet:
    parties = record.convention.parties
    columns = [
        Column(str(gettext("Numéro")), 10),
        Column(str(gettext("Objet")), 36),
        Column(str(gettext("Prévu pour le")), 12),
        Column(str(gettext("Prend effet le")), 12),
        Column(str(gettext("État")), 14),
        Column(str(gettext("Ce qui change")), 44),
        Column(str(gettext("Texte")), 60),
        Column(str(gettext("Fichiers")), 30),
    ]
    for party in parties:
        columns.append(Column(str(gettext("Décision : %(party)s", party=name_of(party))), 16))
        columns.append(Column(str(gettext("Signature : %(party)s", party=name_of(party))), 16))
    rows: list[tuple[Cell, ...]] = []
    for row in record.amendments:
        signatures = [row.signature_of(party) for party in parties]
        days = [day for one in signatures for day in ((one.decided_on, one.signed_on) if one else (None, None))]
        rows.append(
            (
                row.number,
                i18n.text_for_reader(row.subject),
                row.effective_from,
                row.starts_on,
                i18n.label(row.state),
                "\n".join(lines.changed(row)),
                row.text,
                "\n".join(one.file.name for one in row.files),
                *(day if day and day <= record.day else None for day in days),
            )
        )
    return _sheet(record, str(gettext("Avenants")), columns, rows)


def notices(record: Record) -> Sheet:
    columns = [
        Column(str(gettext("Genre")), 26),
        Column(str(gettext("Partie qui l’envoie")), 22),
        Column(str(gettext("Envoyé ou décidé le")), 12),
        Column(str(gettext("Reçu le")), 12),
        Column(str(gettext("Référence")), 20),
        Column(str(gettext("Motif")), 44),
        Column(str(gettext("Fin du délai")), 12),
        Column(str(gettext("Clos le")), 12),
        Column(str(gettext("Remarque")), 36),
        Column(str(gettext("État")), 44),
    ]
    rows: list[tuple[Cell, ...]] = []
    for row in record.notices:
        is_closed = row.closed_on is not None and row.closed_on <= record.day
        rows.append(
            (
                i18n.label(row.kind),
                name_of(row.party) if row.party else None,
                row.sent_on,
                row.received_on if row.is_received(record.day) else None,
                row.reference,
                row.reason,
                row.delay_ends if row.is_received(record.day) or row.kind is not NoticeKind.EARLY_END else None,
                row.closed_on if is_closed else None,
                row.closing_note if is_closed else None,
                change_words.notice_state(row, record.day),
            )
        )
    return _sheet(record, str(gettext("Préavis et décisions")), columns, rows)


def contacts(record: Record) -> Sheet:
    columns = [
        Column(str(gettext("Partie")), 26),
        Column(str(gettext("Nom")), 30),
        Column(str(gettext("Téléphone direct")), 20),
        Column(str(gettext("E-mail")), 34),
        Column(str(gettext("Depuis le")), 12),
        Column(str(gettext("Jusqu’au")), 12),
    ]
    rows = [(name_of(row.party), row.name, row.phone, row.email, row.since, row.until) for row in record.contacts]
    return _sheet(record, str(gettext("Personnes de contact")), columns, rows)


def approvals(record: Record) -> Sheet:
    columns = [
        Column(str(gettext("Sujet")), 36),
        Column(str(gettext("Genre")), 16),
        Column(str(gettext("Demandée par")), 22),
        Column(str(gettext("Version")), 8),
        Column(str(gettext("Texte exact")), 60),
        Column(str(gettext("Langue")), 8),
        Column(str(gettext("Lien")), 30),
        Column(str(gettext("Fichiers")), 30),
        Column(str(gettext("Où")), 24),
        Column(str(gettext("Prévu le")), 12),
        Column(str(gettext("Utilisé le")), 12),
        Column(str(gettext("Décision")), 16),
        Column(str(gettext("Décidé par")), 20),
        Column(str(gettext("Décidé le")), 16),
        Column(str(gettext("Raison")), 36),
        Column(str(gettext("Remarque")), 36),
        Column(str(gettext("Empreinte du contenu")), 66),
    ]
    rows = [
        (
            row.subject,
            i18n.label(row.kind),
            name_of(row.party),
            row.round,
            row.text,
            row.language,
            row.link,
            "\n".join(one.file.name for one in row.files),
            row.where,
            row.use_on,
            row.used_on,
            i18n.label(row.state),
            row.decided_by.name if row.decided_by else None,
            row.decided_at,
            row.reason,
            exchange_words.breach(row),
            row.content_sha256,
        )
        for row in record.approvals
    ]
    return _sheet(record, str(gettext("Communications")), columns, rows)


def timeline(record: Record) -> Sheet:
    columns = [
        Column(str(gettext("Jour")), 12),
        Column(str(gettext("Quoi")), 60),
        Column(str(gettext("Précisions")), 60),
        Column(str(gettext("Partie")), 30),
        Column(str(gettext("Nombre")), 10),
    ]
    rows = [(one.on, one.title, one.text, ", ".join(map(name_of, one.parties)), one.count) for one in record.moments]
    return _sheet(record, str(gettext("Ligne du temps")), columns, rows)


def _sheet(record: Record, name: str, columns: list[Column], rows: Sequence[Sequence[Cell]]) -> Sheet:
    return Sheet(name, columns, rows, record.above)
