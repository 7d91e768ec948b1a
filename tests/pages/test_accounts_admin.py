"""The administration of people and organisations, seen from the browser."""

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from ambassador.accounts.models import Assignment, Invitation, Organisation, Service, User
from ambassador.db import db
from ambassador.demo import factories
from ambassador.demo.factories.accounts import invitation
from ambassador.permissions import Role
from tests.client import Page, fields_of
from tests.conftest import World

HARMLESS = "<script>alert(1)</script> & \u202eמשה 🌻"


def count(app: Flask, model: Any) -> int:
    with app.app_context():
        return int(db.session.scalar(select(func.count()).select_from(model)) or 0)


def row(app: Flask, model: Any, number: int) -> Any:
    with app.app_context():
        return db.session.get_one(model, number)


def link_on(page: Page) -> str:
    """The one-time link that the page shows, without the host."""
    found = page.all("input", id="one-time-link")
    return re.sub(r"^https?://[^/]+", "", found[0].get("value", "")) if found else ""


def person_values(world: World, **changed: Any) -> dict[str, Any]:
    return {
        "name": "Noor Nouvelle",
        "email": "noor@ville.example",
        "role": "staff",
        "organisation_id": str(world.city),
        "service_id": str(world.service),
        "language": "nl",
        **changed,
    }


def test_an_invited_person_comes_by_the_link_shown_once(app: Flask, browser: Any, world: World) -> None:
    admin = browser(world.admin)
    page = admin.follow(admin.submit(admin.get("/admin/people/new"), person_values(world)))
    assert "Copiez ce lien" in page.text and "en attente" in page.text
    link = link_on(page)
    assert link.startswith("/invitation/")
    assert link_on(admin.get(page.url)) == "", "shown once"
    guest = browser()
    guest.submit(guest.get(link), {"new_password": "trois chats bleus", "repeated": "trois chats bleus"})
    door = guest.get("/sign-in")
    guest.submit(door, {"email": "noor@ville.example", "password": "trois chats bleus"})
    home = guest.get("/me")
    assert "Noor Nouvelle" in home.text and home.tree.get("lang") == "nl"


def test_inviting_twice_makes_one_person(app: Flask, browser: Any, world: World) -> None:
    admin = browser(world.admin)
    page = admin.get("/admin/people/new")
    first = admin.submit(page, person_values(world))
    second = admin.submit(page, person_values(world))
    assert first.headers["Location"] == second.headers["Location"]
    assert count(app, Invitation) == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "Ce champ est obligatoire."),
        ({"name": "x" * 201}, "200 caractères au plus."),
        ({"name": "a\x00b"}, "caractère invisible"),
        ({"email": "no address"}, "Écrivez une adresse e-mail"),
        ({"email": "a" * 201 + "@x.example"}, "200 caractères au plus."),
        ({"email": "é@x.example"}, "Écrivez une adresse e-mail"),
        ({"email": HARMLESS}, "Écrivez une adresse e-mail"),
        ({"role": "king"}, "Choisissez dans la liste."),
        ({"role": "coach", "service_id": ""}, "Ce rôle est réservé aux personnes de l’opérateur."),
        ({"organisation_id": "999999"}, "Choisissez dans la liste."),
        ({"organisation_id": "-1"}, "Choisissez dans la liste."),
        ({"organisation_id": "9" * 40}, "Choisissez dans la liste."),
        ({"service_id": "<script>"}, "Choisissez dans la liste."),
        ({"language": "xx"}, "Choisissez dans la liste."),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_lost(
    app: Flask, browser: Any, world: World, changed: dict[str, Any], said: str
) -> None:
    admin, before = browser(world.admin), count(app, User)
    page = admin.submit(admin.get("/admin/people/new"), person_values(world, **changed), status=200)
    assert said in page.errors()
    kept, untouched = fields_of(page.form()), set(person_values(world)) - set(changed)
    assert {name: kept[name] for name in untouched} == {name: person_values(world)[name] for name in untouched}
    assert "<script>alert" not in page.html
    assert count(app, User) == before


