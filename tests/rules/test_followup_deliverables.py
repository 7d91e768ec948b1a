"""Deliverables as a measure: what the parties planned for a commitment, and what the other side accepted of it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from ambassador.accounts.models import User
from ambassador.conventions import measures as convention_measures
from ambassador.conventions.models import Commitment, Convention, DueRule, Modality, Unit
from ambassador.conventions.services.amendments import (
    AmendmentDetails,
    Signing,
    create_amendment,
    propose_other,
    sign_amendment,
)
from ambassador.conventions.services.commitments import CommitmentDetails
from ambassador.conventions.services.contributions import ContributionDetails, confirm_contribution, record_contribution
from ambassador.conventions.standing import CommitmentState, Reason, Standing, standing
from ambassador.demo import factories
from ambassador.followup import measures, queries, services
from ambassador.followup.models import Deliverable, DeliverableKind, FollowUp
from ambassador.translated import Translated
from tests.conftest import TODAY, World

LAST_DAY = date(2027, 1, 15)
LONG_AFTER = date(2027, 3, 1)
NOW = datetime(2026, 3, 10, 10, tzinfo=UTC)
State = CommitmentState


@pytest.fixture
def coach(session: Any, world: World) -> User:
    return session.get_one(User, world.coach)


@pytest.fixture
def coordinator(session: Any, world: World) -> User:
    return session.get_one(User, world.coordinator)


@pytest.fixture
def follow_up(session: Any, world: World) -> FollowUp:
    return factories.follow_up(session.get_one(Convention, world.convention))


@pytest.fixture
def commitment(follow_up: FollowUp, world: World) -> Commitment:
    """Help with something: firm, until the last day, and no number in the text."""
    party = follow_up.convention.party_of(world.operator)
    return factories.commitment(
        follow_up.convention, party=party, due=DueRule.TERM, measure=measures.DELIVERABLES_ACCEPTED
    )


def planned(commitment: Commitment, follow_up: FollowUp, **values: Any) -> Deliverable:
    return factories.deliverable(follow_up, commitment=commitment, **values)


def accept(deliverable: Deliverable, coach: User, coordinator: User, now: datetime = NOW) -> None:
    services.submit(deliverable, coach, services.Handover(note="Voici."), now, now.date())
    services.accept(deliverable, coordinator, now, now.date())


def shown(found: Standing) -> tuple[Decimal, Decimal | None, CommitmentState]:
    assert found.work.progress is not None
    return found.work.progress.measured.quantity, found.work.target, found.state


def test_without_a_number_all_promised_deliverables_are_asked(
    commitment: Commitment, follow_up: FollowUp, coach: User, coordinator: User
) -> None:
    first, second = (planned(commitment, follow_up, title=title) for title in ("Séance", "Fiche"))
    assert shown(standing(commitment, TODAY)) == (0, 2, State.ON_TRACK)
    accept(first, coach, coordinator)
    assert shown(standing(commitment, TODAY)) == (1, 2, State.ON_TRACK)
    assert standing(commitment, LAST_DAY - timedelta(days=20)).state is State.AT_RISK
    assert standing(commitment, LONG_AFTER).reason is Reason.LATE
    accept(second, coach, coordinator)
    assert shown(standing(commitment, TODAY)) == (2, 2, State.KEPT)
    assert shown(standing(commitment, TODAY - timedelta(days=1)))[0] == 0, "as known on that day"
    planned(commitment, follow_up, title="Encore une")
    assert shown(standing(commitment, TODAY)) == (2, 3, State.ON_TRACK), "another promise opens it again"


def test_an_optional_deliverable_never_lacks(
    commitment: Commitment, follow_up: FollowUp, coach: User, coordinator: User
) -> None:
    extra = planned(commitment, follow_up, is_optional=True)
    assert shown(standing(commitment, TODAY)) == (0, None, State.ON_TRACK)
    promised = planned(commitment, follow_up, title="Promis")
    accept(promised, coach, coordinator)
    assert shown(standing(commitment, TODAY)) == (1, 1, State.KEPT)
    accept(extra, coach, coordinator)
    assert shown(standing(commitment, TODAY)) == (1, 1, State.KEPT)
    found = convention_measures.progress(commitment, TODAY)
    assert found and len(found.measured.details) == 2, "it is shown beside"


def test_where_nothing_is_promised_what_was_accepted_or_confirmed_shows_it(
    commitment: Commitment, follow_up: FollowUp, coach: User, coordinator: User
) -> None:
    assert standing(commitment, LONG_AFTER).state is State.OVERDUE
    record = record_contribution(commitment, ContributionDetails(TODAY, "Une séance pour 40 agents"), coach, NOW, TODAY)
    confirm_contribution(record, coordinator, NOW)
    assert (standing(commitment, TODAY).state, standing(commitment, LONG_AFTER).state) == (State.ON_TRACK, State.KEPT)
    planned(commitment, follow_up)
    assert shown(standing(commitment, TODAY)) == (0, 1, State.ON_TRACK)
    assert standing(commitment, LONG_AFTER).state is State.OVERDUE, (
        "what was promised is not replaced by something else"
    )


def test_a_number_of_the_text_counts_before_the_plan(
    follow_up: FollowUp, world: World, coach: User, coordinator: User
) -> None:
    row = factories.commitment(
        follow_up.convention,
        quantity=Decimal(1),
        unit=Unit.DELIVERABLE,
        due=DueRule.TERM,
        measure=measures.DELIVERABLES_ACCEPTED,
    )
    first, _second = planned(row, follow_up), planned(row, follow_up, title="Autre")
    accept(first, coach, coordinator)
    assert shown(standing(row, TODAY)) == (1, 1, State.KEPT)


def test_what_is_accepted_after_the_end_does_not_count(
    commitment: Commitment, follow_up: FollowUp, coach: User, coordinator: User
) -> None:
    from ambassador.conventions.services.corrections import open_correction

    deliverable = planned(commitment, follow_up)
    open_correction(follow_up.convention, "Oublié", coach, LONG_AFTER)
    accept(deliverable, coach, coordinator, datetime(2027, 3, 1, 10, tzinfo=UTC))
    assert shown(standing(commitment, LONG_AFTER)) == (0, 1, State.OVERDUE)


def test_deliverables_go_along_when_an_amendment_rewords_their_commitment(
    commitment: Commitment, follow_up: FollowUp, coach: User, coordinator: User
) -> None:
    accept(planned(commitment, follow_up), coach, coordinator)
    details = AmendmentDetails("1", Translated(fr="Autrement dit"), TODAY, text="Autrement dit.")
    amendment = create_amendment(follow_up.convention, details, TODAY)
    words = CommitmentDetails(
        "1",
        Translated(fr="Aider autrement"),
        party_id=commitment.party_id,
        modality=Modality.FIRM,
        due=DueRule.TERM,
        measure=measures.DELIVERABLES_ACCEPTED,
    )
    other = propose_other(amendment, commitment, words, TODAY)
    assert other not in queries.commitments_of(follow_up), "a proposal is not to be chosen"
    for person in (coach, coordinator):
        sign_amendment(amendment, Signing(TODAY, TODAY), person, TODAY)
    assert other in queries.commitments_of(follow_up)
    assert shown(standing(other, TODAY)) == (1, 1, State.KEPT)


def test_the_usual_ones_count_for_their_commitments_where_the_text_has_one_for_each(follow_up: FollowUp) -> None:
    texts = [measures.DELIVERABLES_ACCEPTED] * 2 + [services.deliverables.KPI_MEASURE, measures.DELIVERABLES_ACCEPTED]
    rows = [factories.commitment(follow_up.convention, measure=measure) for measure in texts]
    added = {one.kind: one.commitment for one in services.add_usual(follow_up, TODAY)}
    assert added == {
        DeliverableKind.AWARENESS: rows[0],
        DeliverableKind.GUIDELINES: rows[1],
        DeliverableKind.KPI_SET: rows[2],
        DeliverableKind.ADVICE: rows[3],
    }


def test_the_usual_ones_are_left_to_people_where_the_text_leaves_a_doubt(follow_up: FollowUp) -> None:
    factories.commitment(follow_up.convention, measure=measures.DELIVERABLES_ACCEPTED)
    assert {one.commitment for one in services.add_usual(follow_up, TODAY)} == {None}
