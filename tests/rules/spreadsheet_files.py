"""Files that a person might send by mistake or in bad faith, each really made."""

import io
import struct
import zipfile
from collections.abc import Callable
from typing import Any

from openpyxl import Workbook, load_workbook

XLSX_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
XLSM_TYPE = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
VBA = "application/vnd.ms-office.vbaProject"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def book(*rows: list[Any], change: Callable[[Any], None] | None = None) -> bytes:
    """A workbook with these rows on its first sheet."""
    made = Workbook()
    for row in rows:
        made.active.append(row)
    if change:
        change(made)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def changed(content: bytes, change: Callable[[Any], None]) -> bytes:
    """The workbook after a person changed its first sheet and saved it."""
    opened = load_workbook(io.BytesIO(content))
    change(opened.worksheets[0])
    saved = io.BytesIO()
    opened.save(saved)
    return saved.getvalue()


def repacked(content: bytes, parts: dict[str, bytes | Callable[[bytes], bytes]]) -> bytes:
    """The workbook with parts added, or changed by a function of what they hold."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            change = parts.get(name)
            held = old.read(name)
            new.writestr(name, change(held) if callable(change) else held if change is None else change)
        for name, held in parts.items():
            if name not in old.namelist():
                assert isinstance(held, bytes), f"there is no {name} to change"
                new.writestr(name, held)
    return packed.getvalue()


def with_macros(content: bytes) -> bytes:
    """What Excel saves as .xlsm."""
    part = f'<Override PartName="/xl/vbaProject.bin" ContentType="{VBA}"/></Types>'.encode()
    return repacked(
        content,
        {
            "[Content_Types].xml": lambda types: types.replace(XLSX_TYPE, XLSM_TYPE).replace(b"</Types>", part),
            "xl/vbaProject.bin": _compound_file(["VBA"]),
        },
    )


def with_external_link(content: bytes) -> bytes:
    """A workbook that reads from another one."""
    link = f"""<?xml version="1.0"?><externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<externalBook xmlns:r="{RELATIONS}" r:id="rId1"/></externalLink>""".encode()
    rels = f"""<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="{RELATIONS}/externalLinkPath" Target="file:///c:/budget.xlsx" TargetMode="External"/>
</Relationships>""".encode()
    return repacked(
        content, {"xl/externalLinks/externalLink1.xml": link, "xl/externalLinks/_rels/externalLink1.xml.rels": rels}
    )


def with_relation(content: bytes, kind: str) -> bytes:
    """The first sheet points out of the workbook: a hyperlink, a picture elsewhere."""
    rels = f"""<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="{RELATIONS}/{kind}" Target="https://x.example/a" TargetMode="External"/></Relationships>"""
    return repacked(content, {"xl/worksheets/_rels/sheet1.xml.rels": rels.encode()})


def bomb(content: bytes) -> bytes:
    """A few kilobytes that become two hundred megabytes."""
    return repacked(content, {"xl/worksheets/sheet2.xml": b"<a>" + b" " * 200_000_000})


def lying_bomb(content: bytes) -> bytes:
    """The same, declared to be small in both lists of the archive."""
    packed = bomb(content)
    return packed.replace(struct.pack("<I", 200_000_003), struct.pack("<I", 1_000))


def laughing(content: bytes) -> bytes:
    """Entities within entities."""
    declared = b'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "ha">' + b"".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(9)
    )
    return repacked(content, {"xl/sharedStrings.xml": declared + b"]><sst><si><t>&j;</t></si></sst>"})


def encrypted() -> bytes:
    """The container in which Excel keeps a workbook with a password: streams named EncryptionInfo and EncryptedPackage."""
    return _compound_file(["EncryptionInfo", "EncryptedPackage"])


def old_excel() -> bytes:
    return _compound_file(["Workbook"])


def _compound_file(streams: list[str]) -> bytes:
    """A compound file (OLE 2) with these empty streams: a header, one sector of the allocation table, one directory."""
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0, 0)
    header += struct.pack("<109I", *[free] * 109)
    allocation = struct.pack("<128I", table, end, *[free] * 126)
    entries = [_entry("Root Entry", 5, 1 if streams else free)]
    entries += [_entry(name, 2, free, n + 2 if n + 1 < len(streams) else free) for n, name in enumerate(streams)]
    return header[:512] + allocation + b"".join(entries).ljust(512, b"\0")


def _entry(name: str, kind: int, child: int, right: int = 0xFFFFFFFF) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    return text.ljust(64, b"\0") + struct.pack(
        "<HBBIII36xIQ", len(text), kind, 1, 0xFFFFFFFF, right, child if kind == 5 else 0xFFFFFFFF, 0xFFFFFFFE, 0
    )
