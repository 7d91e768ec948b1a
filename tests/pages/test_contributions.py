"""A commitment's page: recording, deciding, correcting, conditions; what is wrong is said beside its field."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from ambassador.accounts.models import User
from ambassador.conventions.models import (
    Commitment,
    Contribution,
    ContributionState,
    Convention,
    DueRule,
    Modality,
    Unit,
)
from ambassador.db import db
from ambassador.demo import factories
from ambassador.demo.factories.conventions import contribution as contributed
from ambassador.demo.factories.files import PAGE
from ambassador.files import StoredFile
from ambassador.translated import Translated
from tests.client import Browser, Page
from tests.conftest import World

Open = Callable[..., Browser]
RIGHT_TO_LEFT = "مرحبا ‮abc‬"


@pytest.fixture
def make(app: Flask, world: World) -> Callable[..., str]:
    """The address of a commitment of the city, in person-days."""

    def make_commitment(**values: Any) -> str:
        with app.app_context():
            convention = db.session.get_one(Convention, world.convention)
            values = {
                "party": convention.party_of(world.city),
                "quantity": Decimal(700),
                "unit": Unit.PERSON_DAY,
                "due": DueRule.NONE,
                **values,
            }
            row = factories.commitment(convention, **values)
            db.session.commit()
            return f"/conventions/{world.convention}/commitments/{row.id}"

    return make_commitment


@pytest.fixture
def place(make: Callable[..., str]) -> str:
    return make()


@pytest.fixture
def contribution(app: Flask, world: World, place: str) -> int:
    with app.app_context():
        commitment = db.session.get_one(Commitment, int(place.rpartition("/")[2]))
        row = contributed(commitment, db.session.get_one(User, world.staff), date(2026, 3, 1), quantity=Decimal("12.5"))
        db.session.commit()
        return int(row.id)


def error_beside(page: Page, name: str) -> str:
    field = next(one for one in page.tree.iter() if one.get("name") == name)  # type: ignore[union-attr]
    described = (field.get("aria-describedby") or "").split()
    return " ".join("".join(one.itertext()) for one in page.tree.iter() if one.get("id") in described)  # type: ignore[union-attr]


def typed(page: Page, name: str) -> str:
    field = next(one for one in page.tree.iter() if one.get("name") == name)  # type: ignore[union-attr]
    return field.get("value") or "".join(field.itertext()).removeprefix("\n")


def one(app: Flask) -> Contribution:
    return db.session.query(Contribution).one()


def values(**changes: Any) -> dict[str, Any]:
    return {"on": "1/3/2026", "quantity": "12,5", "note": "Analyse des flux", **changes}


def test_recorded_contested_corrected_and_confirmed(app: Flask, browser: Open, world: World, place: str) -> None:
    staff, coach = browser(world.staff), browser(world.coach)
    shown = staff.follow(staff.submit(staff.get(f"{place}/contribute"), values(link="https://preuves.example/1")))
    assert "Pas encore confirmé : 12,5 jours-homme" in shown.text.replace("\u00a0", " ")
    assert "Confirmé : 0 sur 700 jours-homme" in shown.text.replace("\u00a0", " ")
    assert "Contribution à confirmer" in coach.get("/").text
    number = db_number(app)
    theirs = coach.get(place)
    assert "Analyse des flux" in theirs.text and "https://preuves.example/1" in theirs.links()
    base = f"/conventions/{world.convention}/contributions/{number}"
    coach.submit(coach.get(f"{base}/contest"), {"reason": "Deux jours de trop"})
    again = staff.get(place)
    assert "Contesté parce que" in again.text and "Deux jours de trop" in again.text
    assert "Contribution contestée" in staff.get("/").text
    staff.submit(staff.get(f"{base}/edit"), {"quantity": "10,5"})
    confirmed = coach.follow(coach.submit(coach.get(place), action=f"{base}/confirm"))
    assert "Confirmé : 10,5 sur 700 jours-homme" in confirmed.text.replace("\u00a0", " ")
    assert "Contribution" not in coach.get("/").text


def db_number(app: Flask) -> int:
    with app.app_context():
        return int(one(app).id)


@pytest.mark.parametrize(
    ("name", "written", "words"),
    [
        ("quantity", "", "obligatoire"),
        ("quantity", "0", "plus grande que zéro"),
        ("quantity", "-5", "plus grande que zéro"),
        ("quantity", "douze", "Écrivez un nombre"),
        ("quantity", "1,23456", "4 décimales au plus"),
        ("quantity", "9" * 40, "trop grand"),
        ("on", "", "obligatoire"),
        ("on", "31/02/2026", "n’existe pas"),
        ("on", "2026-03-11", "dans le futur"),
        ("on", "2026-01-14", "précède le début"),
        ("note", "", "obligatoire"),
        ("note", "x" * 10_001, "10000 caractères au plus"),
        ("note", "deux\x07mots", "caractère invisible"),
        ("link", "javascript:alert(1)", "adresse web complète"),
        ("link", "https://" + "x" * 500, "500 caractères au plus"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    browser: Open, world: World, place: str, name: str, written: str, words: str
) -> None:
    staff = browser(world.staff)
    shown = staff.submit(staff.get(f"{place}/contribute"), values(**{name: written}), status=200)
    assert words in error_beside(shown, name).replace("\u00a0", " ") and words in shown.errors().replace("\u00a0", " ")
    kept = values(**{name: written})
    for field in ("on", "quantity", "note"):
        wanted = {"on": {kept["on"], "2026-03-01"}}.get(field, {kept[field].replace("\x07", "")})
        assert typed(shown, field) in wanted, "what was typed is kept"


def test_any_text_is_text(browser: Open, world: World, place: str) -> None:
    staff = browser(world.staff)
    note = f"<script>alert(1)</script> 🤝 {RIGHT_TO_LEFT}"
    shown = staff.follow(staff.submit(staff.get(f"{place}/contribute"), values(note=note)))
    assert "<script>alert" not in shown.html and "🤝" in shown.text


@pytest.mark.parametrize(("written", "exact"), [("1 250,75", "1250.75"), ("0,0001", "0.0001"), ("12.5", "12.5")])
def test_quantities_are_read_as_people_write_them(
    app: Flask, browser: Open, world: World, place: str, written: str, exact: str
) -> None:
    staff = browser(world.staff)
    staff.submit(staff.get(f"{place}/contribute"), values(quantity=written))
    with app.app_context():
        assert one(app).quantity == Decimal(exact)


def send(person: Browser, address: str, content: bytes, name: str, **more: Any) -> Page:
    data = {"csrf_token": person.csrf_token(), **values(**more), "file": (io.BytesIO(content), name)}
    return person._open("POST", address, data=data)


def test_a_file_is_kept_as_proof_and_given_to_both_sides(app: Flask, browser: Open, world: World, place: str) -> None:
    staff, coach = browser(world.staff), browser(world.coach)
    assert send(staff, f"{place}/contribute", PAGE, "Rapport d’été.pdf").status == 303
    page = coach.get(place)
    (link,) = [link for link in page.links() if link.startswith("/files/")]
    assert "Rapport d’été.pdf" in page.text and coach.client.get(link).data == PAGE and link.endswith("?view=1")
    assert browser(world.other_coordinator).client.get(link).status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "vide.pdf", "vide"),
        (b"MZ\x90\0\x03", "facture.pdf", "pas accepté"),
    ],
)
def test_a_wrong_file_is_told_beside_the_field_and_nothing_typed_is_lost(
    app: Flask, browser: Open, world: World, place: str, content: bytes, name: str, words: str
) -> None:
    page = send(browser(world.staff), f"{place}/contribute", content, name)
    assert page.status == 200 and words in error_beside(page, "file").replace("\u00a0", " ")
    assert typed(page, "note") == "Analyse des flux" and typed(page, "quantity") == "12,5"
    with app.app_context():
        assert db.session.query(StoredFile).count() == 0


def test_a_file_too_large_is_told_beside_the_field(
    browser: Open, world: World, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small bound: the test client leaves large files of its own open."""
    monkeypatch.setattr("ambassador.files.fields.MAX_UPLOAD", 10_000)
    page = send(browser(world.staff), f"{place}/contribute", b"%PDF-1.4" + b"x" * 10_000, "grand.pdf")
    assert page.status == 200 and "Ce fichier dépasse" in error_beside(page, "file")
    assert send(browser(world.staff), f"{place}/contribute", b"%PDF-1.4" + b"x" * 9_992, "juste.pdf").status == 303


