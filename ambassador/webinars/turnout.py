"""How many came: the figures as the field reports them. Plain Python."""

from dataclasses import dataclass
from decimal import Decimal

from ambassador.webinars.models import attendance_rate


@dataclass(frozen=True)
class Turnout:
    """Who was on the list, and what came of it. `registered` is everybody on the list, whatever their status.

    Turnouts are added, rates never: the sum's rate is the sum of those present over the sum of those registered.
    """

    registered: int = 0
    present: int = 0
    absent: int = 0
    excused: int = 0
    organisations: frozenset[str] = frozenset()
    """Keys of the organisations on the list: one that comes back counts once in a sum."""

    @property
    def rate(self) -> Decimal | None:
        return attendance_rate(self.registered, self.present)

    @property
    def to_note(self) -> int:
        """People whose presence is not noted yet."""
        return self.registered - self.present - self.absent - self.excused

    @property
    def has_presence(self) -> bool:
        """True once somebody was noted as present or absent: before, a rate would only mislead."""
        return self.present + self.absent > 0

    @property
    def organisation_count(self) -> int:
        return len(self.organisations)

    def __add__(self, other: "Turnout") -> "Turnout":
        return Turnout(
            self.registered + other.registered,
            self.present + other.present,
            self.absent + other.absent,
            self.excused + other.excused,
            self.organisations | other.organisations,
        )
