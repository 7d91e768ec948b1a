"""The data files as rows: both real conventions are the drafts that they are, and the charter holds sourced facts only."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ambassador.accounts.models import Organisation, OrganisationKind
from ambassador.charter.models import Acceptance, ActionStatus, Charter
from ambassador.conventions.models import Commitment, Convention, ConventionState, DueRule, Modality, Unit
from ambassador.demo import factories, sources
from ambassador.translated import Translated
from tests.conftest import TODAY
from tests.rules.seeds import load

FILES = [load("convention-wetechcare.toml"), load("convention-wepulse.toml")]


@pytest.fixture
def real(session: Any) -> dict[str, Organisation]:
    return sources.load_organisations(load("organisations.toml"))


@pytest.fixture
def conventions(real: dict[str, Organisation]) -> dict[str, Convention]:
    return sources.load_conventions(FILES, real)


def test_the_four_organisations_are_real_ones(real: dict[str, Organisation]) -> None:
    assert set(real) == {"wetechcare", "city", "cirb", "spp-is"}
    assert real["wetechcare"].kind is OrganisationKind.OPERATOR
    assert real["city"].kind is OrganisationKind.AMBASSADOR
    assert not any(row.is_made_up for row in real.values())


@pytest.mark.parametrize(("key", "count"), [("wetechcare", 20), ("wepulse", 11)])
def test_each_real_convention_is_a_draft_with_all_its_commitments(
    conventions: dict[str, Convention], key: str, count: int
) -> None:
    convention = conventions[key]
    assert len(convention.commitments) == count
    assert convention.state(TODAY) is ConventionState.DRAFT
    assert convention.start is None and convention.last_day(TODAY) is None


def test_only_the_citys_decision_on_the_first_is_dated(conventions: dict[str, Convention]) -> None:
    dates = {
        (key, str(party.organisation.key)): party.decided_on
        for key, convention in conventions.items()
        for party in convention.parties
    }
    assert dates.pop(("wetechcare", "city")) == date(2024, 6, 24)
    assert set(dates.values()) == {None}


def test_lengths_quotas_and_notices_are_those_of_the_texts(conventions: dict[str, Convention]) -> None:
    first, second = conventions["wetechcare"], conventions["wepulse"]
    assert (first.first_terms.length_months, first.first_terms.quota_quarters) == (12, 20)
    assert (first.formal_notice_months, first.early_end_months, first.needs_entry_into_force) == (1, 3, False)
    assert (second.first_terms.length_months, second.first_terms.quota_quarters) == (None, None)
    assert (second.formal_notice_months, second.early_end_months, second.needs_entry_into_force) == (None, None, True)


def test_two_articles_nine_stay_two(conventions: dict[str, Convention]) -> None:
    nines = [str(article.title) for article in conventions["wepulse"].articles if article.number == "9"]
    assert nines == ["Fin de la convention", "Litiges"]
    assert sources.article_of("9", conventions["wepulse"].articles) is None, "a reference to 9 alone is not clear"


def test_each_commitment_stands_in_its_article(conventions: dict[str, Convention]) -> None:
    numbers = {
        row.article: row.in_article and row.in_article.number
        for convention in conventions.values()
        for row in convention.commitments
        if row.convention is conventions["wetechcare"]
    }
    assert numbers == {
        "2.1-1": "2.1",
        "2.1-2": "2.1",
        "2.1-3": "2.1",
        "2.2": "2.2",
        "3.1": "3.1",
        "3.2": "3.2",
        "4.1–4.2": "4.1",
        "4.1": "4.1",
        "1, préambule": "1",
        "4.2": "4.2",
        "5": "5",
    }
    assert all(row.in_article for row in conventions["wepulse"].commitments)


def test_quantities_are_exact_and_amounts_stay_separate(session: Any, conventions: dict[str, Convention]) -> None:
    session.expire_all()
    second = conventions["wepulse"].commitments
    counted = [(row.quantity, row.unit) for row in second if row.quantity]
    assert counted == [
        (Decimal(2), Unit.PROFILE),
        (Decimal(700), Unit.PERSON_DAY),
        (Decimal(50), Unit.PERSON_DAY),
        (Decimal(800000), Unit.EUR),
    ]
    assert all(row.modality is Modality.CONDITIONAL and row.condition for row in second if row.quantity)
    contacts = next(row for row in second if row.due is DueRule.DAYS_AFTER_START)
    assert contacts.due_days == 15 and contacts.party_id is None


def test_loading_again_changes_nothing(session: Any, real: dict[str, Organisation]) -> None:
    first = sources.load_conventions(FILES, real)
    first["wetechcare"].title = Translated(fr="Corrigé depuis")
    charter = sources.load_charter(load("charter-brussels.toml"), real["city"])
    assert sources.load_organisations(load("organisations.toml")) == real
    assert sources.load_conventions(FILES, real) == first
    assert first["wetechcare"].title.fr == "Corrigé depuis"
    assert sources.load_charter(load("charter-brussels.toml"), real["city"]) is charter
    assert session.query(Commitment).count() == 31


def test_the_charter_has_five_axes_and_what_is_unknown_stays_unknown(
    session: Any, real: dict[str, Organisation]
) -> None:
    sources.load_charter(load("charter-brussels.toml"), real["city"])
    session.expire_all()
    charter = session.query(Charter).one()
    assert [axis.position for axis in charter.axes] == [1, 2, 3, 4, 5]
    assert [action.code for action in charter.actions] == [f"A{number:02d}" for number in range(1, 15)]
    assert {action.code for action in charter.actions if action.axis is None} == {f"A{n:02d}" for n in range(7, 15)}
    assert {action.status for action in charter.actions} == {ActionStatus.UNKNOWN}
    assert {action.acceptance for action in charter.actions} == {Acceptance.ACCEPTED}
    assert not charter.is_complete


def test_a_made_up_convention_takes_the_model_and_none_of_its_facts(
    session: Any, conventions: dict[str, Convention], real: dict[str, Organisation]
) -> None:
    city = factories.organisation("Ville de Valbrume")
    made_up = sources.convention_from(
        FILES[0],
        {"city": city, "wetechcare": real["wetechcare"]},
        {
            "key": "valbrume",
            "title": {"fr": "Convention fictive"},
            "commitments": [2, 8],
            "replace": [{"from": "Bruxelles", "to": "Valbrume"}],
        },
    )
    assert [party.organisation for party in made_up.parties] == [city, real["wetechcare"]]
    assert [row.position for row in made_up.commitments] == [2, 8]
    assert "Valbrume" in made_up.commitments[1].detail.fr
    assert made_up.source == "" and {party.decided_on for party in made_up.parties} == {None}
    assert conventions["wetechcare"].title != made_up.title
