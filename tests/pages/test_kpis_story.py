"""Pages around approval: taking back, correcting, second looks, several at once, closed periods, and past days."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from ambassador.accounts.models import KpiReviewer, Organisation, User
from ambassador.db import db
from ambassador.demo import factories
from ambassador.due import due_from
from ambassador.kpis.models import Answer, CorrectionState, Entry, EntryState, PeriodLock, PeriodOpening
from ambassador.translated import Translated
from tests.client import Browser, Page, fields_of
from tests.conftest import TODAY, World
from tests.pages.test_kpis_chain import post_button

Made = Callable[..., int]
OVER = "2025-Q4"
BAD_WORDS = ["🙂 عربي", "<script>alert(1)</script>", "%(name)s", "{{ 7 * 7 }}"]


@pytest.fixture
def made(app: Flask, world: World) -> Made:
    """`made(state)`: the number of a figure of the city, written by the staff person."""

    def make(state: EntryState = EntryState.SUBMITTED, code: str = "K1", number: int = 12, **more: Any) -> int:
        with app.app_context():
            city = db.session.get_one(Organisation, world.city)
            kpi = factories.kpi(city, code, service_id=world.service, name=Translated(fr=f"Heures {code}"))
            staff = db.session.get_one(User, more.pop("by", world.staff))
            reviewer = db.session.get_one(User, world.coordinator)
            entry = factories.figure(kpi, OVER, number, state=state, by=staff, approved_by=reviewer, **more)
            db.session.commit()
            return entry.id

    return make


def stored(app: Flask, number: int) -> tuple[Any, ...]:
    with app.app_context():
        entry = db.session.get_one(Entry, number)
        return entry.state, entry.correction, entry.numerator, len(entry.events)


def page_of(person: Browser, number: int) -> Page:
    return person.get(f"/kpis/figures/{number}")


def say(person: Browser, number: int, words: str, kind: str, status: int = 303) -> Page:
    page = person.get(f"/kpis/figures/{number}/{kind}")
    return person.submit(page, {"reason": words}, status=status)


# --- taking back, correcting ------------------------------------------------------------------------------------------


def test_who_sent_a_figure_takes_it_back_and_nobody_else(app: Flask, browser: Any, world: World, made: Made) -> None:
    number = made()
    coordinator, staff = browser(world.coordinator), browser(world.staff)
    assert "Retirer mon envoi" not in page_of(coordinator, number).text
    sent = coordinator.post(f"/kpis/figures/{number}/withdraw", {"version": "1"})
    assert "Seule la personne" in coordinator.follow(sent).text
    page = staff.follow(post_button(staff, page_of(staff, number), "Retirer mon envoi"))
    assert "à nouveau un brouillon" in page.text and "Repris par la personne" in page.text
    assert stored(app, number)[0] is EntryState.DRAFT


def test_a_correction_leaves_what_is_in_force_until_it_is_approved(
    app: Flask, browser: Any, world: World, made: Made
) -> None:
    number = made(EntryState.APPROVED)
    staff, coordinator = browser(world.staff), browser(world.coordinator)
    page = staff.get(f"/kpis/figures/{number}/correct")
    page = staff.follow(staff.submit(page, {"numerator": "15,5", "reason": "Une séance oubliée"}))
    assert "correction à valider" in page.text and "En vigueur jusqu’à la validation12 heures" in page.text
    kpi = staff.get("/kpis/")
    assert "12 heures" in kpi.text and "15,5" not in kpi.text and "correction à valider" in kpi.text

    page = coordinator.get("/kpis/review")
    for words in ("15,5 heures", "En vigueur jusqu’à la validation12 heures", "Une séance oubliée", "corrigé par Sam"):
        assert words in page.text, words
    coordinator.follow(post_button(coordinator, page, "Valider"))
    assert "15,5 heures" in staff.get("/kpis/").text
    assert stored(app, number)[:2] == (EntryState.APPROVED, None)


def test_a_returned_correction_is_taken_up_again_or_given_up(
    app: Flask, browser: Any, world: World, made: Made
) -> None:
    number = made(EntryState.APPROVED)
    staff, coordinator = browser(world.staff), browser(world.coordinator)
    page = staff.get(f"/kpis/figures/{number}/correct")
    staff.submit(page, {"numerator": "15", "reason": "Une séance oubliée", "comment": "Voir le registre"})
    again = staff.submit(page, {"once": "x" * 32, "numerator": "16", "reason": "Encore"}, status=200)
    assert "attend déjà d’être validée" in again.errors() or "16" in again.text
    say(coordinator, number, "Quelle séance ?", "return")
    assert stored(app, number)[:3] == (EntryState.APPROVED, CorrectionState.RETURNED, 12)

    page = staff.get(f"/kpis/figures/{number}/correct")
    assert "vous est revenue" in page.text
    known = fields_of(page.form())
    assert (known["numerator"], known["comment"], known["reason"]) == ("15", "Voir le registre", "Une séance oubliée")
    staff.submit(page, {"numerator": "14"})
    assert stored(app, number)[1] is CorrectionState.SUBMITTED
    page = staff.follow(post_button(staff, page_of(staff, number), "Retirer la correction"))
    assert "La correction est retirée" in page.text
    assert stored(app, number)[:3] == (EntryState.APPROVED, None, 12)


# --- several at once --------------------------------------------------------------------------------------------------


def test_ticked_figures_are_approved_and_refused_ones_are_named(
    app: Flask, browser: Any, world: World, made: Made
) -> None:
    first, second, third = made(code="K1"), made(code="K2"), made(code="K3")
    own = made(code="K4", by=world.coordinator)
    coordinator = browser(world.coordinator)
    page = coordinator.get("/kpis/review")
    assert f"{own}:1" not in page.html, "one's own cannot be ticked"
    token = fields_of(page.form("/kpis/review"))
    version = "1"
    sent = coordinator.post(
        "/kpis/review",
        {
            "once": token["once"],
            "figure": [f"{first}:{version}", f"{second}:0", f"{own}:1", "x", "9:9", "99999999999:1"],
        },
        status=200,
    )
    assert "1 chiffre est validé" in sent.text
    assert "Heures K2, 4e trimestre 2025 : Ce chiffre a changé" in sent.errors() and "Heures K4" in sent.errors()
    states = [stored(app, number)[0] for number in (first, second, third, own)]
    assert states == [EntryState.APPROVED, *[EntryState.SUBMITTED] * 3]

    page = coordinator.get("/kpis/review")
    sent = coordinator.post("/kpis/review", {"figure": [f"{second}:1", f"{third}:1"]})
    assert "2 chiffres sont validés" in coordinator.follow(sent).text
    nothing = coordinator.post("/kpis/review", {}, status=200)
    assert "Rien n’est validé" in nothing.text


def test_a_selection_holds_nothing_out_of_sight(app: Flask, browser: Any, world: World, made: Made) -> None:
    number = made()
    sent = browser(world.other_coordinator).post("/kpis/review", {"figure": f"{number}:1"}, status=200)
    assert "Rien n’est validé" in sent.text and stored(app, number)[0] is EntryState.SUBMITTED
    sent = browser(world.coach).post("/kpis/review", {"figure": f"{number}:1"}, status=200)
    assert "Ce n’est pas à vous de valider" in sent.errors()


def test_a_long_queue_comes_in_pages_within_its_budget(app: Flask, browser: Any, world: World) -> None:
    with app.app_context():
        city = db.session.get_one(Organisation, world.city)
        for number in range(60):
            kpi = factories.kpi(city, f"K{number:02d}", targets={202501: 5})
            factories.figure(kpi, "2025-Q3", number)
            factories.figure(kpi, OVER, number, state=EntryState.SUBMITTED)
        db.session.commit()
    coordinator = browser(world.coordinator)
    page = coordinator.get("/kpis/review")
    assert "Indicateur K00" in page.text and "Indicateur K55" not in page.text and "Page 1 sur 2" in page.text
    assert "Indicateur K55" in coordinator.get("/kpis/review?page=2").text
    for nonsense in ("x", "-1", "99999999999999999999"):
        coordinator.get(f"/kpis/review?page={nonsense}")


# --- comments and second looks ----------------------------------------------------------------------------------------


def test_a_coach_comments_and_asks_and_the_structure_answers(
    app: Flask, browser: Any, world: World, made: Made
) -> None:
    number = made()
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    page = page_of(coach, number)
    assert "Valider" not in page.text.replace("À valider", "") and "Modifier" not in page.text
    say(coach, number, "Belle progression.", "comment")
    page = coach.follow(say(coach, number, "Avec les écoles ?", "second-look"))
    assert "demande un second regard" in page.text and "Belle progression." in page.text
    assert "déjà demandé" in say(coach, number, "Alors ?", "second-look", status=200).errors()

    queue = coordinator.get("/kpis/review")
    assert "Camille Coach demande un second regard.Avec les écoles ?" in queue.text
    assert "Second regard demandé : Heures K1" in coordinator.get("/").text
    assert "Second regard demandé : Heures K1" not in coach.get("/").text
    page = coordinator.follow(say(coordinator, number, "Oui, toutes.", "answer"))
    assert "Réponse au second regard" in page.text and "Oui, toutes." in page.text
    assert "n’est plus dans cet état" in say(coordinator, number, "Encore", "answer", status=200).errors()
    assert "Second regard demandé : Heures" not in coordinator.get("/").text
    assert stored(app, number)[:3] == (EntryState.SUBMITTED, None, 12)


@pytest.mark.parametrize("kind", ["comment", "second-look"])
def test_words_beside_a_figure_are_kept_as_they_are_or_asked_for_again(
    app: Flask, browser: Any, world: World, made: Made, kind: str
) -> None:
    coach, number = browser(world.coach), made()
    assert "obligatoire" in say(coach, number, "  ", kind, status=200).errors()
    too_long = say(coach, number, "é" * 2001, kind, status=200)
    assert "2000 caractères au plus" in too_long.errors() and "é" * 2001 in too_long.html
    assert "caractère invisible" in say(coach, number, "a\x07b", kind, status=200).errors()
    for words in BAD_WORDS if kind == "comment" else BAD_WORDS[:1]:
        page = coach.follow(say(coach, number, words, kind))
        assert words in page.text and "<script>alert" not in page.html


def test_a_double_click_says_it_once(app: Flask, browser: Any, world: World, made: Made) -> None:
    coach, number = browser(world.coach), made()
    page = coach.get(f"/kpis/figures/{number}/comment")
    before = stored(app, number)[3]
    for _ in range(2):
        coach.submit(page, {"reason": "Bien."})
    assert stored(app, number)[3] == before + 1


# --- closed periods ---------------------------------------------------------------------------------------------------


def test_a_period_is_closed_opened_for_one_person_and_closed_again(
    app: Flask, browser: Any, world: World, made: Made
) -> None:
    number = made(EntryState.APPROVED)
    coordinator, staff = browser(world.coordinator), browser(world.staff)
    page = coordinator.get("/kpis/periods")
    for _ in range(2):  # the same button twice
        page_after = coordinator.follow(coordinator.submit(page, action=f"/kpis/periods/{OVER}/close"))
    assert "clôturée" in page_after.text
    assert "Corriger" not in page_of(staff, number).text and "est clôturée" in page_of(staff, number).text
    refused = staff.submit(
        staff.get(f"/kpis/figures/{number}/correct"), {"numerator": "13", "reason": "Oubli"}, status=200
    )
    assert "Cette période est clôturée" in refused.errors() and fields_of(refused.form())["numerator"] == "13"

    page = coordinator.get(f"/kpis/periods/{OVER}/open")
    values = {"person_id": str(world.staff), "until": "2026-03-20", "reason": "Le registre est arrivé <tard>"}
    page = coordinator.follow(coordinator.submit(page, values))
    assert "rouverte pour Sam Service" in page.text and "Le registre est arrivé <tard>" in page.text
    page = page_of(staff, number)
    assert "Corriger" in page.text and "Période rouverte pour Sam Service" in page.text
    assert "Le registre est arrivé <tard>" in page.text and "Période clôturée Nadia Coordination" in page.text
    assert "Corriger" not in page_of(coordinator, number).text

    page = coordinator.follow(post_button(coordinator, coordinator.get("/kpis/periods"), "Refermer"))
    assert "clôturée pour tout le monde" in page.text
    assert "Corriger" not in page_of(staff, number).text and "Fin de la réouverture" in page_of(staff, number).text


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("person_id", "", "obligatoire"),
        ("person_id", "999999", "Choisissez dans la liste"),
        ("person_id", "<script>", "Choisissez dans la liste"),
        ("until", "", "obligatoire"),
        ("until", "2026-02-30", "Cette date n’existe pas"),
        ("until", "2026-03-09", "à partir d’aujourd’hui"),
        ("until", "2028-03-10", "dans l’année qui vient"),
        ("reason", " ", "obligatoire"),
        ("reason", "x" * 2001, "2000 caractères au plus"),
        ("reason", "a\x07", "caractère invisible"),
    ],
)
def test_what_is_wrong_with_an_opening_is_said_beside_its_field(
    app: Flask, browser: Any, world: World, made: Made, name: str, typed: str, words: str
) -> None:
    made(EntryState.APPROVED)
    coordinator = browser(world.coordinator)
    coordinator.post(f"/kpis/periods/{OVER}/close")
    page = coordinator.get(f"/kpis/periods/{OVER}/open")
    values = {"person_id": str(world.staff), "until": "2026-03-20", "reason": "Retard 🙂", name: typed}
    form = page.form()
    sent = coordinator._open("POST", page.url, data={**fields_of(form), **values})
    assert sent.status == 200 and words in sent.errors()
    if name != "reason":
        assert fields_of(sent.form())["reason"] == "Retard 🙂"
    with app.app_context():
        assert db.session.query(PeriodOpening).count() == 0


def test_a_person_of_another_structure_is_not_in_the_list(browser: Any, world: World, made: Made) -> None:
    made(EntryState.APPROVED)
    coordinator = browser(world.coordinator)
    page = coordinator.get(f"/kpis/periods/{OVER}/open")
    options = {option.get("value") for option in page.all("option")}
    assert str(world.staff) in options and not {str(world.coach), str(world.other_coordinator)} & options
    sent = coordinator.submit(
        page, {"person_id": str(world.staff), "until": "2026-03-20", "reason": "Retard"}, status=200
    )
    assert "n’est pas clôturée" in sent.errors()


@pytest.mark.parametrize("code", ["2026-Q1", "2024-Q1", "2025", "nonsense", "2025-Q9", "..", "%F0%9F%99%82"])
def test_a_period_without_figures_is_not_there(browser: Any, world: World, made: Made, code: str) -> None:
    made(EntryState.APPROVED)
    browser(world.coordinator).get(f"/kpis/periods/{code}/open", status=404)


def test_the_rules_change_who_approves_and_when_periods_close(
    app: Flask, browser: Any, world: World, made: Made
) -> None:
    number = made()
    coordinator, coach = browser(world.coordinator), browser(world.coach)
    page = coordinator.get("/kpis/rules")
    for wrong, words in (
        ("-1", "entre 0 et 3660"),
        ("3661", "entre 0 et 3660"),
        ("1,5", "nombre entier"),
        ("x", "nombre"),
    ):
        sent = coordinator.submit(page, {"kpi_days_open": wrong}, status=200)
        assert words in sent.errors() and fields_of(sent.form())["kpi_days_open"] == wrong
    page = coordinator.follow(coordinator.submit(page, {"kpi_reviewer": "coach", "kpi_days_open": "60"}))
    assert "60 jours après sa fin" in page.text and "automatiquement" in page.text
    post_button(coach, coach.get("/kpis/review"), "Valider")
    assert stored(app, number)[0] is EntryState.APPROVED
    assert "Corriger" not in page_of(coordinator, number).text, "closed since 1 March"

    coordinator.submit(coordinator.get("/kpis/rules"), {"kpi_days_open": ""})
    assert "Corriger" not in page_of(coordinator, number).text, "what was closed stays closed"
    with app.app_context():
        lock = db.session.query(PeriodLock).filter_by(month=202510).one()
        assert lock.closed_by is None and lock.closed_at.date() in {date(2026, 2, 28), date(2026, 3, 1)}


def test_stale_rules_show_both(browser: Any, world: World) -> None:
    coordinator = browser(world.coordinator)
    mine, theirs = coordinator.get("/kpis/rules"), coordinator.get("/kpis/rules")
    coordinator.submit(theirs, {"kpi_days_open": "45"})
    page = coordinator.submit(mine, {"kpi_days_open": "90"}, status=200)
    assert "45" in page.text and fields_of(page.form())["kpi_days_open"] == "90"


def test_the_programme_has_rules_without_a_reviewer(browser: Any, world: World) -> None:
    page = browser(world.coach).get("/kpis/rules")
    assert "kpi_reviewer" not in fields_of(page.form())
    assert "Aucune période n’est finie" in browser(world.coach).get("/kpis/periods").text


# --- past days --------------------------------------------------------------------------------------------------------


def test_figures_are_shown_as_they_were_on_a_past_day(app: Flask, browser: Any, world: World, made: Made) -> None:
    number = made(EntryState.APPROVED)
    staff, coordinator = browser(world.staff), browser(world.coordinator)
    staff.submit(staff.get(f"/kpis/figures/{number}/correct"), {"numerator": "21", "reason": "Oubli"})
    post_button(coordinator, page_of(coordinator, number), "Valider")
    before, early = "?on=2026-03-09", "?on=2026-01-05"
    page = staff.get(f"/kpis/figures/{number}{before}")
    assert "tel qu’il était le 9 mars 2026" in page.text and "Nombre12" in page.text
    assert "Correction proposée" not in page.text and "21" not in page.text.split("Nombre12")[1].split("Revoir")[0]
    assert "n’était pas encore saisi" in staff.get(f"/kpis/figures/{number}{early}").text
    with app.app_context():
        kpi = db.session.get_one(Entry, number).adoption_id
    for address, words in ((f"/kpis/{kpi}", "12 heures"), ("/kpis/", "12 heures")):
        page = staff.get(f"{address}{before}")
        assert words in page.text and "21 heures" not in page.text, address
        assert "tels qu’ils étaient le 9 mars 2026" in page.text
        assert "21 heures" in staff.get(address).text
        assert "12 heures" not in staff.get(f"{address}{early}").text


@pytest.mark.parametrize("day", ["", "x", "2026-02-30", "2026-03-10", "2099-01-01", "0001-01-01", "99999-01-01", "%00"])
def test_a_nonsense_day_is_passed_over(browser: Any, world: World, made: Made, day: str) -> None:
    number = made(EntryState.APPROVED)
    for address in (f"/kpis/figures/{number}", "/kpis/"):
        browser(world.staff).get(f"{address}?on={day}")


# --- what stands ------------------------------------------------------------------------------------------------------


def test_the_sheet_tells_what_is_due_overdue_returned_and_waits_and_how_complete_it_is(
    app: Flask, browser: Any, world: World
) -> None:
    with app.app_context():
        city = db.session.get_one(Organisation, world.city)
        first = {"first_month": 202510}
        factories.kpi(city, "K1", **first)
        factories.kpi(city, "K2", days_allowed=90, **first)
        for code, state in (("K3", EntryState.RETURNED), ("K4", EntryState.SUBMITTED), ("K5", EntryState.APPROVED)):
            factories.figure(factories.kpi(city, code, **first), OVER, 3, state=state)
        for code, answer in (("K6", Answer.UNAVAILABLE), ("K7", Answer.NOT_APPLICABLE)):
            factories.figure(factories.kpi(city, code, **first), OVER, answer=answer, comment="Un mot")
        db.session.commit()
    page = browser(world.coach).get(f"/kpis/?structure={world.city}")
    for words in (
        "en retard 1",
        "à saisir 1",
        "renvoyé 1",
        "à valider 1",
        "4e trimestre 2025, réponses validées : 2 sur 6, dont 1 avec une valeur.",
        "1 chiffre non applicable n’est pas attendu.",
        "avec une valeur : 1 sur 6",
    ):
        assert words in page.text, words
    with app.app_context():
        city = db.session.get_one(Organisation, world.city)
        factories.closed_period(city, OVER, db.session.get_one(User, world.coordinator))
        db.session.commit()
    page = browser(world.coach).get(f"/kpis/?structure={world.city}")
    standing = page.text.split("Où en sont les chiffres")[1].split("4e trimestre")[0]
    assert standing.split() == ["à", "valider", "1"], "nothing more is to be entered"


def test_a_closed_period_asks_for_nothing_but_of_whom_it_is_open_for(app: Flask, world: World) -> None:
    with app.app_context():
        city = db.session.get_one(Organisation, world.city)
        staff, coordinator = db.session.get_one(User, world.staff), db.session.get_one(User, world.coordinator)
        factories.kpi(city, "K1", service_id=world.service, first_month=202510)
        returned = factories.kpi(city, "K2", service_id=world.service, first_month=202510)
        factories.figure(returned, OVER, 3, state=EntryState.RETURNED, by=staff)
        factories.closed_period(city, OVER, coordinator)
        factories.opening(city, OVER, staff, date(2026, 3, 20))
        db.session.commit()

        def told(person: User) -> set[tuple[str, str]]:
            found = due_from(person, TODAY)
            return {(item.endpoint, str(item.on)) for item in found if item.endpoint.startswith("kpis.")}

        assert told(coordinator) == set()
        assert told(staff) == {("kpis.entry", "2026-03-20"), ("kpis.figure", "2026-01-30")}


def test_the_coach_reviews_on_home_where_the_structure_chose_so(
    app: Flask, browser: Any, world: World, made: Made
) -> None:
    made()
    with app.app_context():
        db.session.get_one(Organisation, world.city).kpi_reviewer = KpiReviewer.COACH
        db.session.commit()
    assert "Chiffres à valider : 1" in browser(world.coach).get("/").text
    assert "Chiffres à valider" not in browser(world.coordinator).get("/").text


# --- what readers are told --------------------------------------------------------------------------------------------


def test_unavailable_raises_no_headline_and_not_applicable_leaves_the_denominator(
    app: Flask, browser: Any, world: World
) -> None:
    with app.app_context():
        city = db.session.get_one(Organisation, world.city)
        factories.figure(factories.kpi(city, "K1"), OVER, 30)
        for code, answer in (("K2", Answer.UNAVAILABLE), ("K3", Answer.NOT_APPLICABLE)):
            factories.figure(factories.kpi(city, code), OVER, answer=answer, comment="Un mot")
        db.session.commit()
    page = browser(world.coach).get(f"/impact/{world.city}?from={OVER}&to={OVER}")
    said = page.text.split("Chiffres connus du dernier trimestre")[1]
    assert said.strip().startswith("1 sur 2Aucun")
    assert "Aucun chiffre ne manque pour T4 2025. 1 chiffre est indisponible." in page.text
    home = browser(world.coordinator).get("/").text
    assert "réponses validées : 2 sur 2, dont 1 avec une valeur." in home and "avec une valeur : 1 sur 2" in home


def test_a_quarter_published_again_says_so_to_everyone(app: Flask, browser: Any, world: World, made: Made) -> None:
    number = made(EntryState.APPROVED, number=30)
    staff, coordinator, partner = browser(world.staff), browser(world.coordinator), browser(world.partner)
    address = f"/impact/{world.city}?from={OVER}&to={OVER}"
    coordinator.submit(coordinator.get(f"/kpis/publications/new?period={OVER}"))
    assert "Publié à nouveau" not in partner.get(address).text
    staff.submit(staff.get(f"/kpis/figures/{number}/correct"), {"numerator": "36", "reason": "Oubli"})
    assert "30 heures" in partner.get(address).text
    post_button(coordinator, page_of(coordinator, number), "Valider")
    assert "36 heures" not in partner.get(address).text, "published again is when partners see it"
    again = coordinator.get(f"/kpis/publications/new?period={OVER}")
    page = coordinator.follow(coordinator.submit(again, {"note": "Heures : 36 au lieu de 30 <b>"}))
    assert "Ce qui change depuis la publication n° 1" in page.text and "30 heures36 heures" in page.text
    page = partner.get(address)
    assert "4e trimestre 2025 : corrigé, publication n° 2 du 10 mars 2026. Heures : 36 au lieu de 30 <b>" in page.text
    assert "36 heures" in page.text and "30 <b>" not in page.html
