"""Quarter days in words: "½ jour", "2¼ jours", "0 (contact bref)"."""

from flask_babel import gettext

from ambassador import i18n


def in_words(count: int) -> str:
    """A length of days."""
    return i18n.days(count)


def choice(count: int) -> str:
    """As in a list to choose from, where zero is explained."""
    return in_words(count) if count else str(gettext("0 (contact bref)"))
