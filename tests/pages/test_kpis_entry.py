"""The entry screen: good rows are kept, what was typed stays, nobody overwrites another unseen."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from ambassador.accounts.models import Organisation, User
from ambassador.db import db
from ambassador.demo import factories
from ambassador.kpis.models import Adoption, AdoptionState, Answer, Entry, EntryEvent, EntryState, IndicatorKind
from ambassador.periods import Frequency
from ambassador.permissions import Role
from tests.client import Browser, Page, fields_of
from tests.conftest import World

QUARTER = 202510
PAGE = "/kpis/entry?period=2025-Q4"


@pytest.fixture
def kpis(app: Flask, world: World) -> Callable[..., dict[str, int]]:
    """`kpis(A=IndicatorKind.NUMBER, …)`: agreed KPIs of the staff person's service by code; their numbers."""

    def make(_options: dict[str, Any] | None = None, **kinds: IndicatorKind) -> dict[str, int]:
        with app.app_context():
            city = db.session.get_one(Organisation, world.city)
            made = {
                code: factories.kpi(city, code, kind, service_id=world.service, **(_options or {})).id
                for code, kind in kinds.items()
            }
            db.session.commit()
            return made

    return make


def field(number: int, name: str, month: int = QUARTER) -> str:
    return f"f{number}-{month}-{name}"


def send(person: Browser, page: Page, values: dict[str, Any], do: str = "save", status: int = 200) -> Page:
    """Send the screen as a browser does when one of its buttons is pressed."""
    form = page.form()
    unknown = set(values) - set(fields_of(form))
    assert not unknown, f"no such fields: {unknown}"
    data = {**fields_of(form), **values, "do": do}
    sent = person._open("POST", page.url, data=data)
    assert sent.status == status, f"{sent.status} instead of {status}: {sent.tree is not None and sent.errors()}"
    return sent


def entries(app: Flask) -> dict[int, Entry]:
    with app.app_context():
        rows = {row.adoption_id: row for row in db.session.query(Entry).all()}
        db.session.expunge_all()
        return rows


def test_each_kind_has_its_fields_and_shows_its_result_after_saving(
    app: Flask, browser: Any, world: World, kpis: Any
) -> None:
    ids = kpis(N=IndicatorKind.NUMBER, R=IndicatorKind.RATIO, M=IndicatorKind.MEAN, J=IndicatorKind.MILESTONE)
    staff = browser(world.staff)
    values = {
        field(ids["N"], "numerator"): "1 250,5",
        field(ids["R"], "numerator"): "1",
        field(ids["R"], "denominator"): "3",
        field(ids["M"], "numerator"): "7.25",
        field(ids["M"], "weight"): "12",
        field(ids["J"], "numerator"): "0",
    }
    page = staff.follow(send(staff, staff.get(PAGE), values, status=303))
    assert "Chiffres enregistrés comme brouillon : 4." in page.text
    assert "Résultat : 33,3 %" in page.text
    kept = entries(app)
    assert kept[ids["N"]].numerator == Decimal("1250.5")
    assert (kept[ids["R"]].numerator, kept[ids["R"]].denominator) == (1, 3)
    assert (kept[ids["M"]].numerator, kept[ids["M"]].weight) == (Decimal("7.25"), 12)
    assert kept[ids["J"]].numerator == 0, "not reached is an answer, not a gap"
    again = fields_of(page.form())
    assert "".join(again[field(ids["N"], "numerator")].split()) == "1250,5"


