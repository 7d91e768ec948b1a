"""The list of all changes, and the command that makes the first administrator."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ambassador import audit
from ambassador.accounts import history
from ambassador.accounts.models import Organisation, OrganisationKind, User
from ambassador.audit import AuditAction, AuditEvent
from ambassador.conventions.models import Convention
from ambassador.db import db
from ambassador.permissions import Role
from ambassador.translated import Translated
from tests.conftest import World


@pytest.fixture
def renamed(app: Flask, world: World) -> None:
    """Both conventions were given a new title."""
    with app.app_context():
        for number, title in ((world.convention, "Titre visible"), (world.foreign_convention, "Titre étranger")):
            db.session.get_one(Convention, number).title = Translated(fr=title)
        db.session.commit()


def test_changes_say_when_who_what_and_old_to_new(browser: Any, world: World) -> None:
    admin = browser(world.admin)
    admin.submit(admin.get(f"/admin/people/{world.staff}/edit"), {"name": "Sam Autre"})
    newest = admin.get(f"/admin/audit?person={world.admin}").all("ol", class_="history")[0]
    text = " ".join(" ".join(newest.itertext()).split())
    assert text == "Personne : modification – Sam Autre Alix Admin, 10 mars 2026 à 12:00 nom Sam Service → Sam Autre"


def test_changes_beneath_conventions_of_others_are_not_revealed(
    app: Flask, browser: Any, world: World, renamed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever registers: nothing beneath a convention shows unless it is said to be seen."""
    admin = browser(world.admin)
    monkeypatch.setattr(audit, "_SCOPES", [])
    assert "Titre" not in admin.get("/admin/audit?kind=Convention").text
    audit.register_scope(lambda viewer: [world.convention])
    text = admin.get("/admin/audit").text
    assert "Titre visible" in text and "Titre étranger" not in text


def test_changes_are_narrowed_by_person_and_kind_and_nonsense_narrows_nothing(
    app: Flask, browser: Any, world: World
) -> None:
    admin = browser(world.admin)
    admin.submit(admin.get(f"/admin/people/{world.staff}/edit"), {"name": "Sam Autre"})
    assert "1 changement " in admin.get(f"/admin/audit?person={world.admin}").text
    assert "Aucun changement" in admin.get(f"/admin/audit?person={world.staff}").text
    assert "1 changement " in admin.get(f"/admin/audit?person={world.admin}&kind=User").text
    assert "Aucun changement" in admin.get(f"/admin/audit?person={world.admin}&kind=Service").text
    everything = admin.get("/admin/audit").text
    for nonsense in ("person=x", "person=" + "9" * 40, "kind=Nothing", "page=0", "page=-1", "page=x", "kind=<script>"):
        assert admin.get(f"/admin/audit?{nonsense}").text == everything, nonsense


def test_many_changes_have_pages(app: Flask, browser: Any, world: World) -> None:
    with app.app_context():
        for number in range(60):
            row = AuditEvent(
                at=app.config["CLOCK"](),
                user_id=world.staff,
                action=AuditAction.CHANGED,
                model="Organisation",
                row_id=world.city,
                subject="Organisation",
                subject_id=world.city,
                changes={"name": [{"fr": f"Nom {number}"}, {"fr": f"Nom {number + 1}"}]},
            )
            db.session.add(row)
        db.session.commit()
    admin = browser(world.admin)
    page = admin.get(f"/admin/audit?person={world.staff}")
    assert "60 changements" in page.text and "Page 1 sur 2" in page.text and "Nom 60" in page.text
    second = admin.get(next(link for link in page.links() if "page=2" in link))
    assert "Nom 0" in second.text and "Nom 60" not in second.text


def test_a_secret_is_in_no_change(app: Flask, browser: Any, world: World) -> None:
    guest, admin = browser(), browser(world.admin)
    address = f"/admin/people/{world.staff}"
    page = admin.follow(admin.submit(admin.get(address), action=f"{address}/link"))
    link = page.all("input", id="one-time-link")[0].get("value", "").replace("http://localhost", "")
    guest.submit(guest.get(link), {"new_password": "trois chats bleus", "repeated": "trois chats bleus"})
    with app.app_context():
        written = str([event.changes for event in db.session.scalars(select(AuditEvent))])
        assert "argon2" not in written and "password" not in written


def command(app: Flask, *words: str) -> Any:
    return app.test_cli_runner().invoke(args=["admin", "create", *words])


def test_the_first_administrator_comes_by_a_printed_link(app: Flask, browser: Any) -> None:
    done = command(app, "First@portal.example", "Fadila Première", "--url", "https://portal.example/")
    assert done.exit_code == 0, done.output
    link = next(word for word in done.output.split() if word.startswith("https://portal.example/invitation/"))
    guest = browser()
    path = link.removeprefix("https://portal.example")
    door = guest.follow(
        guest.submit(guest.get(path), {"new_password": "trois chats bleus", "repeated": "trois chats bleus"})
    )
    guest.submit(door, {"email": "first@portal.example", "password": "trois chats bleus"})
    assert "Fadila Première" in guest.get("/admin/").text
    with app.app_context():
        assert db.session.scalars(select(Organisation.kind)).all() == [OrganisationKind.OPERATOR]


def test_the_command_gives_an_administrator_a_new_link_and_nobody_else(app: Flask, browser: Any, world: World) -> None:
    with app.app_context():
        admin = db.session.get_one(User, world.admin).email
        staff = db.session.get_one(User, world.staff).email
        people = len(db.session.scalars(select(User.id)).all())
    assert "/invitation/" in command(app, admin, "Alix Admin").output
    refused = command(app, staff, "Sam Service")
    assert refused.exit_code != 0 and "/invitation/" not in refused.output
    wrong = command(app, "no address", "Sam Service")
    assert wrong.exit_code != 0 and "Traceback" not in wrong.output
    with app.app_context():
        assert len(db.session.scalars(select(User.id)).all()) == people
        assert db.session.scalars(select(User).where(User.role == Role.ADMIN)).one().id == world.admin


def test_a_conventions_own_history_is_shown_to_who_opened_it(
    app: Flask, session: Any, world: World, renamed: None
) -> None:
    lines = history.lines("Convention", world.convention, db.session.get_one(User, world.coach))
    assert ("Convention de test", "Titre visible") in [(old, new) for line in lines for _, old, new in line.changes]
