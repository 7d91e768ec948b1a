"""Uploads: told by their content, written whole or not at all, and checked against the database."""

import hashlib
import io
import zipfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from ambassador.accounts.models import User
from ambassador.demo.factories.files import PAGE, stored_file, upload
from ambassador.errors import RuleBroken
from ambassador.files import StoredFile, storage
from ambassador.files.contents import ENDINGS, LONGEST_NAME, clean_name, media_type_of
from tests.conftest import World

NOW = datetime(2026, 3, 10, 11, tzinfo=UTC)
OOXML = "application/vnd.openxmlformats-officedocument."
MAIN = {"docx": "wordprocessingml.document", "xlsx": "spreadsheetml.sheet", "pptx": "presentationml.presentation"}


def archive(**members: bytes | str) -> bytes:
    holder = io.BytesIO()
    with zipfile.ZipFile(holder, "w") as file:
        for name, content in members.items():
            file.writestr(name, content)
    return holder.getvalue()


def office(main: str = f"{OOXML}{MAIN['docx']}.main+xml", more: str = "", **members: bytes | str) -> bytes:
    types = (
        f'<?xml version="1.0"?><Types xmlns="urn:t"><Override PartName="/a.xml" ContentType="{main}"/>{more}</Types>'
    )
    return archive(**{"[Content_Types].xml": types, **members})


