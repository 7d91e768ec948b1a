"""Pieces of pages that are drawn once and kept: rows of long lists, drawn from plain values alone.

`{{ kept("webinars.row", row, webinar.id, webinar.title, …) }}` calls the macro `row` with the values, or gives what it gave
the last time for the same values, in the same language. Everything that the piece shows must be among the values.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable

from flask import Flask, request
from markupsafe import Markup

from ambassador import i18n

MOST = 4096
_KEPT: OrderedDict[Hashable, Markup] = OrderedDict()


def init(app: Flask) -> None:
    app.jinja_env.globals["kept"] = kept


def kept(name: str, macro: Callable[..., Markup], *values: Hashable) -> Markup:
    """The oldest pieces are dropped when there are too many."""
    key = name, i18n.language(), request.script_root, values
    found = _KEPT.get(key)
    if found is None:
        found = _KEPT[key] = macro(*values)
        if len(_KEPT) > MOST:
            _KEPT.popitem(last=False)
    return found
