"""KPIs of every kind and rule can be opened: their entries, dated targets, baseline, and who approved what."""

from datetime import UTC, date, datetime

import pytest

from ambassador.accounts.models import Organisation, User
from ambassador.db import db
from ambassador.demo.factories import kpis
from ambassador.kpis.models import IndicatorKind, OverTime
from ambassador.translated import Translated
from tests.impact_world import fill
from tests.pages.test_impact_origins import HALF, figures, read, recomputed

APPROVER = "Aurélie Valideuse"


@pytest.fixture
def adoptions(app, world):
    """One of each kind, the totals of each rule, with baseline and stepped targets; the fourth quarter is published."""
    fill(app, world)
    with app.app_context():
        city = db.session.get_one(Organisation, world.city)
        person = db.session.get_one(User, world.coordinator)
        person.name = APPROVER
        shared = {"first_month": 202507}
        made = {
            "steps": kpis.kpi(
                city,
                "B-1",
                targets={202507: 10, 202510: 20},
                baseline_numerator=4,
                baseline_on=date(2025, 1, 31),
                baseline_comment="Comptage d’avant la convention.",
                **shared,
            ),
            "mean": kpis.kpi(
                city, "B-2", IndicatorKind.MEAN, baseline_numerator=3, baseline_weight=10, targets={202507: 7}, **shared
            ),
            "milestone": kpis.kpi(city, "B-3", IndicatorKind.MILESTONE, targets={202507: 1}, **shared),
            "ratio": kpis.kpi(
                city,
                "B-4",
                IndicatorKind.RATIO,
                targets={202507: 50},
                baseline_numerator=1,
                baseline_denominator=3,
                **shared,
            ),
            "total": kpis.kpi(city, "B-5", targets={202507: 90}, target_is_total=True, **shared),
            "ratio_total": kpis.kpi(
                city,
                "B-6",
                IndicatorKind.RATIO,
                over_time=OverTime.RATIO_OF_SUMS,
                target_is_total=True,
                targets={202507: 60},
                **shared,
            ),
            "mean_total": kpis.kpi(
                city, "B-7", IndicatorKind.MEAN, target_is_total=True, targets={202507: 6}, **shared
            ),
            "latest_total": kpis.kpi(
                city, "B-8", over_time=OverTime.LATEST, target_is_total=True, targets={202507: 6}, **shared
            ),
        }
        numbers = {
            "steps": [(12,), (15,)],
            "mean": [("5.1234", None, 12), ("5.5", None, 8)],
            "milestone": [(0,), (1,)],
            "ratio": [(1, 3), (2, 3)],
            "total": [(30,), ("40.25",)],
            "ratio_total": [(1, 7), (5, 9)],
            "mean_total": [("5.1", None, 7), ("6.3", None, 13)],
            "latest_total": [(3,), (5,)],
        }
        for key, (before, last) in numbers.items():
            kpis.figure(made[key], "2025-Q3", *before, approved_by=person)
            kpis.figure(made[key], "2025-Q4", *last, approved_by=person)
        kpis.publication(city, "2025-Q4", person, datetime(2026, 2, 10, 9, tzinfo=UTC))
        db.session.commit()
        return {key: row.id for key, row in made.items()}


@pytest.mark.parametrize("person", ["coach", "coordinator", "staff", "partner"])
def test_kpis_of_every_kind_are_what_their_rows_make(adoptions, world, browser, person):
    reader = browser(getattr(world, person))
    found = [one for one in figures(reader.get(f"/impact/{world.city}{HALF}")) if "/figures/kpi-" in one[1]]
    assert {link.split("/figures/kpi-")[1].split("/")[0] for _, link in found} >= {
        "progress",
        *map(str, adoptions.values()),
    }
    assert {link.split("?")[0].split("/")[-2] for _, link in found} == {"value", "target", "baseline"}
    for shown, link in found:
        page = reader.get(link)
        assert read(shown) == recomputed(page.html), f"{link}: {shown} is not {recomputed(page.html)}"


def figure(browser, person, world, path):
    return browser(person).get(f"/impact/{world.city}/figures/{path}{HALF}")


def test_inside_an_entry_leads_to_its_page_and_names_who_approved_it(adoptions, world, browser):
    page = figure(browser, world.coach, world, f"kpi-{adoptions['ratio']}/value/2025-Q4")
    assert f"validation : {APPROVER}, " in page.text.replace("\u00a0", " ")
    (link,) = [one.get("href") for one in page.all("a") if "/kpis/figures/" in one.get("href", "")]
    browser(world.coach).get(link)


def test_partners_read_role_organisation_and_day_of_an_approval(adoptions, world, browser):
    page = figure(browser, world.partner, world, f"kpi-{adoptions['ratio']}/value/2025-Q4")
    said = " ".join(page.text.split())
    assert APPROVER not in page.html and "/kpis/" not in page.html.partition("<main")[2]
    assert "validation : coordination, Ville de Valbrume, 15 janvier 2026" in said
    assert "publication n° 2 : coordination, Ville de Valbrume, 10 février 2026" in said


def test_what_was_approved_after_the_publication_is_no_ground_of_it(adoptions, world, browser, app):
    with app.app_context():
        adoption = kpis.kpi(
            db.session.get_one(Organisation, world.city), "B-9", first_month=202507, name=Translated(fr="Corrigé")
        )
        kpis.figure(adoption, "2025-Q4", 10, settled_at=datetime(2026, 1, 20, 9, tzinfo=UTC))
        person = db.session.get_one(User, world.coordinator)
        kpis.publication(
            db.session.get_one(Organisation, world.city), "2025-Q4", person, datetime(2026, 2, 12, 9, tzinfo=UTC)
        )
        entry = db.session.scalars(kpis.select(kpis.Entry).where(kpis.Entry.adoption_id == adoption.id)).one()
        later = datetime(2026, 3, 1, 9, tzinfo=UTC)
        entry.numerator, entry.approved_at = 99, later
        db.session.add(kpis.EntryEvent(entry=entry, kind=kpis.EventKind.APPROVED, by=entry.approved_by, at=later))
        db.session.commit()
        number = adoption.id
    said = " ".join(figure(browser, world.partner, world, f"kpi-{number}/value/2025-Q4").text.split())
    assert "20 janvier 2026" in said and "1 mars 2026" not in said and "99" not in said


def test_the_target_of_a_period_is_the_last_one_in_date(adoptions, world, browser):
    before = figure(browser, world.coach, world, f"kpi-{adoptions['steps']}/target/2025-Q3")
    after = figure(browser, world.coach, world, f"kpi-{adoptions['steps']}/target/2025-Q4")
    assert recomputed(before.html) == 10 and recomputed(after.html) == 20
    assert "Dès octobre 2025" not in before.text and "Dès octobre 2025" in after.text


def test_partners_read_no_comment_on_the_baseline(adoptions, world, browser):
    path = f"kpi-{adoptions['steps']}/baseline/2025-Q4"
    assert "Comptage d’avant la convention." in figure(browser, world.coordinator, world, path).text
    assert "Comptage d’avant" not in figure(browser, world.partner, world, path).html
