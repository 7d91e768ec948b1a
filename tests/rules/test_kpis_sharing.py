"""One indicator in several structures: adopting what another agreed on, each structure's own versions, and who knows of it."""

from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from ambassador.accounts.models import Assignment, Organisation, User
from ambassador.audit import Actor, actor
from ambassador.conventions.models import Party
from ambassador.db import db
from ambassador.demo import factories
from ambassador.demo.factories.kpis import charter_action
from ambassador.errors import RuleBroken
from ambassador.kpis import completeness, terms
from ambassador.kpis.models import Adoption, AdoptionState, Direction, Indicator, OverStructures, VersionState
from ambassador.kpis.overview import Rules
from ambassador.kpis.queries import shared, sheet
from ambassador.kpis.queries import versions as version_queries
from ambassador.kpis.services import agreement, definitions, versions
from ambassador.kpis.services.library import take_over_example
from ambassador.periods import Frequency
from ambassador.permissions import Role
from ambassador.translated import Translated
from tests.conftest import TODAY, World
from tests.rules.test_kpis_agreement import NOW, draft, kpi_cast, kpi_values, propose

Cast = dict[str, Any]
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def cast(session: Any, world: World) -> Cast:
    """With a second structure of the operator, its coordinator and an action of its own."""
    found = kpi_cast(session, world)
    club = factories.organisation("Club des voisins")
    factories.convention([found["operator"], club], date(2026, 1, 15))
    return {
        **found,
        "club": club,
        "club_action": charter_action(club, "C1"),
        "club_coordinator": factories.user(Role.COORDINATOR, club, "Chloé Club"),
    }


def agreed(cast: Cast, **changes: Any) -> Adoption:
    kpi = propose(draft(cast, **changes), cast["coach"])
    return agreement.agree_kpi(kpi, str(kpi.version), cast["coordinator"], NOW)


def own_values(cast: Cast, **changes: Any) -> Any:
    own = {"action_id": cast["club_action"].id, "service_id": None, "owner_id": cast["club_coordinator"].id}
    return kpi_values(cast, **{**own, "targets": ((date(2026, 1, 1), Decimal(35)),), **changes})


def adopted(cast: Cast, kpi: Adoption, **changes: Any) -> Adoption:
    return definitions.adopt_kpi(cast["club"], kpi.definition, own_values(cast, **changes), cast["coach"])


def change(cast: Cast, kpi: Adoption, agreer: str, **changes: Any) -> Adoption:
    version = versions.write_version(kpi, replace(terms.in_force(kpi), **changes), "Précisé.", cast["coach"], NOW)
    versions.propose_version(version, str(version.version), cast["coach"], NOW)
    db.session.flush()
    versions.agree_version(version, str(version.version), cast[agreer], NOW)
    db.session.flush()
    return kpi


def count_indicators() -> int:
    return db.session.scalar(select(func.count()).select_from(Indicator)) or 0


# --- adopting --------------------------------------------------------------------------------------------------------


def test_a_second_structure_has_the_same_definition_and_an_agreement_of_its_own(cast: Cast) -> None:
    first = agreed(cast)
    kpi = adopted(cast, first, name=Translated(fr="Autre chose"), code="X1", frequency=Frequency.YEARLY)
    assert kpi.indicator is first.indicator and kpi.definition is first.definition
    assert str(kpi.definition.name) == "Agents sensibilisés" and (first.code, kpi.code) == ("A07-1", "X1")
    assert (kpi.state, kpi.action, kpi.owner_id) == (
        AdoptionState.DRAFT,
        cast["club_action"],
        cast["club_coordinator"].id,
    )
    assert [row.value for row in kpi.targets] == [35] and [row.value for row in first.targets] == [20, 50]
    assert not completeness.missing(terms.in_force(kpi))
    propose(kpi, cast["coach"])
    with pytest.raises(RuleBroken):
        agreement.agree_kpi(kpi, str(kpi.version), cast["coordinator"], NOW)
    agreement.agree_kpi(kpi, str(kpi.version), cast["club_coordinator"], NOW)
    assert kpi.state is AdoptionState.AGREED and first.agreed_by is cast["coordinator"]


@pytest.mark.parametrize("who", ["coordinator", "staff", "admin", "partner", "other_coordinator"])
def test_nobody_adopts_for_another_structure(cast: Cast, who: str) -> None:
    first = agreed(cast)
    with pytest.raises(RuleBroken):
        definitions.adopt_kpi(cast["club"], first.definition, own_values(cast), cast[who])


