"""Testimonials: what was consented to, until when, and that nothing is left of what was withdrawn."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ambassador.accounts.models import Organisation, User
from ambassador.audit import AuditAction, AuditEvent
from ambassador.db import db
from ambassador.demo import factories
from ambassador.demo.factories.files import upload
from ambassador.errors import RuleBroken
from ambassador.files import StoredFile
from ambassador.impact.due import find
from ambassador.impact.models import ConsentScope, Testimonial, TestimonialState
from ambassador.impact.queries import sight, testimonials
from ambassador.impact.services import (
    Consent,
    TestimonialDetails,
    change_testimonial,
    record_testimonial,
    withdraw_testimonial,
)
from tests.conftest import TODAY, World

NOW = datetime(2026, 3, 10, 11, tzinfo=UTC)
QUOTE, SPEAKER, LINK = "Zinneke trouve sa voie", "Zélie Introuvable", "https://preuve.example/zelie"
CONSENT = Consent(ConsentScope.REPORT, date(2026, 2, 1), None, LINK)
DETAILS = TestimonialDetails(QUOTE, SPEAKER, "fr", CONSENT)


def person(number: int) -> User:
    return db.session.get_one(User, number)


def record(world: World, details: TestimonialDetails = DETAILS) -> Testimonial:
    return record_testimonial(world.city, details, person(world.coordinator), NOW, TODAY)


def change(row: Testimonial, world: World, consent: Consent = CONSENT, **values: Any) -> str | None:
    details = replace(DETAILS, consent=consent, **values)
    return change_testimonial(row, details, person(world.coordinator), NOW, TODAY)


def everything() -> str:
    """All that the database holds, in one text."""
    db.session.flush()
    rows = (db.session.execute(select(table)).all() for table in db.metadata.sorted_tables)
    return "\n".join(str(tuple(row)) for found in rows for row in found)


@pytest.mark.parametrize(
    ("until", "state"),
    [
        (None, TestimonialState.VALID),
        (TODAY + timedelta(days=61), TestimonialState.VALID),
        (TODAY + timedelta(days=60), TestimonialState.EXPIRING),
        (TODAY, TestimonialState.EXPIRING),
        (TODAY - timedelta(days=1), TestimonialState.EXPIRED),
    ],
)
def test_a_consent_holds_through_its_last_day(
    session: Any, world: World, until: date | None, state: TestimonialState
) -> None:
    row = factories.testimonial(session.get_one(Organisation, world.city), expires_on=until)
    assert row.state(TODAY) is state
    assert row.is_valid(TODAY) is (state is not TestimonialState.EXPIRED)
    for asked in TestimonialState:
        found = testimonials.register(person(world.coach), testimonials.Sought(state=asked), TODAY, 1)
        assert list(found.rows) == ([row] if asked is state else [])


@pytest.mark.parametrize(
    ("consent", "field"),
    [
        (replace(CONSENT, link=""), "file"),
        (replace(CONSENT, link="javascript:alert(1)"), "link"),
        (replace(CONSENT, on=TODAY + timedelta(days=1)), "consented_on"),
        (replace(CONSENT, until=date(2026, 1, 1)), "expires_on"),
        (replace(CONSENT, until=date(2026, 3, 9)), "expires_on"),
    ],
)
def test_a_consent_is_proven_and_of_its_time(session: Any, world: World, consent: Consent, field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        record(world, replace(DETAILS, consent=consent))
    assert refused.value.field == field
    assert session.query(Testimonial).count() == 0


@pytest.mark.parametrize(
    ("consent", "values"),
    [
        (CONSENT, {"quote": "D’autres mots"}),
        (CONSENT, {"speaker": "Un autre nom"}),
        (replace(CONSENT, scope=ConsentScope.PUBLIC), {}),
    ],
)
def test_what_goes_further_needs_a_new_consent(
    session: Any, world: World, consent: Consent, values: dict[str, Any]
) -> None:
    row = record(world)
    with pytest.raises(RuleBroken) as refused:
        change(row, world, consent, **values)
    assert refused.value.field == "consented_on" and row.quote == QUOTE
    with pytest.raises(RuleBroken) as refused:
        change(row, world, replace(consent, on=date(2026, 3, 1)), **values)
    assert refused.value.field == "file"
    change(row, world, replace(consent, on=date(2026, 3, 1), link="https://preuve.example/2"), **values)
    assert row.consented_on == date(2026, 3, 1)


def test_a_longer_consent_is_a_new_one_a_narrower_one_is_not(session: Any, world: World) -> None:
    row = record(world, replace(DETAILS, consent=replace(CONSENT, until=date(2026, 6, 1))))
    for until in (None, date(2027, 1, 1)):
        with pytest.raises(RuleBroken):
            change(row, world, replace(CONSENT, until=until))
    change(row, world, replace(CONSENT, until=date(2026, 4, 1), scope=ConsentScope.INTERNAL), language="nl")
    assert (row.expires_on, row.scope, row.language) == (date(2026, 4, 1), ConsentScope.INTERNAL, "nl")


@pytest.mark.parametrize("steps", [(), ("file",), ("file", "words", "file"), ("words", "shorter")])
def test_nothing_tells_of_a_withdrawn_testimonial_anywhere(
    session: Any, world: World, tmp_path: Any, steps: tuple[str, ...]
) -> None:
    row, discarded, told = record(world), [], [QUOTE, SPEAKER, LINK]
    for number, step in enumerate(steps):
        match step:
            case "file":
                sent = upload(tmp_path, f"accord-zelie-{number}.pdf")
                discarded.append(
                    change(row, world, replace(CONSENT, upload=sent, on=row.consented_on), quote=row.quote)
                )
                told.append(sent.name)
            case "words":
                told += [f"Zinneke dit mieux {number}", f"https://preuve.example/z{number}"]
                change(row, world, replace(CONSENT, on=TODAY, link=told[-1]), quote=told[-2])
            case _:
                change(row, world, replace(CONSENT, on=TODAY, link=row.link, until=TODAY), quote=row.quote)
    assert all(text in everything() for text in (row.quote, SPEAKER))
    discarded.append(withdraw_testimonial(row, "Elle a changé d’avis.", person(world.coach), TODAY))
    session.expire_all()
    left = everything()
    assert not [text for text in told if text in left]
    assert "Zinneke" not in left and "zelie" not in left
    assert {path.name for path in tmp_path.iterdir()} == set(discarded) - {None}
    assert session.query(StoredFile).count() == 0
    assert (row.state(TODAY), row.withdrawn_on, row.withdrawn_by_id) == (TestimonialState.WITHDRAWN, TODAY, world.coach)


def test_the_audit_keeps_who_withdrew_and_when(session: Any, world: World, tmp_path: Any) -> None:
    consent = replace(CONSENT, link="", upload=upload(tmp_path, "accord-zelie.pdf"))
    row = record(world, replace(DETAILS, consent=consent))
    session.flush()
    events = select(AuditEvent).where(AuditEvent.model == "StoredFile")
    assert session.scalars(events).one().changes["name"] == [None, "accord-zelie.pdf"]
    withdraw_testimonial(row, "", person(world.coach), TODAY)
    made, gone = session.scalars(events.order_by(AuditEvent.id))
    assert (made.action, gone.action) == (AuditAction.CREATED, AuditAction.DELETED)
    assert made.changes["name"] == gone.changes["name"] == [None, None] and made.changes["size"][1]
    story = session.scalars(select(AuditEvent).where(AuditEvent.model == "Testimonial").order_by(AuditEvent.id)).all()
    assert story[-1].changes["withdrawn_on"] == [None, str(TODAY)]
    assert not {"quote", "speaker", "link"} & {name for event in story for name in event.changes}


def test_a_withdrawn_testimonial_stays_so(session: Any, world: World) -> None:
    row = record(world)
    withdraw_testimonial(row, "", person(world.coordinator), TODAY)
    with pytest.raises(RuleBroken, match="déjà retiré"):
        withdraw_testimonial(row, "", person(world.coordinator), TODAY)
    with pytest.raises(RuleBroken, match="ne change plus"):
        change(row, world)
    row.quote = "Encore là"
    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.parametrize("reason", [f"Elle ne veut plus dire « {QUOTE} »", SPEAKER.upper()])
def test_the_reason_does_not_keep_what_is_withdrawn(session: Any, world: World, reason: str) -> None:
    row = record(world)
    with pytest.raises(RuleBroken) as refused:
        withdraw_testimonial(row, reason, person(world.coach), TODAY)
    assert refused.value.field == "reason" and not row.is_withdrawn


def test_partners_read_valid_words_of_their_scope_only(session: Any, world: World) -> None:
    city = session.get_one(Organisation, world.city)
    shown = [
        factories.testimonial(city, scope=scope, expires_on=until)
        for scope, until in ((ConsentScope.PUBLIC, None), (ConsentScope.REPORT, TODAY))
    ]
    factories.testimonial(city, scope=ConsentScope.INTERNAL)
    factories.testimonial(city, expires_on=TODAY - timedelta(days=1))
    factories.testimonial(session.get_one(Organisation, world.other_city))
    withdraw_testimonial(factories.testimonial(city), "", person(world.coach), TODAY)
    for reader in (world.coach, world.coordinator):
        programme = sight.programme(person(reader))
        assert programme is not None
        for organisation in (city, programme.operator):
            found = testimonials.voices(organisation, programme, person(reader), TODAY)
            assert set(found.rows) == set(shown) and not found.has_more


def test_who_looks_after_it_is_told_thirty_days_before_the_end(session: Any, world: World) -> None:
    city, operator = (session.get_one(Organisation, number) for number in (world.city, world.operator))
    soon = factories.testimonial(city, expires_on=TODAY + timedelta(days=30), speaker="Bientôt")
    factories.testimonial(city, expires_on=TODAY + timedelta(days=31))
    factories.testimonial(city, expires_on=TODAY - timedelta(days=1))
    own = factories.testimonial(operator, expires_on=TODAY, speaker="Aujourd’hui")
    factories.testimonial(session.get_one(Organisation, world.other_city), expires_on=TODAY)
    session.flush()

    def told(number: int) -> list[tuple[int, date | None]]:
        return [(item.arguments["number"], item.on) for item in find(person(number), TODAY)]

    assert told(world.coach) == [(own.id, TODAY), (soon.id, TODAY + timedelta(days=30))]
    assert told(world.coordinator) == [(soon.id, TODAY + timedelta(days=30))]
    assert told(world.staff) == told(world.partner) == told(world.admin) == []
