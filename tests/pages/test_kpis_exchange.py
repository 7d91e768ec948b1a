"""Excel in, Excel out: what leaves the portal comes back exactly; all is shown before any of it is saved."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from ambassador.accounts.models import Organisation, User
from ambassador.config import MAX_UPLOAD
from ambassador.db import db
from ambassador.demo import factories
from ambassador.documents import reading
from ambassador.kpis.models import (
    Adoption,
    Answer,
    Category,
    Dimension,
    Entry,
    EntryEvent,
    EntryState,
    IndicatorKind,
    ReceivedSheet,
)
from ambassador.permissions import Role
from ambassador.translated import Translated
from tests.client import Browser, Page, counted_queries, fields_of
from tests.conftest import World
from tests.rules import spreadsheet_files as made

QUARTER = "2025-Q4"
MONTH = 202510
PAGE = f"/kpis/entry/offline?period={QUARTER}"
XLSX = f"/kpis/entry/offline.xlsx?period={QUARTER}"
CSV = f"/kpis/entry/offline.csv?period={QUARTER}"
HEAD = 6
"""The row of the titles."""


@pytest.fixture
def kpis(app: Flask, world: World) -> Callable[..., dict[str, int]]:
    """`kpis(A=IndicatorKind.NUMBER, …)`: agreed KPIs of the staff person's service by code; their numbers."""

    def make(_options: dict[str, Any] | None = None, **kinds: IndicatorKind) -> dict[str, int]:
        with app.app_context():
            city = db.session.get_one(Organisation, world.city)
            found = {
                code: factories.kpi(city, code, kind, service_id=world.service, **(_options or {})).id
                for code, kind in kinds.items()
            }
            db.session.commit()
            return found

    return make


@pytest.fixture
def broken_down(app: Flask, kpis: Any) -> Callable[..., tuple[int, dict[str, int]]]:
    """A KPI of people, by gender; its number and those of its categories."""

    def make(kind: IndicatorKind = IndicatorKind.NUMBER) -> tuple[int, dict[str, int]]:
        number = kpis(G=kind)["G"]
        with app.app_context():
            names = [Category(position=n, name=Translated(fr=name)) for n, name in enumerate(("femmes", "hommes"))]
            gender = Dimension(key="gender", name=Translated(fr="Genre"), is_exclusive=True, categories=names)
            adoption = db.session.get_one(Adoption, number)
            adoption.definition.dimensions.append(gender)
            db.session.commit()
            return number, {row.name.fr: row.id for row in names}

    return make


def download(person: Browser, url: str = XLSX) -> bytes:
    response = person.client.get(url)
    assert response.status_code == 200
    return response.data


def send(person: Browser, content: bytes, name: str = "saisie.xlsx", status: int = 303) -> Page:
    return person.submit(person.get(PAGE), {"file": (io.BytesIO(content), name)}, PAGE, status)


def send_by_hand(person: Browser, content: bytes) -> Page:
    """As `send`, for files so large that the test client would leave some of its own open."""
    edge = "edge-of-parts"
    values = fields_of(person.get(PAGE).form(PAGE)).items()
    parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in values]
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="saisie.xlsx"\r\n\r\n'
    body = "".join(parts).encode() + head.encode() + content + f"\r\n--{edge}--\r\n".encode()
    page = person._open("POST", PAGE, data=body, content_type=f"multipart/form-data; boundary={edge}")
    assert page.status == 200
    return page


def preview(person: Browser, content: bytes, name: str = "saisie.xlsx") -> Page:
    return person.follow(send(person, content, name))


def confirm(person: Browser, page: Page, values: dict[str, str] | None = None, status: int = 303) -> Page:
    """Confirm as a browser does, with what was chosen for conflicts."""
    data = {**fields_of(page.form()), **(values or {})}
    sent = person._open("POST", page.url, data=data)
    assert sent.status == status, f"{sent.status}: {sent.tree is not None and sent.errors()}"
    return sent


