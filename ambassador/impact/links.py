"""Where each figure's rows are, for those who may see them. Partners have no such pages yet."""

from dataclasses import dataclass

from flask import url_for

from ambassador.impact.reading import Reading


@dataclass(frozen=True)
class Links:
    """Addresses for one reading; None where the reader may not go."""

    reading: Reading

    def webinars(self, month: int) -> str | None:
        if not self.reading.is_inside:
            return None
        return url_for("webinars.index", year=month // 100, state="held")

    def follow_up(self, number: int | None) -> str | None:
        if not self.reading.is_inside or number is None:
            return None
        return url_for("followup.show", number=number)

    def charter(self, number: int | None) -> str | None:
        if not self.reading.is_inside or number is None:
            return None
        return url_for("charter.show", number=number)

    def kpi(self, number: int) -> str | None:
        return url_for("kpis.show", number=number) if self.reading.is_inside else None

    def figure(self, number: int | None) -> str | None:
        """One entry, with its approval."""
        if not self.reading.is_inside or number is None:
            return None
        return url_for("kpis.figure", number=number)

    def conventions(self) -> str | None:
        return url_for("conventions.index") if self.reading.is_inside else None
