"""A partner who fetches every page in every span, and writes down each number of people, learns no small one."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import product
from random import Random
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from ambassador.accounts.models import Organisation, User
from ambassador.db import db
from ambassador.demo import factories
from ambassador.demo.factories.accounts import save
from ambassador.impact.services import keep_cells
from ambassador.impact.suppression import SMALLEST_SHOWN
from ambassador.kpis.models import Publication
from ambassador.periods import Period
from tests.client import Browser, Page
from tests.conftest import TODAY, World
from tests.impact_world import crowd, drawn_apart, webinar
from tests.what_follows import Knowledge

QUARTERS = (Period.parse("2025-Q3"), Period.parse("2025-Q4"))
MONTHS = [month for quarter in QUARTERS for month in quarter.months()]
NAMES = dict(zip(["juil.", "août", "sept.", "oct.", "nov.", "déc."], MONTHS, strict=True))
SIZES = (0, 2, 4, 6, 9, 14, 25)
Atom = tuple[int | None, int, str, int]
"""Structure, month, present or away, and how often its count had been corrected."""
Scope = int | None


@dataclass
class Told:
    """The people of the programme, and every number of them that was read: atoms and their sum."""

    rows: list[int | None]
    people: dict[Atom, int] = field(default_factory=dict)
    sums: list[tuple[list[Atom], int]] = field(default_factory=list)
    corrections: dict[tuple[int | None, int], int] = field(default_factory=dict)

    def atoms(self, rows: Iterable[int | None], months: Iterable[int], parts: str = "pa") -> list[Atom]:
        return [
            (row, month, part, self.corrections.get((row, month), 0))
            for row, month, part in product(rows, months, parts)
        ]

    def add(self, row: int | None, month: int, registered: int, present: int) -> None:
        atoms = self.atoms([row], [month])
        before = [self.people.get(atom, 0) for atom in atoms]
        if atoms[0] in self.people:
            self.corrections[row, month] = self.corrections.get((row, month), 0) + 1
        came, away = self.atoms([row], [month])
        self.people[came], self.people[away] = before[0] + present, before[1] + registered - present

    def note(self, scope: Scope, months: list[int], text: str, parts: str = "pa") -> None:
        if text.isdigit():
            rows = self.rows if scope is None else [scope]
            self.sums.append((self.atoms(rows, months, parts), int(text)))


def fill(app: Flask, world: World, seed: int) -> Told:
    """Three structures and everybody else, in two quarters that all have published."""
    chance = Random(seed)
    with app.app_context():
        operator = db.session.get_one(Organisation, world.operator)
        towns = [factories.organisation(f"Ville {name}") for name in ("d’Aubépine", "de Bruyère")]
        for town in towns:
            factories.convention([operator, town], date(2025, 1, 15))
        told = Told([world.city, *(town.id for town in towns), None])
        for month in MONTHS:
            held = webinar(operator, date(month // 100, month % 100, 10))
            for row in told.rows:
                registered = chance.choice(SIZES) * (1 if row is not None or chance.random() < 0.5 else 0)
                present = min(registered, chance.choice((registered, registered // 2, registered * 3 // 5)))
                crowd(held, row, registered, present)
                told.add(row, month, registered, present)
        publish(world, told, 1)
        db.session.commit()
    return told


def publish(world: World, told: Told, publication: int) -> None:
    person = db.session.get_one(User, world.coordinator)
    for number, quarter in product([world.operator, *told.rows[:-1]], QUARTERS):
        values = {"organisation_id": number, "month": quarter.month, "number": publication, "published_by": person}
        keep_cells(save(Publication(published_at=datetime(2026, 2, publication, tzinfo=UTC), **values)), TODAY)


def correct(app: Flask, world: World, told: Told, seed: int, publication: int) -> None:
    """Some lists were not complete: few people are added to one, or many, and both quarters are published again."""
    chance = Random(f"{seed} {publication}")
    with app.app_context():
        operator = db.session.get_one(Organisation, world.operator)
        for _ in range(chance.choice((1, 1, 2))):
            row, month = chance.choice(told.rows), chance.choice(MONTHS)
            registered = chance.choice((1, 2, 10, 12, 20, 30))
            crowd(webinar(operator, date(month // 100, month % 100, 20)), row, registered, registered // 2)
            told.add(row, month, registered, registered // 2)
        publish(world, told, publication)
        db.session.commit()


def figure_of(page: Page) -> Element:
    (found,) = [one for one in page.all("figure") if one.get("id") == "attendance"]
    return found


def words(*elements: Element) -> str:
    return " ".join(" ".join("".join(element.itertext()) for element in elements).split())


def months_of(name: str) -> list[int]:
    """Of a category: "nov. 2025", "T4 2025"."""
    if found := re.fullmatch(r"T(\d) (\d+)", name):
        return list(Period.parse(f"{found[2]}-Q{found[1]}").months())
    return [NAMES[name.split()[0]]]


def read_table(page: Page, scope: Scope, told: Told) -> None:
    for row in figure_of(page).iter("tr"):
        name, *cells = [words(cell) for cell in row]
        if row.find("td") is not None:
            told.note(scope, months_of(name), cells[0])
            told.note(scope, months_of(name), cells[1], "p")


def read_plot(drawn: dict[str, Any] | None, scope: Scope, told: Told) -> None:
    """The numbers that Plotly gets, and what it says of them."""
    if drawn:
        for trace, parts in zip(drawn["data"], ("pa", "p"), strict=True):
            for name, value, said in zip(trace["x"], trace["y"], trace["hovertext"], strict=True):
                months = months_of(" ".join(name.replace("<br>", " ").split()))
                told.note(scope, months, "" if value is None else str(int(value)), parts)
                told.note(scope, months, said.rpartition(" ")[2], parts)


def quarters_without(text: str, quarters: list[Period]) -> list[Period]:
    """What "does not count …" leaves."""
    found = re.search(r"ne compte pas (.+?)\.(?: |$)", text)
    left_out = re.findall(r"T(\d) (\d+)", found[1]) if found else []
    return [quarter for quarter in quarters if (str(quarter.rank), str(quarter.year)) not in left_out]


def read_sentences(page: Page, scope: Scope, quarters: list[Period], told: Told) -> None:
    """The headline, and the note below the chart."""
    (card,) = [one for one in page.all("section", class_="card") if "Taux de présence" in words(one)]
    text = words(figure_of(page))
    counted = [month for quarter in quarters_without(text, quarters) for month in quarter.months()]
    if found := re.search(r"(\d+) présents sur (\d+) inscrits[.,]", words(card)):
        told.note(scope, counted, found[1], "p")
        told.note(scope, counted, found[2])
    elif (found := re.search(r"(\d+) inscrits\. Le nombre", words(card))) and len(quarters) == 1:
        told.note(scope, list(quarters[0].months()), found[1])
    for rank, year, present, registered in re.findall(r"T(\d) (\d+) : (\d+) présents sur (\d+) inscrits", text):
        told.note(scope, months_of(f"T{rank} {year}"), present, "p")
        told.note(scope, months_of(f"T{rank} {year}"), registered)
    for rank, year, registered in re.findall(r"T(\d) (\d+) : (\d+) inscrits", text):
        told.note(scope, months_of(f"T{rank} {year}"), registered)


def pages(browser: Browser, told: Told) -> Iterator[tuple[Scope, list[Period], Page]]:
    """Every page, in every span that it offers."""
    for scope in (None, *told.rows[:-1]):
        address = "/impact/" if scope is None else f"/impact/{scope}"
        codes = [option.get("value", "") for option in browser.get(address).all("select")[0].iter("option")]
        assert codes == [quarter.code for quarter in QUARTERS]
        yield scope, list(QUARTERS), browser.get(address)
        for first, last in product(codes, codes):
            quarters = [quarter for quarter in QUARTERS if min(first, last) <= quarter.code <= max(first, last)]
            yield scope, quarters, browser.get(f"{address}?from={first}&to={last}")


@pytest.mark.parametrize("seed", range(6))
def test_nothing_that_a_partner_can_fetch_gives_a_small_count_away(
    app: Flask, world: World, browser: Callable[..., Browser], seed: int
) -> None:
    told = fill(app, world, seed)
    read_all(browser(world.partner), told)
    assert len(told.sums) > 100, "little was read: does this test still know the page?"
    known = Knowledge(told.people, told.sums)
    hidden = 0
    for (row, month, part, version), count in told.people.items():
        if told.people[row, month, "p", version] + told.people[row, month, "a", version]:
            hidden += known.gives([(row, month, part, version)]) is None
            assert known.most((row, month, part, version)) >= SMALLEST_SHOWN, (row, month, part, count)
    assert hidden


@pytest.mark.parametrize("seed", range(8))
def test_nothing_that_a_partner_kept_gives_a_correction_away(
    app: Flask, world: World, browser: Callable[..., Browser], seed: int
) -> None:
    """Every page of three publications, and the knowledge of which structure's months were corrected."""
    told = fill(app, world, seed)
    partner = browser(world.partner)
    read_all(partner, told)
    for publication in (2, 3):
        correct(app, world, told, seed, publication)
        read_all(partner, told)
    known = Knowledge(told.people, told.sums)
    for (row, month, part, version), count in told.people.items():
        if told.people[row, month, "p", version] + told.people[row, month, "a", version]:
            found = known.gives([(row, month, part, version)])
            assert found is None or found >= SMALLEST_SHOWN, (row, month, part, version, count)
        if version:
            for parts in ("p", "a", "pa"):
                now, before = ([(row, month, one, number) for one in parts] for number in (version, version - 1))
                step = known.gives(now, before)
                assert step is None or step == 0 or step >= SMALLEST_SHOWN, (row, month, parts, version, step)