def test_good_rows_are_kept_when_one_is_wrong_and_what_was_typed_stays(
    app: Flask, browser: Any, world: World, kpis: Any
) -> None:
    ids = kpis({"hard_min": Decimal(0)}, A=IndicatorKind.NUMBER, B=IndicatorKind.NUMBER, C=IndicatorKind.NUMBER)
    staff = browser(world.staff)
    values = {
        field(ids["A"], "numerator"): "12",
        field(ids["B"], "numerator"): "douze",
        field(ids["B"], "comment"): "Mon commentaire",
        field(ids["C"], "numerator"): "-1",
    }
    page = send(staff, staff.get(PAGE), values, do="submit")
    assert "2 lignes sont à revoir" in page.text and "Écrivez un nombre" in page.text
    assert "ne peut pas être plus petite que 0" in page.text
    assert "Chiffres envoyés pour validation : 1." in page.text
    assert {link for link in page.links() if link.startswith("#f")} == {
        f"#{field(ids[code], 'numerator')}" for code in "BC"
    }, "the summary leads to the fields"
    typed = fields_of(page.form())
    assert typed[field(ids["B"], "numerator")] == "douze"
    assert typed[field(ids["B"], "comment")] == "Mon commentaire"
    assert typed[field(ids["C"], "numerator")] == "-1"
    kept = entries(app)
    assert set(kept) == {ids["A"]} and kept[ids["A"]].state is EntryState.SUBMITTED, "what is complete is sent"

    corrected = {field(ids["B"], "numerator"): "12", field(ids["C"], "numerator"): "0"}
    page = staff.follow(send(staff, page, corrected, do="submit", status=303))
    assert {row.state for row in entries(app).values()} == {EntryState.SUBMITTED}
    assert "Déjà envoyés" in page.text


def test_what_is_complete_is_sent_and_what_is_not_answered_stays_missing(
    app: Flask, browser: Any, world: World, kpis: Any
) -> None:
    ids = kpis(A=IndicatorKind.NUMBER, B=IndicatorKind.NUMBER)
    staff = browser(world.staff)
    page = staff.follow(send(staff, staff.get(PAGE), {field(ids["A"], "numerator"): "0"}, do="submit", status=303))
    assert "Chiffres envoyés pour validation : 1. Encore sans réponse : 1." in page.text
    assert {number: row.state for number, row in entries(app).items()} == {ids["A"]: EntryState.SUBMITTED}
    values = {field(ids["B"], "answer"): "unavailable", field(ids["B"], "comment"): "Registre en panne"}
    send(staff, page, values, do="submit", status=303)
    kept = entries(app)
    assert kept[ids["B"]].answer is Answer.UNAVAILABLE and kept[ids["A"]].numerator == 0
    assert {row.state for row in kept.values()} == {EntryState.SUBMITTED}


def test_one_row_is_saved_alone_and_what_was_typed_elsewhere_stays(
    app: Flask, browser: Any, world: World, kpis: Any
) -> None:
    ids = kpis(A=IndicatorKind.NUMBER, B=IndicatorKind.NUMBER, C=IndicatorKind.NUMBER)
    staff = browser(world.staff)
    key = f"{ids['A']}-{QUARTER}"
    sent = send(staff, staff.get(PAGE), {field(ids["A"], "numerator"): "12"}, do=f"save:{key}", status=303)
    assert sent.headers["Location"].endswith(f"#row-{key}")
    page = staff.follow(sent)
    values = {
        field(ids["A"], "numerator"): "13",
        field(ids["B"], "numerator"): "5",
        field(ids["C"], "comment"): "plus tard",
    }
    page = send(staff, page, values, do=f"save:{key}")
    assert "Chiffres enregistrés comme brouillon : 1." in page.text and "à revoir" not in page.errors()
    assert "2 lignes remplies ne sont pas encore enregistrées" in page.text
    typed = fields_of(page.form())
    assert (typed[field(ids["B"], "numerator")], typed[field(ids["C"], "comment")]) == ("5", "plus tard")
    assert {number: row.numerator for number, row in entries(app).items()} == {ids["A"]: 13}
    send(staff, page, {field(ids["C"], "comment"): ""}, do=f"submit:{ids['B']}-{QUARTER}", status=303)
    kept = entries(app)
    assert (kept[ids["A"]].state, kept[ids["B"]].state) == (EntryState.DRAFT, EntryState.SUBMITTED)
    assert set(kept) == {ids["A"], ids["B"]}


def test_a_row_that_is_sent_alone_without_an_answer_is_asked_for_it(
    app: Flask, browser: Any, world: World, kpis: Any
) -> None:
    ids = kpis(A=IndicatorKind.NUMBER)
    staff = browser(world.staff)
    page = send(staff, staff.get(PAGE), {}, do=f"submit:{ids['A']}-{QUARTER}")
    assert "Répondez" in page.errors() and not entries(app)


