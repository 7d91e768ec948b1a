"""Pieces of pages that are drawn once and kept: rows of long lists, drawn from plain values alone.

`{{ kept("webinars.row", row, webinar.id, webinar.title, …) }}` calls the macro `row` with the values, or gives what it gave
the last time for the same values, in the same language. Everything that the piece shows must be among the values. For many
pieces, `{% set keep = keeper("webinars.row", row) %}` asks once in which language they are read.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable

from flask import Flask, request
from markupsafe import Markup

from ambassador import i18n

MOST = 4096
_KEPT: OrderedDict[Hashable, Markup] = OrderedDict()


def init(app: Flask) -> None:
    app.jinja_env.globals.update(kept=kept, keeper=keeper)


def kept(name: str, macro: Callable[..., Markup], *values: Hashable) -> Markup:
    return keeper(name, macro)(*values)


def keeper(name: str, macro: Callable[..., Markup]) -> Callable[..., Markup]:
    """For pieces of one name, by their values. The oldest are dropped when there are too many."""
    place = name, i18n.language(), request.script_root

    def keep(*values: Hashable) -> Markup:
        key = place, values
        found = _KEPT.get(key)
        if found is None:
            found = _KEPT[key] = macro(*values)
            if len(_KEPT) > MOST:
                _KEPT.popitem(last=False)
        return found

    return keep
