"""What every response carries: security headers, caching rules, and static files under hashed addresses."""

import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request, send_from_directory, url_for
from werkzeug.security import safe_join

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)

SMALL = 200_000
"""Bytes up to which a file is read into memory to be sent."""


def init(app: Flask) -> None:
    app.after_request(_add_headers)
    app.view_functions["static"] = _send_static
    app.jinja_env.globals["static_url"] = static_url
    app.jinja_env.globals["url_for"] = address


def address(endpoint: str, **values: Any) -> str:
    """`url_for` for templates. Addresses within the portal are built once and kept: a list asks for one in each row."""
    if any(name.startswith("_") for name in values):
        return url_for(endpoint, **values)
    try:
        return _address(request.script_root, endpoint, tuple(values.items()))
    except TypeError:  # a value that cannot be kept
        return url_for(endpoint, **values)


@lru_cache(maxsize=8192)
def _address(_root: str, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
    return url_for(endpoint, **dict(values))


def static_url(name: str) -> str:
    """The address of a static file, with a mark of its content so that it can be kept for good."""
    folder = Path(str(current_app.static_folder))
    path = folder / name
    mark = _mark(str(path), path.stat().st_mtime_ns if path.exists() else 0)
    return address("static", filename=name, v=mark)


@lru_cache(maxsize=256)
def _mark(path: str, _changed: int) -> str:
    file = Path(path)
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.exists() else "none"


def _send_static(filename: str) -> Response:
    """A static file, from its copy compressed beforehand where there is one and the browser takes it."""
    folder = Path(str(current_app.static_folder))
    for encoding, ending in (("br", ".br"), ("gzip", ".gz")):
        copy = safe_join(str(folder), filename + ending)
        if copy and request.accept_encodings[encoding] and Path(copy).is_file():
            media_type = mimetypes.guess_type(filename)[0]
            response = send_from_directory(folder, filename + ending, mimetype=media_type, conditional=True)
            response.headers["Content-Encoding"] = encoding
            response.vary.add("Accept-Encoding")
            return response
    response = send_from_directory(folder, filename, conditional=True)
    if (response.content_length or SMALL) < SMALL:
        file = response.response
        response.direct_passthrough = False
        response.make_sequence()  # in memory, so that it is compressed on the way out
        file.close()  # type: ignore[union-attr]
    return response


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers.setdefault("Referrer-Policy", "same-origin")
    headers["X-Frame-Options"] = "DENY"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if current_app.config["IS_PRODUCTION"]:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint == "static":
        is_marked = "v" in request.args
        headers["Cache-Control"] = "public, max-age=31536000, immutable" if is_marked else "no-cache"
    else:
        headers.setdefault("Cache-Control", "no-store")
    return response
