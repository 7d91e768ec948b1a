"""The entry screen's categories, files, and what two people write at the same time."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from ambassador.accounts.models import Organisation, User
from ambassador.db import db
from ambassador.demo import factories
from ambassador.demo.factories.files import PAGE
from ambassador.files import StoredFile, storage
from ambassador.kpis.models import Adoption, Entry, EntryEvent, EntryState, IndicatorKind
from tests.client import fields_of
from tests.conftest import TODAY, World
from tests.pages.test_kpis_entry import PAGE as SCREEN
from tests.pages.test_kpis_entry import entries, field, send

Made = dict[str, Any]


@pytest.fixture
def broken_down(app: Flask, world: World) -> Callable[..., Made]:
    """Agreed KPIs of the staff person's service with an exclusive and an overlapping dimension, and their categories."""

    def make(number: int = 1, kind: IndicatorKind = IndicatorKind.NUMBER, **values: Any) -> Made:
        with app.app_context():
            city = db.session.get_one(Organisation, world.city)
            dimensions = [
                factories.dimension("gender", ["Femmes", "Hommes", "X"]),
                factories.dimension("publics", ["Femmes concernées", "Seniors"], is_exclusive=False),
            ]
            kpis = [
                factories.kpi(city, f"K{one:02d}", kind, service_id=world.service, dimensions=dimensions, **values)
                for one in range(number)
            ]
            db.session.commit()
            women, men, other, ladies, seniors = (row.id for each in dimensions for row in each.categories)
            return {
                "ids": [kpi.id for kpi in kpis],
                "women": women,
                "men": men,
                "other": other,
                "ladies": ladies,
                "seniors": seniors,
            }

    return make


def part(number: int, category: int, name: str = "numerator") -> str:
    return field(number, f"part_{category}_{name}")


def wholes(app: Flask) -> dict[int, Entry]:
    with app.app_context():
        rows = {row.adoption_id: row for row in db.session.query(Entry).filter(Entry.category_id.is_(None))}
        db.session.expunge_all()
        return rows


def shares(app: Flask) -> dict[int | None, Decimal | None]:
    with app.app_context():
        return {
            row.category_id: row.numerator for row in db.session.query(Entry).filter(Entry.category_id.is_not(None))
        }


def test_categories_are_kept_and_the_rest_shows_as_not_stated(
    app: Flask, browser: Any, world: World, broken_down: Any
) -> None:
    made = broken_down()
    number = made["ids"][0]
    staff = browser(world.staff)
    values = {
        field(number, "numerator"): "100",
        part(number, made["women"]): "60",
        part(number, made["men"]): "1 0,5",
        part(number, made["ladies"]): "60",
        part(number, made["seniors"]): "90",
    }
    page = staff.follow(send(staff, staff.get(SCREEN), values, status=303))
    assert "Non précisé : 29,5" in page.text
    assert shares(app) == {made["women"]: 60, made["men"]: Decimal("10.5"), made["ladies"]: 60, made["seniors"]: 90}
    page = staff.follow(send(staff, page, {part(number, made["men"]): ""}, do="submit", status=303))
    assert made["men"] not in shares(app)
    with app.app_context():
        assert {row.state for row in db.session.query(Entry)} == {EntryState.SUBMITTED}


def test_categories_are_told_with_their_dimension_and_as_they_were_on_a_past_day(
    app: Flask, browser: Any, world: World, broken_down: Any
) -> None:
    made = broken_down()
    number = made["ids"][0]
    values = {field(number, "numerator"): "100", part(number, made["women"]): "60", part(number, made["ladies"]): "58"}
    staff = browser(world.staff)
    send(staff, staff.get(SCREEN), values, status=303)
    with app.app_context():
        entry = db.session.query(Entry).filter(Entry.category_id.is_(None)).one().id
    app.config["CLOCK"].stand_on(TODAY + timedelta(days=2))
    send(staff, staff.get(SCREEN), {part(number, made["women"]): "61"}, status=303)
    page = staff.get(f"/kpis/figures/{entry}")
    assert "Gender : Femmes – Nombre60 → 61" in page.text and "Publics : Femmes concernées – Nombre58" in page.text
    before = staff.get(f"/kpis/figures/{entry}?on={TODAY.isoformat()}").text.split("L’histoire")[0]
    assert "Femmes60" in before and "Non précisé40" in before and "Femmes concernées58" in before and "61" not in before


