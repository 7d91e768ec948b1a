"""PDF, tagged for screen readers (PDF/UA-1), from a Typst template and plain data.

The template says the language and the title.
"""

from typing import Any

import typst

from ambassador.documents import letters
from ambassador.documents.typesetting import TAGGED, compiled


def pdf(template: str, data: dict[str, Any]) -> bytes:
    """The document of a template, by its path below `templates/`. Raises typst.TypstError for a fault of the template."""
    try:
        return compiled(template, letters.legible(data), **TAGGED)
    except typst.TypstError as error:
        if not letters.is_about_letters(error):
            raise
    return compiled(template, letters.plain(data), **TAGGED)
