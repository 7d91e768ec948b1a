"""Taking over an example KPI: a draft of the structure's own, marked as an example until it is validated."""

from datetime import date, datetime

from ambassador.accounts.models import Organisation, OrganisationKind, User
from ambassador.errors import N_, RuleBroken
from ambassador.kpis.examples import examples_for
from ambassador.kpis.models import Adoption
from ambassador.kpis.queries import sheet
from ambassador.kpis.queries.figures import STRUCTURES_ACCOMPANIED
from ambassador.kpis.services.definitions import create_kpi


def take_over_example(
    organisation: Organisation, key: str, action_id: int | None, by: User, now: datetime, today: date
) -> Adoption:
    """Raises RuleBroken when the example or the action is unknown."""
    example = next((row for row in examples_for(organisation) if row.key == key), None)
    if example is None:
        raise RuleBroken(N_("Choisissez un exemple de la liste."), field="example")
    code = _free_code(organisation, action_id, key)
    adoption = create_kpi(organisation, example.as_kpi(code, action_id, today), by, now, is_example=True)
    if example.is_computed:
        adoption.indicator.measure = STRUCTURES_ACCOMPANIED
    return adoption


def _free_code(organisation: Organisation, action_id: int | None, key: str) -> str:
    """The action's code and the example's name; a number where another structure has the same."""
    if organisation.kind is OrganisationKind.OPERATOR:
        stem = key[:30]
    else:
        action = next((row for row in sheet.actions_of(organisation) if row.id == action_id), None)
        if action is None:
            raise RuleBroken(N_("Choisissez une action de la structure."), field="action_id")
        stem = f"{action.code}-{key}"[:34]
    code, number = stem, 1
    while sheet.is_code_taken(code, None):
        number += 1
        code = f"{stem}-{number}"
    return code
