"""The files of an edition, each made from the same frozen content."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum, StrEnum
from typing import Any

from ambassador import i18n
from ambassador.documents.sending import CSV, XLSX
from ambassador.impact.edition import docx, narrative, pdf, table, workbook
from ambassador.impact.edition.content import FORM
from ambassador.impact.edition.rendition import Rendition


class FileFormat(StrEnum):
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"
    """The frozen content itself, byte for byte what was hashed; without the words of quotes."""


MEDIA_TYPES = {
    FileFormat.PDF: "application/pdf",
    FileFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileFormat.XLSX: XLSX,
    FileFormat.CSV: CSV,
    FileFormat.JSON: "application/json",
}
_MAKERS: Mapping[FileFormat, Callable[[Rendition], bytes]] = {
    FileFormat.PDF: pdf.pdf,
    FileFormat.DOCX: docx.docx,
    FileFormat.XLSX: workbook.xlsx,
    FileFormat.CSV: table.csv,
}


@dataclass(frozen=True)
class File:
    """`name` has no ending: it says which edition this is."""

    content: bytes
    media_type: str
    name: str


def file(rendition: Rendition, content: str, format: FileFormat) -> File:
    """`content` is the canonical text from which the rendition was read."""
    made = content.encode() if format is FileFormat.JSON else _made(rendition, format)
    return File(made, MEDIA_TYPES[format], name(rendition, format))


def is_given(is_draft: bool, format: str) -> bool:
    """Of a draft there is no frozen content to give."""
    return format in list(FileFormat) and not (is_draft and format == FileFormat.JSON)


def name(rendition: Rendition, format: FileFormat) -> str:
    """Of the JSON, which is the same in all languages, with its hash: `sha256sum` must give it."""
    told = rendition.told
    last = (rendition.sha256 or "") if format is FileFormat.JSON else told.language
    return " ".join(part for part in (told.title[:60], str(rendition.number), last) if part)


def tag(rendition: Rendition, content: str, format: FileFormat) -> str:
    """Changes whenever the file would: with its content, its language, what may be quoted today, what is said of its state."""
    voices = [one or rendition.silence(place) for place, one in enumerate(rendition.voices)]
    told = FORM, format.value, rendition.told.language, rendition.number, rendition.published_on, voices
    return hashlib.sha256(f"{content}\n{told!r}\n{rendition.sha256}".encode()).hexdigest()


def _made(rendition: Rendition, format: FileFormat) -> bytes:
    with i18n.speaking(rendition.told.language):
        return _MAKERS[format](_without_controls(rendition))


def _without_controls(value: Any) -> Any:
    """The same without the characters that no document may hold."""
    match value:
        case Enum():
            return value
        case str():
            return narrative.NOT_TEXT.sub("", value)
        case list() | tuple():
            return type(value)(map(_without_controls, value))
        case Mapping():
            return {key: _without_controls(one) for key, one in value.items()}
        case _ if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{one.name: _without_controls(getattr(value, one.name)) for one in fields(value)})
    return value
