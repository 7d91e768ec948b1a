"""Changing what was agreed: a new version beside the one in force, agreed again; figures keep theirs."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from ambassador.accounts.models import Organisation, User
from ambassador.charter.models import Action
from ambassador.db import db
from ambassador.demo import factories
from ambassador.demo.factories.kpis import charter_action, figure
from ambassador.errors import RuleBroken
from ambassador.kpis import terms
from ambassador.kpis.models import (
    Adoption,
    AdoptionState,
    AdoptionVersion,
    Direction,
    EntryState,
    IndicatorKind,
    OverStructures,
    OverTime,
    VersionState,
)
from ambassador.kpis.queries import sheet
from ambassador.kpis.queries import versions as queries
from ambassador.kpis.services import agreement, definitions, versions
from ambassador.periods import Frequency
from ambassador.permissions import Role
from ambassador.translated import Translated
from tests.conftest import World
from tests.rules.test_kpis_agreement import NOW, draft, kpi_cast, propose

Cast = dict[str, Any]
WHY = "Le registre a changé."


@pytest.fixture
def cast(session: Any, world: World) -> Cast:
    return kpi_cast(session, world)


def agreed(cast: Cast, **changes: Any) -> Adoption:
    kpi = propose(draft(cast, **changes), cast["coach"])
    return agreement.agree_kpi(kpi, str(kpi.version), cast["coordinator"], NOW)


def change(cast: Cast, kpi: Adoption, by: str = "coach", **changes: Any) -> AdoptionVersion:
    return versions.write_version(kpi, replace(terms.in_force(kpi), **changes), WHY, cast[by], NOW)


def step(version: AdoptionVersion, service: Any, *more: Any) -> AdoptionVersion:
    service(version, str(version.version), *more)
    db.session.flush()
    return version


def test_a_change_is_in_force_once_the_other_party_agrees(cast: Cast) -> None:
    kpi = agreed(cast)
    first = kpi.definition
    figure = factories.figure(kpi, "2025-Q3", 40, 1200)
    targets = ((date(2026, 1, 1), Decimal(30)), (date(2027, 1, 1), Decimal(60)))
    version = change(cast, kpi, definition=Translated(fr="Part des agents en service."), targets=targets)
    assert version.number == 2
    step(version, versions.propose_version, cast["coach"], NOW)
    assert kpi.definition is first and [row.value for row in kpi.targets] == [20, 50], "the agreed one stays in force"

    step(version, versions.agree_version, cast["coordinator"], NOW)
    assert version.state is VersionState.AGREED and version.definition is kpi.definition
    assert kpi.definition.number == 2 and str(kpi.definition.definition) == "Part des agents en service."
    assert [(row.month, row.value) for row in kpi.targets] == [(202601, 30), (202701, 60)]
    assert figure.definition_id == first.id and str(first.definition) == "Part des agents formés."
    assert [one.number for one in queries.of(kpi.id)] == [2, 1]


def test_new_targets_alone_keep_the_definition(cast: Cast) -> None:
    kpi = agreed(cast)
    version = change(cast, kpi, targets=((date(2026, 1, 1), Decimal(35)),), baseline_comment="Relue.")
    step(version, versions.propose_version, cast["coordinator"], NOW)
    step(version, versions.agree_version, cast["coach"], NOW)
    assert kpi.definition.number == 1 and [row.value for row in kpi.targets] == [35]
    assert kpi.baseline_comment == "Relue." and kpi.agreed_by is cast["coordinator"], (
        "the first agreement keeps its date"
    )


def test_what_was_agreed_before_versions_were_kept_becomes_the_first(cast: Cast) -> None:
    kpi = factories.kpi(cast["city"], targets={202601: 5}, service_id=cast["service"])
    change(cast, kpi, source="Autre registre")
    second, first = queries.of(kpi.id)
    assert (second.number, first.number, first.state) == (2, 1, VersionState.AGREED)
    assert terms.read(first.content).source == "Registre"


@pytest.mark.parametrize(
    ("proposer", "agreer", "is_accepted"),
    [
        ("coach", "coordinator", True),
        ("coordinator", "coach", True),
        ("coach", "coach", False),
        ("coach", "second_coach", False),
        ("coordinator", "coordinator", False),
        ("coach", "staff", False),
        ("coach", "admin", False),
        ("coach", "partner", False),
        ("coach", "other_coordinator", False),
    ],
)
def test_only_the_other_party_agrees_on_a_change(cast: Cast, proposer: str, agreer: str, is_accepted: bool) -> None:
    kpi = agreed(cast)
    version = step(change(cast, kpi, source="Autre"), versions.propose_version, cast[proposer], NOW)
    if is_accepted:
        step(version, versions.agree_version, cast[agreer], NOW)
        assert kpi.source == "Autre"
    else:
        with pytest.raises(RuleBroken):
            step(version, versions.agree_version, cast[agreer], NOW)
        assert version.state is VersionState.PROPOSED and kpi.source == "Registre"


STEPS = {
    "propose": lambda version, by: versions.propose_version(version, str(version.version), by, NOW),
    "agree": lambda version, by: versions.agree_version(version, str(version.version), by, NOW),
    "send_back": lambda version, by: versions.send_back_version(version, str(version.version), "À revoir", by),
    "drop": lambda version, by: versions.drop_version(version, str(version.version), by),
}
ALLOWED = {
    (VersionState.DRAFT, "propose"): VersionState.PROPOSED,
    (VersionState.DRAFT, "drop"): VersionState.DROPPED,
    (VersionState.PROPOSED, "agree"): VersionState.AGREED,
    (VersionState.PROPOSED, "send_back"): VersionState.DRAFT,
}


@pytest.mark.parametrize("state", list(VersionState))
@pytest.mark.parametrize("name", list(STEPS))
@pytest.mark.parametrize("role", ["coach", "coordinator", "staff", "admin", "partner", "other_coordinator"])
def test_every_step_of_a_change_is_taken_by_the_right_role_in_the_right_state_or_refused(
    cast: Cast,
    state: VersionState,
    name: str,
    role: str,
) -> None:
    version = change(cast, agreed(cast), source="Autre")
    if state in (VersionState.PROPOSED, VersionState.AGREED):
        step(version, versions.propose_version, cast["coach"], NOW)
    if state is VersionState.AGREED:
        step(version, versions.agree_version, cast["coordinator"], NOW)
    if state is VersionState.DROPPED:
        step(version, versions.drop_version, cast["coach"])
    wanted = ALLOWED.get((state, name))
    may = role in {"coach", "coordinator"} and not (name == "agree" and role == "coach")
    if wanted and may:
        assert STEPS[name](version, cast[role]).state is wanted
    else:
        with pytest.raises(RuleBroken):
            STEPS[name](version, cast[role])
        assert version.state is state


def test_a_returned_change_keeps_its_words_and_the_reason(cast: Cast) -> None:
    version = step(change(cast, agreed(cast), source="Autre"), versions.propose_version, cast["coach"], NOW)
    step(version, versions.send_back_version, "La source n’existe plus.", cast["coordinator"])
    assert version.returned == "La source n’existe plus." and terms.read(version.content).source == "Autre"
    again = change(cast, version.adoption, source="Troisième")
    assert again is version and terms.read(version.content).source == "Troisième"
    step(version, versions.propose_version, cast["coach"], NOW)
    assert version.returned == ""


def test_an_incomplete_change_is_not_proposed(cast: Cast) -> None:
    version = change(cast, agreed(cast), source="")
    with pytest.raises(RuleBroken, match="pas complet"):
        step(version, versions.propose_version, cast["coach"], NOW)


def test_an_unchanged_change_and_one_without_reason_are_refused(cast: Cast) -> None:
    kpi = agreed(cast)
    with pytest.raises(RuleBroken, match="Rien ne change"):
        change(cast, kpi)
    with pytest.raises(RuleBroken) as broken:
        versions.write_version(kpi, replace(terms.in_force(kpi), source="Autre"), "  ", cast["coach"], NOW)
    assert broken.value.field == "reason" and not queries.pending(kpi.id)


@pytest.mark.parametrize("state", [AdoptionState.DRAFT, AdoptionState.PROPOSED, AdoptionState.RETIRED])
def test_only_an_agreed_kpi_is_changed_so(cast: Cast, state: AdoptionState) -> None:
    kpi = factories.kpi(cast["city"], state=state)
    with pytest.raises(RuleBroken):
        change(cast, kpi, source="Autre")


def test_a_second_change_waits_for_the_first(session: Any, cast: Cast) -> None:
    kpi = agreed(cast)
    version = step(change(cast, kpi, source="Autre"), versions.propose_version, cast["coach"], NOW)
    with pytest.raises(RuleBroken, match="déjà proposé"):
        change(cast, kpi, source="Encore une autre")
    session.add(AdoptionVersion(adoption=kpi, number=9, content=version.content, reason="x", written_at=NOW))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("code", {"code": "A07-9"}),
        ("frequency", {"frequency": Frequency.YEARLY}),
        ("counts_people", {"counts_people": False}),
        ("kind", {"kind": IndicatorKind.NUMBER, "over_time": OverTime.SUM, "over_structures": OverStructures.SUM}),
        ("first_on", {"first_on": date(2025, 10, 1)}),
    ],
)
def test_what_figures_rely_on_does_not_change(cast: Cast, field: str, changes: dict[str, Any]) -> None:
    kpi = agreed(cast)
    factories.figure(kpi, "2025-Q3", 40, 1200)
    with pytest.raises(RuleBroken) as broken:
        change(cast, kpi, **changes)
    assert broken.value.field == field


def test_a_version_of_one_structure_leaves_anothers_as_it_is(session: Any, world: World, cast: Cast) -> None:
    kpi = agreed(cast)
    other = Adoption(
        indicator=kpi.indicator,
        code=kpi.code,
        definition=kpi.definition,
        organisation=session.get_one(Organisation, world.other_city),
        action=charter_action(session.get_one(Organisation, world.other_city), "B1"),
        first_month=202507,
    )
    session.add(other)
    session.flush()
    version = step(change(cast, kpi, direction=Direction.DOWN, targets=()), versions.drop_version, cast["coach"])
    version = change(cast, kpi, name=Translated(fr="Autre nom"))
    step(version, versions.propose_version, cast["coach"], NOW)
    step(version, versions.agree_version, cast["coordinator"], NOW)
    assert str(other.definition.name) == "Agents sensibilisés" and str(kpi.definition.name) == "Autre nom"
    assert other.definition.number == 1 and kpi.definition.number == 2
    told = [(event.model, event.row_id) for event in sheet.history(other)]
    assert ("IndicatorVersion", kpi.definition_id) not in told and ("Indicator", kpi.indicator_id) in told
    told = [(event.model, event.row_id) for event in sheet.history(kpi)]
    assert {("IndicatorVersion", kpi.definition_id), ("IndicatorVersion", other.definition_id)} <= set(told)


def test_writing_a_draft_anew_leaves_the_definition_that_another_structure_has(
    session: Any,
    world: World,
    cast: Cast,
) -> None:
    kpi = draft(cast)
    other_city = session.get_one(Organisation, world.other_city)
    action: Action = charter_action(other_city, "B1")
    other = Adoption(
        indicator=kpi.indicator,
        code=kpi.code,
        definition=kpi.definition,
        organisation=other_city,
        action=action,
        first_month=202507,
    )
    session.add(other)
    session.flush()
    values = replace(terms.in_force(kpi), name=Translated(fr="Autre nom"))
    definitions.change_kpi(kpi, values, cast["coach"], NOW)
    assert str(other.definition.name) == "Agents sensibilisés" and str(kpi.definition.name) == "Autre nom"
    definitions.change_kpi(kpi, replace(values, code="A07-8"), cast["coach"], NOW)
    assert (kpi.code, other.code) == ("A07-8", "A07-1")


def test_a_retired_kpi_gives_its_reason_and_drops_its_change(session: Any, cast: Cast) -> None:
    kpi = agreed(cast)
    version = change(cast, kpi, source="Autre")
    with pytest.raises(RuleBroken) as broken:
        agreement.retire_kpi(kpi, str(kpi.version), " ", cast["coach"], NOW)
    assert broken.value.field == "reason"
    agreement.retire_kpi(kpi, str(kpi.version), "Le registre disparaît.", cast["coach"], NOW)
    assert (kpi.reason, kpi.reason_by, version.state) == ("Le registre disparaît.", cast["coach"], VersionState.DROPPED)
    session.flush()
    kpi.reason, kpi.reason_by, kpi.reason_at = "", None, None
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


@pytest.mark.parametrize("state", [EntryState.DRAFT, EntryState.SUBMITTED, EntryState.RETURNED])
def test_a_kpi_whose_figures_wait_is_not_retired(session: Any, cast: Cast, state: EntryState) -> None:
    kpi = agreed(cast)
    figure(kpi, "2025-Q4", 1, 2, state=state)
    session.flush()
    with pytest.raises(RuleBroken, match="attendent encore") as broken:
        agreement.retire_kpi(kpi, str(kpi.version), "Plus utile", cast["coach"], NOW)
    assert broken.value.parameters["count"] == 1 and kpi.state is AdoptionState.AGREED


def test_a_proposal_sent_back_says_why_until_it_is_proposed_again(cast: Cast) -> None:
    kpi = propose(draft(cast), cast["coach"])
    with pytest.raises(RuleBroken):
        agreement.send_back_kpi(kpi, str(kpi.version), "", cast["coordinator"], NOW)
    agreement.send_back_kpi(kpi, str(kpi.version), "La cible est trop haute.", cast["coordinator"], NOW)
    db.session.flush()
    assert kpi.reason == "La cible est trop haute." and kpi.reason_by is cast["coordinator"]
    assert propose(kpi, cast["coach"]).reason == ""


def test_the_coach_who_wrote_may_not_be_the_second_person_for_the_programme(cast: Cast) -> None:
    funded = {"funded_from": date(2025, 1, 1), "funded_until": date(2026, 8, 31)}
    kpi = draft(
        {**cast, "city": cast["operator"]}, action_id=None, service_id=None, owner_id=cast["coach"].id, **funded
    )
    propose(kpi, cast["coach"])
    agreement.agree_kpi(kpi, str(kpi.version), cast["second_coach"], NOW)
    version = step(change(cast, kpi, source="Autre"), versions.propose_version, cast["second_coach"], NOW)
    with pytest.raises(RuleBroken):
        step(version, versions.agree_version, cast["second_coach"], NOW)
    third: User = factories.user(Role.COACH, cast["operator"], "Troisième Coach")
    step(version, versions.agree_version, third, NOW)
    assert kpi.source == "Autre"
