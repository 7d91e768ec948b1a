"""Files in words: what one is, and how large."""

from decimal import Decimal

from flask_babel import gettext

from ambassador import i18n
from ambassador.files.contents import ENDINGS
from ambassador.files.models import StoredFile

KILO = 1000


def about(file: StoredFile) -> str:
    """ "PDF, 120 ko": its kind by the usual ending, and its size in the reader's way of writing numbers."""
    kind = ENDINGS[file.media_type][0].removeprefix(".").upper() if file.media_type in ENDINGS else file.media_type
    return str(gettext("%(kind)s, %(size)s", kind=kind, size=size(file.size)))


def size(count: int) -> str:
    """Bytes in kilobytes or megabytes, one decimal where it says something. A file is never "0 ko"."""
    if count >= KILO * KILO:
        return str(gettext("%(number)s Mo", number=i18n.number((Decimal(count) / KILO**2).quantize(Decimal("0.1")))))
    return str(gettext("%(number)s ko", number=i18n.number(Decimal(max(1, round(count / KILO))))))