@pytest.mark.parametrize("do", ["", "save:", "save:1-1", "submit:x", "erase", "save:99-202510", "<b>", "submit:\x00"])
def test_a_button_that_is_none_changes_no_more_than_saving(
    app: Flask, browser: Any, world: World, kpis: Any, do: str
) -> None:
    ids = kpis(A=IndicatorKind.NUMBER)
    staff = browser(world.staff)
    page = staff.get(PAGE)
    sent = staff._open("POST", page.url, data={**fields_of(page.form()), field(ids["A"], "numerator"): "3", "do": do})
    assert sent.status in {200, 303}
    assert all(row.state is EntryState.DRAFT for row in entries(app).values())
    assert sent.status == 303 or fields_of(sent.form())[field(ids["A"], "numerator")] == "3"


def test_a_comment_without_a_number_is_not_lost(app: Flask, browser: Any, world: World, kpis: Any) -> None:
    ids = kpis(A=IndicatorKind.NUMBER)
    staff = browser(world.staff)
    page = send(staff, staff.get(PAGE), {field(ids["A"], "comment"): "J’attends le chiffre"})
    assert "Zéro est un nombre" in page.text
    assert fields_of(page.form())[field(ids["A"], "comment")] == "J’attends le chiffre"


def test_an_unexpected_value_asks_for_a_word(app: Flask, browser: Any, world: World, kpis: Any) -> None:
    ids = kpis({"plausible_max": Decimal(20)}, A=IndicatorKind.NUMBER)
    staff = browser(world.staff)
    page = send(staff, staff.get(PAGE), {field(ids["A"], "numerator"): "21"})
    assert "sort de ce qui est attendu" in page.text and not entries(app)
    more = page.all("fieldset", class_="entry wrong")[0].findall(".//details")[1]
    assert more.get("open") is not None, "the field for the comment is in sight"
    send(staff, page, {field(ids["A"], "comment"): "Journée portes ouvertes"}, status=303)
    assert entries(app)[ids["A"]].numerator == 21


def test_a_value_far_from_the_last_asks_for_a_word(app: Flask, browser: Any, world: World, kpis: Any) -> None:
    ids = kpis(A=IndicatorKind.NUMBER)
    with app.app_context():
        factories.figure(db.session.get_one(Adoption, ids["A"]), "2025-Q3", 10)
        db.session.commit()
    staff = browser(world.staff)
    page = staff.get(PAGE)
    limits = page.all("div", class_="numbers")[0]
    assert (limits.get("data-low"), limits.get("data-high")) == ("5", "20")
    page = send(staff, page, {field(ids["A"], "numerator"): "21"})
    assert "loin du dernier chiffre" in page.text
    send(staff, page, {field(ids["A"], "numerator"): "20"}, status=303)
    assert entries(app)[ids["A"]].numerator == 20


def test_another_persons_edit_meanwhile_is_shown_beside_mine_and_neither_is_lost(
    app: Flask, browser: Any, world: World, kpis: Any
) -> None:
    ids = kpis(A=IndicatorKind.NUMBER, B=IndicatorKind.NUMBER)
    staff, coordinator = browser(world.staff), browser(world.coordinator)
    mine, theirs = staff.get(PAGE), coordinator.get(PAGE)
    send(coordinator, theirs, {field(ids["A"], "numerator"): "40"}, status=303)
    values = {field(ids["A"], "numerator"): "50", field(ids["B"], "numerator"): "7"}
    page = send(staff, mine, values)
    assert "le vôtre « 50 », enregistré « 40 »" in page.text and "Nadia Coordination" in page.text
    assert entries(app)[ids["A"]].numerator == 40 and entries(app)[ids["B"]].numerator == 7
    assert fields_of(page.form())[field(ids["A"], "numerator")] == "50"
    send(staff, page, {}, status=303)
    assert entries(app)[ids["A"]].numerator == 50
    with app.app_context():
        (changed,) = db.session.query(EntryEvent).filter_by(kind="changed").all()
        assert (changed.before["numerator"], changed.after["numerator"]) == ("40", "50")


def test_the_same_edit_by_two_is_no_conflict(app: Flask, browser: Any, world: World, kpis: Any) -> None:
    ids = kpis(A=IndicatorKind.NUMBER)
    staff, coordinator = browser(world.staff), browser(world.coordinator)
    mine, theirs = staff.get(PAGE), coordinator.get(PAGE)
    send(coordinator, theirs, {field(ids["A"], "numerator"): "40"}, status=303)
    send(staff, mine, {field(ids["A"], "numerator"): "40"}, status=303)
    with app.app_context():
        assert db.session.query(EntryEvent).count() == 1


