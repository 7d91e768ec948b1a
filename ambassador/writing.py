"""How a number is written: a rule that can be kept with the number, and applied later in any language."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from flask_babel import gettext

from ambassador import i18n

FIXED = "\u00a0"
_LONGEST_SYMBOL = 3
"""A unit this short stays beside its number; a word may go to the next line, rather than be cut in two."""
_QUARTERS_IN_DAY = 4


class Style(StrEnum):
    NUMBER = "number"
    """The number alone, or with its unit behind it."""
    PERCENT = "percent"
    """81 is "81 %"."""
    DAYS = "days"
    """Days to the quarter: 2.75 is "2¾"."""
    MILESTONE = "milestone"
    """1 is reached, 0 is not."""


@dataclass(frozen=True)
class Writing:
    """`unit` is in the language of the words around the number."""

    style: Style = Style.NUMBER
    unit: str = ""

    def __call__(self, value: Decimal | int) -> str:
        match self.style:
            case Style.NUMBER:
                return self._with_unit(i18n.number(value))
            case Style.PERCENT:
                return str(gettext("%(number)s %%", number=i18n.number(value)))
            case Style.DAYS:
                return i18n.quarters(int(Decimal(value) * _QUARTERS_IN_DAY))
            case Style.MILESTONE:
                return str(gettext("atteint") if value else gettext("pas atteint"))

    def _with_unit(self, number: str) -> str:
        if not self.unit:
            return number
        return f"{number}{FIXED if len(self.unit) <= _LONGEST_SYMBOL else ' '}{self.unit}"


PLAIN = Writing()
DAYS = Writing(Style.DAYS)
