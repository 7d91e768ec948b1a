"""The example KPIs, ready to be taken over into an action: ours, to be validated with the structure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from ambassador.accounts.models import Organisation, OrganisationKind
from ambassador.config import ROOT
from ambassador.kpis.models import Direction, IndicatorKind, OverStructures, OverTime
from ambassador.kpis.models.adoption import DAYS_ALLOWED
from ambassador.periods import Frequency
from ambassador.translated import Translated

FILE = ROOT / "ambassador" / "seeds" / "indicators-example.toml"


@dataclass(frozen=True)
class Example:
    key: str
    action: str | None
    """The code of the City's action it was written for; None: for the programme."""
    name: Translated
    definition: Translated
    unit: Translated
    kind: IndicatorKind
    direction: Direction
    frequency: Frequency
    over_time: OverTime
    over_structures: OverStructures
    numerator_label: Translated
    denominator_label: Translated
    weight_label: Translated
    counts_people: bool
    hard_min: Decimal | None
    hard_max: Decimal | None
    target: Decimal | None
    is_computed: bool

    def as_fields(self, code: str, action_id: int | None, today: date) -> dict[str, Any]:
        """All that a new KPI needs, by the names of `KpiValues`; what the example does not know is left empty."""
        return {
            **{name: getattr(self, name) for name in _SHARED},
            "code": code,
            "action_id": action_id,
            "plausible_min": None,
            "plausible_max": None,
            "first_on": today,
            "baseline_numerator": None,
            "baseline_denominator": None,
            "baseline_weight": None,
            "baseline_on": None,
            "baseline_comment": "",
            "targets": ((today, self.target),) if self.target is not None else (),
            "target_is_total": self.target is not None and self.over_time is OverTime.SUM,
            "service_id": None,
            "owner_id": None,
            "stand_in_id": None,
            "source": "",
            "verification": "",
            "days_allowed": DAYS_ALLOWED,
        }


_SHARED = (
    "name",
    "definition",
    "unit",
    "kind",
    "direction",
    "frequency",
    "over_time",
    "over_structures",
    "numerator_label",
    "denominator_label",
    "weight_label",
    "counts_people",
    "hard_min",
    "hard_max",
)


@cache
def examples() -> tuple[Example, ...]:
    data = tomllib.loads(FILE.read_text(encoding="utf-8"), parse_float=Decimal)
    return tuple(_example(row) for row in [*data["indicator"], *data["programme"]])


def examples_for(organisation: Organisation) -> list[Example]:
    """Those for actions, or for the programme."""
    is_programme = organisation.kind is OrganisationKind.OPERATOR
    return [example for example in examples() if (example.action is None) is is_programme]


def _example(row: Mapping[str, Any]) -> Example:
    return Example(
        key=row["key"],
        action=row.get("action"),
        name=Translated(**row["name"]),
        definition=Translated(**row["definition"]),
        unit=Translated(**row["unit"]),
        kind=IndicatorKind(row["kind"]),
        direction=Direction(row["direction"]),
        frequency=Frequency(row["frequency"]),
        over_time=OverTime(row["over_time"]),
        over_structures=OverStructures(row["over_structures"]),
        numerator_label=Translated(**row.get("numerator", {})),
        denominator_label=Translated(**row.get("denominator", {})),
        weight_label=Translated(**row.get("weight", {})),
        counts_people=row["counts_people"],
        hard_min=_number(row.get("hard_min")),
        hard_max=_number(row.get("hard_max")),
        target=_number(row.get("target")),
        is_computed=row.get("computed", False),
    )


def _number(value: int | Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(value)
