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
from ambassador.kpis.terms import DEFINITION, DefinitionValues, KpiValues, chosen
from ambassador.periods import Frequency
from ambassador.translated import Translated

FILE = ROOT / "ambassador" / "seeds" / "indicators-example.toml"


@dataclass(frozen=True, kw_only=True)
class Example(DefinitionValues):
    key: str
    action: str | None
    """The code of the City's action it was written for; None: for the programme."""
    target: Decimal | None
    is_computed: bool

    def as_kpi(self, code: str, action_id: int | None, today: date) -> KpiValues:
        """A new KPI that says all the example knows; the rest is left empty."""
        return KpiValues(
            **chosen(self, DEFINITION),
            code=code,
            action_id=action_id,
            first_on=today,
            targets=((today, self.target),) if self.target is not None else (),
            target_is_total=self.target is not None and self.over_time is OverTime.SUM,
            days_allowed=DAYS_ALLOWED,
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