def test_what_i_typed_into_a_figure_sent_meanwhile_is_shown_to_me(
    app: Flask, browser: Any, world: World, kpis: Any
) -> None:
    ids = kpis(A=IndicatorKind.NUMBER)
    staff, coordinator = browser(world.staff), browser(world.coordinator)
    mine, theirs = staff.get(PAGE), coordinator.get(PAGE)
    send(coordinator, theirs, {field(ids["A"], "numerator"): "40"}, do="submit", status=303)
    page = send(staff, mine, {field(ids["A"], "numerator"): "50"})
    assert "Il est déjà envoyé" in page.text and "le vôtre « 50 »" in page.text
    assert entries(app)[ids["A"]].numerator == 40


def test_a_double_click_enters_once(app: Flask, browser: Any, world: World, kpis: Any) -> None:
    ids = kpis(A=IndicatorKind.NUMBER, B=IndicatorKind.NUMBER)
    staff = browser(world.staff)
    page = staff.get(PAGE)
    for do, status in (("save", 303), ("save", 303)):
        send(staff, page, {field(ids["A"], "numerator"): "12"}, do=do, status=status)
    wrong = {field(ids["A"], "numerator"): "12", field(ids["B"], "numerator"): "x"}
    fresh = staff.get(PAGE)
    for _ in range(2):
        send(staff, fresh, wrong)
    with app.app_context():
        assert db.session.query(EntryEvent).count() == db.session.query(Entry).count() == 1


@pytest.mark.parametrize(
    "typed",
    [
        "douze",
        "1,2,3",
        "1e5",
        "NaN",
        "٣٤",
        "12 €",
        "🙂",
        "\u202e12",
        "1\x0012",
        "<script>alert(1)</script>",
        "9" * 400,
        "0,00001",
    ],
)
def test_a_number_that_is_none_is_refused_in_words_and_kept(
    app: Flask, browser: Any, world: World, kpis: Any, typed: str
) -> None:
    ids = kpis(A=IndicatorKind.NUMBER)
    staff = browser(world.staff)
    page = send(staff, staff.get(PAGE), {field(ids["A"], "numerator"): typed})
    assert "Une ligne est à revoir" in page.text and not entries(app)
    assert "<script>alert" not in page.html
    kept = fields_of(page.form())[field(ids["A"], "numerator")]
    assert kept == typed or "\x00" in typed


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("comment", "x" * 2001, "2000 caractères au plus"),
        ("comment", "a\x07b", "caractère invisible"),
        ("evidence", "https://x.example/" + "x" * 500, "500 caractères au plus"),
        ("evidence", "javascript:alert(1)", "adresse web complète"),
        ("answer", "perhaps", "Choisissez dans la liste"),
    ],
)
def test_words_that_do_not_fit_are_refused_beside_their_field(
    app: Flask, browser: Any, world: World, kpis: Any, name: str, typed: str, words: str
) -> None:
    ids = kpis(A=IndicatorKind.NUMBER)
    staff = browser(world.staff)
    page = staff.get(PAGE)
    data = {**fields_of(page.form()), field(ids["A"], "numerator"): "3", field(ids["A"], name): typed}
    sent = staff._open("POST", page.url, data=data)
    assert sent.status == 200 and words in sent.text and not entries(app)


@pytest.mark.parametrize("comment", ["🙂 bravo", "مرحبا", "<b>gras</b>", "l’été", "ligne 1\nligne 2"])
def test_any_words_of_a_person_are_kept_as_they_are(
    app: Flask, browser: Any, world: World, kpis: Any, comment: str
) -> None:
    ids = kpis(A=IndicatorKind.NUMBER)
    staff = browser(world.staff)
    values = {field(ids["A"], "numerator"): "3", field(ids["A"], "comment"): comment}
    send(staff, staff.get(PAGE), values, do="submit", status=303)
    assert entries(app)[ids["A"]].comment == comment
    assert "<b>gras" not in browser(world.coordinator).get("/kpis/review").html


