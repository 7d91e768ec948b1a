"""The draft beside a form: kept when asked, given back when the form is opened again, gone when it is sent.

A form's own address takes the draft too, under the name `keep`: a script asks for JSON every few seconds, and the button
works without one. Keeping never ends the form's once-token.
"""

import re
from typing import Any

from flask import flash, jsonify, redirect, request
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from ambassador import clock, i18n
from ambassador.access import viewer
from ambassador.db import db
from ambassador.errors import RuleBroken
from ambassador.fields import visible
from ambassador.followup import queries, services

KEEP, DROP = "keep", "drop"
_NOT_KEPT = frozenset({"csrf_token", "once", "draft", KEEP})
_NAME = re.compile(r"[a-z0-9_-]{1,40}")
_MOST_FIELDS = 60


class FormDraft:
    """The draft of the signed-in person for one form about one row."""

    def __init__(self, form: str, number: int) -> None:
        self.form = f"{form}/{number}"
        self.stored = queries.draft(viewer(), self.form)
        self.is_restored = request.method == "GET" and self.stored is not None
        known = self.stored.stamp if self.stored and request.method == "GET" else ""
        self.tab = services.Tab(request.form.get("once", ""), request.form.get("draft", known))
        self.refusal = ""

    @property
    def formdata(self) -> dict[str, Any]:
        """For the form's constructor: the kept words when the page is opened, else what was sent."""
        if not self.is_restored or self.stored is None:
            return {}
        return {"formdata": MultiDict([(name, text) for name, texts in self.stored.content.items() for text in texts])}

    @property
    def stamp(self) -> str:
        """What the page knows of the draft; after a refusal that of the other tab, so that keeping again is a choice."""
        if self.refusal:
            return self.stored.stamp if self.stored else ""
        return self.tab.stamp

    @property
    def other_notes(self) -> str:
        """What the other tab kept, shown after a refusal."""
        return "\n".join(self.stored.content.get("notes", [])) if self.refusal and self.stored else ""

    def answer(self) -> Response | None:
        """What is answered when the draft alone was meant; None when the form itself was, or the draft is refused."""
        if request.method == "POST" and DROP in request.form:
            self.drop()
            return self._commit(gettext("Le brouillon est jeté."))
        return self._keep() if is_keeping() else None

    def drop(self) -> None:
        services.drop_draft(viewer(), self.form, self.tab)

    def _keep(self) -> Response | None:
        wants_json = request.accept_mimetypes.best == "application/json"
        now = clock.now()
        try:
            kept = services.keep_draft(viewer(), self.form, _content(), self.tab, now)
        except RuleBroken as broken:
            db.session.rollback()
            self.refusal = gettext(broken.message, **broken.parameters)
            if not wants_json:
                return None
            refused = jsonify(message=self.refusal)
            refused.status_code = 409
            return refused
        if not wants_json:
            return self._commit(gettext("Le brouillon est gardé. Personne d’autre ne le voit."))
        stamp = kept.stamp
        db.session.commit()
        return jsonify(stamp=stamp, message=gettext("Brouillon gardé à %(time)s", time=i18n.clock_time(now)))

    def _commit(self, message: str) -> Response:
        db.session.commit()
        flash(message, "success")
        return redirect(request.path, 303)


def is_keeping() -> bool:
    """Whether the form was sent to keep its draft only."""
    return request.method == "POST" and KEEP in request.form


def _content() -> dict[str, list[str]]:
    names = [name for name in request.form if name not in _NOT_KEPT and _NAME.fullmatch(name)]
    return {name: [visible(text) for text in request.form.getlist(name)] for name in names[:_MOST_FIELDS]}
