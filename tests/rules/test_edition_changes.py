"""What changed from one edition to the next, figure by figure."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from ambassador.charts import Chart, Series
from ambassador.charts import Kind as Drawn
from ambassador.impact.edition.changes import Change, Group, Kind, between
from ambassador.impact.edition.content import (
    Body,
    Definition,
    Half,
    Told,
    ToldChart,
    ToldHeadline,
    ToldPart,
)

KEYS = ("2026-01", "2026-02")


def chart(
    *values: int | Decimal | None,
    keys: tuple[str, ...] = KEYS,
    id: str = "programme-held",
    absent: dict[int, str] | None = None,
) -> Chart:
    series = Series("tenus", list(values), absent=absent or {}, key="held")
    return Chart(
        id=id,
        kind=Drawn.BAR,
        title="3 webinaires",
        categories=keys,
        keys=keys,
        series=[series],
        category_label="",
        missing="–",
    )


def told(*charts: Chart, headline: str = "3", definitions: tuple[Definition, ...] = ()) -> Told:
    part = ToldPart("track", "Parcours", "", "fr", [ToldChart(one, "", "") for one in charts])
    half = Half("programme", "Tous", [ToldHeadline("webinars", "Webinaires", headline, "")], [part])
    body = Body("WeTechCare", False)
    return Told(
        "fr", "Rapport", "2026-Q1", "2026-Q1", date(2026, 4, 1), body, None, [half], list(definitions), [], [], None
    )


def test_the_same_edition_changes_nothing() -> None:
    assert between(told(chart(1, 2)), told(chart(1, 2))).is_empty


def test_a_changed_figure_stands_with_its_old_and_new_value() -> None:
    found = between(told(chart(1, 2)), told(chart(1, Decimal("2.5")), headline="3,5"))
    assert found.charts == [
        Group("Tous – Parcours – 3 webinaires", [Change(Kind.CHANGED, "tenus, 2026-02", "2", "2.5")])
    ]
    assert found.headlines == [Group("Tous", [Change(Kind.CHANGED, "Webinaires", "3", "3,5")])]


def test_what_was_hidden_or_missing_and_is_there_now_is_a_change() -> None:
    found = between(told(chart(1, None, absent={1: "pas encore publié"})), told(chart(1, 0)))
    assert found.charts[0].changes == [Change(Kind.CHANGED, "tenus, 2026-02", "pas encore publié", "0")]


def test_other_reasons_for_a_gap_are_a_change() -> None:
    found = between(told(chart(1, None, absent={1: "pas encore publié"})), told(chart(1, None, absent={1: "masqué"})))
    assert found.charts[0].of("changed") == [Change(Kind.CHANGED, "tenus, 2026-02", "pas encore publié", "masqué")]


def test_new_and_gone_months_are_told_apart() -> None:
    found = between(told(chart(1, 2)), told(chart(2, 3, keys=("2026-02", "2026-03"))))
    assert found.charts[0].changes == [
        Change(Kind.NEW, "tenus, 2026-03", "", "3"),
        Change(Kind.GONE, "tenus, 2026-01", "1", ""),
    ]
    assert found.charts_of("new") and found.charts_of("gone") and not found.charts_of("changed")


def test_whole_charts_come_and_go() -> None:
    other = chart(5, 6, id="programme-other")
    assert [one.kind for one in between(told(chart(1, 2)), told(chart(1, 2), other)).charts[0].changes] == [
        "new",
        "new",
    ]
    assert [one.kind for one in between(told(chart(1, 2), other), told(chart(1, 2))).charts[0].changes] == [
        "gone",
        "gone",
    ]


def test_definitions_are_compared_by_their_code() -> None:
    old, new = Definition("A1", "Heures", "Toutes", "heures"), Definition("A2", "Jours", "Tous", "jours")
    found = between(told(definitions=(old,)), told(definitions=(replace(old, text="Les longues"), new)))
    assert found.definitions == [
        Change(Kind.CHANGED, "A1 Heures", "Toutes – heures", "Les longues – heures"),
        Change(Kind.NEW, "A2 Jours", "", "Tous – jours"),
    ]


def test_two_kpis_of_one_code_are_not_taken_for_one() -> None:
    mine, theirs = Definition("A1", "Heures", "Toutes", "heures"), Definition("A1", "Jours", "Tous", "jours")
    both = told(definitions=(mine, theirs))
    found = between(both, told(definitions=(mine, replace(theirs, unit="demi-jours"))))
    assert found.definitions == [Change(Kind.CHANGED, "A1 Jours", "Tous – jours", "Tous – demi-jours")]
