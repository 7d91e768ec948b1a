"""What an XLSX may hold before anything opens it: no macros, no password, no links to other files, and no more unpacked
than a large workbook needs. An archive's own list bounds what is unpacked: no part gives more than it declares.
"""

import io
import re
import zipfile
from xml.etree import ElementTree

from ambassador.errors import N_, RuleBroken

ZIP = b"PK\x03\x04"
MOST_UNPACKED = 80 * 1024 * 1024
"""Bytes of all parts together."""
_MOST_OF_A_PART = 2 * 1024 * 1024
"""Bytes of a part that is read whole: looks, names. Rows and their texts may take more."""
_MOST_PARTS = 2_000
_MOST_TAGS = 6_000_000
"""Of a sheet: fifty thousand rows need half of them. A list of texts, which is slower to read, may have a fifth."""
_MOST_RATIO = 300
_SMALL = 1024 * 1024
"""Below this a part may be packed as tightly as it is: the same cell many times over is no bomb."""
_ROWS = re.compile(r"xl/(worksheets/[^/]+|sharedStrings)\.xml", re.IGNORECASE)
_OUTSIDE_PARTS = (
    "xl/externallinks/",
    "xl/connections",
    "xl/querytables/",
    "xl/embeddings/",
    "xl/activex/",
    "xl/ctrlprops/",
)
_TYPES = "[Content_Types].xml"
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def check_package(content: bytes) -> None:
    """Raises RuleBroken, with words for the person, unless this is a workbook that can be read safely."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_sizes(archive.infolist())
            _check_kind(archive)
            _check_outside(archive)
    except RuleBroken:
        raise
    except Exception:  # a damaged archive fails in many ways: zipfile, zlib, lzma and the XML parser have their own
        raise damaged() from None


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 1 for part in parts):
        raise RuleBroken(N_("Ce fichier est protégé par un mot de passe. Enregistrez-le sans mot de passe."))
    for part in parts:
        is_of_rows = _ROWS.fullmatch(part.filename) is not None
        is_read_whole = part.filename.lower().endswith((".xml", ".rels")) and not is_of_rows
        is_tight = part.file_size > _SMALL and part.file_size > _MOST_RATIO * part.compress_size
        if is_tight or (is_read_whole and part.file_size > _MOST_OF_A_PART):
            raise _too_much()
    if sum(part.file_size for part in parts) > MOST_UNPACKED or len(parts) > _MOST_PARTS:
        raise _too_much()
    if len({part.filename for part in parts}) < len(parts):
        raise damaged()


def _check_kind(archive: zipfile.ZipFile) -> None:
    """A workbook by the type of its main part; a part of macros may bear any name, so its type counts too."""
    if _TYPES not in archive.namelist():
        raise no_table()
    listed = _xml(archive, _TYPES)
    types = {element.get("ContentType", "").lower() for element in ElementTree.fromstring(listed).iter()}
    if any(mark in one for one in types for mark in ("macro", "vbaproject")):
        raise _with_macros()
    if _MAIN not in types:
        raise no_table()


def _xml(archive: zipfile.ZipFile, part: str | zipfile.ZipInfo) -> bytes:
    """A part's XML. One that declares entities is refused: they can make a few lines fill the memory."""
    content = archive.read(part)
    plain = content.replace(b"\0", b"")
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise damaged()
    tags = plain.count(b"<")
    if tags > (_MOST_TAGS if b"sheetData" in plain[:100_000] else _MOST_TAGS // 5):
        raise _too_much()
    return content


def _check_outside(archive: zipfile.ZipFile) -> None:
    """No part may point out of the workbook, but for the links that a person clicks; no part may declare entities."""
    for part in archive.infolist():
        name = part.filename.lower()
        if name.startswith(_OUTSIDE_PARTS):
            raise _outside()
        if "macrosheets/" in name or "vbaproject" in name:
            raise _with_macros()
        if not name.endswith((".xml", ".rels")):
            continue
        plain = _xml(archive, part)
        if name.endswith(".rels") and any(_leads_out(element) for element in ElementTree.fromstring(plain).iter()):
            raise _outside()


def _leads_out(relation: ElementTree.Element) -> bool:
    is_clicked = relation.get("Type", "").lower().endswith("/hyperlink")
    return relation.get("TargetMode", "").lower() == "external" and not is_clicked


def _with_macros() -> RuleBroken:
    return RuleBroken(
        N_("Ce classeur contient des macros. Enregistrez-le comme « Classeur Excel (.xlsx) », sans macros.")
    )


def no_table() -> RuleBroken:
    return RuleBroken(N_("Ce fichier n’est ni un classeur XLSX ni un texte CSV."))


def damaged() -> RuleBroken:
    return RuleBroken(
        N_("Ce classeur est abîmé : il ne se lit pas. Ouvrez-le dans Excel, puis enregistrez-le à nouveau en XLSX.")
    )


def _too_much() -> RuleBroken:
    return RuleBroken(
        N_(
            "Ce classeur est trop grand une fois décompressé. "
            "Téléchargez une nouvelle feuille, et recopiez-y vos chiffres."
        )
    )


def _outside() -> RuleBroken:
    return RuleBroken(
        N_(
            "Ce classeur contient des liens vers d’autres fichiers. "
            "Rompez ces liaisons dans Excel, puis enregistrez-le à nouveau."
        )
    )