def test_each_person_finds_what_is_theirs(app: Flask, browser: Any, world: World) -> None:
    with app.app_context():
        city, operator = (db.session.get_one(Organisation, number) for number in (world.city, world.operator))
        other = db.session.get_one(Organisation, world.other_city)
        staff = db.session.get_one(User, world.staff)
        colleague = factories.user(Role.STAFF, city, "Chris")
        factories.kpi(city, "service", service_id=world.service)
        factories.kpi(city, "owner", owner_id=staff.id)
        factories.kpi(city, "stand-in", stand_in_id=staff.id)
        factories.kpi(city, "nobody")
        factories.kpi(city, "proposed", service_id=world.service, state=AdoptionState.PROPOSED)
        factories.kpi(city, "monthly", service_id=world.service, frequency=Frequency.MONTHLY)
        factories.kpi(city, "yearly", service_id=world.service, frequency=Frequency.YEARLY)
        factories.kpi(city, "school", service_id=world.service, frequency=Frequency.SCHOOL_YEAR, first_month=202409)
        factories.kpi(operator, "programme")
        factories.kpi(other, "foreign")
        db.session.commit()
        colleague_id = colleague.id

    def found(person: int, period: str = "2025-Q4") -> set[str]:
        page = browser(person).get(f"/kpis/entry?period={period}")
        return {"".join(legend.itertext()).removeprefix("Indicateur ") for legend in page.all("legend")}

    assert found(world.staff) == {"service", "owner", "stand-in", "monthly", "yearly"}
    assert found(world.staff, "2025-Q3") == {"service", "owner", "stand-in", "monthly", "school"}
    assert found(world.coordinator) == {"service", "owner", "stand-in", "nobody", "monthly", "yearly"}
    assert found(world.coach) == {"programme"}
    assert found(colleague_id) == set()
    page = browser(world.staff).get(PAGE)
    assert all(words in page.text for words in ("octobre 2025", "novembre 2025", "décembre 2025", "2025"))


def test_a_running_quarter_takes_drafts_only(app: Flask, browser: Any, world: World, kpis: Any) -> None:
    ids = kpis(A=IndicatorKind.NUMBER)
    staff = browser(world.staff)
    page = staff.get("/kpis/entry?period=2026-Q1")
    assert "envoyer pour validation" not in page.text
    send(staff, page, {field(ids["A"], "numerator", 202601): "3"}, do="submit", status=303)
    assert entries(app)[ids["A"]].state is EntryState.DRAFT
    assert not staff.get("/kpis/entry?period=2026-Q2").all("legend"), "a quarter that has not begun has no rows"


@pytest.mark.parametrize("period", ["", "nonsense", "2025", "2025-13", "9999-Q1", "0000-Q4", "2025-Q9", "%00", "<b>"])
def test_a_nonsense_quarter_shows_the_last_that_is_over(browser: Any, world: World, period: str) -> None:
    assert "4e trimestre 2025" in browser(world.staff).get(f"/kpis/entry?period={period}").text


def test_rows_of_others_cannot_be_written(app: Flask, browser: Any, world: World, kpis: Any) -> None:
    kpis(A=IndicatorKind.NUMBER)
    with app.app_context():
        city = db.session.get_one(Organisation, world.city)
        hidden = factories.kpi(city, "hidden").id
        db.session.commit()
    staff = browser(world.staff)
    page = staff.get(PAGE)
    data = {**fields_of(page.form()), field(hidden, "numerator"): "3", field(hidden, "answer"): "value"}
    staff._open("POST", page.url, data=data)
    assert not entries(app)


def test_forty_kpis_fit_in_the_budget_and_can_be_entered_at_once(
    app: Flask, browser: Any, world: World, kpis: Any
) -> None:
    ids = kpis({"targets": {202501: 5}}, **{f"K{number:02d}": IndicatorKind.RATIO for number in range(40)})
    with app.app_context():
        for number in ids.values():
            for period in ("2025-Q2", "2025-Q3"):
                factories.figure(db.session.get_one(Adoption, number), period, 2, 5)
        db.session.commit()
    staff = browser(world.staff)
    values = {field(number, "numerator"): "1" for number in ids.values()}
    values |= {field(number, "denominator"): "2" for number in ids.values()}
    page = staff.follow(send(staff, staff.get(PAGE), values, do="submit", status=303))
    assert "Chiffres envoyés pour validation : 40." in page.text
