"""The audit in words."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ambassador import audit, i18n
from ambassador.accounts import history
from ambassador.accounts.models import Assignment, Organisation, OrganisationKind, User
from ambassador.audit import AuditAction, AuditEvent
from ambassador.db import db
from ambassador.demo import factories
from ambassador.translated import Translated
from tests.client import counted_queries
from tests.conftest import World

AT = datetime(2026, 3, 9, 8, 30, tzinfo=UTC)


def event(model: str, changes: dict[str, list[Any]], **values: Any) -> AuditEvent:
    row = AuditEvent(
        **{
            "at": AT,
            "action": AuditAction.CHANGED,
            "model": model,
            "row_id": 1,
            "subject": model,
            "subject_id": 1,
            "changes": changes,
            **values,
        }
    )
    db.session.add(row)
    db.session.flush()
    return row


def worded(model: str, changes: dict[str, list[Any]], **values: Any) -> list[tuple[str, str, str]]:
    return history.worded([event(model, changes, **values)])[0].changes


def test_values_are_worded_from_their_columns(session: Any, world: World) -> None:
    changes = worded(
        "Webinar",
        {
            "kind": ["webinar", "workshop"],
            "starts_at": ["2026-03-10 09:00:00+00:00", None],
            "title": [{"nl": "Alleen Nederlands"}, {"fr": "Titre", "nl": "Titel"}],
            "minutes": [60, 90],
            "operator_id": [None, world.operator],
            "no_such_column": ["a", "b"],
        },
    )
    values = [(old, new) for _, old, new in changes]
    assert values[1:] == [
        ("10 mars 2026 à 10:00", ""),
        ("Alleen Nederlands", "Titre"),
        ("60", "90"),
        ("", "WeTechCare"),
        ("a", "b"),
    ]
    assert changes[-1][0] == "no such column"


def test_yes_and_no_days_people_and_numbers(session: Any, world: World) -> None:
    assert worded("Organisation", {"is_made_up": [False, True]})[0][1:] == ("non", "oui")
    assert worded("Organisation", {"kind": ["operator", "authority"]})[0][1:] == ("opérateur", "pouvoir public")
    assert worded("Assignment", {"until": [None, "2026-03-31"]})[0] == ("jusqu’au", "", "31 mars 2026")
    assert worded("Assignment", {"coach_id": [world.coach, 9_999]})[0] == ("coach", "Camille Coach", "n° 9999")
    assert worded("Terms", {"quota_quarters": [20, 9]})[0][1:] == ("5 jours", "2¼ jours")


def test_a_long_text_is_shortened(session: Any, world: World) -> None:
    (_, _, new), *_ = worded("ActionNote", {"text": ["", "mot " * 100]})
    assert len(new) <= 200
    assert new.endswith("…")


def test_an_unknown_enum_value_stays_as_it_was_written(session: Any, world: World) -> None:
    assert worded("Organisation", {"kind": ["guild", "operator"]})[0][1:] == ("guild", "opérateur")


def test_an_added_row_leaves_out_what_is_empty_and_the_thing_it_hangs_on(session: Any, world: World) -> None:
    organisation = db.session.get_one(Organisation, world.city)
    organisation.services[0].name = Translated(fr="Autre nom")
    db.session.add(
        Assignment(coach=db.session.get_one(User, world.admin), organisation=organisation, since=date(2026, 3, 1))
    )
    db.session.flush()
    added, renamed = sorted(
        history.lines("Organisation", world.city, db.session.get_one(User, world.admin), limit=2),
        key=lambda line: line.what_label,
    )
    assert added.what_label == "Accompagnement : ajout"
    assert [label for label, _, _ in added.changes] == ["coach", "depuis le"]
    assert renamed.what_label == "Service : modification"
    assert renamed.changes == [("nom", "Service numérique", "Autre nom")]


def test_who_is_named_and_the_portal_signs_for_itself(session: Any, world: World) -> None:
    named, unnamed = history.worded(
        [
            event("Organisation", {"is_made_up": [False, True]}, user_id=world.admin),
            event("Organisation", {"is_made_up": [True, False]}),
        ]
    )
    assert (named.who, unnamed.who) == ("Alix Admin", "le portail")
    assert named.at == AT


def test_names_are_asked_once_for_each_table(session: Any, world: World) -> None:
    viewer = db.session.get_one(User, world.admin)
    for person in (world.coach, world.admin, world.staff) * 5:
        event("User", {"organisation_id": [world.city, world.operator]}, user_id=person, subject="X")
    session.commit()
    viewer.name  # noqa: B018 - loaded before counting
    with counted_queries() as count:
        assert len(history.lines("X", 1, viewer)) == 15
    assert len(count) == 3


def test_changes_beneath_a_foreign_convention_are_left_out(
    session: Any, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = db.session.get_one(User, world.admin)
    for number in (None, world.convention, world.foreign_convention):
        event("Organisation", {"is_made_up": [False, True]}, convention_id=number, subject="X")
    monkeypatch.setattr(audit, "_SCOPES", [])
    assert len(history.lines("X", 1, viewer)) == 1
    audit.register_scope(lambda _viewer: [world.convention])
    assert len(history.lines("X", 1, viewer)) == 2


def test_each_organisation_kind_has_words_in_each_language(app: Flask, session: Any, world: World) -> None:
    for language in ("fr", "nl", "en"):
        with app.test_request_context():
            i18n.speak(language)
            assert all(worded("Organisation", {"kind": [None, kind.value]})[0][2] for kind in OrganisationKind)


def test_what_leaves_a_collection_that_owned_it_is_told(session: Any, world: World) -> None:
    convention = factories.convention(
        [session.get_one(Organisation, number) for number in (world.operator, world.city, world.centre)]
    )
    session.commit()
    left = convention.parties[-1].id
    convention.parties.pop()
    session.commit()
    (told,) = session.scalars(select(AuditEvent).where(AuditEvent.action == AuditAction.DELETED))
    assert (told.model, told.row_id, told.subject, told.subject_id) == ("Party", left, "Convention", convention.id)
    assert told.changes["organisation_id"] == [world.centre, None]
    assert told.convention_id == convention.id
