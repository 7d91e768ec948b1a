"""What a file is, told from its content alone: PDF, pictures, office documents without macros, text. All else is refused.

A library that guesses among hundreds of types answers with a likelihood; an allow-list of a dozen needs a yes or a no.
"""

import io
import lzma
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

from ambassador.errors import N_, RuleBroken

PDF = "application/pdf"
TEXT, CSV = "text/plain", "text/csv"
_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
ENDINGS: dict[str, tuple[str, ...]] = {
    PDF: (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    f"{_OOXML}wordprocessingml.document": (".docx",),
    f"{_OOXML}spreadsheetml.sheet": (".xlsx",),
    f"{_OOXML}presentationml.presentation": (".pptx",),
    f"{_ODF}text": (".odt",),
    f"{_ODF}spreadsheet": (".ods",),
    f"{_ODF}presentation": (".odp",),
    f"{_ODF}graphics": (".odg",),
    CSV: (".csv",),
    TEXT: (".txt", ".md"),
}
"""The types that are kept, with the endings a name may have; the first is given where the name has none of them."""
SHOWN_IN_PLACE = frozenset({PDF, "image/png", "image/jpeg", "image/gif", "image/webp"})
LONGEST_NAME = 120

_SIGNATURES = (
    (PDF, re.compile(rb"%PDF-\d\.\d")),
    ("image/png", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("image/jpeg", re.compile(rb"\xff\xd8\xff")),
    ("image/gif", re.compile(rb"GIF8[79]a")),
    ("image/webp", re.compile(rb"RIFF....WEBP", re.DOTALL)),
)
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_MEMBERS, _LARGEST_LIST = 10_000, 1_000_000
_CONTENT_TYPES = "[Content_Types].xml"


def media_type_of(content: bytes, name: str) -> str:
    """The type of the content; the name only tells CSV from other text. RuleBroken where it is none that is kept."""
    if not content:
        raise RuleBroken(N_("Ce fichier est vide."))
    for media_type, signature in _SIGNATURES:
        if signature.match(content):
            return media_type
    if content.startswith(_ZIP):
        return _office_type(content)
    if content.startswith(_OLD_OFFICE):
        raise RuleBroken(
            N_(
                "Ce document est d’un ancien format Office, ou protégé par un mot de passe. "
                "Enregistrez-le en PDF, DOCX, XLSX ou ODT, sans mot de passe."
            )
        )
    if _is_text(content):
        return CSV if name.lower().endswith(".csv") else TEXT
    raise _refused()


def clean_name(name: str, media_type: str) -> str:
    """The name for display and download: no folder, no invisible or reversing character, an ending that fits the content."""
    bare = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    bare = "".join(character for character in bare if unicodedata.category(character)[0] != "C")
    bare = re.sub(r'[\s"<>|:*?;]+', " ", bare).strip(" .")
    endings = ENDINGS[media_type]
    ending = next((one for one in endings if bare.lower().endswith(one)), "")
    stem, kept = bare[: len(bare) - len(ending)].rstrip(" ."), bare[len(bare) - len(ending) :]
    return f"{stem[:LONGEST_NAME] or 'fichier'}{kept or endings[0]}"


def _refused() -> RuleBroken:
    return RuleBroken(
        N_("Ce type de fichier n’est pas accepté. Envoyez un PDF, une image, un document bureautique ou un texte.")
    )


def _with_macros() -> RuleBroken:
    return RuleBroken(N_("Ce document contient des macros. Enregistrez-le sans macros, puis envoyez-le à nouveau."))


def _office_type(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if len(names) > _MOST_MEMBERS:
                raise _refused()
            if _CONTENT_TYPES in names:
                return _ooxml_type(names, _member(archive, _CONTENT_TYPES))
            if "mimetype" in names:
                return _odf_type(names, _member(archive, "mimetype"))
    except _DAMAGED:
        raise _refused() from None
    raise _refused()


_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    LookupError,  # an encoding that is none
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
)
"""What the reading of a damaged or odd archive can raise."""


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        found = file.read(_LARGEST_LIST + 1)
    if len(found) > _LARGEST_LIST:
        raise _refused()
    return found


def _ooxml_type(names: list[str], listed: bytes) -> str:
    """Word, Excel or PowerPoint, by the type of the main part; a part of macros may bear any name, so its type counts too."""
    types = {declared.lower() for declared in _declared_types(listed)}
    is_macro = any("macroenabled" in one or "vbaproject" in one for one in types)
    if is_macro or any("vbaproject" in name.lower() for name in names):
        raise _with_macros()
    for kind in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation"):
        if f"{_OOXML}{kind}.main+xml" in types:
            return f"{_OOXML}{kind}"
    raise _refused()


def _declared_types(listed: bytes) -> Iterator[str]:
    if b"<!DOCTYPE" in listed.replace(b"\0", b""):
        raise _refused()
    try:
        root = ElementTree.fromstring(listed)
    except ElementTree.ParseError:
        raise _refused() from None
    for element in root.iter():
        yield element.get("ContentType", "")


def _odf_type(names: list[str], declared: bytes) -> str:
    media_type = declared.decode("ascii", "replace").strip()
    if any(name.split("/")[0].lower() in {"basic", "scripts"} for name in names):
        raise _with_macros()
    if media_type.startswith(_ODF) and media_type in ENDINGS:
        return media_type
    raise _refused()


def _is_text(content: bytes) -> bool:
    """UTF-8, UTF-16 with its mark, or the Western code page of Windows, without control characters."""
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(unicodedata.category(one) == "Cc" and one not in "\t\n\r\f\x85" for one in set(text))
    return False
