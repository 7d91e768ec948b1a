"""Static files: kept for good under marked addresses, compressed for who takes it."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask


def test_a_marked_address_is_kept_for_good(app: Flask, browser: Any) -> None:
    page = browser().get("/sign-in")
    marked = next(link.get("href", "") for link in page.all("link") if "portal.css" in link.get("href", ""))
    headers = browser().client.get(marked, buffered=True).headers
    assert "immutable" in headers["Cache-Control"]
    assert browser().client.get("/static/portal.css", buffered=True).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_the_style_sheet_travels_compressed(browser: Any, encoding: str) -> None:
    response = browser().client.get("/static/portal.css", headers={"Accept-Encoding": encoding}, buffered=True)
    assert response.headers["Content-Encoding"] == encoding
    assert "Accept-Encoding" in response.headers["Vary"]


def test_a_copy_compressed_beforehand_is_sent_as_it_is(
    app: Flask, browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "library.js").write_text("plain")
    (tmp_path / "library.js.br").write_bytes(b"compressed beforehand")
    monkeypatch.setattr(app, "static_folder", str(tmp_path))
    client = browser().client
    sent = client.get("/static/library.js", headers={"Accept-Encoding": "gzip, br"}, buffered=True)
    assert (sent.data, sent.headers["Content-Encoding"]) == (b"compressed beforehand", "br")
    assert sent.mimetype == "text/javascript"
    bare = client.get("/static/library.js", headers={"Accept-Encoding": "identity"}, buffered=True)
    assert bare.data == b"plain"
    assert "Content-Encoding" not in bare.headers


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/..%2fapp.py", "/static/nothing.css"])
def test_nothing_else_is_served(browser: Any, path: str) -> None:
    assert browser().client.get(path, buffered=True).status_code == 404
