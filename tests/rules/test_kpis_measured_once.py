"""What measuring "KPIs for all actions" reads: once for all conventions of a page."""

from datetime import date
from typing import Any

from ambassador.accounts.models import Organisation
from ambassador.conventions import measures
from ambassador.demo import factories
from ambassador.demo.factories.kpis import charter_action
from tests.client import counted_queries
from tests.conftest import TODAY, World


def test_the_plans_of_many_conventions_are_read_together(session: Any, world: World) -> None:
    operator = session.get_one(Organisation, world.operator)
    commitments = []
    for number in range(4):
        city = factories.organisation(f"Ville {number}")
        convention = factories.convention([operator, city], date(2026, 1, 15))
        commitments.append(factories.commitment(convention, "2.1-2", measure="kpis.agreed_for_actions"))
        for code in range(number + 1):
            action = charter_action(city, f"A{code}")
            if code % 2 == 0:
                factories.kpi(city, f"K{number}-{code}", action=action)
    session.flush()
    conventions = [commitment.convention for commitment in commitments]
    for convention in conventions:
        assert [party.organisation.kind for party in convention.parties]
    with counted_queries() as statements:
        measures.read_ahead(commitments, [convention.id for convention in conventions])
        found = [measures.progress(commitment, TODAY) for commitment in commitments]
    reads = [statement for statement in statements if "charter" in statement or "FROM adoption" in statement]
    assert len(reads) == 3, reads
    assert [(one.measured.quantity, one.target) for one in found if one] == [(1, 1), (1, 2), (2, 3), (2, 4)]