def test_another_error_asks_for_the_file_again(browser: Open, world: World, place: str) -> None:
    page = send(browser(world.staff), f"{place}/contribute", PAGE, "preuve.pdf", quantity="0")
    assert "Choisissez à nouveau le fichier" in error_beside(page, "file") and "preuve.pdf" in page.text


def test_a_form_sent_twice_records_once(app: Flask, browser: Open, world: World, place: str) -> None:
    staff = browser(world.staff)
    page = staff.get(f"{place}/contribute")
    assert len({staff.submit(page, values()).headers["Location"] for _ in range(2)}) == 1
    with app.app_context():
        assert db.session.query(Contribution).count() == 1


def test_a_stale_correction_shows_both(app: Flask, browser: Open, world: World, place: str, contribution: int) -> None:
    staff, coordinator = browser(world.staff), browser(world.coordinator)
    address = f"/conventions/{world.convention}/contributions/{contribution}/edit"
    first, second = staff.get(address), coordinator.get(address)
    staff.submit(first, {"quantity": "10"})
    shown = coordinator.submit(second, {"quantity": "11", "note": "Relu"}, status=200)
    assert "Quelqu’un a modifié cette page" in shown.text and typed(shown, "note") == "Relu"
    coordinator.submit(shown)
    with app.app_context():
        assert one(app).quantity == 11