def test_more_than_the_total_is_refused_beside_a_category_and_what_was_typed_stays(
    app: Flask, browser: Any, world: World, broken_down: Any
) -> None:
    made = broken_down()
    number = made["ids"][0]
    staff = browser(world.staff)
    values = {
        field(number, "numerator"): "100",
        part(number, made["women"]): "60",
        part(number, made["men"]): "41",
    }
    page = send(staff, staff.get(SCREEN), values)
    assert "font 101 ensemble, plus que le total (100)" in page.text
    assert f"#{part(number, made['women'])}" in page.links()
    assert not entries(app) and fields_of(page.form())[part(number, made["men"])] == "41"
    page = send(staff, page, {part(number, made["men"]): "quarante"})
    assert fields_of(page.form())[part(number, made["men"])] == "quarante" and not entries(app)
    send(staff, page, {part(number, made["men"]): "40"}, status=303)
    assert shares(app) == {made["women"]: 60, made["men"]: 40}


@pytest.mark.parametrize("kind", [IndicatorKind.RATIO, IndicatorKind.MEAN])
def test_categories_of_a_ratio_and_of_a_mean_have_their_own_numbers(
    app: Flask, browser: Any, world: World, broken_down: Any, kind: IndicatorKind
) -> None:
    made = broken_down(kind=kind)
    number = made["ids"][0]
    staff = browser(world.staff)
    second = "denominator" if kind is IndicatorKind.RATIO else "weight"
    values = {field(number, "numerator"): "8", field(number, second): "10", part(number, made["women"]): "5"}
    page = send(staff, staff.get(SCREEN), values)
    assert "Écrivez aussi ce nombre" in page.text
    page = staff.follow(send(staff, page, {part(number, made["women"], second): "6"}, status=303))
    assert ("Non précisé : 3 ÷ 4" if kind is IndicatorKind.RATIO else "Non précisé : sur 4 réponses") in page.text


def test_forty_kpis_with_categories_fit_in_the_budget_and_are_sent_at_once(
    app: Flask, browser: Any, world: World, broken_down: Any
) -> None:
    made = broken_down(40, targets={202501: 5})
    with app.app_context():
        for number in made["ids"]:
            adoption = db.session.get_one(Adoption, number)
            for period in ("2025-Q2", "2025-Q3"):
                factories.figure(adoption, period, 30)
            state = EntryState.DRAFT if number % 2 else EntryState.RETURNED
            whole = factories.figure(adoption, "2025-Q4", 40, state=state, by=db.session.get_one(User, world.staff))
            factories.part(whole, made["women"], 15)
        db.session.commit()
    staff = browser(world.staff)
    page = staff.get(SCREEN)
    values = {part(number, made["men"]): "20" for number in made["ids"]}
    values |= {field(number, "comment"): "Compté" for number in made["ids"]}
    page = staff.follow(send(staff, page, values, do="submit", status=303))
    assert "Chiffres envoyés pour validation : 40." in page.text
    with app.app_context():
        assert db.session.query(Entry).filter_by(category_id=made["men"], state=EntryState.SUBMITTED).count() == 40


def attach(number: int, name: str = "relevé.pdf", content: bytes = PAGE) -> dict[str, Any]:
    return {field(number, "file"): (BytesIO(content), name)}


