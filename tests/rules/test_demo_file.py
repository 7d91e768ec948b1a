"""The demo's year is coherent: references resolve, ledgers add up, and every state is there to be seen."""

import re
from typing import Any

import pytest

from ambassador.demo.track import CROWD
from tests.rules.seeds import LANGUAGES, load, unique


@pytest.fixture(scope="module")
def demo() -> dict[str, Any]:
    return load("demo.toml")


@pytest.fixture(scope="module")
def organisations(demo: dict[str, Any]) -> set[str]:
    return unique(demo["organisation"] + load("organisations.toml")["organisation"], "key")


@pytest.fixture(scope="module")
def people(demo: dict[str, Any]) -> dict[str, dict[str, Any]]:
    unique(demo["person"], "email")
    unique(demo["person"], "key")
    return {row["key"]: row for row in demo["person"]}


def test_demo_organisations_are_marked_as_made_up(demo: dict[str, Any]) -> None:
    for row in demo["organisation"]:
        assert row["is_made_up"], row["key"]
        for language, name in row["name"].items():
            assert re.search(r"\((fictif|fictive|fictief|made up)\)$", name), (
                f"{row['key']}: the {language} name does not say so"
            )


def test_demo_people_cover_the_roles_and_belong_somewhere(
    demo: dict[str, Any], organisations: set[str], people: dict[str, dict[str, Any]]
) -> None:
    services = {row["key"]: row["organisation"] for row in demo["service"]}
    for role in ("coach", "coordinator", "staff", "partner", "admin"):
        assert people[role]["role"] == role
        assert people[role]["email"] == f"{role}@demo.example"
    for row in people.values():
        assert row["organisation"] in organisations, row["key"]
        assert row["language"] in LANGUAGES, row["key"]
        assert row["email"] == row["email"].lower(), row["key"]
        assert services.get(row.get("service"), row["organisation"]) == row["organisation"], row["key"]
    names = [row["name"] for row in people.values()]
    assert any("'" in name for name in names), "one name has an apostrophe"
    assert any(len(name) > 40 for name in names), "one name is long"
    assert any(not re.search("[A-Za-z]", name) for name in names), "one name is in another script"


def test_demo_coaches_and_conventions_refer_to_what_exists(
    demo: dict[str, Any], organisations: set[str], people: dict[str, dict[str, Any]]
) -> None:
    for row in demo["assignment"]:
        assert people[row["coach"]]["role"] == "coach"
        assert row["organisation"] in organisations
    keys = unique(demo["convention"], "key")
    for row in demo["convention"]:
        model = load(f"convention-{row['model']}.toml")
        assert {party["model"] for party in row["parties"]} == {party["organisation"] for party in model["party"]}
        assert {party["organisation"] for party in row["parties"]} <= organisations
        assert all(1 <= number <= len(model["commitment"]) for number in row.get("commitments", [])), row["key"]
        assert ("entry_into_force_days" in row) == model["has_entry_into_force"], row["key"]
    assert {row["convention"] for row in demo["followup_session"]} <= keys


def test_demo_plans_show_every_status(demo: dict[str, Any], people: dict[str, dict[str, Any]]) -> None:
    services = unique(demo["service"], "key")
    charters = unique(demo["charter"], "key")
    axes = {(row["charter"], row["position"]) for row in demo["axis"]}
    unique([{"code": (row["charter"], row["code"])} for row in demo["action"]], "code")
    for row in demo["action"]:
        label = f"{row['charter']} {row['code']}"
        assert row["charter"] in charters, label
        assert "axis" not in row or (row["charter"], row["axis"]) in axes, label
        assert row.get("service", "smart-city") in services, label
        days = [note["offset_days"] for note in row["notes"]]
        assert days == sorted(days) and all(day < 0 for day in days), f"{label}: notes are in the order of time"
        assert not row["notes"] or row["notes"][-1]["status"] == row["status"], f"{label}: last note has another status"
        assert {note["written_by"] for note in row["notes"]} <= set(people), label
        assert ("refusal_reason" in row) == (row["acceptance"] == "refused"), label
        assert row["acceptance"] == "accepted" or row["proposed_by"] in people, label
    city = [row for row in demo["action"] if row["charter"] == "valbrume"]
    assert len(city) == 14
    assert {row["status"] for row in city} == {"not_started", "in_progress", "done", "paused", "dropped"}
    assert [row["acceptance"] for row in city].count("proposed") == 1
    assert [row["acceptance"] for row in city].count("refused") == 1
    assert any("axis" not in row for row in city)


def test_demo_webinars_fit_their_rooms(demo: dict[str, Any]) -> None:
    participants = [row for row in demo["person"] if row["role"] not in {"partner", "admin", "coach"}]
    for row in demo["webinar"]:
        label = row["title"]["fr"]
        assert ("place" in row) != ("link" in row), label
        assert row["registered"] <= min(row["capacity"], len(participants) + sum(CROWD.values())), label
        assert row["present_share"] + row["excused_share"] <= 1, label
        assert ("cancel_reason" in row) == (row["state"] == "cancelled"), label
        assert row["state"] == "held" or row["present_share"] == 0, label
        assert row["state"] != "held" or row["offset_days"] < 0, label
    assert {row["state"] for row in demo["webinar"]} == {"held", "planned", "cancelled"}
    assert {row["kind"] for row in demo["webinar"]} == {"webinar", "workshop", "annual_meeting"}
    assert {row["theme"] for row in demo["webinar"]} == {"project_management", "training", "impact", "community"}


