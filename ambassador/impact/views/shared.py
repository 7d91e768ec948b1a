"""What a share link opens, for people without an account: the edition's page and its files, or a plain page that says no.

Neither the address nor who opens it is kept anywhere: no cookie, no referrer, no index. Only how often a page is opened on a
day is counted; downloads, HEAD and what a browser fetches ahead are not.
"""

from collections.abc import Callable, Mapping
from typing import NoReturn

from flask import Blueprint, Response, abort, current_app, make_response, render_template, request
from flask_babel import lazy_gettext
from sqlalchemy.exc import SQLAlchemyError

from ambassador import clock, documents, i18n, plotly_bundle
from ambassador.access import public
from ambassador.accounts import attempts, sign_ins
from ambassador.accounts.services.invitations import token_hash
from ambassador.db import db, is_writing
from ambassador.impact.edition import files
from ambassador.impact.edition.files import FileFormat
from ambassador.impact.models import ShareLink
from ambassador.impact.queries.renditions import rendition
from ambassador.impact.queries.sharing import link_by_hash
from ambassador.impact.services.sharing import count_view
from ambassador.translated import LANGUAGES

GUESSED = "share link"
SHARED_FILES = {
    FileFormat.PDF: lazy_gettext("PDF, pour lire et imprimer"),
    FileFormat.DOCX: lazy_gettext("Word (DOCX), pour reprendre le texte"),
    FileFormat.XLSX: lazy_gettext("Excel (XLSX), une feuille par partie"),
    FileFormat.CSV: lazy_gettext("CSV, les chiffres seuls"),
    FileFormat.JSON: lazy_gettext("JSON, les données complètes dans les trois langues"),
}

blueprint = Blueprint("shared", __name__, url_prefix="/r")


@blueprint.before_request
def _speak() -> None:
    """The language that the address asks for, else the reader's own."""
    wanted = (request.view_args or {}).get("language") or request.args.get("language")
    if wanted in LANGUAGES:
        i18n.speak(wanted)


@blueprint.after_request
def _keep_apart(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/<token>")
@public
def page(token: str) -> Response:
    link = _open_link(token)
    number, today = link.id, clock.today()
    shown = make_response(
        render_template(
            "impact/shared.html",
            link=link,
            rendition=rendition(link.edition, i18n.language(), today),
            files=[(one.value, name) for one, name in SHARED_FILES.items() if link.gives(one)],
            token=token,
            bundle=plotly_bundle.load(),
        )
    )
    if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        _write(lambda: count_view(number, today))
    return shown


@blueprint.get("/<token>/<language>.<format>")
@public
def file(token: str, language: str, format: str) -> Response:
    link = _open_link(token)
    if language not in LANGUAGES or format not in SHARED_FILES or not link.gives(format):
        _refuse("impact/share_closed.html", 404)
    made = files.file(rendition(link.edition, language, clock.today()), str(link.edition.content), FileFormat(format))
    return documents.send(made.content, made.media_type, made.name, format)


def _open_link(token: str) -> ShareLink:
    """The link of this address, while it opens something."""
    address, key, now = request.remote_addr or "", sign_ins.secret_key(), clock.now()
    wait = attempts.wait_for_guesses(GUESSED, address, key, now)
    if wait:
        minutes = -(-int(wait.total_seconds()) // 60)
        _refuse("impact/share_wait.html", 429, {"Retry-After": str(minutes * 60)}, minutes=minutes)
    link = link_by_hash(token_hash(token))
    if link is None:
        _write(lambda: attempts.note_guess(GUESSED, address, key, now))
    if link is None or not link.edition.is_published:
        _refuse("impact/share_closed.html", 404)
    if not link.is_open(clock.today()):
        _refuse("impact/share_closed.html", 410, link=link)
    return link


def _refuse(template: str, code: int, headers: Mapping[str, str] | None = None, **context: object) -> NoReturn:
    """The same plain page, whatever the reason."""
    abort(make_response(render_template(template, **context), code, headers or {}))


def _write(change: Callable[[], None]) -> None:
    """In a transaction of its own. What cannot be counted, as while the database is locked, is let go: the page is shown."""
    db.session.rollback()
    before = is_writing.set(True)
    try:
        change()
        db.session.commit()
    except SQLAlchemyError as problem:
        db.session.rollback()
        current_app.logger.warning("a share link's opening was not counted: %s", type(problem).__name__)
    finally:
        is_writing.reset(before)