@contextmanager
def opened(content: bytes) -> Iterator[tuple[Any, dict[str, int], Callable[[], bytes]]]:
    """The sheet, the rows of its keys, and what saves it."""
    book = load_workbook(io.BytesIO(content))
    page = book.worksheets[0]
    keys = {page.cell(row, 14).value: row for row in range(HEAD + 1, page.max_row + 1)}

    def save() -> bytes:
        saved = io.BytesIO()
        book.save(saved)
        return saved.getvalue()

    yield page, keys, save


COLUMNS = {"answer": "I", "number": "J", "second": "K", "comment": "L", "evidence": "M", "key": "N", "mark": "O"}


def filled(content: bytes, rows: dict[str, dict[str, Any]]) -> bytes:
    """The workbook with cells filled in, by key and column."""
    with opened(content) as (page, keys, save):
        for key, cells in rows.items():
            for name, value in cells.items():
                page[f"{COLUMNS[name]}{keys[key]}"] = value
        return save()


def key(number: int, category: int | None = None) -> str:
    return f"{number}-{MONTH}" + (f"-{category}" if category else "")


def entries(app: Flask) -> dict[tuple[int, int | None], Entry]:
    with app.app_context():
        rows = {(row.adoption_id, row.category_id): row for row in db.session.query(Entry).all()}
        db.session.expunge_all()
        return rows


def stored(app: Flask, number: int, **values: Any) -> int:
    with app.app_context():
        row = factories.figure(
            db.session.get_one(Adoption, number), QUARTER, **{"state": EntryState.DRAFT, "by": None, **values}
        )
        db.session.commit()
        return row.id


def write(app: Flask, number: int, numerator: str, by: int) -> None:
    """Another person changes a figure in the portal meanwhile."""
    from ambassador.kpis.services.entries import FigureValues, save_figure
    from ambassador.periods import Period

    with app.app_context():
        adoption = db.session.get_one(Adoption, number)
        entry = db.session.query(Entry).filter_by(adoption_id=number, category_id=None).one_or_none()
        clock = app.config["CLOCK"]()
        values = FigureValues(Answer.VALUE, Decimal(numerator), comment="Recompté.")
        person = db.session.get_one(User, by)
        save_figure(adoption, Period.parse(QUARTER), entry, values, person, clock, clock.date())
        db.session.commit()


def test_a_sheet_is_filled_in_checked_confirmed_and_says_nothing_new_the_second_time(
    app: Flask, browser: Any, world: World, kpis: Any
) -> None:
    ids = kpis(
        N=IndicatorKind.NUMBER,
        R=IndicatorKind.RATIO,
        M=IndicatorKind.MEAN,
        J=IndicatorKind.MILESTONE,
        V=IndicatorKind.NUMBER,
    )
    staff = browser(world.staff)
    content = filled(
        download(staff),
        {
            key(ids["N"]): {"number": 1250.125, "comment": "Compté\nà la main", "evidence": "https://x.example/a"},
            key(ids["R"]): {"answer": "valeur", "number": "1 200", "second": "2400,5"},
            key(ids["M"]): {"number": 7.1, "second": 12},
            key(ids["J"]): {"number": "pas atteint"},
            key(ids["V"]): {"answer": "indisponible", "comment": "Pas encore compté."},
        },
    )
    page = preview(staff, content)
    assert "Nouveaux : 5. Changés : 0. Conflits : 0. Erreurs : 0. Inchangés : 0." in page.text
    assert "1 250,125" in page.text.replace("\u202f", " ").replace("\u00a0", " ")
    assert not entries(app), "nothing is saved before it is confirmed"

    after = staff.follow(confirm(staff, page))
    assert "5 chiffres sont enregistrés comme brouillon" in after.text
    kept = entries(app)
    number, ratio, mean, milestone, missing = (kept[ids[code], None] for code in "NRMJV")
    assert (number.numerator, number.comment, number.evidence) == (
        Decimal("1250.125"),
        "Compté\nà la main",
        "https://x.example/a",
    )
    assert (ratio.numerator, ratio.denominator) == (1200, Decimal("2400.5"))
    assert (mean.numerator, mean.weight) == (Decimal("7.1"), 12)
    assert milestone.numerator == 0, "not reached is an answer"
    assert (missing.answer, missing.numerator) == (Answer.UNAVAILABLE, None)
    assert {row.state for row in kept.values()} == {EntryState.DRAFT}

    again = preview(staff, content)
    assert "Inchangés : 5." in again.text and "rien à enregistrer" in again.text
    assert "Inchangés : 5." in preview(staff, download(staff)).text, "nor does a new sheet as it is"
    with app.app_context():
        assert db.session.query(EntryEvent).count() == 5