def test_a_structure_adopts_an_indicator_once(cast: Cast) -> None:
    first = agreed(cast)
    kpi = adopted(cast, first)
    for definition in (first.definition, change(cast, first, "coordinator", source="B").definition):
        with pytest.raises(RuleBroken, match="déjà ce KPI"):
            definitions.adopt_kpi(cast["club"], definition, own_values(cast), cast["coach"])
    propose(kpi, cast["coach"])
    agreement.agree_kpi(kpi, str(kpi.version), cast["club_coordinator"], NOW)
    db.session.flush()
    agreement.retire_kpi(kpi, str(kpi.version), "Plus utile", cast["coach"], NOW)
    with pytest.raises(RuleBroken, match="déjà ce KPI"):
        adopted(cast, first)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"action_id": None}, "action_id"),
        ({"service_id": 10**6}, "service_id"),
        ({"owner_id": 10**6}, "owner_id"),
        ({"baseline_denominator": Decimal(0)}, "baseline_denominator"),
        ({"targets": ((date(2026, 1, 1), Decimal(101)),)}, "targets"),
    ],
)
def test_what_does_not_fit_the_second_structure_is_refused(cast: Cast, changes: dict[str, Any], field: str) -> None:
    first = agreed(cast)
    with pytest.raises(RuleBroken) as refused:
        adopted(cast, first, **changes)
    assert refused.value.field == field


def test_an_action_or_a_person_of_the_first_structure_is_no_choice_for_the_second(cast: Cast) -> None:
    first = agreed(cast)
    for own in ({"action_id": cast["action"].id}, {"owner_id": cast["staff"].id}, {"service_id": cast["service"]}):
        with pytest.raises(RuleBroken):
            adopted(cast, first, **own)


# --- who sees what ---------------------------------------------------------------------------------------------------


def test_the_operators_people_choose_among_what_is_agreed_in_their_sight(
    session: Any, world: World, cast: Cast
) -> None:
    first = agreed(cast)
    draft(cast, code="A07-2")
    factories.kpi(cast["city"], "K-RETIRED", state=AdoptionState.RETIRED)
    factories.kpi(cast["operator"], "P1", owner_id=cast["coach"].id)
    factories.kpi(session.get_one(Organisation, world.other_city), "FOREIGN")
    found = shared.to_adopt(cast["club"], cast["coach"], 1)
    assert [(row.definition, row.structures) for row in found.rows] == [(first.definition, (cast["city"],))]
    assert shared.to_adopt(cast["city"], cast["coach"], 1).rows == []
    adopted(cast, first)
    assert shared.to_adopt(cast["club"], cast["coach"], 1).total == 0


@pytest.mark.parametrize("who", ["coordinator", "club_coordinator", "staff", "admin", "partner"])
def test_others_find_no_definition_of_another_structure(cast: Cast, who: str) -> None:
    first = agreed(cast)
    assert shared.definition(first.definition_id, cast["coach"]) is first.definition
    assert shared.definition(first.definition_id, cast[who]) is None
    assert shared.others(adopted(cast, first), cast[who]) == []


def test_a_coach_sees_who_else_agreed(cast: Cast) -> None:
    first = agreed(cast)
    kpi = adopted(cast, first)
    assert shared.others(kpi, cast["coach"]) == [first] and shared.others(first, cast["coach"]) == []


def test_the_history_tells_nothing_from_before_the_structure_took_it_over(cast: Cast) -> None:
    first = agreed(cast)
    actor.set(Actor(cast["coach"].id, LATER))
    kpi = adopted(cast, first)
    assert {event.model for event in sheet.history(kpi)} == {"Adoption", "Target"}
    assert {"Indicator", "IndicatorVersion"} <= {event.model for event in sheet.history(first)}


# --- versions of one structure alone ---------------------------------------------------------------------------------


def test_a_changed_definition_is_that_structures_alone_and_the_other_can_still_be_adopted(cast: Cast) -> None:
    first = agreed(cast)
    kpi = adopted(cast, first)
    change(cast, first, "coordinator", definition=Translated(fr="Part des agents en service."))
    assert (first.definition.number, kpi.definition.number) == (2, 1)
    assert str(kpi.definition.definition) == "Part des agents formés."
    propose(kpi, cast["coach"])
    agreement.agree_kpi(kpi, str(kpi.version), cast["club_coordinator"], NOW)
    db.session.flush()
    third = factories.organisation("Troisième")
    factories.convention([cast["operator"], third], date(2026, 1, 15))
    found = shared.to_adopt(third, cast["coach"], 1)
    assert [(row.definition.number, row.structures) for row in found.rows] == [
        (1, (cast["club"],)),
        (2, (cast["city"],)),
    ]