def test_a_taken_address_and_a_foreign_service_are_refused(app: Flask, browser: Any, world: World) -> None:
    admin = browser(world.admin)
    taken = row(app, User, world.coordinator).email.upper()
    page = admin.submit(admin.get("/admin/people/new"), person_values(world, email=taken), status=200)
    assert "Une autre personne a déjà cette adresse e-mail." in page.errors()
    values = person_values(world, organisation_id=str(world.other_city))
    page = admin.submit(admin.get("/admin/people/new"), values, status=200)
    assert "Ce service n’appartient pas à cette organisation." in page.errors()


def test_names_are_shown_as_they_were_typed(app: Flask, browser: Any, world: World) -> None:
    admin = browser(world.admin)
    page = admin.follow(admin.submit(admin.get("/admin/people/new"), person_values(world, name=HARMLESS)))
    assert "<script>alert" not in page.html
    assert "<script>alert(1)</script> &" in page.text and "משה 🌻" in page.text


def test_a_new_link_ends_the_earlier_one(app: Flask, browser: Any, world: World) -> None:
    admin, address = browser(world.admin), f"/admin/people/{world.staff}"
    first = link_on(admin.follow(admin.submit(admin.get(address), action=f"{address}/link")))
    second = link_on(admin.follow(admin.submit(admin.get(address), action=f"{address}/link")))
    browser().get(first, status=410)
    browser().get(second)


def test_a_link_is_shown_on_the_page_of_its_person_only(browser: Any, world: World) -> None:
    admin, address = browser(world.admin), f"/admin/people/{world.staff}"
    admin.submit(admin.get(address), action=f"{address}/link")
    assert link_on(admin.get(f"/admin/people/{world.coach}")) == ""
    assert link_on(admin.get(address))


def test_a_person_is_changed_and_the_change_has_a_history(app: Flask, browser: Any, world: World) -> None:
    admin, address = browser(world.admin), f"/admin/people/{world.staff}"
    values = {"name": "Sam Autre", "role": "coordinator", "service_id": ""}
    page = admin.follow(admin.submit(admin.get(f"{address}/edit"), values))
    history = page.text.partition("Historique")[2]
    assert "Alix Admin, 10 mars 2026 à 12:00" in history
    assert "Sam Service → Sam Autre" in history
    assert "équipe de la structure → coordination" in history
    assert "Service numérique → vide" in history


def test_a_stale_edit_of_a_person_shows_both_versions_and_loses_nothing(app: Flask, browser: Any, world: World) -> None:
    one, other, address = browser(world.admin), browser(world.admin), f"/admin/people/{world.staff}/edit"
    page = other.get(address)
    one.submit(one.get(address), {"name": "Sam Premier", "service_id": ""})
    stale = other.submit(page, {"name": "Sam Second"}, status=200)
    assert "Sam Premier" in stale.text and "Sam Second" in stale.text
    assert "Service numérique" in stale.text, "the choice is compared in words"
    other.submit(stale)
    assert row(app, User, world.staff).name == "Sam Second"


def test_a_deactivated_person_is_out_at_once_and_comes_back_when_reactivated(
    app: Flask, browser: Any, world: World
) -> None:
    staff, admin, address = browser(world.staff), browser(world.admin), f"/admin/people/{world.staff}"
    with app.app_context():
        invitation(db.session.get_one(User, world.staff), "token", app.config["CLOCK"]())
        db.session.commit()
    staff.get("/me")
    page = admin.follow(admin.submit(admin.get(address), action=f"{address}/deactivate"))
    assert "désactivé" in page.text
    staff.get("/me", status=302)
    browser().get("/invitation/token", status=410)
    page = admin.follow(admin.submit(page, action=f"{address}/reactivate"))
    assert "à nouveau actif" in page.text
    staff.get("/me", status=302)
    browser(world.staff).get("/me")


def test_a_button_pressed_on_an_old_page_changes_nothing(app: Flask, browser: Any, world: World) -> None:
    admin, address = browser(world.admin), f"/admin/people/{world.staff}"
    old = admin.get(address)
    admin.submit(admin.get(f"{address}/edit"), {"name": "Sam Autre"})
    page = admin.follow(admin.submit(old, action=f"{address}/deactivate"))
    assert "Quelqu’un d’autre vient de modifier ceci." in page.text
    assert row(app, User, world.staff).is_active