def test_a_file_proves_a_figure_and_is_seen_by_those_who_see_it(
    app: Flask, browser: Any, world: World, broken_down: Any
) -> None:
    number = broken_down()["ids"][0]
    staff = browser(world.staff)

    def save(values: dict[str, Any]) -> int:
        page = staff.get(SCREEN)
        data = {**fields_of(page.form()), **values}
        sent = staff._open("POST", page.url, data=data, content_type="multipart/form-data")
        assert sent.status == 303
        return int(wholes(app)[number].file_id or 0)

    first = save({field(number, "numerator"): "3", **attach(number)})
    link = f"/files/{first}"
    assert link in staff.get(SCREEN).links()
    assert save({}) == first and save(attach(number)) == first, "the same file again is no change"
    second = save(attach(number, "autre.pdf", PAGE + b"% 2"))
    assert second != first
    for person in (world.staff, world.coordinator, world.coach):
        for file in (first, second):
            assert browser(person).client.get(f"/files/{file}").status_code == 200
    for person in (world.other_coordinator, world.centre_coordinator, world.partner):
        assert browser(person).client.get(f"/files/{first}").status_code in {403, 404}
    assert save({field(number, "drops_file"): "y"}) == 0
    with app.app_context():
        told = [event.after.get("file") for event in db.session.query(EntryEvent).order_by(EntryEvent.id)]
        assert told == ["relevé.pdf", "autre.pdf", None]
        found = storage.check(storage.folder_in(app.config["INSTANCE_PATH"]))
        assert not found.missing and not found.altered and db.session.query(StoredFile).count() == 2


def test_a_file_that_was_not_chosen_is_nothing_typed(app: Flask, browser: Any, world: World, broken_down: Any) -> None:
    one, two = broken_down(2)["ids"]
    staff = browser(world.staff)
    page = staff.get(SCREEN)
    data = {**fields_of(page.form()), field(one, "numerator"): "3", "do": f"save:{one}-202510"}
    data |= attach(one, "", b"") | attach(two, "", b"")
    sent = staff._open("POST", page.url, data=data, content_type="multipart/form-data")
    assert sent.status == 303 and set(entries(app)) == {one}


def test_a_file_that_is_refused_is_told_beside_its_field(
    app: Flask, browser: Any, world: World, broken_down: Any
) -> None:
    number = broken_down()["ids"][0]
    staff = browser(world.staff)
    page = staff.get(SCREEN)
    data = {**fields_of(page.form()), field(number, "numerator"): "3"}
    bad = attach(number, "jeu.exe", b"MZ\x00\x01")
    sent = staff._open("POST", page.url, data={**data, **bad}, content_type="multipart/form-data")
    assert sent.status == 200 and "Ce type de fichier n’est pas accepté" in sent.text and not entries(app)
    wrong = {field(number, "numerator"): "trois", **attach(number)}
    sent = staff._open("POST", page.url, data={**data, **wrong}, content_type="multipart/form-data")
    assert "Choisissez à nouveau le fichier « relevé.pdf »" in sent.text
    with app.app_context():
        assert not db.session.query(StoredFile).count(), "a file is kept with its figure only"


def test_a_row_that_nobody_touched_is_no_conflict_and_shows_what_the_other_wrote(
    app: Flask, browser: Any, world: World, broken_down: Any
) -> None:
    one, two = broken_down(2)["ids"]
    staff, coordinator = browser(world.staff), browser(world.coordinator)
    mine = staff.get(SCREEN)
    send(coordinator, coordinator.get(SCREEN), {field(one, "numerator"): "40"}, status=303)
    page = staff.follow(send(staff, mine, {field(two, "numerator"): "7"}, status=303))
    kept = wholes(app)
    assert (kept[one].numerator, kept[two].numerator) == (40, 7)
    assert fields_of(page.form())[field(one, "numerator")] == "40"


def test_what_two_people_wrote_in_different_fields_of_a_row_is_both_kept(
    app: Flask, browser: Any, world: World, broken_down: Any
) -> None:
    made = broken_down()
    number = made["ids"][0]
    staff, coordinator = browser(world.staff), browser(world.coordinator)
    send(staff, staff.get(SCREEN), {field(number, "numerator"): "40"}, status=303)
    mine = staff.get(SCREEN)
    theirs = {field(number, "comment"): "Compté au guichet"}
    send(coordinator, coordinator.get(SCREEN), theirs, status=303)
    send(staff, mine, {part(number, made["women"]): "10"}, status=303)
    kept = wholes(app)[number]
    assert (kept.numerator, kept.comment) == (40, "Compté au guichet") and shares(app) == {made["women"]: 10}