def test_a_shared_draft_written_anew_gets_a_definition_and_a_code_of_its_own(cast: Cast) -> None:
    first = agreed(cast)
    kpi = adopted(cast, first)
    values = replace(terms.in_force(kpi), definition=Translated(fr="Autrement."), code="C1-1")
    definitions.change_kpi(kpi, values, cast["club_coordinator"], NOW)
    assert (kpi.definition.number, first.definition.number) == (2, 1) and kpi.indicator is first.indicator
    assert (kpi.code, first.code) == ("C1-1", "A07-1")


def test_a_code_is_one_kpi_of_a_structure_and_may_be_another_elsewhere(cast: Cast) -> None:
    first = agreed(cast)
    kpi = adopted(cast, first, code=first.code)
    assert kpi.code == first.code
    other = factories.kpi(cast["club"], "C9")
    with pytest.raises(RuleBroken) as refused:
        definitions.adopt_kpi(
            cast["club"], agreed(cast, code="A07-2").definition, own_values(cast, code="C9"), cast["coach"]
        )
    assert refused.value.field == "code"
    db.session.flush()
    other.code = kpi.code
    with pytest.raises(IntegrityError):
        db.session.flush()


@pytest.mark.parametrize(
    ("changes", "is_comparable"),
    [
        ({"definition": Translated(fr="Plus clair.")}, True),
        ({"name": Translated(fr="Autre nom"), "hard_max": Decimal(90)}, True),
        ({"unit": Translated(fr="‰")}, False),
        ({"over_structures": OverStructures.NONE}, False),
        ({"frequency": Frequency.YEARLY}, False),
        ({"direction": Direction.DOWN, "targets": ()}, False),
    ],
)
def test_figures_are_made_one_over_structures_only_under_comparable_definitions(
    cast: Cast, changes: dict[str, Any], is_comparable: bool
) -> None:
    first = agreed(cast)
    kpi = adopted(cast, first)
    definitions.change_kpi(kpi, replace(terms.in_force(kpi), **changes), cast["coach"], NOW)
    assert terms.is_comparable(first.definition, kpi.definition) is is_comparable
    assert terms.is_comparable(terms.in_force(first), terms.in_force(kpi)) is is_comparable


# --- the library -----------------------------------------------------------------------------------------------------


def take(cast: Cast, place: str, by: str, key: str = "support-hours") -> Adoption:
    action = cast["action" if place == "city" else f"{place}_action"]
    return take_over_example(cast[place], key, action.id, cast[by], NOW, TODAY)


@pytest.mark.parametrize("by", ["coach", "club_coordinator"])
def test_the_same_example_is_one_indicator_for_two_structures(cast: Cast, by: str) -> None:
    first = take(cast, "city", "coach")
    before = count_indicators()
    second = take(cast, "club", by)
    assert second.indicator is first.indicator and second.definition is first.definition
    assert count_indicators() == before and second.action is cast["club_action"]
    assert first.code == "support-hours", "it names no structure's action"
    assert first.is_unvalidated_example and second.is_unvalidated_example


def test_an_example_that_was_changed_since_is_taken_over_afresh(cast: Cast) -> None:
    first = take(cast, "city", "coach")
    values = replace(terms.in_force(first), definition=Translated(fr="Autrement."))
    definitions.change_kpi(first, values, cast["coach"], NOW)
    second = take(cast, "club", "coach")
    assert second.indicator is not first.indicator and second.code == "support-hours"


def test_an_example_retired_everywhere_is_taken_over_afresh(cast: Cast) -> None:
    first = take(cast, "city", "coach")
    first.state, first.agreed_by, first.agreed_at = AdoptionState.RETIRED, cast["coach"], NOW
    first.reason, first.reason_by, first.reason_at = "Plus utile", cast["coach"], NOW
    db.session.flush()
    assert take(cast, "club", "coach").indicator is not first.indicator