def test_what_is_stored_stands_in_the_sheet_and_one_changed_cell_changes_one_figure(
    app: Flask, browser: Any, world: World, kpis: Any
) -> None:
    ids = kpis({"targets": {202501: 50}}, A=IndicatorKind.NUMBER, B=IndicatorKind.NUMBER, C=IndicatorKind.NUMBER)
    stored(app, ids["A"], numerator="12.5", comment="=Bon")
    stored(app, ids["B"], numerator="7", state=EntryState.APPROVED)
    staff = browser(world.staff)
    content = download(staff)
    with opened(content) as (page, keys, _):
        row = keys[key(ids["A"])]
        said = [page.cell(row, column).value for column in range(1, 14)]
        assert said == [
            "A", "Indicateur A", "4e trimestre 2025", None, "heures", "–", "50 heures", "brouillon",
            "valeur", 12.5, None, "=Bon", None,
        ]  # fmt: skip
        assert not page[f"J{row}"].protection.locked
        assert page[f"J{keys[key(ids['B'])]}"].protection.locked, "an approved figure is not filled in"
        assert page.protection.sheet and page.column_dimensions["N"].hidden
    shown = preview(staff, filled(content, {key(ids["A"]): {"number": 13}}))
    assert "Nouveaux : 0. Changés : 1. Conflits : 0. Erreurs : 0. Inchangés : 2." in shown.text
    confirm(staff, shown)
    kept = entries(app)
    assert kept[ids["A"], None].numerator == 13 and kept[ids["A"], None].comment == "=Bon"
    assert kept[ids["B"], None].numerator == 7 and (ids["C"], None) not in kept


def test_a_breakdown_travels_with_its_figure(app: Flask, browser: Any, world: World, broken_down: Any) -> None:
    number, parts = broken_down()
    staff = browser(world.staff)
    women, men = (key(number, parts[name]) for name in ("femmes", "hommes"))
    first = filled(download(staff), {key(number): {"number": 10}, women: {"number": 6}, men: {"number": 5}})
    wrong = preview(staff, first)
    assert (
        "Cellule J8 :" in wrong.text and "plus que le total" in wrong.text and "Enregistrer le tout" not in wrong.text
    )
    right = preview(staff, filled(first, {men: {"number": 3}}))
    assert "Nouveaux : 3." in right.text and "Indicateur G – Genre : femmes" in right.text
    confirm(staff, right)
    kept = entries(app)
    assert [kept[number, part].numerator for part in (None, parts["femmes"], parts["hommes"])] == [10, 6, 3]

    again = download(staff)
    assert "Inchangés : 3." in preview(staff, again).text
    changed = preview(staff, filled(again, {women: {"number": None}}))
    assert "Changés : 1." in changed.text and "Inchangés : 2." in changed.text
    confirm(staff, changed)
    assert (number, parts["femmes"]) not in entries(app), "what is emptied is not stated any more"


