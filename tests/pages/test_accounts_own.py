"""One's own account, one-time links, and the language of every page."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from ambassador.accounts import passwords, sign_ins
from ambassador.accounts.models import User
from ambassador.db import db
from ambassador.demo.factories.accounts import invitation
from tests.client import Browser, Page, fields_of
from tests.conftest import CHEAP_ARGON2, World

OLD, NEW = "trois chats bleus", "quatre oiseaux rouges"


@pytest.fixture
def staff(app: Flask, world: World) -> int:
    with app.app_context():
        db.session.get_one(User, world.staff).password_hash = passwords.hash_password(OLD, CHEAP_ARGON2)
        db.session.commit()
    return world.staff


def user(app: Flask, number: int) -> Any:
    with app.app_context():
        return db.session.get_one(User, number)


def test_me_shows_where_i_belong(browser: Any, world: World) -> None:
    coach = browser(world.coach).get("/me").text
    assert "WeTechCare" in coach and "Ville de Valbrume" in coach and "janvier 2026" in coach
    assert "Service numérique" in browser(world.staff).get("/me").text
    assert "Mes structures" not in browser(world.partner).get("/me").text


def test_a_name_and_a_language_are_kept_and_the_answer_is_in_the_new_language(
    app: Flask, browser: Any, world: World
) -> None:
    person = browser(world.staff)
    page = person.follow(person.submit(person.get("/me"), {"name": "Sam Élan 🌻", "language": "nl"}))
    assert page.tree.get("lang") == "nl" and "Sam Élan 🌻" in page.text
    assert (user(app, world.staff).name, user(app, world.staff).language) == ("Sam Élan 🌻", "nl")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Ce champ est obligatoire."),
        ("x" * 201, "200 caractères au plus."),
        ("a\x07b", "caractère invisible"),
        ("a\nb", "une seule ligne"),
    ],
)
def test_a_name_that_cannot_be_is_refused_beside_it_and_kept(
    app: Flask, browser: Any, world: World, name: str, said: str
) -> None:
    person = browser(world.staff)
    page = person.submit(person.get("/me"), {"name": name, "language": "en"}, status=200)
    assert said in page.errors() or page.tree.get("lang") != "fr"
    assert fields_of(page.form())["language"] == "en"
    assert user(app, world.staff).name == "Sam Service"


def test_an_unknown_language_is_refused(browser: Any, world: World) -> None:
    person = browser(world.staff)
    data = {**fields_of(person.get("/me").form()), "language": "xx"}
    assert "Choisissez dans la liste." in person._open("POST", "/me", data=data).errors()


def test_a_name_is_never_mark_up(app: Flask, browser: Any, world: World) -> None:
    person = browser(world.admin)
    person.submit(person.get("/me"), {"name": "<script>alert(1)</script>\u202e"})
    for url in (
        "/me",
        "/admin/",
        f"/admin/people/{world.admin}",
        "/admin/audit",
        f"/admin/organisations/{world.operator}",
    ):
        html = person.get(url).html
        assert "<script>alert" not in html and "&lt;script&gt;alert" in html


def test_my_stale_edit_shows_both_names(app: Flask, browser: Any, world: World) -> None:
    first, second = browser(world.staff), browser(world.staff)
    page = second.get("/me")
    first.submit(first.get("/me"), {"name": "Sam Premier"})
    stale = second.submit(page, {"name": "Sam Second"}, status=200)
    assert "Sam Premier" in stale.text and "Sam Second" in stale.text
    second.submit(stale)
    assert user(app, world.staff).name == "Sam Second"


def test_a_change_elsewhere_that_this_form_does_not_show_is_no_conflict(browser: Any, world: World, staff: int) -> None:
    here = browser(staff)
    page = here.get("/me")
    change(here, OLD, NEW)
    here.submit(page)


def change(person: Browser, current: str, new: str, repeated: str | None = None, status: int = 303) -> Page:
    values = {"current_password": current, "new_password": new, "repeated": new if repeated is None else repeated}
    return person.submit(person.get("/me/password"), values, status=status)


def test_a_new_password_ends_the_other_sign_ins_and_keeps_this_one(
    app: Flask, browser: Any, world: World, staff: int
) -> None:
    here, elsewhere = browser(staff), browser(staff)
    page = here.follow(change(here, OLD, NEW))
    assert "Vos autres connexions sont fermées." in page.text
    here.get("/me")
    elsewhere.get("/me", status=302)
    stored = user(app, staff).password_hash
    assert passwords.verify_password(stored, NEW, CHEAP_ARGON2)
    assert not passwords.verify_password(stored, OLD, CHEAP_ARGON2)


@pytest.mark.parametrize(
    ("current", "new", "repeated", "said"),
    [
        (OLD, "court", None, "Choisissez au moins 12 caractères."),
        (OLD, "x" * 201, None, "200 caractères au plus."),
        (OLD, "motdepasse12", None, "trop facile à deviner"),
        (OLD, NEW, "autre chose ici", "Les deux mots de passe ne sont pas les mêmes."),
        ("not my password", NEW, None, "Ce n’est pas votre mot de passe actuel."),
        ("", NEW, None, "Ce champ est obligatoire."),
    ],
)
def test_a_password_that_will_not_do_is_refused_and_never_sent_back(
    app: Flask, browser: Any, world: World, staff: int, current: str, new: str, repeated: str | None, said: str
) -> None:
    page = change(browser(staff), current, new, repeated, status=200)
    assert said in page.errors()
    assert NEW not in page.html and not any(fields_of(page.form())[name] for name in ("new_password", "repeated"))
    assert passwords.verify_password(user(app, staff).password_hash, OLD, CHEAP_ARGON2)


def test_my_own_address_is_no_password(app: Flask, browser: Any, world: World, staff: int) -> None:
    page = change(browser(staff), OLD, user(app, staff).email.upper(), status=200)
    assert "ne peut pas être votre adresse" in page.errors()


def test_the_current_password_cannot_be_guessed_from_an_open_session(browser: Any, world: World, staff: int) -> None:
    person = browser(staff)
    for _ in range(5):
        change(person, "guess after guess", NEW, status=200)
    assert "Attendez 1 minute" in change(person, OLD, NEW, status=429).errors()


def test_the_rule_for_passwords_stands_beside_the_field(browser: Any, world: World) -> None:
    assert "Au moins 12 caractères." in browser(world.staff).get("/me/password").text


TOKEN = "a-long-random-token"


@pytest.fixture
def link(app: Flask, world: World) -> str:
    with app.app_context():
        invitation(db.session.get_one(User, world.staff), TOKEN, app.config["CLOCK"]())
        db.session.commit()
    return f"/invitation/{TOKEN}"


def test_a_link_sets_a_password_once(app: Flask, browser: Any, world: World, link: str) -> None:
    person = browser()
    page = person.get(link)
    assert "Sam Service" in page.text
    assert user(app, world.staff).password_hash is None, "opening changes nothing"
    assert "Sam Service" in person.get(link).text
    door = person.follow(person.submit(page, {"new_password": NEW, "repeated": NEW}))
    assert "Connectez-vous maintenant." in door.text
    person.submit(door, {"email": user(app, world.staff).email, "password": NEW})
    assert "Ce lien a déjà servi" in browser().get(link, status=410).text
    again = browser()
    assert "Ce lien a déjà servi" in again.post(link, {"new_password": NEW, "repeated": NEW}, status=410).text


def test_a_link_sent_twice_is_used_once_and_the_answer_is_the_same(
    app: Flask, browser: Any, world: World, link: str
) -> None:
    person = browser()
    page = person.get(link)
    first = person.submit(page, {"new_password": NEW, "repeated": NEW})
    counter = user(app, world.staff).sign_in_counter
    second = person._open("POST", link, data={**fields_of(page.form()), "new_password": NEW, "repeated": NEW})
    assert second.headers["Location"] == first.headers["Location"] == "/sign-in"
    assert user(app, world.staff).sign_in_counter == counter


def test_a_link_refuses_a_weak_password_and_stays_open(app: Flask, browser: Any, world: World, link: str) -> None:
    person = browser()
    page = person.submit(person.get(link), {"new_password": "court", "repeated": "court"}, status=200)
    assert "Choisissez au moins 12 caractères." in page.errors()
    person.submit(page, {"new_password": NEW, "repeated": NEW})


def test_old_and_unknown_links_say_so_plainly(app: Flask, browser: Any, world: World, link: str) -> None:
    app.config["CLOCK"].moment += timedelta(days=7)
    assert "Ce lien n’est plus valable" in browser().get(link, status=410).text
    for token in ("nothing", "x" * 5000, "<script>alert(1)</script>"):
        page = browser().get(f"/invitation/{token}", status=404)
        assert "<script>alert" not in page.html


def test_a_link_forgives_failed_tries_and_ends_earlier_sign_ins(
    app: Flask, browser: Any, world: World, staff: int, link: str
) -> None:
    earlier, person, email = browser(staff), browser(), user(app, staff).email
    for _ in range(6):
        person._open(
            "POST", "/sign-in", data={**fields_of(person.get("/sign-in").form()), "email": email, "password": "x"}
        )
    door = person.follow(person.submit(person.get(link), {"new_password": NEW, "repeated": NEW}))
    person.submit(door, {"email": email, "password": NEW})
    earlier.get("/me", status=302)


def test_no_password_is_hashed_while_the_database_is_held(
    app: Flask, browser: Any, world: World, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def look(password: str, cost: Any) -> str:
        seen.append(db.session().in_transaction())
        return passwords.hash_password(password, cost)

    monkeypatch.setattr(sign_ins, "hash_password", look)
    person = browser()
    person.submit(person.get(link), {"new_password": NEW, "repeated": NEW})
    assert seen == [False]


@pytest.mark.parametrize("url", ["/sign-in", "/privacy", f"/invitation/{TOKEN}", "/nowhere"])
def test_a_stranger_changes_the_language_of_any_page(browser: Any, world: World, link: str, url: str) -> None:
    person = browser()
    for language in ("nl", "en", "fr"):
        page = person._open("GET", url)
        sent = person.submit(page, {"language": None}, action="/language")
        assert sent.headers["Location"] == url, "the page stays"
        form = fields_of(page.form("/language"))
        person.post("/language", {**form, "language": language})
        assert person._open("GET", url).tree.get("lang") == language


@pytest.mark.parametrize(
    "url", ["/", "/me", "/me/password", "/admin/", "/admin/?q=a&page=1", "/admin/audit", "/nowhere"]
)
def test_a_persons_language_is_remembered_for_every_page(app: Flask, browser: Any, world: World, url: str) -> None:
    person = browser(world.admin)
    for language in ("nl", "en"):
        form = fields_of(person._open("GET", url).form("/language"))
        assert person.post("/language", {**form, "language": language}).headers["Location"] == url
        assert person._open("GET", url).tree.get("lang") == language
        assert browser(world.admin).get("/me").tree.get("lang") == language
    assert user(app, world.admin).language == "en"


def test_an_unknown_language_changes_nothing_and_leads_within_the_portal(browser: Any, world: World) -> None:
    person = browser(world.coach)
    for next_page in ("https://evil.example", "//evil.example", "/sign-out"):
        assert person.post("/language", {"language": "xx", "next": next_page}).headers["Location"] == "/"
    assert person.get("/me").tree.get("lang") == "fr"
