"""Quarter days in words: "½ jour", "2¼ jours", "0 (contact bref)"."""

from flask_babel import gettext, ngettext, pgettext

from ambassador.i18n import quarters


def in_words(count: int) -> str:
    """A length of days; French counts in the singular below two, English and Dutch up to one."""
    days = quarters(count)
    if 4 < count < 8:
        return str(pgettext("between one and two", "%(days)s jour", days=days))
    return str(ngettext("%(days)s jour", "%(days)s jours", 1 if count <= 4 else count // 4, days=days))


def choice(count: int) -> str:
    """As in a list to choose from, where zero is explained."""
    return in_words(count) if count else str(gettext("0 (contact bref)"))