def test_corrections_of_many_people_are_read_by_partners_and_of_few_are_not(
    app: Flask, world: World, browser: Callable[..., Browser]
) -> None:
    """So that the test above reads something of later publications."""
    later = []
    for registered in (30, 2):
        told = fill(app, world, 1) if not later else later[0]
        with app.app_context():
            operator = db.session.get_one(Organisation, world.operator)
            crowd(webinar(operator, date(2025, 11, 20)), None, registered, registered // 2)
            told.add(None, 202511, registered, registered // 2)
            publish(world, told, 2 + len(later))
            db.session.commit()
        before = len(told.sums)
        read_table(browser(world.partner).get("/impact/?from=2025-Q4&to=2025-Q4"), None, told)
        later.append(told)
        assert (len(told.sums) > before) is (registered == 30)


def read_all(browser: Browser, told: Told) -> None:
    for scope, quarters, page in pages(browser, told):
        read_table(page, scope, told)
        read_plot(drawn_apart(browser, page).get("attendance"), scope, told)
        read_sentences(page, scope, quarters, told)
    for group, value in told.sums:
        assert sum(told.people[atom] for atom in group) == value, (group, value)


@pytest.mark.parametrize("seed", range(2))
def test_every_number_of_people_on_the_page_was_read_by_this_test(
    app: Flask, world: World, browser: Callable[..., Browser], seed: int
) -> None:
    """Else a new sentence could give away what the test above does not see."""
    told = fill(app, world, seed)
    for scope, quarters, page in pages(browser(world.partner), told):
        seen = Told(told.rows)
        read_table(page, scope, seen)
        read_sentences(page, scope, quarters, seen)
        known = {str(value) for _, value in seen.sums}
        figure = figure_of(page)
        drawn = [one for one in figure.iter() if "chart-tick" not in (one.get("class") or "")]
        texts = [one.text or "" for one in drawn if one.tag != "script"] + [one.tail or "" for one in drawn]
        (card,) = [one for one in page.all("section", class_="card") if "Taux de présence" in words(one)]
        text = " ".join(" ".join([*texts, words(card)]).split())
        text = re.sub(r"T\d \d{4}|[a-zéû]+\.? \d{4}|\d+ (%|points? de pourcentage)|dessous de 5", "", text)
        left = set(re.findall(r"\d+", text)) - known - {"2025"}
        if registered_alone := re.search(r"(\d+) inscrits\. Le nombre", words(card)):
            left -= {registered_alone[1]}
        assert not left, (scope, quarters, left)


@pytest.mark.parametrize("name", ["coach", "admin"])
def test_those_inside_read_every_number_exactly(
    app: Flask, world: World, browser: Callable[..., Browser], name: str
) -> None:
    told = fill(app, world, 1)
    inside: Any = browser(getattr(world, name))
    for row in told.rows[:-1]:
        seen = Told(told.rows)
        read_table(inside.get(f"/impact/{row}?from=2025-Q3&to=2025-Q4"), row, seen)
        assert len(seen.sums) == 2 * len(MONTHS)
        for group, value in seen.sums:
            assert sum(told.people[atom] for atom in group) == value


def test_a_structures_people_read_their_own_exactly_and_others_as_partners_do(
    app: Flask, world: World, browser: Callable[..., Browser]
) -> None:
    told = fill(app, world, 1)
    staff, partner = browser(world.staff), browser(world.partner)
    span = "?from=2025-Q3&to=2025-Q4"
    seen = Told(told.rows)
    read_table(staff.get(f"/impact/{world.city}{span}"), world.city, seen)
    assert len(seen.sums) == 2 * len(MONTHS)
    for address in ("/impact/", *(f"/impact/{row}" for row in told.rows[1:-1])):
        assert words(figure_of(staff.get(address + span))) == words(figure_of(partner.get(address + span)))