def test_what_somebody_changed_meanwhile_is_a_conflict_and_the_person_chooses(
    app: Flask, browser: Any, world: World, kpis: Any
) -> None:
    ids = kpis(**dict.fromkeys("ABCD", IndicatorKind.NUMBER))
    for number in ids.values():
        stored(app, number, numerator="5")
    staff = browser(world.staff)
    old = download(staff)
    for code in "ABC":
        write(app, ids[code], "6", world.coordinator)
    mine = {key(ids[code]): {"number": 7} for code in "AB"} | {key(ids["D"]): {"number": 8}}
    page = preview(staff, filled(old, mine))
    assert "Nouveaux : 0. Changés : 1. Conflits : 2. Erreurs : 0. Inchangés : 1." in page.text
    assert "Enregistré par Nadia Coordination" in page.text
    assert "Changé dans le portail entre-temps ; votre feuille n’y touche pas." in page.text, "C is left alone"
    assert {entry.numerator for entry in entries(app).values()} == {5, 6}

    unsure = confirm(staff, page, status=200)
    links = {f"#choice-{key(ids[code])}-theirs" for code in "AB"}
    assert "Il y a 2 erreurs" in unsure.errors() and links <= set(unsure.links())
    chosen = {f"choice-{key(ids['A'])}": "mine", f"choice-{key(ids['B'])}": "theirs"}
    half = confirm(staff, unsure, {f"choice-{key(ids['A'])}": "mine"}, status=200)
    assert fields_of(half.form())[f"choice-{key(ids['A'])}"] == "mine", "a choice made once is kept"
    confirm(staff, half, chosen)
    kept = {code: entries(app)[ids[code], None].numerator for code in "ABCD"}
    assert kept == {"A": 7, "B": 6, "C": 6, "D": 8}
    with app.app_context():
        story = db.session.query(EntryEvent).filter_by(entry_id=entries(app)[ids["A"], None].id).all()
        assert [event.after["numerator"] for event in story] == ["5", "6", "7"], "what was replaced stays in the story"


def test_a_figure_sent_meanwhile_can_only_stay_as_it_is(app: Flask, browser: Any, world: World, kpis: Any) -> None:
    number = kpis(A=IndicatorKind.NUMBER)["A"]
    staff = browser(world.staff)
    old = download(staff)
    stored(app, number, numerator="5", state=EntryState.SUBMITTED)
    page = preview(staff, filled(old, {key(number): {"number": 7}}))
    assert "Conflits : 1." in page.text and "déjà envoyé" in page.text
    field = f"choice-{key(number)}"
    assert [one.get("value") for one in page.all("input", name=field)] == ["theirs"]
    confirm(staff, page, {field: "mine"}, status=200)
    confirm(staff, page, {field: "theirs"})
    assert entries(app)[number, None].numerator == 5


def test_what_changes_between_preview_and_confirmation_is_shown_again(
    app: Flask, browser: Any, world: World, kpis: Any
) -> None:
    ids = kpis(A=IndicatorKind.NUMBER, B=IndicatorKind.NUMBER)
    staff = browser(world.staff)
    page = preview(staff, filled(download(staff), {key(number): {"number": 7} for number in ids.values()}))
    write(app, ids["A"], "6", world.coordinator)
    again = confirm(staff, page, status=200)
    assert "Des chiffres ont changé depuis cet aperçu" in again.errors()
    assert "Conflits : 1." in again.text
    assert (ids["B"], None) not in entries(app), "all or nothing"
    confirm(staff, again, {f"choice-{key(ids['A'])}": "mine"})
    assert {row.numerator for row in entries(app).values()} == {7}


def test_a_new_answer_under_the_eyes_of_who_confirms_is_refused_and_previewed_again(
    app: Flask, browser: Any, world: World, kpis: Any
) -> None:
    ids = kpis(A=IndicatorKind.NUMBER, B=IndicatorKind.NUMBER)
    staff = browser(world.staff)
    page = preview(staff, filled(download(staff), {key(ids["A"]): {"number": 7}}))
    write(app, ids["B"], "6", world.coordinator)
    again = confirm(staff, page, status=200)
    assert "Des chiffres ont changé depuis cet aperçu" in again.errors()
    confirm(staff, again)
    assert {entries(app)[ids["A"], None].numerator, entries(app)[ids["B"], None].numerator} == {6, 7}


