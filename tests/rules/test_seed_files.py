"""The seed files are complete, in three languages, and agree with the sources they were taken from."""

import hashlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SEEDS = Path(__file__).resolve().parents[2] / "ambassador" / "seeds"
FILES = sorted(path.name for path in SEEDS.glob("*.toml"))
LANGUAGES = {"fr", "nl", "en"}
FRENCH_KEYS = (
    "cancel_reason",
    "comment",
    "note",
    "notes",
    "overrun_reason",
    "refusal_reason",
    "return_reason",
    "source",
    "subjects",
    "title",
)
"""What people write in one language, which in the demo is French."""

# First 16 hex digits of the SHA-256 of the signatories' family names in the source texts, lower case:
# a list of the names themselves would break the rule that it checks.
REAL_NAMES = {
    "6a5ce97f27d69d7e",
    "b76aefa8fe4304f6",
    "9420dedbcdae1f70",
    "617310c12bfd02dd",
    "1929499720074cae",
}

MODALITIES = {"firm", "optional", "conditional"}
DUES = {
    "term",
    "yearly",
    "days_after_start",
    "event",
    "before_use",
    "case_by_case",
    "per_use",
    "ongoing",
    "unlimited",
    "before_assignment",
    "none",
}
UNITS = {
    "day",
    "deliverable",
    "meeting",
    "report",
    "article",
    "event",
    "use",
    "profile",
    "person_day",
    "eur",
    "contact",
}
MEASURES = {"followup.days_held", "webinars.held_by_theme", "webinars.annual_meetings", "kpis.agreed_for_actions"}


def load(name: str) -> dict[str, Any]:
    return tomllib.loads((SEEDS / name).read_text(encoding="utf-8"))