def test_demo_sessions_keep_the_ledger(demo: dict[str, Any], people: dict[str, dict[str, Any]]) -> None:
    spent: dict[str, int] = {}
    structures = {
        row["key"]: next(party["organisation"] for party in row["parties"] if party["model"] == "city")
        for row in demo["convention"]
    }
    actions = {(row["charter"], row["code"]) for row in demo["action"]}
    for row in demo["followup_session"]:
        label = f"{row['convention']} {row['subjects']}"
        if row["state"] != "cancelled":
            spent[row["convention"]] = spent.get(row["convention"], 0) + row["quarters"]
        assert ("overrun_reason" in row) == (row["state"] != "cancelled" and spent[row["convention"]] > 20), label
        assert ("cancel_reason" in row) == (row["state"] == "cancelled"), label
        assert bool(row["notes"]) == (row["state"] == "held"), label
        assert people[row["coach"]]["role"] == "coach", label
        assert set(row["people"]) | {step["owner"] for step in row["next_steps"]} <= set(people), label
        assert {(structures[row["convention"]], code) for code in row["actions"]} <= actions, label
    assert spent["valbrume-operator"] < 20 < spent["fil-dor-operator"]
    assert any(row["quarters"] == 0 for row in demo["followup_session"])


def test_demo_figures_have_the_shape_of_their_indicator(
    demo: dict[str, Any], organisations: set[str], people: dict[str, dict[str, Any]]
) -> None:
    examples = load("indicators-example.toml")
    indicators = {row["key"]: row for row in examples["indicator"] + demo["indicator"] + examples["programme"]}
    dimensions = {row["key"]: row for row in load("dimensions.toml")["dimension"]}
    actions = {(row["charter"], row["code"]) for row in demo["action"]}
    shapes = {"number": {"numerator"}, "ratio": {"numerator", "denominator"}, "mean": {"numerator", "weight"}}
    shapes["milestone"] = {"numerator"}
    unique([{"pair": (row["organisation"], row["indicator"])} for row in demo["adoption"]], "pair")
    for row in demo["adoption"] + demo["programme"]:
        indicator = indicators[row["indicator"]]
        label = f"{row.get('organisation', 'programme')} {row['indicator']}"
        backs = [entry["back"] for entry in row["entries"]]
        assert backs == sorted(set(backs), reverse=True), f"{label}: one entry a period, oldest first"
        for entry in row["entries"] + ([row["baseline"]] if "baseline" in row else []):
            numbers = {"numerator", "denominator", "weight"} & set(entry)
            assert numbers == (set() if "answer" in entry else shapes[indicator["kind"]]), f"{label}: {entry}"
            assert entry.get("denominator", 1) > 0, f"{label}: {entry}"
            assert indicator["kind"] != "ratio" or entry.get("numerator", 0) <= entry.get("denominator", 1), label
            assert {"gender", "age", "publics"} & set(entry) <= set(row.get("dimensions", [])), label
            for key in row.get("dimensions", []):
                parts = [number for number in entry.get(key, []) if number != ""]
                assert len(entry.get(key, [])) in {0, len(dimensions[key]["categories"])}, label
                most = sum(parts) if dimensions[key]["is_exclusive"] else max(parts, default=0)
                assert most <= entry.get("numerator", 0), f"{label}: {entry}"
            assert ("return_reason" in entry) == (entry.get("state") == "returned"), f"{label}: {entry}"
    for row in demo["adoption"]:
        label = f"{row['organisation']} {row['indicator']}"
        assert row["organisation"] in organisations and row["owner"] in people, label
        assert (row["organisation"], row["action"]) in actions, label
        assert row["state"] != "agreed" or row["agreed_by"] != row["proposed_by"], label
    city = [row for row in demo["adoption"] if row["organisation"] == "valbrume"]
    assert {row["indicator"] for row in city} == {row["key"] for row in examples["indicator"] + demo["indicator"]}
    entries = [entry for row in city for entry in row["entries"]]
    assert {entry["state"] for entry in entries} == {"draft", "submitted", "approved", "returned"}
    assert {entry.get("answer", "value") for entry in entries} == {"value", "unavailable", "not_applicable"}
    assert any(entry.get("numerator") == 0 for entry in entries), "one figure is zero"
    assert any(
        0 < entry.get("numerator", 0) < 5
        for row in city
        if indicators[row["indicator"]]["counts_people"]
        for entry in row["entries"]
    ), "one count of people is small"
    for row in demo["programme"]:
        assert row["entered_by"] != row["approved_by"]
    for row in demo["publication"]:
        assert row["organisation"] in organisations and row["published_by"] in people