def odf(kind: str = "text", **members: bytes | str) -> bytes:
    return archive(mimetype=f"application/vnd.oasis.opendocument.{kind}", **members)


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (PAGE, "note.txt", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "photo.exe", "image/png"),
        (b"\xff\xd8\xff\xe0....", "photo", "image/jpeg"),
        (b"GIF89a....", "a.gif", "image/gif"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "a.webp", "image/webp"),
        (b"a;b\n1;2\n", "chiffres.CSV", "text/csv"),
        ("Été à 12 €".encode(), "note", "text/plain"),
        ("Été à 12 €".encode("cp1252"), "note.txt", "text/plain"),
        ("Été".encode("utf-16"), "note.txt", "text/plain"),
        (b"<script>alert(1)</script>", "page.html", "text/plain"),
        *((office(f"{OOXML}{kind}.main+xml"), "x", OOXML + kind) for kind in MAIN.values()),
        *((odf(kind), "x", f"application/vnd.oasis.opendocument.{kind}") for kind in ("text", "spreadsheet")),
    ],
)
def test_a_file_is_what_its_content_is(content: bytes, name: str, media_type: str) -> None:
    assert media_type_of(content, name) == media_type


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "vide"),
        (b"MZ\x90\0\x03", "pas accepté"),
        (b"\x7fELF\x02", "pas accepté"),
        (b"RIFF\x10\0\0\0AVI LIST", "pas accepté"),
        (b"texte\0cach\xe9", "pas accepté"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "ancien format"),
        (archive(readme="hello"), "pas accepté"),
        (b"PK\x03\x04 broken", "pas accepté"),
        (office("application/vnd.ms-word.document.macroEnabled.main+xml"), "macros"),
        (office(more='<Override PartName="/b" ContentType="application/vnd.ms-office.vbaProject"/>'), "macros"),
        (office(more='<Default Extension="b" ContentType="a/macro&#69;nabled"/>'), "macros"),
        (office(**{"word/vbaProject.bin": b"code"}), "macros"),
        (office("application/xml"), "pas accepté"),
        (archive(**{"[Content_Types].xml": "<Types>"}), "pas accepté"),
        (archive(**{"[Content_Types].xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'}), "pas accepté"),
        (archive(**{"[Content_Types].xml": b" " * 1_000_001}), "pas accepté"),
        (odf(**{"Basic/Standard/Module1.xml": "code"}), "macros"),
        (odf(**{"Scripts/python/a.py": "code"}), "macros"),
        (odf("chart"), "pas accepté"),
    ],
)
def test_what_is_not_on_the_list_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(RuleBroken, match=words):
        media_type_of(content, "preuve.pdf")


@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.4", b"\xff\xfe"]))
def test_any_content_has_an_answer(content: bytes, start: bytes) -> None:
    with suppress(RuleBroken):
        assert media_type_of(start + content, "x") in ENDINGS


@pytest.mark.parametrize(
    ("name", "media_type", "shown"),
    [
        ("C:\\Mes documents\\Facture nº 5.pdf", "application/pdf", "Facture nº 5.pdf"),
        ("../../etc/passwd", "text/plain", "passwd.txt"),
        ("facture.pdf.exe", "application/pdf", "facture.pdf.exe.pdf"),
        ("page.html", "text/plain", "page.html.txt"),
        ("gpj.\u202eexe", "image/jpeg", "gpj.exe.jpg"),
        ("PHOTO.JPEG", "image/jpeg", "PHOTO.JPEG"),
        ("a\r\nSet-Cookie: b.pdf", "application/pdf", "aSet-Cookie b.pdf"),
        ("", "text/csv", "fichier.csv"),
        ("...", "image/png", "fichier.png"),
        ("🙂 رسالة.pdf", "application/pdf", "🙂 رسالة.pdf"),
    ],
)
def test_a_name_is_for_display_only(name: str, media_type: str, shown: str) -> None:
    assert clean_name(name, media_type) == shown


@given(st.text(max_size=300), st.sampled_from(sorted(ENDINGS)))
def test_any_name_is_made_safe(name: str, media_type: str) -> None:
    found = clean_name(name, media_type)
    assert found.lower().endswith(ENDINGS[media_type]) and len(found) <= LONGEST_NAME + 5
    assert not set('/\\\r\n\0"') & set(found)


@pytest.fixture
def coach(session: Any, world: World) -> User:
    return session.get_one(User, world.coach)  # type: ignore[no-any-return]


def test_a_file_is_kept_under_a_name_of_its_own(session: Any, coach: User, tmp_path: Path) -> None:
    first, second = (stored_file(upload(tmp_path / "uploads"), coach, NOW) for _ in range(2))
    assert first.stored_as != second.stored_as and "preuve" not in first.stored_as
    path = storage.path_of(first, tmp_path / "uploads")
    assert path.read_bytes() == PAGE and path.stat().st_mode & 0o777 == 0o600
    assert (first.size, first.sha256) == (len(PAGE), hashlib.sha256(PAGE).hexdigest())
    assert sorted(one.name for one in path.parent.iterdir()) == sorted([first.stored_as, second.stored_as])


def test_what_breaks_off_leaves_no_file_under_its_name(
    session: Any, coach: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(_number: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(storage.os, "fsync", full_disk)
    with pytest.raises(OSError, match="no space"):
        stored_file(upload(tmp_path), coach, NOW)
    assert [one.suffix for one in tmp_path.iterdir()] == [storage.PART]
    assert session.query(StoredFile).count() == 0
    assert len(storage.check(tmp_path).orphans) == 1


def test_the_check_finds_what_is_missing_altered_and_orphaned(session: Any, coach: User, tmp_path: Path) -> None:
    rows = [stored_file(upload(tmp_path), coach, NOW) for _ in range(4)]
    assert storage.check(tmp_path).is_clean and storage.check(tmp_path).checked == 4
    storage.path_of(rows[0], tmp_path).unlink()
    storage.path_of(rows[1], tmp_path).write_bytes(PAGE.replace(b"1.4", b"1.5"))
    storage.path_of(rows[2], tmp_path).write_bytes(b"")
    (tmp_path / "left-behind").write_bytes(b"x")
    found = storage.check(tmp_path)
    assert (found.missing, found.altered, found.orphans) == ([rows[0]], rows[1:3], ["left-behind"])


def test_the_command_tells_and_ends_with_one(app: Flask, world: World) -> None:
    folder = storage.folder_in(app.config["INSTANCE_PATH"])
    for one in folder.glob("*"):
        one.unlink()
    run = app.test_cli_runner()
    clean = run.invoke(args=["files", "check"])
    assert (clean.exit_code, clean.output) == (0, "0 files checked.\n")
    folder.mkdir(exist_ok=True)
    (folder / "left-behind").write_bytes(b"x")
    found = run.invoke(args=["files", "check"])
    assert found.exit_code == 1 and "orphaned  left-behind" in found.output
    (folder / "left-behind").unlink()