def test_what_was_corrected_meanwhile_is_not_confirmed_unseen(
    app: Flask, browser: Open, world: World, place: str, contribution: int
) -> None:
    staff, coach = browser(world.staff), browser(world.coach)
    seen = coach.get(place)
    staff.submit(staff.get(f"/conventions/{world.convention}/contributions/{contribution}/edit"), {"quantity": "99"})
    base = f"/conventions/{world.convention}/contributions/{contribution}"
    told = coach.follow(coach.submit(seen, action=f"{base}/confirm"))
    assert "Quelqu’un" in told.text
    with app.app_context():
        assert one(app).state is ContributionState.RECORDED
    coach.submit(coach.get(place), action=f"{base}/confirm")
    with app.app_context():
        assert one(app).state is ContributionState.CONFIRMED


def test_a_contest_without_reason_is_refused(browser: Open, world: World, contribution: int) -> None:
    coach = browser(world.coach)
    address = f"/conventions/{world.convention}/contributions/{contribution}/contest"
    for reason, words in (("", "obligatoire"), ("x" * 10_001, "10000 caractères")):
        shown = coach.submit(coach.get(address), {"reason": reason}, status=200)
        assert words in error_beside(shown, "reason")


def test_a_withdrawn_one_stays_in_both_lists(browser: Open, world: World, place: str, contribution: int) -> None:
    staff, coach = browser(world.staff), browser(world.coach)
    base = f"/conventions/{world.convention}/contributions/{contribution}"
    staff.submit(staff.get(place), action=f"{base}/withdraw")
    for person in (staff, coach):
        page = person.get(place)
        assert "retirée" in page.text and "Pas encore confirmé" not in page.text
        assert not [form for form in page.all("form", method="post") if base in (form.get("action") or "")]


@pytest.mark.parametrize("unit", [Unit.EVENT, Unit.ARTICLE, None])
def test_what_is_counted_one_by_one_has_a_short_form(
    app: Flask, browser: Open, world: World, make: Callable[..., str], unit: Unit | None
) -> None:
    place = make(unit=unit, quantity=None)
    staff = browser(world.staff)
    page = staff.get(f"{place}/contribute")
    names = {element.get("name") for element in page.form().iter("input")} - {None, "csrf_token", "once", "version"}
    assert names == {"note", "on", "link"} and not page.form().findall(".//textarea")
    staff.submit(page, {"note": "Invitation au forum", "on": "1/3/2026", "link": "https://forum.example/"})
    with app.app_context():
        assert one(app).quantity == (None if unit is None else 1)
    full = staff.get(f"{place}/contribute?full=1")
    assert full.all("input", type="file") and not full.all("input", name="quantity")


def test_the_running_total_is_drawn_to_the_target(app: Flask, browser: Open, world: World, place: str) -> None:
    with app.app_context():
        commitment = db.session.get_one(Commitment, int(place.rpartition("/")[2]))
        staff, coach = (db.session.get_one(User, number) for number in (world.staff, world.coach))
        for day, quantity in ((date(2026, 1, 31), "10.25"), (date(2026, 3, 1), "4.75")):
            row = contributed(commitment, staff, day, quantity=Decimal(quantity))
            row.state, row.decided_by, row.decided_at = ContributionState.CONFIRMED, coach, app.config["CLOCK"]()
        contributed(commitment, staff, date(2026, 3, 2), quantity=Decimal(100))
        db.session.commit()
    page = browser(world.coordinator).get(place)
    text = page.text.replace("\u00a0", " ")
    assert "Confirmé jusqu’ici : 15 sur 700 jours-homme" in text
    rows = ["".join(row.itertext()).split("\n") for row in page.all("tr")]
    table = [" ".join("".join(row.itertext()).replace("\u00a0", " ").split()) for row in page.all("tr")]
    assert rows and any("10,25 jours-homme" in row for row in table) and any("115 jours-homme" in row for row in table)
    assert page.all("figure")


