"""The set of a structure's KPIs as PDF and XLSX, and handed over as the convention's deliverable in one step."""

import io
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from pypdf import PdfReader

from ambassador.accounts.models import Organisation
from ambassador.conventions.models import Convention
from ambassador.db import db
from ambassador.demo import factories
from ambassador.files.storage import folder_in, read
from ambassador.followup.models import Deliverable, DeliverableKind, DeliverableState
from ambassador.kpis.models import AdoptionState, IndicatorKind
from ambassador.translated import Translated
from tests.conftest import World
from tests.pages.test_kpis_chain import post_button

NASTY = "=cmd|' /C calc'!A0"


@pytest.fixture
def deliverable(app: Flask, world: World) -> int:
    """Three KPIs of the city, and the KPI set that the operator owes."""
    with app.app_context():
        city = db.session.get_one(Organisation, world.city)
        factories.kpi(
            city, "K1", IndicatorKind.RATIO, name=Translated(fr="Agents sensibilisés"), targets={202601: 50, 202701: 80}
        )
        factories.kpi(
            city, "K2", state=AdoptionState.PROPOSED, name=Translated(fr=NASTY), source="#pagebreak() *gras* 🙂"
        )
        factories.kpi(city, "K3", state=AdoptionState.RETIRED, name=Translated(fr="Ancien"))
        follow_up = factories.follow_up(db.session.get_one(Convention, world.convention))
        row = factories.deliverable(follow_up, kind=DeliverableKind.KPI_SET)
        db.session.commit()
        return row.id


def pdf_text(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_the_pdf_tells_states_and_dates_of_agreement(browser: Any, world: World, deliverable: int) -> None:
    response = browser(world.staff).client.get("/kpis/set.pdf")
    assert response.mimetype == "application/pdf" and "serie-de-kpi" in response.headers["Content-Disposition"]
    text = pdf_text(response.data)
    for words in (
        "K1",
        "Agents sensibilisés",
        "convenu",
        "8 janvier 2026",
        "proposé",
        "retiré",
        "Retiré : Plus utile.",
    ):
        assert words in text, words
    for words in ("2 KPI, dont 1 convenu", "dès janvier 2026 : 50", "10 mars 2026", "#pagebreak() *gras*"):
        assert words in text, words


def test_the_pdf_is_tagged_and_speaks_the_readers_language(browser: Any, world: World, deliverable: int) -> None:
    person = browser(world.staff)
    person.post("/language", {"language": "nl"})
    root: Any = PdfReader(io.BytesIO(person.client.get("/kpis/set.pdf").data)).trailer["/Root"]
    assert str(root["/Lang"]).startswith("nl") and root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_the_workbook_has_a_row_for_each_kpi_and_runs_nothing(browser: Any, world: World, deliverable: int) -> None:
    response = browser(world.coordinator).client.get("/kpis/set.xlsx")
    assert response.headers["Content-Disposition"].endswith('.xlsx"')
    kpis, targets = load_workbook(io.BytesIO(response.data)).worksheets
    rows = [[cell.value for cell in row] for row in kpis.iter_rows()]
    codes = [row[0] for row in rows]
    assert [code for code in codes if code in ("K1", "K2", "K3")] == ["K1", "K2", "K3"], "agreed first, retired last"
    nasty = next(cell for row in kpis.iter_rows() for cell in row if cell.value == NASTY)
    assert nasty.data_type == "s"
    assert [[cell.value for cell in row][3] for row in targets.iter_rows() if row[0].value == "K1"] == [50, 80]


@pytest.mark.parametrize("address", ["/kpis/set.pdf", "/kpis/set.xlsx"])
def test_a_structure_out_of_sight_shows_ones_own(browser: Any, world: World, deliverable: int, address: str) -> None:
    response = browser(world.other_coordinator).client.get(f"{address}?structure={world.city}")
    assert response.status_code == 200 and "valbrume" not in response.headers["Content-Disposition"]
    if address.endswith("pdf"):
        assert "Agents sensibilisés" not in pdf_text(response.data)


def test_a_set_without_kpis_says_so(browser: Any, world: World) -> None:
    assert "Aucun KPI" in pdf_text(browser(world.staff).client.get("/kpis/set.pdf").data)
    assert browser(world.staff).client.get("/kpis/set.xlsx").status_code == 200


def test_the_set_is_handed_over_in_one_step(app: Flask, browser: Any, world: World, deliverable: int) -> None:
    coach = browser(world.coach)
    page = coach.get(f"/kpis/?structure={world.city}")
    page = coach.follow(post_button(coach, page, "Remettre comme livrable"))
    assert page.url == f"/follow-up/deliverables/{deliverable}" and "2 KPI, dont 1 convenu" in page.text
    with app.app_context():
        row = db.session.get_one(Deliverable, deliverable)
        assert row.state is DeliverableState.SUBMITTED and len(row.versions) == 1
        file = row.versions[0].file
        assert file is not None and file.name.endswith(".pdf") and file.convention_id == world.convention
        kept = read(file, Path(folder_in(app.config["INSTANCE_PATH"])))
        assert kept and "Agents sensibilisés" in pdf_text(kept)
    assert "Remettre comme livrable" not in coach.get(f"/kpis/?structure={world.city}").text
    assert "Remettre comme livrable" not in browser(world.coordinator).get("/kpis/").text


def test_a_double_click_hands_over_once(app: Flask, browser: Any, world: World, deliverable: int) -> None:
    coach = browser(world.coach)
    page = coach.get(f"/kpis/?structure={world.city}")
    for _ in range(2):
        post_button(coach, page, "Remettre comme livrable")
    with app.app_context():
        assert len(db.session.get_one(Deliverable, deliverable).versions) == 1


def test_only_the_side_that_owes_it_hands_it_over(app: Flask, browser: Any, world: World, deliverable: int) -> None:
    address = f"/kpis/deliverables/{deliverable}/hand-over"
    coordinator = browser(world.coordinator)
    coordinator.post(address, {"version": "1"})
    assert "remettre ce livrable" in coordinator.get("/").text
    browser(world.staff).post(address, {"version": "1"}, status=403)
    browser(world.other_coordinator).post(address, {"version": "1"}, status=404)
    with app.app_context():
        assert db.session.get_one(Deliverable, deliverable).versions == []


@pytest.mark.parametrize("changes", [{"kind": DeliverableKind.ADVICE}, {"state": DeliverableState.ACCEPTED}])
def test_another_deliverable_or_an_accepted_one_is_refused(
    app: Flask, browser: Any, world: World, deliverable: int, changes: dict[str, Any]
) -> None:
    with app.app_context():
        row = db.session.get_one(Deliverable, deliverable)
        for name, value in changes.items():
            setattr(row, name, value)
        db.session.commit()
        version = str(row.version)
    coach = browser(world.coach)
    assert "Remettre comme livrable" not in coach.get(f"/kpis/?structure={world.city}").text
    coach.post(f"/kpis/deliverables/{deliverable}/hand-over", {"version": version})
    with app.app_context():
        assert db.session.get_one(Deliverable, deliverable).versions == []
