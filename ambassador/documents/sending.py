"""Documents as answers to a request."""

import re
import unicodedata

from flask import Response

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def send_pdf(content: bytes, title: str) -> Response:
    """The document opened in the browser, saved under its title."""
    return _send(content, "application/pdf", "inline", f"{_file_name(title)}.pdf")


def send_workbook(content: bytes, title: str) -> Response:
    """The workbook to save, under its title."""
    return _send(content, XLSX, "attachment", f"{_file_name(title)}.xlsx")


def send_csv(content: bytes, title: str) -> Response:
    """The CSV to save, under its title."""
    return _send(content, CSV, "attachment", f"{_file_name(title)}.csv")


def send(content: bytes, media_type: str, title: str, ending: str) -> Response:
    """A file of any kind to save, under its title."""
    return _send(content, media_type, "attachment", f"{_file_name(title)}.{ending}")


def _send(content: bytes, mimetype: str, disposition: str, name: str) -> Response:
    response = Response(content, content_type=mimetype)
    response.headers["Content-Disposition"] = f'{disposition}; filename="{name}"'
    return response


def _file_name(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub(r"[^\w]+", "-", plain).strip("-").lower() or "document"