def test_a_double_click_and_the_back_button_save_once(app: Flask, browser: Any, world: World, kpis: Any) -> None:
    number = kpis(A=IndicatorKind.NUMBER)["A"]
    staff = browser(world.staff)
    form, content = staff.get(PAGE), filled(download(staff), {key(number): {"number": 7}})
    pages = [staff.follow(staff.submit(form, {"file": (io.BytesIO(content), "a.xlsx")}, PAGE)) for _ in range(2)]
    assert pages[0].url == pages[1].url
    for _ in range(2):
        confirm(staff, pages[0])
    with app.app_context():
        assert db.session.query(EntryEvent).count() == db.session.query(ReceivedSheet).count() == 1
    back = staff.get(pages[0].url)
    assert "rien à enregistrer" in back.text


WRONG = [
    ("number", "douze", "J", "Écrivez un nombre"),
    ("number", "1.250", "J", "se lit de deux façons"),
    ("number", "=A1+1", "J", "formule"),
    ("number", True, "J", "VRAI ou FAUX"),
    ("number", 1.00001, "J", "4 décimales au plus"),
    ("number", 2e9, "J", "trop grand"),
    ("number", -1, "J", "ne peut pas être plus petite que 0"),
    ("number", 101, "J", "ne peut pas être plus grande que 100"),
    ("number", 99, "L", "sort de ce qui est attendu"),
    ("number", "\u202e12", "J", "Écrivez un nombre"),
    ("number", "<script>alert(1)</script>", "J", "Écrivez un nombre"),
    ("second", 5, "K", "reste vide"),
    ("answer", "peut-être", "I", "« valeur »"),
    ("answer", "indisponible", "L", "pourquoi il n’y a pas de valeur"),
    ("comment", "x" * 2001, "L", "2000 caractères au plus"),
    ("comment", "=1+1", "L", "formule"),
    ("comment", "seul", "J", "Zéro est un nombre"),
    ("evidence", "javascript:alert(1)", "M", "adresse web complète"),
    ("evidence", "https://x.example/" + "x" * 500, "M", "500 caractères au plus"),
    ("mark", "v1.d1.0000", "O", "version de cette ligne"),
    ("mark", None, "O", "version de cette ligne"),
    ("key", "999999-202510", "N", "n’est pas un de vos chiffres"),
    ("key", None, "N", "clé de cette ligne manque"),
]
"""A column, what stands there, the column whose cell is named, and words of the message."""


def test_each_wrong_cell_is_named_and_nothing_of_the_file_is_saved(
    app: Flask, browser: Any, world: World, kpis: Any
) -> None:
    limits = {"hard_min": Decimal(0), "hard_max": Decimal(100), "plausible_max": Decimal(50)}
    ids = kpis(limits, **{f"K{n:02d}": IndicatorKind.NUMBER for n in range(len(WRONG) + 1)})
    staff = browser(world.staff)
    rows: dict[str, dict[str, Any]] = {key(number): {"number": 7} for number in ids.values()}
    for (column, value, _, _), number in zip(WRONG, ids.values(), strict=False):
        kept = {} if column == "comment" and value == "seul" else rows[key(number)]
        rows[key(number)] = {} if column == "answer" else kept
        rows[key(number)] = {**rows[key(number)], column: value}
    page = preview(staff, filled(download(staff), rows))
    items = [" ".join("".join(item.itertext()).split()) for item in page.all("li")]
    for row, (column, value, named, words) in enumerate(WRONG, start=HEAD + 1):
        said = [item for item in items if item.startswith(f"Cellule {named}{row} :")]
        assert len(said) == 1 and words in said[0], (column, value, said)
    assert f"Erreurs : {len(WRONG)}." in page.text and "Nouveaux : 1." in page.text
    assert "<script>alert" not in page.html and "Enregistrer le tout" not in page.text
    sent = staff._open("POST", page.url, data=fields_of(page.form()))
    assert sent.status == 200 and "rien n’est enregistré" in sent.text and not entries(app)


