"""The register's forms take what people type: a message beside the field, nothing lost, never an error page."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from ambassador.conventions.models import Commitment, Convention
from ambassador.db import db
from ambassador.demo import factories
from tests.client import Browser, Page, fields_of
from tests.conftest import World

Open = Callable[..., Browser]
RIGHT_TO_LEFT = "\u202eاتفاقية\u202c"


def typed(page: Page, name: str) -> Any:
    return fields_of(page.form())[name]


def error_beside(page: Page, name: str) -> str:
    field = next(element for element in page.tree.iter() if element.get("name") == name)  # type: ignore[union-attr]
    wanted = (field.get("aria-describedby") or "").split()
    return " ".join("".join(part.itertext()) for part in page.all("p") if part.get("id") in wanted)


def minimal(world: World, **more: str) -> dict[str, str]:
    return {
        "title-fr": "Convention avec Valbrume",
        "parties-1-organisation_id": str(world.city),
        "length_months": "12",
        **more,
    }


def test_a_convention_is_added_with_dates_and_days_as_people_write_them(
    app: Flask, browser: Open, world: World
) -> None:
    coach = browser(world.coach)
    page = coach.get("/conventions/new")
    assert typed(page, "parties-0-organisation_id") == str(world.operator), "one's own organisation stands ready"
    sent = coach.submit(
        page,
        minimal(
            world,
            quota_days="5,5",
            needs_entry_into_force="y",
            entry_into_force="1.4.2026",
        ),
    )
    shown = coach.follow(sent)
    assert "Chaque partie note elle-même sa signature." in shown.text and "5½ jours" in shown.text
    with app.app_context():
        made = db.session.get_one(Convention, int(sent.headers["Location"].rpartition("/")[2]))
        assert str(made.entry_into_force) == "2026-04-01" and made.last_signature is None


@pytest.mark.parametrize(
    ("written", "quarters"), [("5", 20), ("5.25", 21), ("5,75", 23), ("5¼", 21), ("½", 2), ("0", 0), ("", None)]
)
def test_days_are_read_in_quarters(
    app: Flask, browser: Open, world: World, draft: int, written: str, quarters: int | None
) -> None:
    coach = browser(world.coach)
    coach.submit(coach.get(f"/conventions/{draft}/edit"), {"quota_days": written})
    with app.app_context():
        assert db.session.get_one(Convention, draft).first_terms.quota_quarters == quarters


@pytest.mark.parametrize(
    ("name", "written", "words"),
    [
        ("title-fr", "x" * 201, "200 caractères au plus"),
        ("title-fr", "deux\x07mots", "caractère invisible"),
        ("title-fr", "   ", "au moins une langue"),
        ("source", "x" * 201, "200 caractères au plus"),
        ("quota_days", "5,3", "quarts de jour"),
        ("quota_days", "-1", "entre 0 et 100"),
        ("quota_days", "101", "entre 0 et 100"),
        ("quota_days", "cinq", "Écrivez un nombre"),
        ("quota_days", "9" * 400, "trop grand"),
        ("length_months", "0", "entre 1 et 1200"),
        ("length_months", "-3", "entre 1 et 1200"),
        ("length_months", "1,5", "sans décimales"),
        ("length_months", "douze", "Écrivez un nombre"),
        ("length_months", "", "Donnez la durée"),
        ("formal_notice_months", "61", "entre 0 et 60"),
        ("entry_into_force", "2026-02-30", "n’existe pas"),
        ("entry_into_force", "2026-02-01", "cochez"),
        ("parties-1-organisation_id", "999999", "Choisissez dans la liste"),
        ("parties-1-organisation_id", "<script>", "Choisissez dans la liste"),
        ("parties-1-signatory-nl", "x" * 201, "200 caractères au plus"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_field(
    browser: Open, world: World, name: str, written: str, words: str
) -> None:
    coach = browser(world.coach)
    page = coach.get("/conventions/new")
    shown = coach.submit(page, {**minimal(world, source="Décision 12"), name: written}, status=200)
    assert words in error_beside(shown, name).replace("\u00a0", " ")
    assert words in shown.errors()
    if name != "parties-1-organisation_id":
        assert typed(shown, name).strip() == written.replace("\x07", "").strip(), "what was typed is kept"
    assert typed(shown, "length_months") == (written if name == "length_months" else "12"), "nothing else is lost"


@pytest.mark.parametrize(
    ("name", "written", "words"),
    [
        ("signed_on", "2026-03-11", "dans le futur"),
        ("signed_on", "0001-01-01", "entre 2000 et 2099"),
        ("decided_on", "hier", "n’existe pas"),
        ("signed_on", "2026-02-01", "ne peut pas précéder"),
    ],
)
def test_a_wrong_day_of_signing_is_told_beside_it(
    browser: Open, world: World, draft: int, name: str, written: str, words: str
) -> None:
    coach = browser(world.coach)
    page = coach.get(f"/conventions/{draft}/sign")
    shown = coach.submit(page, {"decided_on": "2026-02-02", "signed_on": "2026-02-03", name: written}, status=200)
    assert words in error_beside(shown, name)
    assert typed(shown, name) == written


def test_any_script_is_text(browser: Open, world: World) -> None:
    coach = browser(world.coach)
    title = f"<script>alert(1)</script> 🤝 {RIGHT_TO_LEFT} Ŵ"
    sent = coach.submit(coach.get("/conventions/new"), minimal(world, **{"title-fr": title}))
    shown = coach.follow(sent)
    assert title.split()[0] in shown.text and "<script>alert" not in shown.html
    assert "🤝" in coach.get("/conventions/").text


def test_a_third_party_is_added_without_losing_what_was_typed(app: Flask, browser: Open, world: World) -> None:
    coach = browser(world.coach)
    page = coach.get("/conventions/new")
    page = coach.submit(page, minimal(world, one_more="1", **{"parties-1-signatory-fr": "Bourgmestre"}), status=200)
    assert typed(page, "parties-1-signatory-fr") == "Bourgmestre" and not page.errors()
    coach.submit(page, {"parties-2-organisation_id": str(world.centre), "one_more": None})
    with app.app_context():
        newest = db.session.query(Convention).order_by(Convention.id.desc()).first()
        assert newest and [party.organisation_id for party in newest.parties] == [
            world.operator,
            world.city,
            world.centre,
        ]


def test_ones_own_organisation_stays_a_party(browser: Open, world: World) -> None:
    coordinator = browser(world.coordinator)
    values = minimal(
        world, **{"parties-0-organisation_id": str(world.operator), "parties-1-organisation_id": str(world.centre)}
    )
    shown = coordinator.submit(coordinator.get("/conventions/new"), values, status=200)
    assert "Votre organisation doit être l’une des parties" in shown.errors()


def test_a_stale_edit_shows_both_and_loses_nothing(app: Flask, browser: Open, world: World) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    place = f"/conventions/{world.convention}/edit"
    first, second = coach.get(place), coordinator.get(place)
    coach.submit(first, {"parties-1-signatory-fr": "Bourgmestre"})
    shown = coordinator.submit(second, {"parties-1-signatory-fr": "Collège", "source": "Décision 12"}, status=200)
    assert "Quelqu’un a modifié cette page" in shown.text
    rows = ["".join(row.itertext()) for row in shown.all("tr")]
    assert any("Partie 2 – Fonctions qui signent" in row and "Collège" in row and "Bourgmestre" in row for row in rows)
    assert any("Source" in row for row in rows) and len(rows) == 3, "the head and what differs"
    coordinator.submit(shown)
    with app.app_context():
        convention = db.session.get_one(Convention, world.convention)
        assert str(convention.parties[1].signatory) == "Collège" and convention.source == "Décision 12"


def test_a_form_posted_twice_makes_one_convention(app: Flask, browser: Open, world: World) -> None:
    coach = browser(world.coach)
    page = coach.get("/conventions/new")
    places = {coach.submit(page, minimal(world)).headers["Location"] for _ in range(2)}
    with app.app_context():
        assert len(places) == 1 and db.session.query(Convention).count() == 3


@pytest.fixture
def commitment(app: Flask, draft: int) -> int:
    with app.app_context():
        row = factories.commitment(db.session.get_one(Convention, draft))
        db.session.commit()
        return int(row.id)


@pytest.mark.parametrize(
    ("name", "written", "words"),
    [
        ("title-fr", "", "au moins une langue"),
        ("title-nl", "x" * 201, "200 caractères au plus"),
        ("detail-fr", "x" * 10_001, "10000 caractères au plus"),
        ("article", "", "obligatoire"),
        ("article", "x" * 41, "40 caractères au plus"),
        ("quantity", "-5", "négative"),
        ("quantity", "1,23456", "4 décimales au plus"),
        ("quantity", "NaN", "Écrivez un nombre"),
        ("quantity", "1e9", "Écrivez un nombre"),
        ("unit", "miles", "Choisissez dans la liste"),
        ("modality", "perhaps", "Choisissez dans la liste"),
        ("party_id", "424242", "Choisissez dans la liste"),
        ("due", "someday", "Choisissez dans la liste"),
        ("due_on", "31/02/2026", "n’existe pas"),
        ("due_days", "-1", "entre 0 et 3660"),
        ("measure", "nothing.known", "Choisissez dans la liste"),
        ("condition-fr", "Si nécessaire", "conditionnel"),
    ],
)
def test_a_commitment_is_refused_beside_its_field(
    browser: Open, world: World, draft: int, commitment: int, name: str, written: str, words: str
) -> None:
    coach = browser(world.coach)
    page = coach.get(f"/conventions/{draft}/commitments/{commitment}/edit")
    values = {"detail-en": "kept", "unit": "day", name: written}
    shown = coach.submit(page, values, status=200)
    place = {"condition-fr": "modality"}.get(name, name)
    assert words in error_beside(shown, place).replace("\u00a0", " ")
    assert typed(shown, "detail-en") == "kept"


def test_a_condition_left_out_is_asked_for(browser: Open, world: World, draft: int, commitment: int) -> None:
    coach = browser(world.coach)
    page = coach.get(f"/conventions/{draft}/commitments/{commitment}/edit")
    shown = coach.submit(page, {"modality": "conditional"}, status=200)
    assert "Écrivez la condition" in shown.errors()


def test_a_stale_commitment_shows_both_versions(browser: Open, world: World, draft: int, commitment: int) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    place = f"/conventions/{draft}/commitments/{commitment}/edit"
    first, second = coach.get(place), coordinator.get(place)
    coach.submit(first, {"title-fr": "Celui de la coach"})
    shown = coordinator.submit(second, {"title-fr": "Celui de la Ville"}, status=200)
    assert "Celui de la coach" in shown.text and typed(shown, "title-fr") == "Celui de la Ville"
    coordinator.submit(shown)


def test_what_changed_meanwhile_is_read_again_before_it_is_deleted(
    app: Flask, browser: Open, world: World, draft: int, commitment: int
) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    place = f"/conventions/{draft}/commitments/{commitment}"
    question = coordinator.get(f"{place}/delete")
    coach.submit(coach.get(f"{place}/edit"), {"title-fr": "Plus important"})
    shown = coordinator.submit(question, status=200)
    assert "Relisez-le" in shown.errors() and "Plus important" in shown.text
    coordinator.submit(shown)
    with app.app_context():
        assert db.session.get(Commitment, commitment) is None


def test_a_deletion_sent_twice_is_answered_once(browser: Open, world: World, draft: int, commitment: int) -> None:
    coach = browser(world.coach)
    question = coach.get(f"/conventions/{draft}/commitments/{commitment}/delete")
    places = {coach.submit(question).headers["Location"] for _ in range(2)}
    assert places == {f"/conventions/{draft}"}


def test_unknown_numbers_are_not_found(browser: Open, world: World) -> None:
    coach = browser(world.coach)
    for path in ("999999", "999999/edit", f"{world.convention}/commitments/999999/edit", f"{world.convention}/articles/7/edit",
                 "99999999999999999999", "x"):  # fmt: skip
        coach.get(f"/conventions/{path}", status=404)
