"""PDF documents: whatever people typed, the document is made, and soon."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from ambassador.documents import pdf


def shown(text: str) -> str:
    data = {"lang": "fr", "title": "Essai", "text": text}
    return PdfReader(BytesIO(pdf("documents/characters.typ", data))).pages[0].extract_text()


@pytest.mark.parametrize("text", ["Été à l’œuvre – « oui »", "Ελληνικά", "Кирилиця", "Łódź, Đà Nẵng"])
def test_letters_that_the_typeface_has_stay(text: str) -> None:
    assert shown(text) == text


@pytest.mark.parametrize("text", ["👩🏽‍🏫 bonjour", "中文 bonjour", "中\u200d文 bonjour"])
def test_what_it_has_not_becomes_a_square_and_the_rest_stays(text: str) -> None:
    assert "□" in shown(text) and "bonjour" in shown(text)


def test_hundreds_of_characters_that_it_has_not_still_make_a_document() -> None:
    text = "".join(chr(0x4E00 + number) for number in range(400))
    assert set(shown(f"{text} bonjour").split()) >= {"bonjour"}