def test_a_category_that_two_people_wrote_is_shown_beside_each_other(
    app: Flask, browser: Any, world: World, broken_down: Any
) -> None:
    made = broken_down()
    number = made["ids"][0]
    staff, coordinator = browser(world.staff), browser(world.coordinator)
    mine, theirs = staff.get(SCREEN), coordinator.get(SCREEN)
    total = {field(number, "numerator"): "40"}
    send(coordinator, theirs, {**total, part(number, made["women"]): "11"}, status=303)
    page = send(staff, mine, {**total, part(number, made["women"]): "10"})
    assert "Femmes : le vôtre « 10 », enregistré « 11 »" in page.text and shares(app) == {made["women"]: 11}
    send(staff, page, {}, status=303)
    assert shares(app) == {made["women"]: 10}


def test_a_figure_that_another_person_created_meanwhile_is_shown_beside_mine(
    app: Flask, browser: Any, world: World, broken_down: Any
) -> None:
    number = broken_down()["ids"][0]
    staff, coordinator = browser(world.staff), browser(world.coordinator)
    mine, theirs = staff.get(SCREEN), coordinator.get(SCREEN)
    send(coordinator, theirs, {field(number, "numerator"): "40", field(number, "comment"): "Guichet"}, status=303)
    page = send(staff, mine, {field(number, "numerator"): "douze"})
    assert "le vôtre « douze », enregistré « 40 »" in page.text
    typed = fields_of(page.form())
    assert (typed[field(number, "numerator")], typed[field(number, "comment")]) == ("douze", "Guichet")
    assert wholes(app)[number].numerator == 40


def test_a_closed_period_shows_its_figures_and_takes_none(
    app: Flask, browser: Any, world: World, broken_down: Any
) -> None:
    number = broken_down()["ids"][0]
    staff = browser(world.staff)
    page = staff.get(SCREEN)
    with app.app_context():
        db.session.get_one(Organisation, world.city).kpi_days_open = 10
        db.session.commit()
    sent = send(staff, page, {field(number, "numerator"): "40"})
    assert "La période est clôturée" in sent.text and not entries(app)
    page = staff.get(SCREEN)
    assert "période clôturée" in page.text and not page.all("input", name=field(number, "numerator"))


def test_a_reviewer_sees_the_categories_and_the_file_and_approves_the_whole_alone(
    app: Flask, browser: Any, world: World, broken_down: Any
) -> None:
    made = broken_down()
    number = made["ids"][0]
    staff, coordinator = browser(world.staff), browser(world.coordinator)
    page = staff.get(SCREEN)
    data = {
        **fields_of(page.form()),
        field(number, "numerator"): "40",
        part(number, made["women"]): "10",
        "do": "submit",
    }
    staff._open("POST", page.url, data={**data, **attach(number)}, content_type="multipart/form-data")
    whole = wholes(app)[number]
    queue = coordinator.get("/kpis/review")
    assert "Femmes10 heures" in queue.text and "Non précisé30 heures" in queue.text
    assert f"/files/{whole.file_id}" in queue.links()
    with app.app_context():
        category = db.session.query(Entry.id).filter(Entry.category_id.is_not(None)).scalar()
    coordinator.get(f"/kpis/figures/{category}", status=404)
    coordinator.post(f"/kpis/figures/{category}/approve", {"version": "2"}, status=404)
    coordinator.post(f"/kpis/figures/{whole.id}/approve", {"version": str(whole.version)})
    page = coordinator.get(f"/kpis/figures/{whole.id}")
    assert "Femmes – Nombre" in page.text and "Non précisé30 heures" in page.text
    with app.app_context():
        assert {row.state for row in db.session.query(Entry)} == {EntryState.APPROVED}