def test_a_draft_is_emptied_from_a_sheet_and_a_returned_figure_is_not(
    app: Flask, browser: Any, world: World, kpis: Any
) -> None:
    ids = kpis(A=IndicatorKind.NUMBER, B=IndicatorKind.NUMBER)
    stored(app, ids["A"], numerator="5")
    stored(app, ids["B"], numerator="6", state=EntryState.RETURNED)
    staff = browser(world.staff)
    blank = {"answer": None, "number": None}
    page = preview(staff, filled(download(staff), {key(ids["B"]): blank}))
    assert "Ce chiffre ne s’efface pas par une feuille" in page.text
    page = preview(staff, filled(download(staff), {key(ids["A"]): blank}))
    assert "Changés : 1." in page.text
    confirm(staff, page)
    kept = entries(app)
    assert kept[ids["A"], None].answer is None and kept[ids["B"], None].numerator == 6
    again = preview(staff, filled(download(staff), {key(ids["A"]): blank}))
    assert "Changés : 0." in again.text and "Erreurs : 0." in again.text


def test_a_row_twice_is_an_error_and_a_missing_row_or_column_says_nothing(
    app: Flask, browser: Any, world: World, kpis: Any
) -> None:
    ids = kpis(A=IndicatorKind.NUMBER, B=IndicatorKind.NUMBER)
    stored(app, ids["A"], numerator="5", comment="Gardé", evidence="https://x.example")
    staff = browser(world.staff)
    lines = download(staff, CSV).decode("utf-8-sig").splitlines()
    cells = [line.split(";") for line in lines]
    row = next(one for one in cells if one[-2] == key(ids["A"]))
    twice = "\r\n".join([lines[0], ";".join(row), ";".join(row)])
    assert "ou elle est là deux fois" in preview(staff, twice.encode(), "a.csv").text
    few = ["Nombre;Version;Clé", f"6;{row[-1]};{row[-2]}"]
    confirm(staff, preview(staff, "\n".join(few).encode(), "a.csv"))
    kept = entries(app)
    assert (kept[ids["A"], None].numerator, kept[ids["A"], None].comment) == (6, "Gardé")
    assert kept[ids["A"], None].evidence == "https://x.example" and (ids["B"], None) not in kept


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_comes_back_in_every_way_that_excel_writes_it(
    app: Flask, browser: Any, world: World, kpis: Any, delimiter: str, encoding: str
) -> None:
    import csv

    ids = kpis(A=IndicatorKind.NUMBER, R=IndicatorKind.RATIO)
    staff = browser(world.staff)
    rows = list(csv.reader(io.StringIO(download(staff, CSV).decode("utf-8-sig"), newline=""), delimiter=";"))
    for row in rows[1:]:
        row[9:12] = ["1 250,5", "", "=été"] if row[0] == "A" else ["12,5", "1250", "« Oui », dit-elle ; bien"]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    confirm(staff, preview(staff, text.getvalue().encode(encoding), "saisie.csv"))
    kept = entries(app)
    assert kept[ids["A"], None].numerator == Decimal("1250.5") and kept[ids["A"], None].comment == "=été"
    assert kept[ids["R"], None].numerator == Decimal("12.5") and kept[ids["R"], None].denominator == 1250
    assert kept[ids["R"], None].comment == "« Oui », dit-elle ; bien"
    assert ";'=été;" in download(staff, CSV).decode("utf-8-sig"), "what people wrote never runs"
    assert "Inchangés : 2." in preview(staff, download(staff, CSV), "saisie.csv").text


FILES = [
    (b"", "vide"),
    (b"%PDF-1.7\n\x00", "ni un classeur XLSX ni un texte CSV"),
    (b"Bonjour", "titres de colonnes"),
    (made.encrypted(), "mot de passe"),
    (made.old_excel(), "ancien format Excel"),
    (made.with_macros(made.book(["a"])), "macros"),
    (made.with_external_link(made.book(["a"])), "liens vers"),
    (made.bomb(made.book(["a"])), "trop grand une fois décompressé"),
    (made.laughing(made.book(["a"])), "abîmé"),
    (made.book(["Clé", "Version", "Nombre"], ["999999-202510", "v0.d1.0", 3]), "Aucune ligne de ce fichier"),
    (b"x" * (MAX_UPLOAD + 1), "dépasse 10 Mo"),
    (("Nombre;Version;Clé\n" + "1;v;1-202510\n" * (reading.MOST_ROWS + 1)).encode(), "plus de 50 000 lignes"),
]