def test_nobody_deactivates_or_demotes_themself(app: Flask, browser: Any, world: World) -> None:
    admin, address = browser(world.admin), f"/admin/people/{world.admin}"
    assert not admin.get(address).all("form", action=f"{address}/deactivate")
    sent = admin.post(f"{address}/deactivate", {"version": str(row(app, User, world.admin).version)})
    assert "Vous ne pouvez pas désactiver votre propre compte." in admin.follow(sent).text
    page = admin.submit(admin.get(f"{address}/edit"), {"role": "coach"}, status=200)
    assert "Vous ne pouvez pas changer votre propre rôle." in page.errors()


def test_the_list_of_people_is_narrowed_and_nonsense_narrows_nothing(browser: Any, world: World) -> None:
    admin = browser(world.admin)
    assert "7 personnes" in admin.get("/admin/").text
    assert "1 personne" in admin.get("/admin/?q=nadia").text
    page = admin.get(f"/admin/?organisation={world.city}&role=staff&state=invited")
    assert "Sam Service" in page.text and "Nadia" not in page.text
    assert "Aucune personne ne correspond" in admin.get("/admin/?state=deactivated").text
    for nonsense in (
        "organisation=x&role=king&state=?",
        "organisation=" + "9" * 50,
        "organisation=-1",
        "page=-3",
        "page=abc",
        "page=" + "9" * 30,
        "q=%00",
        "role=staff&role=",
    ):
        assert "personne" in admin.get(f"/admin/?{nonsense}").text, nonsense
    assert "<script>alert" not in admin.get("/admin/?q=<script>alert(1)</script>").html


def test_a_long_list_has_pages_and_keeps_its_filters(app: Flask, browser: Any, world: World) -> None:
    with app.app_context():
        city = db.session.get_one(Organisation, world.city)
        for number in range(60):
            factories.user(Role.STAFF, city, f"Personne {number:02}", email=f"p{number}@ville.example")
        db.session.commit()
    admin = browser(world.admin)
    page = admin.get("/admin/?q=personne")
    assert "60 personnes" in page.text and "Page 1 sur 2" in page.text
    assert "Personne 59" in admin.get(next(link for link in page.links() if "page=2" in link)).text


def test_an_organisation_is_added_changed_and_has_services(app: Flask, browser: Any, world: World) -> None:
    admin = browser(world.admin)
    values = {"name-fr": "Commune d’Ambreval", "name-nl": "Gemeente Ambreval", "kind": "ambassador", "is_made_up": "y"}
    page = admin.get("/admin/organisations/new")
    address = admin.submit(page, values).headers["Location"]
    assert admin.submit(page, values).headers["Location"] == address, "sent twice, added once"
    shown = admin.get(address)
    assert "organisation inventée" in shown.text and "Personne n’a encore de compte" in shown.text
    admin.submit(admin.get(f"{address}/edit"), {"kpi_reviewer": "coach"})
    admin.submit(admin.get(f"{address}/services/new"), {"name-nl": "Dienst scholen"})
    shown = admin.get(address)
    assert "son ou sa coach" in shown.text
    assert '<span lang="nl">Dienst scholen</span>' in shown.html
    service = next(link for link in shown.links() if link.startswith("/admin/services/"))
    admin.submit(admin.get(service), {"name-fr": "Service des écoles"})
    assert "Service des écoles" in admin.get(address).text
    assert "Gemeente Ambreval" in admin.get("/admin/organisations/").text or "Commune d’Ambreval" in shown.text


def test_a_stale_edit_of_an_organisation_shows_both_names(browser: Any, world: World) -> None:
    one, other, address = browser(world.admin), browser(world.admin), f"/admin/organisations/{world.city}/edit"
    page = other.get(address)
    one.submit(one.get(address), {"name-fr": "Premier nom"})
    stale = other.submit(page, {"name-fr": "Second nom"}, status=200)
    assert "Premier nom" in stale.text and "Second nom" in stale.text


