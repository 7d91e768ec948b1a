"""Archives that are damaged or odd are refused in words, never by a crash."""

import io
import zipfile

import pytest

from ambassador.errors import RuleBroken
from ambassador.files.contents import media_type_of


def archive(listed: bytes, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression) as file:
        file.writestr("[Content_Types].xml", listed)
    return content.getvalue()


@pytest.mark.parametrize("compression", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_overwritten_bytes_are_refused(compression: int) -> None:
    content = bytearray(archive(b"<Types/>" * 50, compression))
    start = content.index(b"[Content_Types].xml") + len("[Content_Types].xml")
    content[start : start + 8] = b"\xff" * 8
    with pytest.raises(RuleBroken):
        media_type_of(bytes(content), "rapport.docx")


@pytest.mark.parametrize("encoding", ["foo", "rot13"])
def test_an_encoding_that_is_none_is_refused(encoding: str) -> None:
    with pytest.raises(RuleBroken):
        media_type_of(archive(f'<?xml version="1.0" encoding="{encoding}"?><Types/>'.encode()), "rapport.docx")
