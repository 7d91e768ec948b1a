"""The demonstration: the same for the same day, every state present, real organisations with sourced facts only."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from ambassador.accounts.models import Organisation, User
from ambassador.audit import events_about
from ambassador.charter.models import Acceptance, Action, ActionStatus, Charter
from ambassador.conventions.models import Convention, ConventionState
from ambassador.db import db
from ambassador.demo.build import load_demo
from ambassador.followup.models import (
    Deliverable,
    DeliverableState,
    DeliverableVersion,
    FollowUp,
    FollowUpSession,
    Need,
    NeedState,
    SessionMode,
    SessionState,
)
from ambassador.followup.queries import ledger
from ambassador.impact.edition import changes
from ambassador.impact.edition.rendition import Silence
from ambassador.impact.models import Edition, EditionState
from ambassador.impact.queries import renditions
from ambassador.kpis import completeness, terms
from ambassador.kpis.models import (
    Adoption,
    AdoptionState,
    AdoptionVersion,
    Answer,
    CorrectionState,
    Entry,
    EntryEvent,
    EntryState,
    EventKind,
    IndicatorKind,
    IndicatorVersion,
    PeriodLock,
    PeriodOpening,
    Publication,
    PublishedFigure,
    VersionState,
)
from ambassador.permissions import Role
from ambassador.webinars.models import Attendance, AttendanceStatus, Theme, Webinar, WebinarKind, WebinarState
from tests.conftest import empty_tables

DAY = date(2026, 11, 21)
PASSWORD_HASH = "not a hash"


@pytest.fixture(scope="module")
def demo(shared_app: Flask) -> Iterator[None]:
    """The demonstration, built once for the tests that read it."""
    with shared_app.app_context():
        load_demo(DAY, is_production=False, password_hash="not a hash")
        db.session.commit()
        yield
        db.session.rollback()
        empty_tables()


STATES: tuple[tuple[Any, type[StrEnum], set[StrEnum]], ...] = (
    (Webinar.state, WebinarState, set()),
    (Webinar.kind, WebinarKind, set()),
    (Webinar.theme, Theme, set()),
    (Attendance.status, AttendanceStatus, set()),
    (FollowUpSession.state, SessionState, set()),
    (FollowUpSession.mode, SessionMode, {SessionMode.MAIL}),
    (Need.state, NeedState, set()),
    (Deliverable.state, DeliverableState, set()),
    (AdoptionVersion.state, VersionState, set()),
    (IndicatorVersion.kind, IndicatorKind, set()),
    (Action.status, ActionStatus, set()),
    (Action.acceptance, Acceptance, set()),
    (Adoption.state, AdoptionState, set()),
    (Entry.state, EntryState, set()),
    (Entry.answer, Answer, set()),
    (User.role, Role, set()),
)


def test_every_state_is_present(demo: None) -> None:
    for column, kind, absent in STATES:
        found = db.session.scalars(select(column).where(column.is_not(None)).distinct())
        assert set(found) == set(kind) - absent, kind


def test_figures_show_every_step_of_their_story(demo: None) -> None:
    """Corrections in hand and returned, a second look, a closed period open for one person, a quarter published again."""
    assert set(db.session.scalars(select(EntryEvent.kind).distinct())) == set(EventKind)
    assert set(db.session.scalars(select(Entry.correction).distinct())) == {None, *CorrectionState}
    assert db.session.scalar(select(func.count()).where(Entry.second_look_by_id.is_not(None)))
    assert db.session.scalar(select(func.count()).where(PeriodLock.closed_by_id.is_not(None)))
    assert [row for row in db.session.scalars(select(PeriodOpening)) if row.is_open(DAY)]
    assert db.session.scalar(select(func.count()).where(Organisation.kpi_days_open.is_not(None)))
    assert db.session.scalar(select(func.max(Publication.number))) == 2


def test_conventions_are_in_every_state(demo: None) -> None:
    states = {convention.state(DAY) for convention in db.session.scalars(select(Convention))}
    assert states >= set(ConventionState) - {ConventionState.SIGNED}, (
        "signed, in force later, is for a text with a date"
    )


def test_the_days_show_an_overrun_and_a_short_contact(demo: None) -> None:
    ledgers = [ledger(follow_up, DAY) for follow_up in db.session.scalars(select(FollowUp))]
    assert any(ledger.overrun for ledger in ledgers)
    assert any(ledger.free and ledger.planned for ledger in ledgers)
    assert db.session.scalar(select(func.count()).where(FollowUpSession.quarters == 0))


def test_one_deliverable_was_returned_then_accepted(demo: None) -> None:
    answers = db.session.execute(
        select(DeliverableVersion.deliverable_id, DeliverableVersion.is_accepted).order_by(DeliverableVersion.id)
    )
    told: dict[int, list[bool | None]] = {}
    for number, answer in answers:
        told.setdefault(number, []).append(answer)
    assert [False, True] in told.values()


def test_kpis_show_each_way_to_their_agreement(demo: None) -> None:
    """Drafts complete and incomplete, one sent back, changes sent back and agreed, a funded programme, a computed KPI."""
    kpis = list(db.session.scalars(select(Adoption)))
    drafts = [kpi for kpi in kpis if kpi.state is AdoptionState.DRAFT]
    assert {bool(completeness.missing(terms.in_force(kpi))) for kpi in drafts} == {True, False}
    assert any(kpi.reason for kpi in drafts) and any(kpi.pending and kpi.pending.returned for kpi in kpis)
    assert any(kpi.definition.number == 2 for kpi in kpis) and any(kpi.definition.dimensions for kpi in kpis)
    programme = [kpi for kpi in kpis if kpi.is_programme]
    assert all(kpi.funded_from and kpi.funded_until for kpi in programme) and any(kpi.is_computed for kpi in programme)
    agreed = [kpi for kpi in kpis if kpi.state is AdoptionState.AGREED]
    lacking = {
        kpi.code: [check.message for check in completeness.missing(terms.in_force(kpi), kpi.is_programme)]
        for kpi in agreed
    }
    assert not any(lacking.values()), lacking


def test_structures_share_indicators_that_they_agreed_and_entered(demo: None) -> None:
    agreed = (
        select(func.count(Adoption.id.distinct()))
        .join(Entry, Entry.adoption_id == Adoption.id)
        .where(Adoption.state == AdoptionState.AGREED, Entry.state == EntryState.APPROVED)
        .group_by(Adoption.indicator_id, Adoption.definition_id)
    )
    assert sorted(db.session.scalars(agreed))[-2:] == [2, 3]
    waiting = select(Adoption.indicator_id).where(Adoption.state.in_([AdoptionState.DRAFT, AdoptionState.PROPOSED]))
    elsewhere = select(Adoption.indicator_id).where(Adoption.state == AdoptionState.AGREED)
    assert set(db.session.scalars(waiting)) & set(db.session.scalars(elsewhere))


def test_figures_show_zero_missing_and_small_counts(demo: None) -> None:
    assert db.session.scalar(select(func.count()).where(Entry.numerator == 0))
    assert db.session.scalar(select(func.count()).where(PublishedFigure.is_suppressed))
    assert db.session.scalar(select(func.count()).select_from(Publication))


def test_real_organisations_hold_sourced_facts_only(demo: None) -> None:
    real = {row.key: row for row in db.session.scalars(select(Organisation).where(~Organisation.is_made_up))}
    assert set(real) == {"wetechcare", "city", "cirb", "spp-is"}
    city = real["city"]
    assert not city.users
    assert not db.session.scalars(select(Adoption).where(Adoption.organisation_id == city.id)).all()
    conventions = [
        row for row in db.session.scalars(select(Convention)) if city in [party.organisation for party in row.parties]
    ]
    assert sorted(row.state(DAY) for row in conventions) == [ConventionState.DRAFT] * 2
    charter = db.session.scalars(select(Charter).where(Charter.organisation_id == city.id)).one()
    assert len(charter.actions) == 14
    assert not charter.is_complete
    assert {action.status for action in charter.actions} == {ActionStatus.UNKNOWN}


def test_made_up_organisations_say_so_in_their_name(demo: None) -> None:
    for row in db.session.scalars(select(Organisation).where(Organisation.is_made_up)):
        assert "ficti" in row.name.fr


def test_five_people_can_sign_in_and_all_addresses_are_examples(demo: None) -> None:
    people = db.session.scalars(select(User)).all()
    assert sorted(person.email for person in people if person.password_hash) == [
        f"{role}@demo.example" for role in ("admin", "coach", "coordinator", "partner", "staff")
    ]
    assert all(person.email.endswith(".example") for person in people)
    assert all(person.is_demo for person in people)


def test_changes_are_told_by_who_made_them_when_they_did(demo: None) -> None:
    webinar = db.session.scalars(select(Webinar).order_by(Webinar.starts_at)).first()
    assert webinar is not None
    event = events_about("Webinar", webinar.id)[-1]
    assert event.user_id is not None
    assert event.at < webinar.starts_at


def test_two_editions_have_a_correction_between_them_and_a_third_was_sent_back(demo: None) -> None:
    first, second, third = db.session.scalars(select(Edition).order_by(Edition.id)).all()
    assert [one.state for one in (first, second, third)] == [
        EditionState.PUBLISHED,
        EditionState.PUBLISHED,
        EditionState.RETURNED,
    ]
    assert first.is_intact and second.is_intact and third.approval is not None and third.approval.reason
    old, new = (renditions.rendition(one, "fr", DAY) for one in (first, second))
    figures = [one for group in changes.between(old.told, new.told).charts for one in group.of("changed")]
    assert ("62", "58") in [(one.old, one.new) for one in figures]
    assert [voice is None for voice in old.voices] == [False, False, True]
    assert old.silence(2) is Silence.WITHDRAWN