@pytest.mark.parametrize(("content", "words"), FILES, ids=[words for _, words in FILES])
def test_a_file_that_is_wrong_is_refused_beside_its_field(
    app: Flask, browser: Any, world: World, kpis: Any, content: bytes, words: str
) -> None:
    kpis(A=IndicatorKind.NUMBER)
    staff = browser(world.staff)
    page = send_by_hand(staff, content)
    beside = " ".join("".join(one.itertext()) for one in page.all("p", id="file-error"))
    assert words in " ".join((beside or page.errors()).replace("\u202f", " ").replace("\u00a0", " ").split()), page.text
    with app.app_context():
        assert not db.session.query(ReceivedSheet).count()


def test_no_file_at_all_is_asked_for(browser: Any, world: World, kpis: Any) -> None:
    kpis(A=IndicatorKind.NUMBER)
    staff = browser(world.staff)
    assert "Choisissez un fichier." in staff.submit(staff.get(PAGE), action=PAGE, status=200).errors()


def test_a_sheet_in_another_language_is_understood(app: Flask, browser: Any, world: World, kpis: Any) -> None:
    number = kpis(A=IndicatorKind.NUMBER)["A"]
    staff = browser(world.staff)
    content = filled(download(staff), {key(number): {"answer": "indisponible", "comment": "Niet geteld."}})
    with app.app_context():
        db.session.get_one(User, world.staff).language = "nl"
        db.session.commit()
    page = staff.follow(staff.submit(staff.get(PAGE), {"file": (io.BytesIO(content), "a.xlsx")}, PAGE))
    assert page.tree is not None and page.tree.get("lang") == "nl"
    confirm(staff, page)
    assert entries(app)[number, None].answer is Answer.UNAVAILABLE


def test_a_sheet_made_in_dutch_is_read_by_a_french_reader(app: Flask, browser: Any, world: World, kpis: Any) -> None:
    number = kpis(A=IndicatorKind.NUMBER, J=IndicatorKind.MILESTONE)["A"]

    def speak(language: str) -> None:
        with app.app_context():
            db.session.get_one(User, world.staff).language = language
            db.session.commit()

    speak("nl")
    staff = browser(world.staff)
    dutch = download(staff)
    speak("fr")
    page = preview(staff, filled(dutch, {key(number): {"number": 7}}))
    assert "Nouveaux : 1. Changés : 0. Conflits : 0. Erreurs : 0. Inchangés : 1." in page.text


def test_a_closed_period_can_be_read_in_a_sheet_but_not_filled_in(
    app: Flask, browser: Any, world: World, kpis: Any
) -> None:
    number = kpis(A=IndicatorKind.NUMBER)["A"]
    staff = browser(world.staff)
    old = download(staff)
    with app.app_context():
        city, coordinator = db.session.get_one(Organisation, world.city), db.session.get_one(User, world.coordinator)
        factories.closed_period(city, QUARTER, coordinator)
        db.session.commit()
    with opened(download(staff)) as (page, keys, _):
        assert page[f"J{keys[key(number)]}"].protection.locked
    shown = preview(staff, filled(old, {key(number): {"number": 7}}))
    assert "Cellule J7 : Cette période est clôturée." in shown.text


def test_a_coach_fills_in_the_programmes_own_figures(app: Flask, browser: Any, world: World) -> None:
    with app.app_context():
        number = factories.kpi(db.session.get_one(Organisation, world.operator), "P").id
        db.session.commit()
    coach = browser(world.coach)
    confirm(coach, preview(coach, filled(download(coach), {key(number): {"number": 7}})))
    assert entries(app)[number, None].numerator == 7


