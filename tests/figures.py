"""Many figures at once, for tests and the bench: rows as they are stored, without the portal's own rules."""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import insert

from ambassador.accounts.models import Organisation
from ambassador.db import db
from ambassador.demo import factories
from ambassador.kpis.models import (
    Adoption,
    AdoptionState,
    Answer,
    Direction,
    Entry,
    EntryState,
    Indicator,
    IndicatorKind,
    IndicatorVersion,
    OverStructures,
    OverTime,
    Target,
)
from ambassador.periods import Frequency, Period
from ambassador.permissions import Role
from ambassador.translated import Translated

NOW = datetime(2026, 1, 1, 9, tzinfo=UTC)
LOT = 20_000


def structures(count: int) -> list[int]:
    """The numbers of new ambassador organisations."""
    made = [
        Organisation(key=f"structure-{number}", name=Translated(fr=f"Structure {number:04d}"), kind="ambassador")
        for number in range(count)
    ]
    db.session.add_all(made)
    db.session.flush()
    return [row.id for row in made]


def two_people(organisation_id: int) -> tuple[int, int]:
    """Who proposes and enters, and who agrees and approves."""
    organisation = db.session.get_one(Organisation, organisation_id)
    people = [factories.user(Role.STAFF, organisation, name) for name in ("Ève Entrée", "Val Validation")]
    return people[0].id, people[1].id


def indicator() -> Indicator:
    made = Indicator()
    db.session.add(made)
    db.session.flush()
    return made


def definition(of: Indicator, number: int = 1, **values: Any) -> IndicatorVersion:
    usual = {
        "name": Translated(fr=f"Indicateur {of.id}"),
        "unit": Translated(fr="heures"),
        "kind": IndicatorKind.NUMBER,
        "direction": Direction.UP,
        "frequency": Frequency.MONTHLY,
        "over_time": OverTime.SUM,
        "over_structures": OverStructures.SUM,
        "made_at": NOW,
    }
    made = IndicatorVersion(indicator_id=of.id, number=number, **{**usual, **values})
    db.session.add(made)
    db.session.flush()
    return made


def adoption(of: IndicatorVersion, organisation_id: int, people: tuple[int, int], **values: Any) -> dict[str, Any]:
    """A row of `adopt`: an agreed KPI, or a retired one."""
    is_retired = values.get("state") is AdoptionState.RETIRED
    return {
        "indicator_id": of.indicator_id,
        "organisation_id": organisation_id,
        "code": f"K{of.indicator_id}",
        "definition_id": of.id,
        "state": AdoptionState.AGREED,
        "proposed_by_id": people[0],
        "proposed_at": NOW,
        "agreed_by_id": people[1],
        "agreed_at": NOW,
        "reason": "Plus utile." if is_retired else "",
        "reason_by_id": people[1] if is_retired else None,
        "reason_at": NOW if is_retired else None,
        "first_month": 202201,
        "baseline_numerator": None,
        "baseline_denominator": None,
        "baseline_weight": None,
        "target_is_total": False,
        **values,
    }


def adopt(rows: Iterable[dict[str, Any]]) -> list[int]:
    """The numbers of the adoptions, in the order of the rows."""
    wanted = list(rows)
    db.session.execute(insert(Adoption.__table__), wanted)  # type: ignore[arg-type]
    found = db.session.query(Adoption.id, Adoption.indicator_id, Adoption.organisation_id)
    numbers = {(row.indicator_id, row.organisation_id): row.id for row in found}
    return [numbers[row["indicator_id"], row["organisation_id"]] for row in wanted]


def aim(rows: Iterable[tuple[int, int, Decimal]]) -> None:
    """Targets: adoption, month, value."""
    if found := [{"adoption_id": number, "month": month, "value": value} for number, month, value in rows]:
        db.session.execute(insert(Target.__table__), found)  # type: ignore[arg-type]


def entry(
    adoption_id: int, adopted: dict[str, Any], period: Period, people: tuple[int, int], **values: Any
) -> dict[str, Any]:
    """A row of `enter`: an approved figure, unless `state` says otherwise."""
    is_approved = values.get("state", EntryState.APPROVED) is EntryState.APPROVED
    return {
        "adoption_id": adoption_id,
        "indicator_id": adopted["indicator_id"],
        "organisation_id": adopted["organisation_id"],
        "definition_id": adopted["definition_id"],
        "frequency": period.frequency,
        "month": period.month,
        "category_id": None,
        "answer": Answer.VALUE,
        "numerator": None,
        "denominator": None,
        "weight": None,
        "state": EntryState.APPROVED,
        "edited_by_id": people[0],
        "edited_at": NOW,
        "approved_by_id": people[1] if is_approved else None,
        "approved_at": NOW if is_approved else None,
        "correction": None,
        "corrected_by_id": None,
        **values,
    }


def enter(rows: Iterable[dict[str, Any]]) -> None:
    lot: list[dict[str, Any]] = []
    for row in rows:
        lot.append(row)
        if len(lot) == LOT:
            db.session.execute(insert(Entry.__table__), lot)  # type: ignore[arg-type]
            lot = []
    if lot:
        db.session.execute(insert(Entry.__table__), lot)  # type: ignore[arg-type]