def test_structures_of_another_operator_or_without_a_signed_convention_share_nothing(cast: Cast, world: World) -> None:
    take(cast, "city", "coach")
    other = db.session.get_one(Organisation, world.other_city)
    own = take_over_example(
        other, "support-hours", charter_action(other, "B1").id, cast["other_coordinator"], NOW, TODAY
    )
    assert own.code == "support-hours", "a structure's codes are its own"
    for party in db.session.scalars(select(Party).where(Party.organisation_id == cast["city"].id)):
        party.signed_on = None
    for assignment in db.session.scalars(select(Assignment)):
        assignment.until = TODAY
    db.session.flush()
    assert take(cast, "club", "club_coordinator").indicator is not own.indicator


def test_the_mark_of_an_example_goes_once_the_structure_has_agreed(cast: Cast) -> None:
    first = factories.kpi(cast["city"], "E1", is_example=True, state=AdoptionState.PROPOSED)
    assert first.is_unvalidated_example
    for state in (AdoptionState.AGREED, AdoptionState.RETIRED):
        assert not factories.kpi(cast["city"], f"E-{state}", is_example=True, state=state).is_unvalidated_example


# --- owner and stand-in ----------------------------------------------------------------------------------------------


def replace_people(kpi: Adoption, owner: User | None, stand_in: User | None, by: User) -> None:
    agreement.replace_people(kpi, str(kpi.version), owner.id if owner else None, stand_in.id if stand_in else None, by)
    db.session.flush()


@pytest.mark.parametrize("by", ["coach", "coordinator"])
def test_owner_and_stand_in_are_replaced_at_once_and_audited(cast: Cast, by: str) -> None:
    kpi = agreed(cast)
    replace_people(kpi, cast["staff"], cast["coordinator"], cast[by])
    db.session.refresh(kpi)
    assert (kpi.owner, kpi.stand_in) == (cast["staff"], cast["coordinator"])
    assert kpi.state is AdoptionState.AGREED and version_queries.pending(kpi.id) is None
    assert any("owner_id" in event.changes for event in sheet.history(kpi))


@pytest.mark.parametrize("by", ["staff", "admin", "partner", "other_coordinator"])
def test_nobody_else_replaces_them(cast: Cast, by: str) -> None:
    kpi = agreed(cast)
    with pytest.raises(RuleBroken):
        replace_people(kpi, cast["staff"], None, cast[by])


def test_people_that_do_not_fit_are_refused(cast: Cast) -> None:
    kpi = agreed(cast, service_id=None, owner_id=cast["staff"].id)
    for owner, stand_in, field in (
        ("coach", None, "owner_id"),
        ("other_coordinator", None, "owner_id"),
        ("staff", "other_coordinator", "stand_in_id"),
        ("staff", "staff", "stand_in_id"),
        (None, "staff", "owner_id"),
    ):
        with pytest.raises(RuleBroken) as refused:
            replace_people(kpi, cast.get(owner or ""), cast.get(stand_in or ""), cast["coach"])
        assert refused.value.field == field
    with pytest.raises(RuleBroken, match="entre-temps"):
        agreement.replace_people(kpi, "0", cast["staff"].id, None, cast["coach"])


@pytest.mark.parametrize("state", [AdoptionState.DRAFT, AdoptionState.PROPOSED, AdoptionState.RETIRED])
def test_only_those_of_an_agreed_kpi_are_replaced_so(cast: Cast, state: AdoptionState) -> None:
    kpi = factories.kpi(cast["city"], state=state)
    with pytest.raises(RuleBroken):
        replace_people(kpi, cast["staff"], None, cast["coach"])


def test_a_change_in_hand_keeps_whoever_answers_now(cast: Cast) -> None:
    kpi = agreed(cast)
    version = versions.write_version(
        kpi, replace(terms.in_force(kpi), source="B", owner_id=cast["coordinator"].id), "B", cast["coach"], NOW
    )
    replace_people(kpi, cast["staff"], None, cast["coordinator"])
    versions.propose_version(version, str(version.version), cast["coach"], NOW)
    db.session.flush()
    versions.agree_version(version, str(version.version), cast["coordinator"], NOW)
    assert (kpi.source, kpi.owner_id, version.state) == ("B", cast["staff"].id, VersionState.AGREED)


def test_another_owner_alone_is_no_change_to_agree_on(cast: Cast) -> None:
    kpi = agreed(cast)
    with pytest.raises(RuleBroken, match="Rien ne change"):
        versions.write_version(
            kpi, replace(terms.in_force(kpi), owner_id=cast["staff"].id), "Départ", cast["coach"], NOW
        )


def test_figures_over_time_ask_for_the_same_likeness() -> None:
    assert {field.name for field in fields(Rules)} == set(terms.COMPARED)
