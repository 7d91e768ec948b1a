"""The other KPI pages: the sheet, a KPI and its form, the queue, corrections, publications."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from ambassador.accounts.models import KpiReviewer, Organisation, User
from ambassador.db import db
from ambassador.demo import factories
from ambassador.demo.factories.kpis import charter_action
from ambassador.due import due_from
from ambassador.kpis.models import Adoption, AdoptionState, Answer, Entry, EntryState, IndicatorKind, Publication
from ambassador.permissions import Role
from ambassador.translated import Translated
from tests.client import Browser, Page, fields_of
from tests.conftest import TODAY, World
from tests.pages.test_kpis_chain import KPI, post_button

Made = Callable[..., int]


def draft(city: Organisation) -> Adoption:
    return factories.kpi(city, "K1", state=AdoptionState.DRAFT, targets={202601: 50})


def submitted(city: Organisation) -> Entry:
    kpi = factories.kpi(city, "K1", targets={202501: 20}, name=Translated(fr="Heures d’aide"))
    factories.figure(kpi, "2025-Q3", 8)
    return factories.figure(kpi, "2025-Q4", 12, state=EntryState.SUBMITTED, comment="Avec la <b>fête</b>")


def send(person: Browser, page: Page, values: dict[str, Any], status: int = 200) -> Page:
    form = page.form()
    sent = person._open("POST", form.get("action") or page.url, data={**fields_of(form), **values})
    assert sent.status == status, f"{sent.status}: {sent.tree is not None and sent.errors()}"
    return sent


# --- the sheet and a KPI ---------------------------------------------------------------------------------------------


def test_an_empty_sheet_says_what_comes_next(browser: Any, world: World) -> None:
    assert "Aucun KPI" in browser(world.staff).get("/kpis/").text
    assert "/kpis/examples?structure=" in "".join(browser(world.coordinator).get("/kpis/").links())


def test_a_line_tells_value_target_distance_and_state(app: Flask, browser: Any, world: World, made: Made) -> None:
    made(submitted)
    page = browser(world.staff).get("/kpis/")
    for words in ("Heures d’aide", "8 heures", "3e trimestre 2025", "Cible : 20 heures", "encore 12", "à valider"):
        assert words in page.text, words


def test_a_sheet_of_forty_kpis_stays_within_its_budget(browser: Any, world: World, made: Made) -> None:
    def many(city: Organisation) -> Adoption:
        for number in range(40):
            action = charter_action(city, f"A{number % 7}")
            kpi = factories.kpi(city, f"K{number:02d}", action=action, targets={202501: 5})
            for period in ("2025-Q1", "2025-Q2", "2025-Q3"):
                factories.figure(kpi, period, number)
        return kpi

    number = made(many)
    assert "Indicateur K39" in browser(world.coach).get(f"/kpis/?structure={world.city}").text
    browser(world.coach).get(f"/kpis/{number}")


@pytest.mark.parametrize("structure", ["x", "-1", "999999", "", "1e9", "%00", "99999999999999999999"])
def test_a_nonsense_structure_shows_the_first(browser: Any, world: World, structure: str) -> None:
    for page in ("/kpis/", "/kpis/publications"):
        browser(world.coach).get(f"{page}?structure={structure}")


def test_a_coach_sees_the_structure_they_look_after_first(app: Flask, browser: Any, world: World, made: Made) -> None:
    with app.app_context():
        from datetime import date

        operator = db.session.get_one(Organisation, world.operator)
        first = factories.organisation("Aa, avant dans l’ordre")
        factories.convention([operator, first], date(2026, 1, 15))
        db.session.commit()
    made(submitted)
    assert "Heures d’aide" in browser(world.coach).get("/kpis/").text


@pytest.mark.parametrize("person", ["other_coordinator", "centre_coordinator", "partner"])
def test_another_structures_kpis_are_not_there(browser: Any, world: World, made: Made, person: str) -> None:
    number = made(submitted)
    for page in (f"/kpis/{number}", f"/kpis/figures/{number}"):
        browser(getattr(world, person)).get(page, status=403 if person == "partner" else 404)


def test_every_kind_and_answer_has_its_words_and_chart(browser: Any, world: World, made: Made) -> None:
    def mixed(city: Organisation) -> Adoption:
        kpi = factories.kpi(
            city, "K1", IndicatorKind.RATIO, targets={202501: 40, 202510: 50}, baseline_numerator=1,
            baseline_denominator=10, baseline_on=TODAY,
        )  # fmt: skip
        factories.figure(kpi, "2025-Q1", 0, 100)
        factories.figure(kpi, "2025-Q2", answer=Answer.UNAVAILABLE, comment="Panne")
        factories.figure(kpi, "2025-Q3", answer=Answer.NOT_APPLICABLE, comment="Vacances")
        return kpi

    page = browser(world.staff).get(f"/kpis/{made(mixed)}")
    rows = ["".join(row.itertext()) for row in page.all("tr")]
    assert any("1er trimestre 2025" in row and "0" in row and "%" in row for row in rows)
    for words in ("indisponible", "non applicable", "manquant", "en retard", "10 %", "dès octobre 2025"):
        assert words in page.text, words
    assert page.all("figure")


# --- writing a KPI ---------------------------------------------------------------------------------------------------


def test_a_draft_is_edited_and_the_history_tells(app: Flask, browser: Any, world: World, made: Made) -> None:
    number = made(draft)
    coordinator = browser(world.coordinator)
    page = coordinator.get(f"/kpis/{number}/edit")
    page = coordinator.follow(
        send(coordinator, page, {"source": "Registre <i>national</i>", "days_allowed": "45"}, 303)
    )
    assert "45 jours" in page.text and "Registre <i>national</i>" in page.text and "<i>national" not in page.html
    assert "Nadia Coordination" in page.text and "45" in page.text


def test_targets_are_added_and_removed_without_a_script(app: Flask, browser: Any, world: World, made: Made) -> None:
    number = made(draft)
    coach = browser(world.coach)
    page = coach.get(f"/kpis/{number}/edit")
    values = {
        "targets-0-on": "", "targets-0-value": "",
        "targets-1-on": "2026-04-01", "targets-1-value": "60,5",
        "targets-2-on": "01/01/2027", "targets-2-value": "80",
    }  # fmt: skip
    page = coach.follow(send(coach, page, values, 303))
    assert "dès avril 2026 : 60,5 heures" in page.text and "janvier 2026 : 50" not in page.text


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("code", "", "obligatoire"),
        ("code", "x" * 41, "40 caractères au plus"),
        ("code", "A\x07", "caractère invisible"),
        ("name-fr", "", "au moins une langue"),
        ("name-fr", "x" * 201, "200 caractères au plus"),
        ("definition-fr", "x" * 10_001, "10000 caractères au plus"),
        ("hard_min", "beaucoup", "Écrivez un nombre"),
        ("hard_min", "1,23456", "4 décimales au plus"),
        ("hard_min", "9999999999", "trop grand"),
        ("hard_max", "-5", "plus petit que le minimum"),
        ("kind", "number", "ne s’additionne pas ainsi"),
        ("kind", "nonsense", "Choisissez dans la liste"),
        ("frequency", "daily", "Choisissez dans la liste"),
        ("action_id", "999999", "Choisissez dans la liste"),
        ("action_id", "<script>", "Choisissez dans la liste"),
        ("service_id", "99999999999999999999", "Choisissez dans la liste"),
        ("owner_id", "-1", "Choisissez dans la liste"),
        ("first_on", "2026-02-30", "Cette date n’existe pas"),
        ("first_on", "1815-06-18", "entre 2000 et 2099"),
        ("baseline_on", "hier", "Cette date n’existe pas"),
        ("baseline_denominator", "0", "plus grand que zéro"),
        ("baseline_numerator", "", "Écrivez aussi ce nombre"),
        ("targets-0-on", "2026-13-01", "Cette date n’existe pas"),
        ("targets-0-value", "", "une date et une valeur"),
        ("targets-0-value", "beaucoup", "Cible 1 – Valeur à atteindre"),
        ("targets-0-value", "150", "en dehors des bornes"),
        ("days_allowed", "367", "entre 0 et 366"),
        ("days_allowed", "-1", "entre 0 et 366"),
        ("days_allowed", "1,5", "nombre entier"),
        ("source", "x" * 201, "200 caractères au plus"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    app: Flask, browser: Any, world: World, name: str, typed: str, words: str
) -> None:
    with app.app_context():
        action = charter_action(db.session.get_one(Organisation, world.city), "A07")
        db.session.commit()
        action_id = str(action.id)
    coach = browser(world.coach)
    page = coach.get(f"/kpis/new?structure={world.city}")
    sent = send(coach, page, {**KPI, "action_id": action_id, name: typed})
    assert words in sent.text and words in sent.errors()
    kept = fields_of(sent.form())
    assert kept["verification"] == KPI["verification"] and kept["name-fr"] == (
        typed if name == "name-fr" else KPI["name-fr"]
    )
    if not name.endswith(("_id", "kind", "frequency")) and "\x07" not in typed:
        assert kept[name] == typed
    with app.app_context():
        assert db.session.query(Adoption).count() == 0


@pytest.mark.parametrize("words", ["🙂 عربي", "<script>alert(1)</script>", "l’été « 50 % »", "%(name)s", "{{ 7 * 7 }}"])
def test_any_words_are_kept_as_they_are(app: Flask, browser: Any, world: World, words: str) -> None:
    with app.app_context():
        action = charter_action(db.session.get_one(Organisation, world.city), "A07")
        db.session.commit()
        action_id = str(action.id)
    coach = browser(world.coach)
    page = coach.get(f"/kpis/new?structure={world.city}")
    values = {**KPI, "action_id": action_id, "name-fr": words, "unit-fr": words[:40], "definition-fr": words}
    page = coach.follow(send(coach, page, values, 303))
    assert " ".join(words.split()) in page.text and "<script>alert" not in page.html
    assert " ".join(words.split()) in coach.get(f"/kpis/?structure={world.city}").text


def test_a_stale_edit_shows_both_versions(app: Flask, browser: Any, world: World, made: Made) -> None:
    number = made(draft)
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    mine = coach.get(f"/kpis/{number}/edit")
    theirs = coordinator.get(f"/kpis/{number}/edit")
    send(
        coordinator, theirs, {"name-fr": "Nom de la Ville", "targets-1-on": "2027-01-01", "targets-1-value": "70"}, 303
    )
    page = send(coach, mine, {"name-fr": "Nom du coach"})
    assert "Nom de la Ville" in page.text and "Nom du coach" in page.text and "70" in page.text
    page = coach.follow(send(coach, page, {}, 303))
    assert "Nom du coach" in page.text


def test_a_double_click_writes_one_kpi(app: Flask, browser: Any, world: World) -> None:
    with app.app_context():
        action_id = str(charter_action(db.session.get_one(Organisation, world.city), "A07").id)
        db.session.commit()
    coach = browser(world.coach)
    page = coach.get(f"/kpis/new?structure={world.city}")
    for _ in range(2):
        send(coach, page, {**KPI, "action_id": action_id}, 303)
    with app.app_context():
        assert db.session.query(Adoption).count() == 1


def test_what_is_no_draft_any_more_is_not_edited(browser: Any, world: World, made: Made) -> None:
    number = made(lambda city: factories.kpi(city))
    coach = browser(world.coach)
    coach.get(f"/kpis/{number}/edit", status=303)
    assert "n’est plus un brouillon" in coach.get(f"/kpis/{number}").text


def test_an_incomplete_draft_lists_what_it_lacks(browser: Any, world: World, made: Made) -> None:
    number = made(lambda city: factories.kpi(city, state=AdoptionState.DRAFT, source="", definition=Translated()))
    coach = browser(world.coach)
    page = coach.get(f"/kpis/{number}")
    assert page.text.count("manque") >= 3 and "Proposer" not in page.text
    coach.post(f"/kpis/{number}/propose", {"version": "1"})
    assert "pas complet" in coach.get(f"/kpis/{number}").text


def test_an_example_becomes_a_marked_draft(app: Flask, browser: Any, world: World) -> None:
    coach = browser(world.coach)
    assert "n’a pas encore d’action" in coach.get(f"/kpis/examples?structure={world.city}").text
    with app.app_context():
        action_id = str(charter_action(db.session.get_one(Organisation, world.city), "A10").id)
        db.session.commit()
    page = coach.get(f"/kpis/examples?structure={world.city}")
    wrong = send(coach, page, {})
    assert "Choisissez" in wrong.errors()
    sent = send(coach, wrong, {"example": "support-hours", "action_id": action_id}, 303)
    page = coach.follow(sent)
    assert fields_of(page.form())["unit-fr"] == "heures"
    assert "exemple, à adapter avec la structure" in coach.get(page.url.removesuffix("/edit")).text


def test_the_programmes_examples_are_taken_over_without_an_action(app: Flask, browser: Any, world: World) -> None:
    coach = browser(world.coach)
    page = coach.get(f"/kpis/examples?structure={world.operator}")
    page = coach.follow(send(coach, page, {"example": "helpers-trained"}, 303))
    assert "".join(fields_of(page.form())["targets-0-value"].split()) == "6000"


@pytest.mark.parametrize("address", ["/kpis/new", "/kpis/examples"])
@pytest.mark.parametrize("structure", ["999999", "x"])
def test_nobody_writes_for_a_structure_out_of_sight(browser: Any, world: World, address: str, structure: str) -> None:
    browser(world.coordinator).get(f"{address}?structure={world.other_city}", status=404)
    status = 404 if structure.isdigit() else 200
    browser(world.coordinator).get(f"{address}?structure={structure}", status=status)


# --- review ----------------------------------------------------------------------------------------------------------


def test_the_queue_compares_and_approves(app: Flask, browser: Any, world: World, made: Made) -> None:
    number = made(submitted)
    coordinator = browser(world.coordinator)
    page = coordinator.get("/kpis/review")
    for words in ("12 heures", "8 heures", "écart : +4", "encore 8", "Avec la <b>fête</b>"):
        assert words in page.text, words
    assert "<b>fête" not in page.html
    page = coordinator.follow(post_button(coordinator, page, "Valider"))
    assert "Rien à valider" in page.text
    assert "validé" in coordinator.get(f"/kpis/figures/{number}").text
    again = coordinator.post(f"/kpis/figures/{number}/approve", {"version": "1"})
    assert "n’est plus dans cet état" in coordinator.follow(again).text


def test_the_longest_waiting_comes_first(app: Flask, browser: Any, world: World, made: Made) -> None:
    def two(city: Organisation) -> Entry:
        later = factories.kpi(city, "K1")
        factories.figure(later, "2025-Q3", 1)
        sooner = factories.figure(factories.kpi(city, "K2"), "2025-Q4", 2, state=EntryState.SUBMITTED)
        factories.figure(later, "2025-Q4", 3, state=EntryState.SUBMITTED)
        return sooner

    made(two)
    page = browser(world.coordinator).get("/kpis/review")
    assert page.text.index("Indicateur K2") < page.text.index("Indicateur K1")


def test_a_return_needs_a_reason_and_keeps_what_was_typed(app: Flask, browser: Any, world: World, made: Made) -> None:
    number = made(submitted)
    coordinator = browser(world.coordinator)
    page = coordinator.get(f"/kpis/figures/{number}/return")
    assert "obligatoire" in send(coordinator, page, {"reason": "  "}).errors()
    too_long = send(coordinator, page, {"reason": "é" * 2001})
    assert "2000 caractères au plus" in too_long.errors() and "é" * 2001 in too_long.html
    coordinator.follow(send(coordinator, page, {"reason": "Compter aussi <août>"}, 303))
    page = browser(world.staff).get(f"/kpis/figures/{number}")
    assert "Raison : Compter aussi <août>" in page.text and "renvoyé" in page.text


def test_a_returned_figure_is_edited_and_sent_again_and_a_correction_starts_over(
    app: Flask, browser: Any, world: World
) -> None:
    with app.app_context():
        city, staff_person = db.session.get_one(Organisation, world.city), db.session.get_one(User, world.staff)
        kpi = factories.kpi(city, service_id=world.service)
        number = factories.figure(
            kpi, "2025-Q4", 12, state=EntryState.RETURNED, by=staff_person, reason="Avec août ?"
        ).id
        db.session.commit()
        key = f"f{kpi.id}-202510-numerator"
    staff, coordinator = browser(world.staff), browser(world.coordinator)
    page = staff.get("/kpis/entry")
    assert "Pourquoi ce renvoi" in page.text and "Avec août ?" in page.text
    page = staff.follow(staff.submit(page, {key: "14"}))
    assert "renvoyé" in page.text
    page = staff.follow(post_button(staff, staff.get(f"/kpis/figures/{number}"), "Envoyer pour validation"))
    coordinator.follow(post_button(coordinator, coordinator.get(f"/kpis/figures/{number}"), "Valider"))

    page = staff.get(f"/kpis/figures/{number}/correct")
    assert "Rien n’a changé" in send(staff, page, {"reason": "Pour voir"}).errors()
    assert "obligatoire" in send(staff, page, {"numerator": "15"}).errors()
    page = staff.follow(send(staff, page, {"numerator": "15,5", "reason": "Oubli d’une séance"}, 303))
    assert "à valider" in page.text and "Raison : Oubli d’une séance" in page.text
    story = "".join("".join(row.itertext()) for row in page.all("ol"))
    assert "14" in story and "15,5" in story


def test_a_stale_correction_shows_both_versions(app: Flask, browser: Any, world: World) -> None:
    with app.app_context():
        city = db.session.get_one(Organisation, world.city)
        second = factories.user(Role.COORDINATOR, city, "Noor")
        kpi = factories.kpi(city, service_id=world.service)
        number = factories.figure(kpi, "2025-Q4", 12).id
        db.session.commit()
        second_id = second.id
    staff, coordinator, other = browser(world.staff), browser(world.coordinator), browser(second_id)
    mine = staff.get(f"/kpis/figures/{number}/correct")
    send(coordinator, coordinator.get(f"/kpis/figures/{number}/correct"), {"numerator": "13", "reason": "a"}, 303)
    post_button(other, other.get(f"/kpis/figures/{number}"), "Valider")
    page = send(staff, mine, {"numerator": "14", "reason": "b"})
    assert "13" in page.text and "14" in page.text and fields_of(page.form())["numerator"] == "14"
    send(staff, page, {}, 303)


def test_where_a_structure_chose_its_coach_the_coach_approves(
    app: Flask, browser: Any, world: World, made: Made
) -> None:
    number = made(submitted)
    with app.app_context():
        db.session.get_one(Organisation, world.city).kpi_reviewer = KpiReviewer.COACH
        db.session.commit()
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    assert "Rien à valider" in coordinator.get("/kpis/review").text
    coordinator.get(f"/kpis/figures/{number}/return", status=404)
    post_button(coach, coach.get("/kpis/review"), "Valider")
    assert "validé" in coach.get(f"/kpis/figures/{number}").text


def test_ones_own_edit_is_shown_without_a_button(app: Flask, browser: Any, world: World) -> None:
    with app.app_context():
        city, person = db.session.get_one(Organisation, world.city), db.session.get_one(User, world.coordinator)
        number = factories.figure(factories.kpi(city), "2025-Q4", 3, state=EntryState.SUBMITTED, by=person).id
        db.session.commit()
    coordinator = browser(world.coordinator)
    for address in ("/kpis/review", f"/kpis/figures/{number}"):
        page = coordinator.get(address)
        assert "autre personne doit le valider" in page.text
        assert f"/kpis/figures/{number}/approve" not in page.html
    sent = coordinator.post(f"/kpis/figures/{number}/approve", {"version": "1"})
    assert "en dernier" in coordinator.follow(sent).text


# --- publications ----------------------------------------------------------------------------------------------------


def test_a_quarter_is_previewed_published_and_after_a_correction_published_again(
    app: Flask, browser: Any, world: World, made: Made
) -> None:
    def quarter(city: Organisation) -> Entry:
        small = factories.kpi(city, "K2", IndicatorKind.RATIO, counts_people=True)
        factories.figure(small, "2025-Q4", 48, 50)
        factories.kpi(city, "K3")
        return factories.figure(factories.kpi(city, "K1", service_id=world.service), "2025-Q4", 12)

    number = made(quarter)
    coordinator, staff = browser(world.coordinator), browser(world.staff)
    page = coordinator.get("/kpis/publications/new?period=2025-Q4")
    for words in ("12 heures", "masqué (petit nombre)", "en retard", "Dans un groupe de moins de 5"):
        assert words in page.text, words
    assert "96 %" not in page.text
    for _ in range(2):
        sent = send(coordinator, page, {"note": "Bilan 🙂"}, 303)
    page = coordinator.follow(sent)
    assert "Bilan 🙂" in page.text and "masqué (petit nombre)" in page.text
    assert "Rien n’a changé depuis" in coordinator.get("/kpis/publications/new").text

    correct = staff.get(f"/kpis/figures/{number}/correct")
    send(staff, correct, {"numerator": "13", "reason": "Oubli"}, 303)
    post_button(coordinator, coordinator.get("/kpis/review"), "Valider")
    page = coordinator.get("/kpis/publications/new")
    assert "n° 2 remplacera la précédente" in page.text
    page = coordinator.follow(send(coordinator, page, {}, 303))
    assert "Elle remplace la publication n° 1" in page.text and "13 heures" in page.text
    page = staff.get("/kpis/publications")
    assert "remplacée" in page.text and "corrigée" in page.text
    page = staff.get(f"/kpis/figures/{number}")
    assert "Publication n° 2" in page.text and "12 heures" in page.text and "13 heures" in page.text
    with app.app_context():
        assert db.session.query(Publication).count() == 2


def test_what_changed_since_the_preview_is_shown_before_it_is_published(
    app: Flask, browser: Any, world: World, made: Made
) -> None:
    made(lambda city: factories.figure(factories.kpi(city, "K1"), "2025-Q4", 12))
    coordinator = browser(world.coordinator)
    page = coordinator.get("/kpis/publications/new")
    made(lambda city: factories.figure(factories.kpi(city, "K2"), "2025-Q4", 17))
    page = send(coordinator, page, {"note": "Ma note"})
    assert "depuis l’aperçu" in page.errors() and "17 heures" in page.text
    assert fields_of(page.form())["note"] == "Ma note"
    send(coordinator, page, {}, 303)


def test_a_note_that_does_not_fit_is_kept(browser: Any, world: World, made: Made) -> None:
    made(lambda city: factories.figure(factories.kpi(city), "2025-Q4", 12))
    coordinator = browser(world.coordinator)
    page = send(coordinator, coordinator.get("/kpis/publications/new"), {"note": "x" * 201})
    assert "200 caractères au plus" in page.errors() and fields_of(page.form())["note"] == "x" * 201


def test_a_quarter_without_figures_says_so(browser: Any, world: World) -> None:
    page = browser(world.coordinator).get("/kpis/publications/new?period=nonsense")
    assert "Aucun chiffre validé" in page.text
    assert "Rien n’est encore publié" in browser(world.staff).get("/kpis/publications").text


# --- what is due -----------------------------------------------------------------------------------------------------


def test_each_person_is_told_what_is_due_from_them(app: Flask, world: World) -> None:
    with app.app_context():
        city = db.session.get_one(Organisation, world.city)
        coach, coordinator, staff, admin = (
            db.session.get_one(User, number) for number in (world.coach, world.coordinator, world.staff, world.admin)
        )
        late = factories.kpi(city, "K1", service_id=world.service, first_month=202507)
        factories.figure(late, "2025-Q3", 3, state=EntryState.RETURNED, by=staff)
        factories.figure(factories.kpi(city, "K2", first_month=202510), "2025-Q4", 3, state=EntryState.SUBMITTED)
        factories.kpi(city, "K3", state=AdoptionState.PROPOSED, proposed_by=coach)
        factories.kpi(city, "K4", state=AdoptionState.PROPOSED, proposed_by=coordinator)
        db.session.commit()

        def told(person: User) -> set[tuple[str, str]]:
            return {
                (item.endpoint, str(item.on)) for item in due_from(person, TODAY) if item.endpoint.startswith("kpis.")
            }

        figures = {("kpis.entry", "2026-01-30"), ("kpis.figure", "2025-10-30")}
        assert told(staff) == figures
        assert told(coordinator) == figures | {("kpis.review", "2026-01-30"), ("kpis.show", "None")}
        assert told(coach) == {("kpis.show", "None")}
        assert told(admin) == set()


def test_home_shows_them_in_words(browser: Any, world: World, made: Made) -> None:
    made(submitted)
    page = browser(world.coordinator).get("/")
    assert page.status == 200
