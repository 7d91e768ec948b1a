"""The seed files are complete, in three languages, and agree with the sources they were taken from."""

import hashlib
import re

import pytest

from tests.rules.seeds import LANGUAGES, SEEDS, load, strings, tables, texts, unique

FILES = sorted(path.name for path in SEEDS.glob("*.toml"))
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
MEASURES = {
    "conventions.approvals_before_use",
    "conventions.contacts_given",
    "followup.days_held",
    "followup.deliverables_accepted",
    "kpis.agreed_for_actions",
    "impact.editions_published",
    "webinars.annual_meetings",
    "webinars.held_by_theme",
}


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
    assert {row.get("measure") for row in convention["commitment"]} - {None} == MEASURES - {
        "conventions.contacts_given"
    }
    assert [row["title"]["en"] for row in convention["commitment"] if row.get("optional_deliverable")] == [
        "Advice on further commitments or actions"
    ]
    (licence,) = [row for row in convention["commitment"] if row["article"] == "5"]
    assert licence["due"] == "ongoing", "it holds for as long as the convention does, and ends with it"


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
