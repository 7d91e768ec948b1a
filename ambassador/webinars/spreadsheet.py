"""Lines pasted from a spreadsheet: cells in, people as they were typed out. Knows no database.

Columns are name, e-mail, organisation, status; a line of headings in French, Dutch or English may put them in another
order and split the name in two.
"""

import csv
import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from ambassador.db import NAME_LENGTH
from ambassador.errors import N_, RuleBroken
from ambassador.webinars.models import AttendanceStatus, folded

MOST_LINES = 500
LONGEST_TEXT = 100_000
_DELIMITERS = "\t;,"
_COLUMNS = ("name", "email", "organisation", "status")

_HEADINGS = {
    "name": "nom|noms|nom complet|nom et prenom|prenom et nom|nom de famille|participant|participante"
    "|naam|volledige naam|achternaam|familienaam|deelnemer|name|full name|last name|surname",
    "first_name": "prenom|prenoms|voornaam|first name|given name",
    "email": "e-mail|email|mail|courriel|adresse e-mail|adresse email|adresse mail|e-mailadres"
    "|e-mail address|email address",
    "organisation": "organisation|structure|asbl|association|employeur|organisatie|vzw|werkgever"
    "|organization|company|institution",
    "status": "statut|presence|etat|present|status|aanwezigheid|aanwezig|attendance|state",
}
_STATUSES = {
    AttendanceStatus.REGISTERED: "inscrit|inscrite|inscrits|ingeschreven|registered",
    AttendanceStatus.PRESENT: "present|presente|presents|aanwezig|x|✓|✔|oui|ja|yes|1",
    AttendanceStatus.ABSENT: "absent|absente|absents|afwezig|non|nee|neen|no|0",
    AttendanceStatus.EXCUSED: "excuse|excusee|excuses|verontschuldigd|excused",
}


class _Quoted(csv.excel):
    strict = True


class _Bare(csv.excel):
    quoting = csv.QUOTE_NONE


@dataclass(frozen=True)
class Typed:
    """A person as typed on a line. Without a status the line only says that they are on the list."""

    line: int
    name: str = ""
    email: str | None = None
    organisation: str = ""
    status: AttendanceStatus | None = None
    problem: RuleBroken | None = None


def read(text: str) -> list[Typed]:
    """The people in the text, line by line, with what is wrong on a line. Raises RuleBroken when it is too long or empty."""
    lines = [(number, cells) for number, cells in _rows(_clean(text)) if any(cells)]
    columns: Sequence[str] = _COLUMNS
    if lines and (headings := _headings(lines[0][1])):
        columns, lines = headings, lines[1:]
    if not lines:
        raise RuleBroken(N_("Collez au moins une ligne avec un nom."), "text")
    if len(lines) > MOST_LINES:
        raise RuleBroken(
            N_("%(most)s lignes au plus à la fois. Vous en avez collé %(count)s : collez-les en plusieurs fois."),
            "text",
            most=MOST_LINES,
            count=len(lines),
        )
    return [_typed(number, cells, columns) for number, cells in lines]


def read_email(text: str) -> str | None:
    """The address in one form, or None when nothing was typed. Raises RuleBroken."""
    if not text:
        return None
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False).normalized.lower()
    except (EmailNotValidError, ValueError):
        raise RuleBroken(N_("L’adresse e-mail n’est pas complète ou contient une faute."), "email") from None
    if len(found) > NAME_LENGTH:
        raise RuleBroken(N_("L’adresse e-mail est trop longue."), "email")
    return found


def read_status(text: str) -> AttendanceStatus | None:
    """The status a word stands for, or None when nothing was typed. Raises RuleBroken."""
    word = _plain(text)
    if not word:
        return None
    found = next((status for status, words in _STATUSES.items() if word in words.split("|")), None)
    if found is None:
        raise RuleBroken(
            N_("Le statut « %(word)s » n’est pas connu : inscrit, présent, absent ou excusé."), "status", word=text[:40]
        )
    return found


def _clean(text: str) -> str:
    """One kind of line end, and no mark of byte order."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each line's number and its cells. A quote that is never closed is taken as it stands."""
    delimiter = _delimiter(text)
    try:
        yield from list(_cells(text, delimiter, has_quotes=True))
    except csv.Error:
        yield from _cells(text, delimiter, has_quotes=False)


def _cells(text: str, delimiter: str, has_quotes: bool) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), dialect=_Quoted if has_quotes else _Bare, delimiter=delimiter)
    line = 1
    for cells in reader:
        yield line, [" ".join(cell.split()) for cell in cells]
        line = reader.line_num + 1


def _delimiter(text: str) -> str:
    """What parts the cells: whatever parts the first line most; a tab before a semicolon before a comma."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    return max(_DELIMITERS, key=first.count)


def _headings(cells: Sequence[str]) -> list[str] | None:
    """The column that each heading names ("" for one we do not use), or None when the line is no line of headings."""
    found: list[str] = []
    for cell in cells:
        name = next((name for name, words in _HEADINGS.items() if _plain(cell) in words.split("|")), "")
        found.append("" if name in found else name)
    is_person = "@" in "".join(cells)
    return None if is_person or not {"name", "first_name", "email"} & set(found) else found


def _typed(number: int, cells: Sequence[str], columns: Sequence[str]) -> Typed:
    if columns is _COLUMNS and any(cells[len(columns) :]):
        problem = RuleBroken(N_("Cette ligne a trop de colonnes : nom, e-mail, organisation et statut sont attendus."))
        return Typed(number, cells[0], problem=problem)
    texts = dict(zip(columns, cells, strict=False))
    name = " ".join(filter(None, (texts.get("first_name"), texts.get("name"))))
    organisation = texts.get("organisation", "")
    try:
        check_names(name, organisation)
        email, status = read_email(texts.get("email", "")), read_status(texts.get("status", ""))
    except RuleBroken as problem:
        return Typed(number, name, texts.get("email") or None, organisation, problem=problem)
    if not name and not email:
        return Typed(number, organisation=organisation, problem=RuleBroken(N_("Le nom manque.")))
    return Typed(number, name, email, organisation, status)


def check_names(name: str, organisation: str) -> None:
    """Raises RuleBroken for what cannot be a name."""
    if len(name) > NAME_LENGTH or len(organisation) > NAME_LENGTH:
        raise RuleBroken(N_("Le nom ou l’organisation est trop long : %(most)s caractères au plus."), most=NAME_LENGTH)
    if "@" in name:
        raise RuleBroken(N_("Le nom contient une adresse e-mail : vérifiez l’ordre des colonnes."), "name")
    if name and not folded(_visible(name)):
        raise RuleBroken(N_("Le nom ne contient rien de lisible."), "name")


def _visible(text: str) -> str:
    return "".join(character for character in text if unicodedata.category(character) not in {"Cf", "Cc", "Cn", "Co"})


def _plain(text: str) -> str:
    """A word without letter case, accents, or the marks of inclusive writing: "Présent·e" → "presente"."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(character for character in apart if not unicodedata.combining(character))
    for mark in ("·", "•", "(", ")", ".", "*"):
        letters = letters.replace(mark, "")
    return " ".join(letters.split())
