"""The report says what happened, to each reader what is theirs to know."""

import json
from datetime import date
from html import unescape

import plotly.graph_objects as go
import pytest

from ambassador.accounts.models import Organisation
from ambassador.conventions.models import Convention, Party
from ambassador.db import db
from ambassador.demo import factories
from ambassador.demo.factories import kpis
from ambassador.translated import Translated
from tests.impact_world import DRAFT_NUMBER, SECRET_NAME, attend, drawn_apart, fill, webinar
from tests.pages.test_impact_origins import figures, read, recomputed

YEAR = "?from=2025-Q1&to=2025-Q4"
HALF = "?from=2025-Q3&to=2025-Q4"
NO_BREAK = "\u00a0"


@pytest.fixture
def filled(app, world):
    fill(app, world)
    return world


def titles(page):
    return {figure.get("id"): plain("".join(figure.find("figcaption").itertext())) for figure in page.all("figure")}


def plain(text):
    return " ".join(text.replace(NO_BREAK, " ").split())


def rows(page, chart):
    """The table of a chart: head, then name → cells."""
    (figure,) = [one for one in page.all("figure") if one.get("id") == chart]
    head = ["".join(cell.itertext()) for cell in figure.iter("th") if cell.get("scope") == "col"]
    body = {}
    for row in figure.iter("tr"):
        (name, *cells) = ["".join(cell.itertext()) for cell in row]
        if row.find("td") is not None:
            body[plain(name)] = [plain(cell) for cell in cells]
    return head, body


def headline(page, title):
    (card,) = [one for one in page.all("section") if one.get("class") == "card" and title in "".join(one.itertext())]
    return plain(" ".join(card.itertext()))


def test_a_coach_reads_the_whole_year_of_a_structure(filled, browser):
    page = browser(filled.coach).get(f"/impact/{filled.city}{HALF}")
    said = titles(page)
    assert said["webinars-held"].startswith("4 webinaires ont été tenus, dont 2 sur le thème « formation »")
    assert said["attendance"].startswith(
        "68 % des inscrits étaient présents ; dernier trimestre : 80 %, 30 points de pourcentage de plus qu’au précédent"
    )
    assert said["days"].startswith("Jours de suivi utilisés : 1¾ sur 5 prévus")
    assert said["actions-by-status"].startswith("2 actions connues sur 3 sont en cours ou terminées")
    assert said["actions-by-axis"].startswith("1 action sur 3 n’a pas encore d’axe connu")
    assert said["kpi-progress"].startswith("1 KPI sur 2 atteint sa cible")
    _, attendance = rows(page, "attendance")
    assert attendance["nov. 2025"] == ["3", "2"]
    _, days = rows(page, "days")
    assert [days[month] for month in ("juil. 2025", "août 2025", "oct. 2025", "nov. 2025")] == [
        ["½"],
        ["0"],
        ["1"],
        ["¼"],
    ]
    head, axes = rows(page, "actions-by-axis")
    assert head == ["Axe", "État inconnu", "En cours", "Terminée", "Total"]
    assert axes == {"Inclusion numérique": ["1", "1", "0", "2"], "Axe inconnu": ["0", "0", "1", "1"]}


def test_the_headlines_say_one_plain_sentence_each(filled, browser):
    page = browser(filled.coach).get(f"/impact/{filled.city}{HALF}")
    assert headline(page, "Webinaires tenus") == "Webinaires tenus 4 Sur 3 thèmes."
    assert headline(page, "Taux de présence") == "Taux de présence 68 % 17 présents sur 25 inscrits."
    assert headline(page, "Jours de suivi") == "Jours de suivi utilisés 1¾ 1¾ sur 5 depuis le début des conventions."
    assert headline(page, "Actions en cours") == "Actions en cours ou terminées 2 Sur 3 actions, dont 1 terminée."
    assert headline(page, "KPI qui") == "KPI qui atteignent leur cible 1 Sur 2 KPI comparables à leur cible."
    known = "Chiffres connus du dernier trimestre 3 sur 4 1 KPI sans chiffre pour T4 2025."
    assert headline(page, "Chiffres connus") == known


