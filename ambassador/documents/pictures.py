"""Drawings as PNG, for documents of office programs, which show SVG badly or not at all."""

from ambassador.documents.letters import legible
from ambassador.documents.typesetting import compiled

_TEMPLATE = "documents/picture.typ"
SHARP = 200
"""Dots per inch that print well."""


def png(svg: str, ppi: int = SHARP) -> bytes:
    """The picture of an SVG document, on white, at its own size: 96 pixels of the drawing are an inch."""
    return compiled(_TEMPLATE, legible({"svg": svg}), format="png", ppi=ppi)