def test_a_condition_is_recorded_and_undone(app: Flask, browser: Open, world: World, make: Callable[..., str]) -> None:
    place = make(modality=Modality.CONDITIONAL, condition=Translated(fr="Si la Ville l’exploite"))
    coach = browser(world.coach)
    assert "rien ne compte avant" in coach.get(place).text
    shown = coach.follow(
        coach.submit(coach.get(f"{place}/condition"), {"met_on": "1/2/2026", "note": "Décision du collège"})
    )
    assert "condition remplie" in shown.text and "Décision du collège" in shown.text
    undone = coach.follow(coach.submit(coach.get(f"{place}/condition/undo"), {"reason": "Décision retirée"}))
    assert "Décision retirée" in undone.text and "rien ne compte avant" in undone.text


@pytest.mark.parametrize(
    ("name", "written", "words"),
    [
        ("met_on", "", "obligatoire"),
        ("met_on", "2026-03-11", "dans le futur"),
        ("met_on", "2025-01-01", "précède le début"),
        ("note", "", "obligatoire"),
        ("link", "data:text/html,x", "adresse web complète"),
    ],
)
def test_a_wrong_condition_is_told_beside_its_field(
    browser: Open, world: World, make: Callable[..., str], name: str, written: str, words: str
) -> None:
    place = make(modality=Modality.CONDITIONAL, condition=Translated(fr="Si la Ville l’exploite"))
    coach = browser(world.coach)
    sent = {"met_on": "1/2/2026", "note": "Décision", name: written}
    shown = coach.submit(coach.get(f"{place}/condition"), sent, status=200)
    assert words in error_beside(shown, name).replace("\u00a0", " ")


def test_the_convention_says_where_each_commitment_stands_and_what_is_next(
    browser: Open, world: World, make: Callable[..., str], contribution: int
) -> None:
    make(due=DueRule.DATE, due_on=date(2026, 3, 1), quantity=1)
    make(modality=Modality.CONDITIONAL, condition=Translated(fr="Si la Ville l’exploite"))
    address = f"/conventions/{world.convention}"
    coach, coordinator, admin = (browser(one).get(address) for one in (world.coach, world.coordinator, world.admin))
    for page in (coach, coordinator, admin):
        assert "en retard : 1" in page.text.replace("\u00a0", " ") and "en attente : 1" in page.text.replace(
            "\u00a0", " "
        )
        assert "« À risque »" in page.text.replace("\u00a0", " ")
    assert "Confirmer ou contester" in coach.text and "Confirmer ou contester" not in coordinator.text
    assert "Noter une contribution" in coordinator.text and "Noter la condition remplie" in coordinator.text
    for step in ("Confirmer ou contester", "Noter une contribution", "Noter la condition remplie"):
        assert step not in admin.text


def test_unknown_numbers_are_not_found(browser: Open, world: World, place: str) -> None:
    staff = browser(world.staff)
    base = f"/conventions/{world.convention}"
    for path in ("commitments/999999", "commitments/999999/contribute", "contributions/999999/edit", "commitments/x"):
        staff.get(f"{base}/{path}", status=404)
    staff.post(f"{base}/contributions/999999/withdraw", status=404)


def test_after_the_end_nothing_is_offered_but_the_decision(
    app: Flask, browser: Open, world: World, place: str, contribution: int
) -> None:
    app.config["CLOCK"].stand_on(date(2027, 1, 16))
    base = f"/conventions/{world.convention}/contributions/{contribution}"
    theirs, ours = browser(world.coordinator).get(place), browser(world.coach).get(place)
    assert not [link for link in theirs.links() if link.startswith((f"{place}/", f"{base}/"))]
    assert ours.form(f"{base}/confirm") is not None
    staff = browser(world.staff)
    refused = staff.submit(staff.get(f"{place}/contribute"), values(), status=200)
    assert "a pris fin" in refused.errors()
