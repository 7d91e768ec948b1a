"""Taking over an example KPI: a draft of the structure's own, marked as an example until the structure has agreed on it.

Where another structure of the operator took the same one over and left its definition as it is, both have one indicator:
their figures can be added up.
"""

from datetime import date, datetime

from ambassador.accounts.models import Organisation, OrganisationKind, User
from ambassador.errors import N_, RuleBroken
from ambassador.kpis.examples import examples_for
from ambassador.kpis.models import Adoption
from ambassador.kpis.queries import shared, sheet
from ambassador.kpis.queries.figures import STRUCTURES_ACCOMPANIED
from ambassador.kpis.services.definitions import adopt_kpi, create_kpi


def take_over_example(
    organisation: Organisation, key: str, action_id: int | None, by: User, now: datetime, today: date
) -> Adoption:
    """Raises RuleBroken when the example or the action is unknown."""
    example = next((row for row in examples_for(organisation) if row.key == key), None)
    if example is None:
        raise RuleBroken(N_("Choisissez un exemple de la liste."), field="example")
    is_programme = organisation.kind is OrganisationKind.OPERATOR
    if not is_programme and action_id not in {row.id for row in sheet.actions_of(organisation)}:
        raise RuleBroken(N_("Choisissez une action de la structure."), field="action_id")
    values = example.as_kpi(sheet.free_code(organisation, key), action_id, today)
    definition = None if is_programme else shared.like_example(example, organisation, by)
    if definition is not None:
        return adopt_kpi(organisation, definition, values, by)
    adoption = create_kpi(organisation, values, by, now, is_example=True)
    if example.is_computed:
        adoption.indicator.measure = STRUCTURES_ACCOMPANIED
    return adoption
