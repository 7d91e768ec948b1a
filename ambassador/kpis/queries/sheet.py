"""The sheet of a structure: its KPIs with their figures, by axis; one KPI with its series."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from ambassador.accounts.models import Organisation, OrganisationKind, User
from ambassador.audit import AuditAction, AuditEvent
from ambassador.charter.models import Acceptance, Action, Axis, Charter
from ambassador.db import db
from ambassador.kpis.models import Adoption, AdoptionState, AdoptionVersion, IndicatorVersion
from ambassador.kpis.queries.figures import series_of
from ambassador.kpis.queries.sight import loaded
from ambassador.kpis.series import Series


@dataclass(frozen=True)
class Group:
    """The KPIs of one axis; without axis: of actions whose axis is unknown, or of the programme."""

    axis: Axis | None
    lines: tuple[Series, ...]

    @property
    def has_examples(self) -> bool:
        return any(line.adoption.is_unvalidated_example for line in self.lines)


def sheet(organisation: Organisation, today: date) -> list[Group]:
    """All KPIs of a structure but the retired ones, by axis, then action and code."""
    return grouped(series_of(adoptions_of(organisation.id), today))


def retired(organisation: Organisation) -> list[Adoption]:
    """With their names only."""
    chosen = select(Adoption).order_by(Adoption.code, Adoption.id)
    chosen = chosen.options(joinedload(Adoption.definition))
    chosen = chosen.where(Adoption.organisation_id == organisation.id, Adoption.state == AdoptionState.RETIRED)
    return list(db.session.scalars(chosen))


def adoptions_of(organisation_id: int) -> list[Adoption]:
    chosen = loaded().where(Adoption.organisation_id == organisation_id, Adoption.state != AdoptionState.RETIRED)
    return list(db.session.scalars(chosen))


def grouped(lines: Iterable[Series]) -> list[Group]:
    ordered = sorted(lines, key=_order)
    axes = {_axis(line) for line in ordered}
    return [
        Group(axis, tuple(line for line in ordered if _axis(line) is axis))
        for axis in sorted(axes, key=lambda axis: (axis is None, axis.position if axis else 0))
    ]


def _axis(line: Series) -> Axis | None:
    action = line.adoption.action
    return action.axis if action else None


def _order(line: Series) -> tuple[str, str, int]:
    adoption = line.adoption
    return (adoption.action.code if adoption.action else "", adoption.code, adoption.id)


def series(adoption: Adoption, today: date) -> Series:
    return series_of([adoption], today)[0]


def history(adoption: Adoption, limit: int = 20) -> list[AuditEvent]:
    """The changes of a KPI's definition and of what was agreed on it, newest first. What was first written is on the page
    itself, and what a version writes on the version's: of these the fact alone is told, and no names are asked for it."""
    of_adoption = and_(AuditEvent.subject == "Adoption", AuditEvent.subject_id == adoption.id)
    own_or_operators = (
        select(User.id)
        .join(User.organisation)
        .where(or_(Organisation.id == adoption.organisation_id, Organisation.kind == OrganisationKind.OPERATOR))
    )
    begun = select(func.min(AuditEvent.at)).where(of_adoption)
    agreed = select(AdoptionVersion.definition_id).where(
        AdoptionVersion.adoption_id == adoption.id, AdoptionVersion.definition_id.is_not(None)
    )
    of_definition = and_(
        AuditEvent.subject == "Indicator",
        AuditEvent.subject_id == adoption.indicator_id,
        # So is what was written before this structure took the indicator over, and what their people wrote.
        AuditEvent.at >= begun.scalar_subquery(),
        or_(AuditEvent.user_id.is_(None), AuditEvent.user_id.in_(own_or_operators)),
        # Another structure's versions of the same indicator are its own affair.
        or_(
            AuditEvent.model != "IndicatorVersion",
            AuditEvent.row_id == adoption.definition_id,
            AuditEvent.row_id.in_(agreed),
        ),
    )
    chosen = select(AuditEvent).where(or_(of_adoption, of_definition))
    found = db.session.scalars(chosen.order_by(AuditEvent.at.desc(), AuditEvent.id.desc()).limit(limit))
    return [_bare(event) for event in found]


def _bare(event: AuditEvent) -> AuditEvent:
    names = ("at", "user_id", "action", "model", "row_id", "subject", "subject_id", "convention_id")
    is_new = event.action is AuditAction.CREATED
    changes = {} if is_new else {name: change for name, change in event.changes.items() if name != "content"}
    return AuditEvent(**{name: getattr(event, name) for name in names}, changes=changes)


def names_of_definitions(numbers: Collection[int]) -> dict[int, str]:
    """Definitions by their number among those of their KPI."""
    rows = db.session.execute(
        select(IndicatorVersion.id, IndicatorVersion.number).where(IndicatorVersion.id.in_(numbers))
    )
    return {row.id: str(row.number) for row in rows}


def actions_of(organisation: Organisation) -> list[Action]:
    """The actions a KPI of the structure can be for: all that it has not refused, by code. The operator has none."""
    if organisation.kind is OrganisationKind.OPERATOR:
        return []
    chosen = select(Action).join(Charter).where(Charter.organisation_id == organisation.id)
    chosen = chosen.where(Action.acceptance != Acceptance.REFUSED).order_by(Action.code, Action.id)
    return list(db.session.scalars(chosen))


def is_code_taken(organisation: Organisation, code: str, except_adoption_id: int | None = None) -> bool:
    """Among the KPIs of the structure, retired ones too."""
    chosen = select(Adoption.id).where(Adoption.organisation_id == organisation.id, Adoption.code == code)
    return db.session.scalar(chosen) not in (None, except_adoption_id)


def free_code(organisation: Organisation, wanted: str) -> str:
    """The code that is wanted; with a number behind it where the structure has it already."""
    code, number = wanted[:36], 1
    while is_code_taken(organisation, code):
        number += 1
        code = f"{wanted[:36]}-{number}"
    return code