def test_inside_what_is_not_published_is_marked(filled, browser):
    for person in (filled.coach, filled.coordinator, filled.staff, filled.admin):
        page = browser(person).get(f"/impact/{filled.city}{HALF}")
        assert "Pas encore publiéT3 2025" in plain(page.text)
        assert "80" in rows(page, kpi_id(page, "Indicateur A01-1"))[1]["T3 2025"]


def kpi_id(page, name):
    return next(id for id, title in titles(page).items() if title.startswith(name) and id.startswith("kpi-"))


def test_a_partner_reads_published_quarters_only(filled, browser):
    page = browser(filled.partner).get(f"/impact/{filled.city}{HALF}")
    assert "Rien n’est montré de ces trimestres" in page.text
    hours = rows(page, kpi_id(page, "Indicateur A01-1"))[1]
    assert (hours["T3 2025"][0], hours["T4 2025"][0]) == ("pas encore publié", "120")
    assert rows(page, "webinars-held")[1]["juil. 2025"][0] == "pas encore publié"
    assert rows(page, "days")[1]["juil. 2025"] == ["pas encore publié"]
    assert titles(page)["days"].startswith("Jours de suivi utilisés : 1¼ sur 5 prévus")
    assert titles(page)["webinars-held"].startswith("3 webinaires ont été tenus")


def test_a_partner_reads_no_small_count(filled, browser):
    """October 12 and 10, November 3 and 2: of the quarter only the 15 registered remain."""
    page = browser(filled.partner).get(f"/impact/{filled.city}?from=2025-Q4&to=2025-Q4")
    assert rows(page, "attendance")[1] == {"T4 2025": ["15", "masqué"]}
    assert titles(page)["attendance"].startswith("Le taux de présence est masqué, pour que personne ne soit reconnu")
    assert headline(page, "Taux de présence") == (
        "Taux de présence – 15 inscrits. Le nombre de présents est masqué, pour que personne ne soit reconnu."
    )
    assert "un nombre en dessous de 5 personnes, ou un nombre qui permettrait de le calculer" in plain(page.text)
    assert "un nombre de personnes est montré à partir de 5" in page.text
    assert titles(page)[kpi_id(page, "Familles aidées")].startswith("Familles aidées : chiffre masqué")
    assert "Les chiffres sont masqués, pour que personne ne soit reconnu." in page.text
    assert headline(page, "Chiffres connus") == (
        "Chiffres connus du dernier trimestre 3 sur 3 Parmi les KPI publiés, aucun chiffre ne manque pour T4 2025. "
        "1 chiffre est connu mais masqué."
    )
    assert rows(page, kpi_id(page, "Familles aidées"))[1]["T4 2025"] == ["masqué"]


@pytest.mark.parametrize("address", ["/impact/", "/impact/{city}"])
def test_a_partner_reads_no_name_no_draft_and_follows_no_link_inside(filled, browser, address):
    page = browser(filled.partner).get(address.format(city=filled.city) + HALF)
    assert SECRET_NAME not in page.html
    assert str(DRAFT_NUMBER) not in page.html
    assert "987" not in plain(page.text)
    assert "Action à ne pas montrer" not in page.html
    inside = ("/webinars/", "/follow-up/", "/charter/", "/kpis/", "/conventions/")
    assert not [link for link in page.links() if link.startswith(inside)]


def test_what_was_published_stays_when_the_entry_changes(app, filled, browser):
    with app.app_context():
        from decimal import Decimal

        from ambassador.kpis.models import Entry

        entry = db.session.query(Entry).filter_by(numerator=Decimal(120)).one()
        entry.numerator = Decimal(5555)
        db.session.commit()
    for_partner = browser(filled.partner).get(f"/impact/{filled.city}{HALF}")
    assert rows(for_partner, kpi_id(for_partner, "Indicateur A01-1"))[1]["T4 2025"][0] == "120"
    assert "5 555" not in plain(for_partner.text)


