"""The whole register of a convention as PDF and XLSX: read back, they say what the page says, and to nobody else."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook, load_workbook
from pypdf import PdfReader
from sqlalchemy import select

from ambassador.accounts.models import Organisation, User
from ambassador.conventions.models import ContributionState, Convention, DueRule, Modality, NoticeKind, Unit
from ambassador.db import db
from ambassador.demo import factories
from ambassador.demo.factories import changes, conventions
from ambassador.demo.factories.kpis import charter_action
from ambassador.translated import Translated
from tests.client import Browser, counted_queries
from tests.conftest import World
from tests.everywhere.budgets import budget_of

Open = Callable[..., Browser]
ODD = '=1+1 #emph[x] $x^2$ "*gras*" @ref <label> <script>alert(1)</script>'


def prepare(app: Flask, number: int, action: Callable[[Convention], object]) -> None:
    with app.app_context():
        action(db.session.get_one(Convention, number))
        db.session.commit()


def pdf(person: Browser, convention: int, query: str = "") -> PdfReader:
    with counted_queries() as count:
        response = person.client.get(f"/conventions/{convention}/register.pdf{query}")
    assert len(count) <= budget_of("conventions.register_pdf"), count
    assert response.status_code == 200 and response.mimetype == "application/pdf"
    return PdfReader(BytesIO(response.get_data()))


def words(read: PdfReader) -> str:
    text = " ".join(page.extract_text() for page in read.pages).replace("\u200b", "")
    return " ".join(text.split())


def book(person: Browser, convention: int, query: str = "") -> Workbook:
    with counted_queries() as count:
        response = person.client.get(f"/conventions/{convention}/register.xlsx{query}")
    assert len(count) <= budget_of("conventions.register_workbook"), count
    assert response.status_code == 200 and response.headers["Content-Disposition"].startswith("attachment")
    return load_workbook(BytesIO(response.get_data()))


def spaced(value: Any) -> Any:
    return value.replace("\u00a0", " ") if isinstance(value, str) else value


def table(read: Workbook, name: str) -> list[dict[str, Any]]:
    """The rows of a sheet by the titles of its columns, below the lines that stand over it; with ordinary spaces."""
    rows = [tuple(map(spaced, row)) for row in read[name].iter_rows(values_only=True)]
    blank = next(number for number, row in enumerate(rows) if not any(row))
    head = [str(title) for title in rows[blank + 1]]
    return [dict(zip(head, row, strict=True)) for row in rows[blank + 2 :] if any(cell is not None for cell in row)]


def fill(row: Convention, world: World) -> None:
    """One of everything."""
    coach, coordinator = (db.session.get_one(User, number) for number in (world.coach, world.coordinator))
    text = conventions.article(row, "3.1", "Contributions de la Ville")
    days = conventions.commitment(
        row,
        "700",
        in_article=text,
        party=row.parties[1],
        title=Translated(fr="Liens avec le CRM"),
        modality=Modality.CONDITIONAL,
        condition=Translated(fr="Si la Ville les utilise"),
        condition_met_on=date(2026, 1, 20),
        quantity=Decimal(700),
        unit=Unit.PERSON_DAY,
        due=DueRule.DATE,
        due_on=date(2026, 12, 31),
    )
    given = conventions.contribution(days, coordinator, date(2026, 2, 3), quantity=Decimal("12.5"), note="Deux liens")
    given.state, given.decided_by, given.decided_at = (
        ContributionState.CONFIRMED,
        coach,
        datetime(2026, 2, 5, 9, tzinfo=UTC),
    )
    against = conventions.contribution(days, coordinator, date(2026, 2, 10), quantity=Decimal(4), note="Un écran")
    against.state, against.decided_by, against.decided_at, against.reason = (
        ContributionState.CONTESTED,
        coach,
        datetime(2026, 3, 1, 9, tzinfo=UTC),
        "Pas encore livré",
    )
    conventions.commitment(row, "2.1-2", quantity=Decimal(5), measure="followup.days_held")
    follow_up = factories.follow_up(row)
    factories.followup_session(follow_up, coach, date(2026, 2, 20), 3, subjects="Guichets")
    factories.followup_session(follow_up, coach, date(2026, 4, 2), 2, "planned", subjects="Bilan")
    change = changes.amendment(row, "7", subject=Translated(fr="Sept jours"), text="Le quota devient sept jours.")
    change.changes_quota, change.quota_quarters = True, 28
    changes.notice(row, date(2026, 3, 2), NoticeKind.FORMAL_NOTICE, party=row.parties[1], reason="Retard")
    changes.contact(row, coordinator, "Odile Contact")
    changes.approval(row, coach, subject="Communiqué de printemps")


@pytest.mark.parametrize(("language", "start"), [("fr", "Suivi de la convention"), ("nl", ""), ("en", "")])
def test_the_pdf_is_tagged_titled_and_in_the_readers_language(
    app: Flask, browser: Open, world: World, language: str, start: str
) -> None:
    prepare(app, world.convention, lambda row: fill(row, world))
    with app.app_context():
        db.session.get_one(User, world.coordinator).language = language
        db.session.commit()
    read = pdf(browser(world.coordinator), world.convention)
    root = read.trailer["/Root"]
    assert root["/Lang"].startswith(language) and root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root
    assert b"pdfuaid" in root["/Metadata"].get_data(), "it says that it keeps PDF/UA-1"
    assert read.metadata is not None and str(read.metadata.title).startswith(start)
    assert "Convention de test" in str(read.metadata.title)


def test_the_pdf_says_all_of_it(app: Flask, browser: Open, world: World) -> None:
    prepare(app, world.convention, lambda row: fill(row, world))
    read = pdf(browser(world.coordinator), world.convention)
    text = words(read)
    for part in (
        "État au 10 mars 2026.",
        "En vigueur. Signée par les deux parties le 15 janvier 2026. Elle court jusqu’au 15 janvier 2027 inclus.",
        "Dernier jour 15 janvier 2027",
        "15 janvier 2026 Signature : WeTechCare",
        "Article 3.1 – Contributions de la Ville",
        "Ville de Valbrume · conditionnel · 700 jours-homme · art. 700",
        "Condition, remplie le 20 janvier 2026 : Si la Ville les utilise",
        "Confirmé : 12,5 sur 700 jours-homme",
        "3 février 2026 · 12,5 jours-homme · confirmée Deux liens",
        "Noté par Nadia Coordination, Ville de Valbrume Décidé par Camille Coach, 5 février 2026 à 10:00",
        "10 février 2026 · 4 jours-homme · contestée Un écran",
        "Contesté parce que : Pas encore livré",
        "Quota de jours : 5. Utilisés : ¾. Planifiés : ½. Libres : 3¾. Au-delà du quota : 0.",
        "Avenant 7 : Sept jours",
        "Suivi individuel : 7 jours",
        "Mise en demeure : Ville de Valbrume",
        "Odile Contact Ville de Valbrume · depuis le 15 janvier 2026",
        "Communiqué de printemps",
        f"Page {len(read.pages)} sur {len(read.pages)}",
    ):
        assert part in text, part


def test_the_workbook_holds_real_days_and_numbers_with_their_unit(app: Flask, browser: Open, world: World) -> None:
    prepare(app, world.convention, lambda row: fill(row, world))
    read = book(browser(world.coordinator), world.convention)
    facts = {row["Quoi"]: (row["Valeur"], row["Unité"]) for row in table(read, "Convention")}
    assert facts["Dernier jour"] == (datetime(2027, 1, 15), None)  # noqa: DTZ001 as openpyxl reads a day
    assert facts["Durée"] == (12, "mois") and facts["Suivi individuel"] == (5, "jours")
    row = next(row for row in table(read, "Engagements") if row["Référence"] == "700")
    assert (row["Article"], row["Quantité promise"], row["Unité"]) == ("3.1", 700, "jours-homme")
    assert (row["Confirmé"], row["Contesté"], row["État"]) == (12.5, 4, "en cours")
    assert row["Jour de l’échéance"] == datetime(2026, 12, 31)  # noqa: DTZ001
    given = table(read, "Contributions")
    assert [(row["Quantité"], row["Unité"], row["État"]) for row in given] == [
        (12.5, "jours-homme", "confirmée"),
        (4, "jours-homme", "contestée"),
    ]
    assert given[0]["Décidé le"] == datetime(2026, 2, 5, 10) and given[1]["Raison"] == "Pas encore livré"  # noqa: DTZ001
    assert table(read, "Avenants")[0]["Ce qui change"] == "Suivi individuel : 7 jours"
    assert table(read, "Préavis et décisions")[0]["Motif"] == "Retard"
    assert table(read, "Personnes de contact")[0]["Nom"] == "Odile Contact"
    assert table(read, "Communications")[0]["Sujet"] == "Communiqué de printemps"
    days = table(read, "Jours de suivi individuel")
    assert [(row["Jours"], row["État"]) for row in days] == [(0.75, "tenue"), (0.5, "planifiée")]
    line = table(read, "Ligne du temps")
    assert line[0]["Quoi"].startswith("Signature") and isinstance(line[0]["Jour"], datetime)
    assert all(spaced(sheet["A1"].value) == "Suivi de la convention : Convention de test" for sheet in read.worksheets)


def test_both_are_of_the_day_that_the_page_shows(app: Flask, browser: Open, world: World) -> None:
    prepare(app, world.convention, lambda row: fill(row, world))
    person, query = browser(world.coordinator), "?on=2026-02-15"
    page = person.get(f"/conventions/{world.convention}{query}")
    assert f"/conventions/{world.convention}/register.pdf{query}" in page.links()
    assert f"/conventions/{world.convention}/register.xlsx{query}" in page.links()
    text = words(pdf(person, world.convention, query))
    assert "État au 15 février 2026." in text and "Guichets" not in text and "Avenant 7" not in text
    assert "10 février 2026 · 4 jours-homme · à confirmer" in text and "Pas encore livré" not in text
    read = book(person, world.convention, query)
    assert [row["État"] for row in table(read, "Contributions")] == ["confirmée", "à confirmer"]
    assert not table(read, "Préavis et décisions") and "Communications" not in read.sheetnames
    assert "État au 10 mars 2026." in words(pdf(person, world.convention, "?on=%00nonsense"))


def test_a_draft_and_one_that_not_all_have_signed_say_so(app: Flask, browser: Open, world: World, draft: int) -> None:
    person = browser(world.coach)
    assert "Brouillon : aucune partie n’a signé." in words(pdf(person, draft))
    assert spaced(book(person, draft)["Convention"]["A3"].value) == "Brouillon : aucune partie n’a signé."
    prepare(app, world.convention, lambda row: setattr(row.parties[1], "signed_on", None))
    assert "Pas encore conclue : il manque au moins une signature." in words(pdf(person, world.convention))


def test_one_that_has_ended_and_an_unlimited_one_are_exported(app: Flask, browser: Open, world: World) -> None:
    person = browser(world.coordinator)
    assert "Terminée." in words(pdf(person, world.convention, "?on=2027-06-01"))
    prepare(app, world.convention, lambda row: setattr(row.terms[0], "length_months", None))
    facts = {row["Quoi"]: row["Valeur"] for row in table(book(person, world.convention), "Convention")}
    assert facts["Durée"] == "Illimitée" and facts["Dernier jour"] is None


def test_what_people_typed_stays_text_in_both(app: Flask, browser: Open, world: World) -> None:
    def odd(row: Convention) -> None:
        person = db.session.get_one(User, world.coordinator)
        promised = conventions.commitment(row, "=2+2", title=Translated(fr=ODD), detail=Translated(fr=ODD))
        conventions.contribution(promised, person, date(2026, 2, 1), note=ODD)
        changes.contact(row, person, "=cmd|' /C calc'!A0 שלום 👩🏽‍🏫")

    prepare(app, world.convention, odd)
    person = browser(world.coordinator)
    text = words(pdf(person, world.convention))
    assert "#emph[x] $x^2$" in text and "<script>alert(1)</script>" in text and "□" in text
    read = book(person, world.convention)
    assert table(read, "Contributions")[0]["Ce qui a été fait"] == ODD
    assert table(read, "Engagements")[0]["Référence"] == "=2+2"
    assert all(cell.data_type != "f" for sheet in read for line in sheet.iter_rows() for cell in line)


def test_names_of_two_hundred_letters_stay_on_the_paper(app: Flask, browser: Open, world: World) -> None:
    def long(row: Convention) -> None:
        row.title = row.parties[1].organisation.name = Translated(fr="N" * 200)
        conventions.commitment(row, "1", party=row.parties[1], title=Translated(fr="M" * 200))

    prepare(app, world.convention, long)
    person = browser(world.coordinator)
    text = words(pdf(person, world.convention)).replace(" ", "")
    assert "N" * 200 in text and "M" * 200 in text
    assert table(book(person, world.convention), "Engagements")[0]["Qui s’engage"] == "N" * 200


def test_a_long_list_is_cut_in_the_pdf_and_whole_in_the_workbook(app: Flask, browser: Open, world: World) -> None:
    def many(row: Convention) -> None:
        person = db.session.get_one(User, world.coordinator)
        promised = conventions.commitment(row, "1", unit=Unit.EVENT)
        for number in range(130):
            conventions.contribution(promised, person, date(2026, 2, 1), note=f"Geste {number}.")

    prepare(app, world.convention, many)
    person = browser(world.coordinator)
    text = words(pdf(person, world.convention))
    assert "30 contributions plus anciennes se lisent dans le fichier Excel." in text and "Geste 0." not in text
    assert len(table(book(person, world.convention), "Contributions")) == 130


@pytest.mark.parametrize("kind", ["pdf", "xlsx"])
def test_only_the_parties_people_get_it(browser: Open, world: World, kind: str) -> None:
    """That another convention exists is told to nobody of the operator: it is as one that was never made."""
    for person, own, foreign in (
        (world.coach, 200, 404),
        (world.admin, 200, 404),
        (world.staff, 200, 404),
        (world.other_coordinator, 404, 200),
        (world.partner, 403, 403),
    ):
        client = browser(person).client
        assert client.get(f"/conventions/{world.convention}/register.{kind}").status_code == own
        assert client.get(f"/conventions/{world.foreign_convention}/register.{kind}").status_code == foreign
        assert client.get(f"/conventions/999999/register.{kind}").status_code == (
            403 if person == world.partner else 404
        )


def test_what_the_city_does_with_the_operator_is_not_in_its_convention_with_another(
    app: Flask, browser: Open, world: World
) -> None:
    def both(row: Convention) -> None:
        city = db.session.get_one(Organisation, world.city)
        centre = db.session.get_one(Organisation, world.centre)
        action = charter_action(city, "A09")
        action.title = Translated(fr="Wifi à la piscine")
        factories.kpi(city, "WIFI", action=action)
        other = factories.convention([city, centre], date(2026, 1, 15), None, None)
        for convention in (row, other):
            for measure in ("kpis.agreed_for_actions", "followup.days_held", "webinars.held_by_theme"):
                conventions.commitment(convention, "1", measure=measure)
        coach = db.session.get_one(User, world.coach)
        factories.followup_session(factories.follow_up(row), coach, date(2026, 2, 3), subjects="Guichets")

    prepare(app, world.convention, both)
    with app.app_context():
        number = max(db.session.scalars(select(Convention.id)))
    assert "Wifi à la piscine" in words(pdf(browser(world.coordinator), world.convention))
    text = words(pdf(browser(world.centre_coordinator), number))
    cells = str(
        [
            [cell.value for line in sheet.iter_rows() for cell in line]
            for sheet in book(browser(world.centre_coordinator), number)
        ]
    )
    for secret in ("piscine", "Guichets", "WeTechCare"):
        assert secret not in text and secret not in cells
    assert browser(world.coach).client.get(f"/conventions/{number}/register.pdf").status_code == 404
