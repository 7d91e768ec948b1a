"""CSV as Excel opens it in Belgium: UTF-8 with its mark, semicolons, decimal commas; no word of a person can run."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from ambassador.documents.guarding import guarded


def csv_content(rows: Iterable[Sequence[str | int | Decimal | None]]) -> bytes:
    """The file's bytes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: str | int | Decimal | None) -> str:
    match value:
        case None:
            return ""
        case str():
            return guarded(value)
        case _:
            return f"{value:f}".replace(".", ",") if isinstance(value, Decimal) else str(value)