def test_the_programme_as_a_coach_reads_it(filled, browser):
    page = browser(filled.coach).get(f"/impact/{HALF}")
    said = titles(page)
    assert said["attendance"].startswith(
        "75 % des inscrits étaient présents ; dernier trimestre : 77 %, 7 points de pourcentage de plus qu’au précédent"
    )
    targets = rows(page, "programme-targets")[1]
    assert targets["Aidants numériques formés"] == ["1 500", "6 000"]
    assert targets["Structures ambassadrices accompagnées"] == ["1", "20"]
    assert "elles n’obligent aucune structure" in page.text
    assert rows(page, "days")[1] == {"Ville de Valbrume": ["1¾", "5"]}
    assert rows(page, "actions")[1]["Ville de Valbrume"] == ["1", "1", "1", "3"]
    assert len(page.all("figure")) >= 6


@pytest.mark.parametrize("person", ["partner", "coordinator", "staff", "other_coordinator"])
def test_outside_the_operator_the_programme_is_read_as_published(filled, browser, person):
    """The third quarter's 900 helpers and its webinar are not published."""
    page = browser(getattr(filled, person)).get(f"/impact/{HALF}")
    assert rows(page, "programme-targets")[1]["Aidants numériques formés"] == ["600", "6 000"]
    assert titles(page)["webinars-held"].startswith("3 webinaires ont été tenus")
    assert titles(page)["attendance"].startswith("77 % des inscrits étaient présents")
    assert rows(page, "attendance")[1] == {
        "T3 2025": ["pas encore publié", "pas encore publié"],
        "T4 2025": ["43", "33"],
    }
    assert "Seuls les chiffres publiés sont comptés." in page.text
    assert page.text.count("Seules les structures qui ont publié des chiffres sont comptées.") == 2


def test_only_structures_of_the_programme_that_published_are_open_to_partners(app, filled, browser):
    with app.app_context():
        operator = db.session.get_one(Organisation, filled.operator)
        silent = factories.organisation("Ville silencieuse")
        factories.convention([operator, silent], date(2025, 1, 15))
        unsigned = factories.organisation("Ville sans signature")
        factories.convention([operator, unsigned])
        person = db.session.get_one(type(db.session.get_one(Organisation, filled.city).users[0]), filled.coordinator)
        figure = kpis.kpi(unsigned, "B01", first_month=202507)
        kpis.figure(figure, "2025-Q4", 10)
        publication = kpis.Publication(
            organisation=unsigned, month=202510, published_at=figure.agreed_at, published_by=person
        )
        db.session.add(publication)
        db.session.commit()
        silent_id, unsigned_id = silent.id, unsigned.id
    partner, coach = browser(filled.partner), browser(filled.coach)
    for number in (silent_id, unsigned_id, filled.other_city, filled.operator, filled.centre, 999):
        partner.get(f"/impact/{number}", status=404)
    coach.get(f"/impact/{silent_id}")
    coach.get(f"/impact/{unsigned_id}", status=404)
    text = partner.get("/impact/").text
    assert "Ville de Valbrume" in text
    assert "Ville silencieuse" not in text
    assert "Ville sans signature" not in text
    inside = coach.get("/impact/").text
    assert "Ville silencieuse" in inside and "Ville sans signature" not in inside


