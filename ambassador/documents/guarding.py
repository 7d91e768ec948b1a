"""Words of people in a CSV: none of them may run when a spreadsheet opens the file, and each is read back as it was.

A spreadsheet takes what begins with = + - @ for a formula. An apostrophe before it makes it text.
"""

_RUNS = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")
_BLANKS = frozenset("\t\r\n")
_MARK = "'"


def guarded(text: str) -> str:
    """The text for a cell of a CSV."""
    return _MARK + text if _is_dangerous(text) else text


def unguarded(text: str) -> str:
    """What `guarded` was given; a text that it did not touch stays as it is."""
    return text[1:] if text.startswith(_MARK) and _is_dangerous(text[1:]) else text


def _is_dangerous(text: str) -> bool:
    """Whether it would run, or could be taken for the marked form of what would."""
    bare = text.lstrip(_MARK)
    return bare[:1] in _BLANKS or bare.lstrip()[:1] in _RUNS
