"""Typst, from one of our templates and plain data.

Data reaches a template as one JSON input: what people typed is never read as mark-up. Fonts come with a package, so that
a document looks the same on every machine.
"""

import json
from typing import Any

import fontpkg_source_sans_3
import typst

from ambassador.config import ROOT

TEMPLATES = ROOT / "templates"

TAGGED: dict[str, Any] = {"format": "pdf", "pdf_standards": ["ua-1"]}
"""Output as PDF/UA-1, which Typst refuses to make of what a screen reader could not read."""


def compiled(template: str, data: dict[str, Any], **output: Any) -> bytes:
    """The document of a template, by its path below `templates/`. Raises typst.TypstError for a fault of the template."""
    written = typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        font_paths=[str(fontpkg_source_sans_3.ROOT)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        **output,
    )
    assert isinstance(written, bytes)
    return written