@pytest.mark.parametrize("address", ["/impact/", "/impact/{city}"])
@pytest.mark.parametrize("person", ["coach", "partner"])
def test_the_three_faces_of_every_chart_agree(filled, browser, address, person):
    """Plotly's numbers, written as the table writes them, are the table's."""
    reader = browser(getattr(filled, person))
    page = reader.get(address.format(city=filled.city) + HALF)
    apart, found = drawn_apart(reader, page), 0
    for figure in page.all("figure"):
        drawn = apart.get(figure.get("id"))
        if drawn is None:
            continue
        found += 1
        go.Figure(drawn)
        columns = rows(page, figure.get("id"))[1].values()
        shown = [cell for cells in columns for cell in cells if any(sign.isdigit() or sign in "¼½¾" for sign in cell)]
        assert shown, figure.get("id")
        hovered = plain(unescape(json.dumps(drawn, ensure_ascii=False)))
        drawings = [one for one in figure.iter() if one.get("class") == "chart-drawing"]
        drawing = plain(" ".join(text for svg in drawings for text in svg.itertext()))
        has_total = any("".join(cell.itertext()) == "Total" for cell in figure.iter("th"))
        for cells in columns:
            for cell in cells[:-1] if has_total else cells:
                if cell in shown:
                    assert cell in hovered, (figure.get("id"), cell)
                    assert cell in drawing, (figure.get("id"), cell)
    assert found >= 5


@pytest.mark.parametrize(
    "query",
    [
        "?from=&to=",
        "?from=x&to=<script>alert(1)</script>",
        "?from=2025-Q4&to=2025-Q1",
        "?from=2097-Q1&to=2098-Q4",
        "?from=2099-Q4",
        "?from=2004-Q1&to=2098-Q4",
        "?to=2004-Q1",
        "?from=2025&to=2025-13",
        "?from=2025-Q3&from=2025-Q4",
        "?from=%F0%9F%92%A5&to=%D9%A2%D9%A0%D9%A2%D9%A5-Q1",
        "?from=2025-Q3%00&to=" + "9" * 3000,
        "?theme=1&nonsense[]=2",
    ],
)
@pytest.mark.parametrize("person", ["coach", "partner"])
def test_nonsense_in_the_address_is_answered_politely(filled, browser, query, person):
    for address in ("/impact/", f"/impact/{filled.city}"):
        page = browser(getattr(filled, person)).get(address + query)
        assert "<script>alert" not in page.html


def test_a_wish_that_was_changed_is_remarked(filled, browser):
    coach = browser(filled.coach)
    assert "ont été remis dans l’ordre" in coach.get("/impact/?from=2025-Q4&to=2025-Q1").text
    assert "n’a pas été compris" in coach.get("/impact/?from=hier").text
    assert "au plus trois ans" in coach.get("/impact/?from=2005-Q1&to=2025-Q4").text


def test_the_far_future_is_an_honest_empty_page(filled, browser):
    page = browser(filled.coach).get(f"/impact/{filled.city}?from=2090-Q1&to=2090-Q4")
    assert rows(page, "webinars-held")[1]["janv. 2090"][0] == "à venir"
    assert titles(page)["webinars-held"].startswith("Pas encore de webinaires à montrer")
    assert titles(page)["attendance"].startswith("Pas encore de présences à montrer")


def test_an_empty_programme_says_so(world, browser):
    for person in (world.coach, world.partner):
        page = browser(person).get("/impact/")
        assert titles(page)["programme-targets"].startswith(("La cible la plus proche", "Les cibles du programme"))
        assert "encore" in page.text


def test_without_an_operator_there_is_no_programme(app, browser):
    with app.app_context():
        person = factories.user("partner", factories.organisation("Partenaire", "partner"))
        db.session.commit()
        number = person.id
    assert "il n’y a pas de programme à montrer" in plain(browser(number).get("/impact/").text)
    browser(number).get("/impact/1", status=404)


def test_a_structure_without_data_says_so(world, browser):
    page = browser(world.coach).get(f"/impact/{world.city}")
    said = titles(page)
    assert said["webinars-held"].startswith("Aucun webinaire n’a été tenu")
    assert said["attendance"].startswith("Aucune inscription n’est notée")
    assert said["actions-by-status"].startswith("Aucune action n’est encore connue")
    assert said["kpi-progress"].startswith("Aucun KPI à montrer")
    assert not page.all("svg", class_="chart-drawing") or "webinars-held" in said


