"""A filled-in entry sheet: kept as it came, compared with what is stored, and saved as a whole once it is confirmed.

Nothing is saved before. Each figure goes through the same service as on the entry screen. What somebody else wrote since
the sheet was made is never overwritten unless the person chooses so.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete

from ambassador.accounts.models import User
from ambassador.db import db
from ambassador.documents.reading import Line as FileLine
from ambassador.documents.reading import Odd, Table
from ambassador.errors import N_, RuleBroken
from ambassador.kpis.exchange import KEY, Figure, Mark, Outcome, digest, is_blank, read_key
from ambassador.kpis.models import Entry, ReceivedSheet
from ambassador.kpis.queries.entry import Line
from ambassador.kpis.services import breakdowns, entries
from ambassador.kpis.services.entries import Before, FigureValues

KEPT = timedelta(days=2)
MOST_STRANGE = 100
"""Rows that are none of the person's: with more, it is another file."""


def receive_sheet(table: Table, known: Collection[Figure], name: str, by: User, now: datetime) -> ReceivedSheet:
    """Keep what the file says of the person's figures; of any other row, only that it is there."""
    kept: list[list[Any]] = []
    strange = 0
    seen: set[str] = set()
    for line in table.lines:
        key = line.cells.get(KEY, "")
        named = None if isinstance(key, Odd) else read_key(key)
        if named is None or named[0] not in known or key in seen:
            strange += 1
            kept.append([line.number, {KEY: str(key)[:40]}])
            continue
        seen.add(str(key))
        kept.append([line.number, {column: _stored(cell) for column, cell in line.cells.items()}])
    if not seen:
        raise RuleBroken(N_("Aucune ligne de ce fichier n’est un de vos chiffres. Téléchargez la feuille ci-dessus."))
    if strange > MOST_STRANGE:
        raise RuleBroken(
            N_("Trop de lignes de ce fichier ne sont pas vos chiffres : vérifiez que c’est le bon fichier.")
        )
    row = ReceivedSheet(
        user_id=by.id, received_at=now, name=name[:200], content={"columns": dict(table.columns), "lines": kept}
    )
    db.session.add(row)
    db.session.flush()
    db.session.execute(delete(ReceivedSheet).where(ReceivedSheet.received_at < now - KEPT))
    return row


def table_of(sheet: ReceivedSheet) -> Table:
    """The rows as they were read."""
    lines = [
        FileLine(number, {column: _read(cell) for column, cell in cells.items()})
        for number, cells in sheet.content["lines"]
    ]
    return Table(sheet.content["columns"], lines)


def _stored(cell: str | Odd) -> str | dict[str, str]:
    return {"odd": cell.value} if isinstance(cell, Odd) else cell


def _read(cell: str | dict[str, str]) -> str | Odd:
    return cell if isinstance(cell, str) else Odd(cell["odd"])


@dataclass(frozen=True)
class Proposal:
    """What the sheet would do to one figure."""

    line: Line
    outcome: Outcome
    values: FigureValues | None = None
    broken: RuleBroken | None = None
    """Why it cannot be saved. A conflict has one too where only what is stored can stay."""
    has_moved: bool = False
    """Somebody changed the figure since the sheet was made."""

    @property
    def figure(self) -> Figure:
        return Figure(self.line.adoption.id, self.line.period.month)

    @property
    def version(self) -> int:
        return self.line.entry.version if self.line.entry else 0


def said_of(entry: Entry | None) -> FigureValues | None:
    """What is stored of a figure, as a sheet would say it."""
    if entry is None or entry.answer is None:
        return None
    return FigureValues(
        answer=entry.answer,
        numerator=entry.numerator,
        denominator=entry.denominator,
        weight=entry.weight,
        comment=entry.comment,
        evidence=entry.evidence,
        parts=breakdowns.stated(entry.definition, entry),
    )


def mark_of(line: Line) -> Mark:
    version = line.entry.version if line.entry else 0
    return Mark(version, line.adoption.definition_id, digest(said_of(line.entry)))


def propose(line: Line, values: FigureValues, mark: Mark, by: User, today: date) -> Proposal:
    """What saving these values would do, without doing it."""
    mine, stored = digest(values), digest(said_of(line.entry))
    has_moved = stored != mark.digest
    if mine == stored:
        return Proposal(line, Outcome.UNCHANGED, values)
    if mine == mark.digest:
        return Proposal(line, Outcome.UNCHANGED, values, has_moved=True)
    broken = _refusal(line, values, mark, by, today)
    if has_moved:
        return Proposal(line, Outcome.CONFLICT, values, broken, has_moved=True)
    if broken:
        return Proposal(line, Outcome.ERROR, values, broken)
    return Proposal(line, Outcome.NEW if line.is_missing else Outcome.CHANGED, values)


def _refusal(line: Line, values: FigureValues, mark: Mark, by: User, today: date) -> RuleBroken | None:
    if mark.definition_id != line.adoption.definition_id:
        return RuleBroken(N_("La définition de ce KPI a changé depuis cette feuille : téléchargez-en une nouvelle."))
    try:
        entries.check_figure(line.adoption, line.period, line.entry, values, by, today, _before(line))
    except RuleBroken as broken:
        if is_blank(values):
            return RuleBroken(
                N_("Ce chiffre ne s’efface pas par une feuille : écrivez un nombre, ou choisissez une réponse.")
            )
        return broken
    return None


def _before(line: Line) -> Before:
    return Before(line.last.value if line.last else None)


def fingerprint(proposals: Iterable[Proposal]) -> str:
    """Stands for a preview: it differs as soon as one of its rows would do something else."""
    said = [(row.figure.key(), row.outcome, row.version, digest(row.values)) for row in proposals]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def confirm_sheet(
    proposals: Collection[Proposal],
    is_sound: bool,
    seen: str,
    takes_mine: Mapping[Figure, bool],
    by: User,
    now: datetime,
    today: date,
) -> int:
    """Save all that the preview said, or nothing; how many figures were saved. `is_sound`: no row of the sheet is wrong.
    For each conflict the person chose whose figure stays. Refused where anything is no longer as it was shown."""
    if not is_sound or any(row.outcome is Outcome.ERROR for row in proposals):
        raise RuleBroken(N_("Des lignes ont une erreur : rien n’est enregistré."))
    if seen != fingerprint(proposals):
        raise RuleBroken(
            N_("Des chiffres ont changé depuis cet aperçu : rien n’est enregistré. Relisez, puis confirmez à nouveau.")
        )
    conflicts = [row for row in proposals if row.outcome is Outcome.CONFLICT]
    if any(row.figure not in takes_mine for row in conflicts):
        raise RuleBroken(N_("Pour chaque conflit, choisissez quel chiffre garder."))
    chosen = [row for row in conflicts if takes_mine[row.figure] and row.broken is None]
    wanted = [row for row in proposals if row.outcome in (Outcome.NEW, Outcome.CHANGED)] + chosen
    for row in wanted:
        line = row.line
        assert row.values is not None
        entries.save_figure(line.adoption, line.period, line.entry, row.values, by, now, today, _before(line))
    return len(wanted)