@pytest.mark.parametrize("address", ["/admin/organisations/new", "/admin/organisations/{city}/services/new"])
@pytest.mark.parametrize(
    ("name", "said"),
    [("", "au moins une langue"), ("x" * 201, "200 caractères au plus."), ("a\x1fb", "caractère invisible")],
)
def test_a_name_needs_a_language_and_a_length(browser: Any, world: World, address: str, name: str, said: str) -> None:
    admin = browser(world.admin)
    page = admin.submit(admin.get(address.format(city=world.city)), {"name-fr": name}, status=200)
    assert said in page.errors()


def test_a_structure_is_entrusted_to_a_coach_and_given_back(app: Flask, browser: Any, world: World) -> None:
    admin, address = browser(world.admin), f"/admin/organisations/{world.other_city}"
    form = admin.get(f"{address}/assignments/new")
    values = {"coach_id": str(world.coach), "since": "01/02/2026"}
    page = admin.follow(admin.submit(form, values))
    assert "Camille Coach" in page.text and "février 2026" in page.text
    admin.submit(form, values)
    assert count(app, Assignment) == 2, "sent twice, entrusted once"
    end = next(str(form.get("action")) for form in page.all("form") if "/assignments/" in str(form.get("action")))
    page = admin.follow(admin.submit(page, action=end))
    assert "se termine aujourd’hui" in page.text
    edit = next(link for link in page.links() if link.endswith("/edit") and "/assignments/" in link)
    admin.submit(admin.get(edit), {"until": "2026-12-31"})
    assert "31 décembre 2026" in admin.get(address).text
    assert count(app, Assignment) == 2


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"coach_id": ""}, "Ce champ est obligatoire."),
        ({"coach_id": "999999"}, "Choisissez dans la liste."),
        ({"since": "31/02/2026"}, "Cette date n’existe pas."),
        ({"since": "demain"}, "Cette date n’existe pas."),
        ({"since": "1850-01-01"}, "entre 2000 et 2099"),
        ({"since": "2026-03-01\x00"}, "Cette date n’existe pas."),
        ({"since": ""}, "Ce champ est obligatoire."),
        ({"until": "2025-12-31"}, "Le dernier jour vient avant le premier."),
        ({"kind": "boss"}, "Choisissez dans la liste."),
    ],
)
def test_an_assignment_that_cannot_be_is_refused_beside_its_field(
    app: Flask, browser: Any, world: World, changed: dict[str, str], said: str
) -> None:
    admin = browser(world.admin)
    values = {"coach_id": str(world.coach), "since": "2026-02-01", "until": "2026-12-31", **changed}
    address = f"/admin/organisations/{world.other_city}/assignments/new"
    page = admin.submit(admin.get(address), values, status=200)
    assert said in page.errors()
    assert count(app, Assignment) == 1


def test_a_coach_is_not_entrusted_twice_with_a_structure(browser: Any, world: World) -> None:
    admin = browser(world.admin)
    address = f"/admin/organisations/{world.city}/assignments/new"
    values = {"coach_id": str(world.coach), "kind": "backup", "since": "2026-02-01"}
    page = admin.submit(admin.get(address), values, status=200)
    assert "Camille Coach accompagne déjà cette structure à ces dates." in page.errors()


def test_a_stale_edit_of_an_assignment_shows_both_dates(app: Flask, browser: Any, world: World) -> None:
    with app.app_context():
        number = db.session.scalars(select(Assignment.id)).one()
    one, other, address = browser(world.admin), browser(world.admin), f"/admin/assignments/{number}/edit"
    page = other.get(address)
    one.submit(one.get(address), {"until": "2026-06-30"})
    stale = other.submit(page, {"until": "2026-09-30"}, status=200)
    assert "2026-06-30" in stale.text and "2026-09-30" in stale.text
    other.submit(stale)
    assert row(app, Assignment, number).until == date(2026, 9, 30)


def test_unknown_numbers_are_not_found(browser: Any, world: World) -> None:
    admin = browser(world.admin)
    for address in ("people/{0}", "people/{0}/edit", "organisations/{0}", "services/{0}/edit", "assignments/{0}/edit"):
        for number in (0, 999_999, 10**12):
            admin.get("/admin/" + address.format(number), status=404)
    assert count(admin.client.application, Service) == 1