def test_one_value_all_missing_and_huge_numbers_are_shown(app, world, browser):
    with app.app_context():
        city = db.session.get_one(Organisation, world.city)
        one = kpis.kpi(city, "C1", targets={202501: 10**9}, first_month=202504, name=Translated(fr="Une seule valeur"))
        kpis.figure(one, "2025-Q4", "999999999.9999")
        kpis.kpi(city, "C2", targets={202501: 10}, first_month=202504, name=Translated(fr="Rien du tout"))
        zero = kpis.kpi(city, "C3", targets={202501: 0}, first_month=202504, name=Translated(fr="Zéro"))
        kpis.figure(zero, "2025-Q4", 0)
        db.session.commit()
    page = browser(world.coach).get(f"/impact/{world.city}")
    assert rows(page, kpi_id(page, "Une seule valeur"))[1]["T4 2025"][0] == "999 999 999,9999"
    assert {cells[0] for cells in rows(page, kpi_id(page, "Rien du tout"))[1].values()} == {"manquant"}
    assert titles(page)[kpi_id(page, "Rien du tout")].startswith("Rien du tout : pas encore de chiffre")
    assert rows(page, kpi_id(page, "Zéro"))[1]["T4 2025"][0] == "0"


def test_long_right_to_left_and_hostile_names_stay_in_their_place(app, world, browser):
    names = ("é" * 200, "مدينة بروكسل " * 8, '<b>Ville</b> & "fils" \'></svg>', "🏙️ Ville \u202e emoji")
    with app.app_context():
        operator = db.session.get_one(Organisation, world.operator)
        coach = db.session.get_one(Convention, world.convention) and world.coach
        made = []
        for name in names:
            structure = factories.organisation(name)
            convention = factories.convention([operator, structure], date(2025, 1, 15))
            from ambassador.accounts.models import User

            follow_up = factories.follow_up(convention)
            factories.followup_session(follow_up, db.session.get_one(User, coach), date(2025, 11, 4), 3)
            kpi = kpis.kpi(structure, name[:30] + str(len(made)), first_month=202501, name=Translated(fr=name))
            kpis.figure(kpi, "2025-Q4", 7)
            made.append(structure.id)
        db.session.commit()
    coach_browser = browser(world.coach)
    page = coach_browser.get("/impact/")
    for number, name in zip(made, names, strict=True):
        assert plain(name) in plain(page.text)
        assert plain(name) in plain(coach_browser.get(f"/impact/{number}").text)


def test_two_webinars_in_one_month_count_twice(app, filled, browser):
    with app.app_context():
        operator = db.session.get_one(Organisation, filled.operator)
        attend(webinar(operator, date(2025, 10, 31)), None, 10, 10)
        db.session.commit()
    page = browser(filled.coach).get("/impact/?from=2025-Q4&to=2025-Q4")
    assert rows(page, "attendance")[1]["oct. 2025"] == ["30", "26"]
    assert rows(page, "webinars-held")[1]["oct. 2025"] == ["0", "2", "0", "0", "2"]


def test_the_page_reads_in_dutch_and_english_too(app, filled, browser):
    from ambassador.accounts.models import User

    for language in ("nl", "en"):
        with app.app_context():
            db.session.get_one(User, filled.coach).language = language
            db.session.commit()
        for address in ("/impact/", f"/impact/{filled.city}"):
            assert browser(filled.coach).get(address).tree.get("lang") == language


def test_the_convention_of_others_is_not_told(app, filled, browser):
    """The other city's convention is none of the operator's business."""
    with app.app_context():
        party = db.session.query(Party).filter_by(organisation_id=filled.other_city).first()
        assert party is not None
    browser(filled.coach).get(f"/impact/{filled.other_city}", status=404)
    browser(filled.other_coordinator).get(f"/impact/{filled.other_city}")