def tables(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every table of a file with its path, depth first."""
    if isinstance(value, dict):
        yield path, value
        for key, child in value.items():
            yield from tables(child, f"{path}.{key}")
    elif isinstance(value, list):
        for number, child in enumerate(value):
            yield from tables(child, f"{path}[{number}]")


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for child in value.values():
            yield from strings(child)
    elif isinstance(value, list):
        for child in value:
            yield from strings(child)


def texts(value: Any) -> Iterator[tuple[str, dict[str, str]]]:
    for path, table in tables(value):
        if LANGUAGES & set(table):
            yield path, table


def unique(rows: list[dict[str, Any]], key: str) -> set[Any]:
    values = [row[key] for row in rows]
    assert len(values) == len(set(values)), f"{key} is used twice: {values}"
    return set(values)


@pytest.mark.parametrize("name", FILES)
def test_every_text_is_in_three_languages(name: str) -> None:
    for path, text in texts(load(name)):
        assert set(text) == LANGUAGES, f"{name}{path}: write fr, nl and en"
        assert all(isinstance(words, str) and words.strip() for words in text.values()), f"{name}{path}: empty text"


@pytest.mark.parametrize("name", FILES)
def test_french_texts_use_french_signs(name: str) -> None:
    data = load(name)
    french = [(path, text["fr"]) for path, text in texts(data)]
    french += [
        (f"{path}.{key}", table[key])
        for path, table in tables(data)
        for key in FRENCH_KEYS
        if isinstance(table.get(key), str)
    ]
    french += [(".texts", words) for words in strings(data.get("texts", {}))]
    for path, words in french:
        assert "'" not in words, f"{name}{path}: write ’ (U+2019) for '"
        assert not re.search(r" [:;?!%»]|« ", words), f"{name}{path}: write a no-break space (U+00A0) before : ; ? ! %"


@pytest.mark.parametrize("name", FILES)
def test_no_real_person_is_named(name: str) -> None:
    for value in strings(load(name)):
        for word in re.findall(r"[^\W\d_]+", value.lower()):
            digest = hashlib.sha256(word.encode()).hexdigest()[:16]
            assert digest not in REAL_NAMES, f"{name}: {value!r} names a real person; name the role instead"


@pytest.mark.parametrize("name", FILES)
def test_addresses_are_made_up(name: str) -> None:
    for value in strings(load(name)):
        for host in re.findall(r"(?:https?://|\S@)([^\s/]+)", value):
            assert host.endswith(".example"), f"{name}: {value!r} must use an address under .example"


def test_organisations_are_the_four_real_ones() -> None:
    rows = load("organisations.toml")["organisation"]
    assert unique(rows, "key") == {"wetechcare", "city", "cirb", "spp-is"}
    assert {row["kind"] for row in rows} <= {"operator", "ambassador", "authority", "partner"}


@pytest.mark.parametrize(("name", "count"), [("convention-wetechcare.toml", 20), ("convention-wepulse.toml", 11)])
def test_each_commitment_is_complete(name: str, count: int) -> None:
    convention = load(name)
    organisations = {row["key"] for row in load("organisations.toml")["organisation"]}
    parties = {row["organisation"] for row in convention["party"]}
    assert parties <= organisations and len(parties) == 2
    assert len(convention["commitment"]) == count
    numbers = {row["number"] for row in convention["article"]}
    for row in convention["commitment"]:
        label = f"{name}, art. {row['article']}: {row['title']['en']}"
        assert row["party"] in parties | {"both"}, label
        assert row["modality"] in MODALITIES, label
        assert ("condition" in row) == (row["modality"] == "conditional"), label
        assert row["due"] in DUES, label
        assert ("due_days" in row) == (row["due"] == "days_after_start"), label
        assert row.get("unit", "day") in UNITS, label
        assert row.get("measure", "followup.days_held") in MEASURES, label
        assert set(re.findall(r"\d+(?:\.\d+)?", row["article"].split("-")[0])) <= numbers, label


def test_the_operators_convention_has_the_terms_of_its_text() -> None:
    convention = load("convention-wetechcare.toml")
    assert (convention["length_months"], convention["quota_days"]) == (12, 5)
    assert (convention["formal_notice_months"], convention["early_end_months"]) == (1, 3)
    assert not convention["is_unlimited"] and not convention["has_entry_into_force"]
    assert {row.get("measure") for row in convention["commitment"]} - {None} == MEASURES
    assert [row["title"]["en"] for row in convention["commitment"] if row.get("optional_deliverable")] == [
        "Advice on further commitments or actions"
    ]


def test_the_second_convention_is_unlimited_and_has_two_articles_nine() -> None:
    convention = load("convention-wepulse.toml")
    assert convention["is_unlimited"] and convention["has_entry_into_force"]
    assert "length_months" not in convention and convention["contact_days"] == 15
    assert [row["number"] for row in convention["article"]].count("9") == 2
    assert [row["quantity"] for row in convention["commitment"] if "quantity" in row] == [2, 700, 50, 800000]


def test_the_charter_has_five_axes_and_fourteen_sourced_actions() -> None:
    charter = load("charter-brussels.toml")
    axes = unique(charter["axis"], "position")
    assert axes == {1, 2, 3, 4, 5}
    assert unique(charter["action"], "code") == {f"A{number:02}" for number in range(1, 15)}
    for action in charter["action"]:
        assert action["source"] in {"BRX", "WTC", "PRESS"}
        assert action.get("axis", 1) in axes
        assert action["to_confirm"] == ("axis" not in action or action["source"] == "PRESS"), action["code"]


def test_the_example_indicators_say_how_they_add_up() -> None:
    data = load("indicators-example.toml")
    assert len(data["indicator"]) == 11
    unique(data["indicator"] + data["programme"], "key")
    actions = {row["code"] for row in load("charter-brussels.toml")["action"]}
    for row in data["indicator"] + data["programme"]:
        assert row.get("action", "A01") in actions, row["key"]
        assert row["direction"] in {"up", "down"}, row["key"]
        assert row["frequency"] in {"monthly", "quarterly", "half_yearly", "yearly", "school_year"}, row["key"]
        named = {key for key in ("numerator", "denominator", "weight") if key in row}
        over_time = {
            "ratio": ({"numerator", "denominator"}, {"ratio_of_sums", "ratio_of_latest"}),
            "mean": ({"weight"}, {"weighted_mean"}),
            "number": (set(), {"sum", "latest"}),
            "milestone": (set(), {"latest"}),
        }
        names, sums = over_time[row["kind"]]
        assert named == names, row["key"]
        assert row["over_time"] in sums, row["key"]
        assert row["over_structures"] in {"sum", "ratio_of_sums", "weighted_mean", "none"}, row["key"]
        assert isinstance(row["counts_people"], bool), row["key"]


def test_the_programme_targets_are_those_of_the_preamble() -> None:
    rows = load("indicators-example.toml")["programme"]
    assert [(row["target"], row["computed"]) for row in rows] == [(6000, False), (40000, False), (20, True)]


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
        assert row["registered"] <= min(row["capacity"], len(participants)), label
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
    indicators = {row["key"]: row for row in examples["indicator"] + examples["programme"]}
    actions = {(row["charter"], row["code"]) for row in demo["action"]}
    shapes = {"number": {"numerator"}, "ratio": {"numerator", "denominator"}, "mean": {"numerator", "weight"}}
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
            assert ("return_reason" in entry) == (entry.get("state") == "returned"), f"{label}: {entry}"
    for row in demo["adoption"]:
        label = f"{row['organisation']} {row['indicator']}"
        assert row["organisation"] in organisations and row["owner"] in people, label
        assert (row["organisation"], row["action"]) in actions, label
        assert row["state"] != "agreed" or row["agreed_by"] != row["proposed_by"], label
    city = [row for row in demo["adoption"] if row["organisation"] == "valbrume"]
    assert {row["indicator"] for row in city} == {row["key"] for row in examples["indicator"]}
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