def test_a_sheet_that_was_sent_is_found_again(browser: Any, world: World, kpis: Any) -> None:
    number = kpis(A=IndicatorKind.NUMBER)["A"]
    staff = browser(world.staff)
    page = preview(staff, filled(download(staff), {key(number): {"number": 7}}), "ma <b>saisie</b>.xlsx")
    assert page.url in staff.get(PAGE).links() and "ma <b>saisie</b>.xlsx" in staff.get(PAGE).text
    assert page.url not in browser(world.coordinator).get(PAGE).links()


def test_a_definition_agreed_anew_needs_a_new_sheet(app: Flask, browser: Any, world: World, kpis: Any) -> None:
    ids = kpis(A=IndicatorKind.NUMBER, B=IndicatorKind.NUMBER)
    staff = browser(world.staff)
    old = filled(download(staff), {key(ids["A"]): {"number": 5}})
    with app.app_context():
        adoption = db.session.get_one(Adoption, ids["A"])
        adoption.definition_id = db.session.get_one(Adoption, ids["B"]).definition_id
        db.session.commit()
    assert "La définition de ce KPI a changé depuis cette feuille" in preview(staff, old).text


def test_others_neither_fill_in_a_persons_figures_nor_see_what_they_sent(
    app: Flask, browser: Any, world: World, kpis: Any
) -> None:
    number = kpis(A=IndicatorKind.NUMBER)["A"]
    with app.app_context():
        city = db.session.get_one(Organisation, world.city)
        colleague = factories.user(Role.STAFF, city, "Chris").id
        hidden = factories.kpi(city, "hidden").id
        db.session.commit()
    staff = browser(world.staff)
    content = filled(download(staff), {key(number): {"number": 7}})
    assert "hidden" not in str(download(staff, CSV))
    page = preview(staff, content)
    for person in (colleague, world.coordinator, world.coach):
        browser(person).get(page.url, status=404)
    assert "Vous n’avez pas de chiffres à saisir" in browser(colleague).get(PAGE).text
    forged = filled(content, {key(number): {"key": key(hidden)}})
    refused = send(staff, forged, status=200)
    assert "Aucune ligne de ce fichier" in refused.text
    with app.app_context():
        adoption = db.session.get_one(Adoption, number)
        adoption.service_id = None
        db.session.commit()
    assert "n’est pas un de vos chiffres" in staff.get(page.url).text, "rights are looked at again"


def test_old_sheets_are_forgotten(app: Flask, browser: Any, world: World, kpis: Any) -> None:
    number = kpis(A=IndicatorKind.NUMBER)["A"]
    staff = browser(world.staff)
    content = filled(download(staff), {key(number): {"number": 7}})
    first = preview(staff, content)
    app.config["CLOCK"].moment += timedelta(days=3)
    preview(staff, content)
    staff.get(first.url, status=404)


def test_a_large_sheet_asks_no_more_of_the_database_than_a_small_one(
    app: Flask, browser: Any, world: World, kpis: Any
) -> None:
    ids = kpis({"targets": {202501: 5}}, **{f"K{number:02d}": IndicatorKind.RATIO for number in range(40)})
    staff = browser(world.staff)
    cells = {key(number): {"number": 1, "second": 4} for number in ids.values()}
    sent = send(staff, filled(download(staff), cells))
    with counted_queries() as statements:
        page = staff.follow(sent)
    assert "Nouveaux : 40." in page.text and len(statements) <= 16
    confirm(staff, page)
    assert len(entries(app)) == 40


@pytest.mark.parametrize("period", ["nonsense", "2025-Q9", "9999-Q1", "%00"])
def test_a_nonsense_quarter_gives_the_last_that_is_over(browser: Any, world: World, period: str) -> None:
    staff = browser(world.staff)
    assert "4e trimestre 2025" in staff.get(f"/kpis/entry/offline?period={period}").text
    response = staff.client.get(f"/kpis/entry/offline.xlsx?period={period}")
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == (
        'attachment; filename="saisie-4e-trimestre-2025-ville-de-valbrume.xlsx"'
    )