def test_the_axis_of_days_tells_no_quarters_that_are_none(app, world, browser):
    """Three quarters of a day as the most: the ticks are fifths of a day, and say so."""
    from ambassador.accounts.models import User

    with app.app_context():
        convention = db.session.get_one(Convention, world.convention)
        follow_up = factories.follow_up(convention)
        factories.followup_session(follow_up, db.session.get_one(User, world.coach), date(2026, 2, 3), 3)
        db.session.commit()
    page = browser(world.coach).get(f"/impact/{world.city}?from=2026-Q1&to=2026-Q1")
    (figure,) = [one for one in page.all("figure") if one.get("id") == "days"]
    ticks = [one.text for one in figure.iter() if "chart-tick" in (one.get("class") or "").split()]
    assert ticks == ["0", "0,2", "0,4", "0,6", "0,8"]
    assert rows(page, "days")[1]["févr. 2026"] == ["¾"]


def test_a_theme_narrows_the_track_and_is_printed_and_carried(filled, browser):
    """October is training, November project management, July impact: by what the world's webinars are."""
    coach = browser(filled.coach)
    whole = coach.get(f"/impact/{filled.city}{HALF}")
    page = coach.get(f"/impact/{filled.city}{HALF}&theme=training")
    held = rows(page, "webinars-held")[1]
    told = rows(whole, "webinars-held")[1]
    assert {month: cells[-1] for month, cells in held.items()} == {month: cells[1] for month, cells in told.items()}
    assert "Seuls les webinaires de ce thème sont comptés" in page.text
    links = [link for link in page.links() if "/figures/webinars-held" in link]
    assert links and all("theme=training" in link for link in links)
    opened = coach.get(next(link for link in links if "/total/" in link))
    assert "theme=training" in "".join(opened.links())


def test_partners_read_no_people_by_theme(filled, browser):
    page = browser(filled.partner).get(f"/impact/{filled.city}{HALF}&theme=training")
    assert {cell for cells in rows(page, "attendance")[1].values() for cell in cells} <= {"masqué", "pas encore publié"}
    assert "Les nombres de personnes ne sont pas publiés par thème" in plain(page.text)


def test_a_filter_that_is_none_is_passed_over_and_remarked(filled, browser):
    page = browser(filled.coach).get(f"/impact/{filled.city}{HALF}&theme=<script>&axis=%00")
    assert "Le filtre demandé n’existe pas" in page.text and "theme=" not in "".join(page.links())


@pytest.mark.parametrize("person", ["coach", "partner"])
def test_an_axis_narrows_actions_and_kpis_alike(filled, browser, person):
    reader = browser(getattr(filled, person))
    address = f"/impact/{filled.city}?from=2025-Q4&to=2025-Q4"
    whole = reader.get(address)
    (select,) = whole.all("select", id="axis")
    axes = [option.get("value") for option in select.iter("option") if option.get("value")]
    assert len(axes) == 2 and "none" in axes
    total = sum(int(cells[0]) for cells in rows(whole, "actions-by-status")[1].values())
    parts = [reader.get(f"{address}&axis={axis}") for axis in axes]
    counts = [sum(int(cells[0]) for cells in rows(page, "actions-by-status")[1].values()) for page in parts]
    assert sum(counts) == total and all(counts)
    kpis = [{id for id in titles(page) if id.startswith("kpi-") and id != "kpi-progress"} for page in (whole, *parts)]
    assert kpis[0] == kpis[1] | kpis[2] and not kpis[1] & kpis[2]
    for page, axis in zip(parts, axes, strict=True):
        assert "Seules les actions et les KPI de cet axe sont montrés." in page.text
        found = figures(page)
        assert found and all(f"axis={axis}" in link for _, link in found)
        for shown, link in found:
            assert read(shown) == recomputed(reader.get(link).html), link


def test_an_axis_that_the_charter_lacks_narrows_nothing(filled, browser):
    page = browser(filled.coach).get(f"/impact/{filled.city}{HALF}&axis=77")
    assert "de cet axe" not in page.text and "axis=" not in "".join(page.links())
