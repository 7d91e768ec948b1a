"""Figures added up in stored units: integers without bounds, never a float."""

from dataclasses import dataclass


@dataclass(slots=True)
class Sums:
    """Figures made one by adding, in stored units (`db.SCALE`). Never changed; thousands of them are made at once."""

    numerator: int = 0
    denominator: int = 0
    weight: int = 0
    weighted: int = 0
    """Numerator × weight, in stored units of both."""

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.numerator + other.numerator,
            self.denominator + other.denominator,
            self.weight + other.weight,
            self.weighted + other.weighted,
        )
