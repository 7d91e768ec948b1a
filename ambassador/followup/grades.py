"""How grave a need is, in words."""

from flask_babel import gettext


def severity(grade: int) -> str:
    """How grave a need is, from 1 to 4."""
    words = {
        1: gettext("gravité légère"),
        2: gettext("gravité modérée"),
        3: gettext("gravité importante"),
        4: gettext("bloquant"),
    }
    return str(words[grade])
