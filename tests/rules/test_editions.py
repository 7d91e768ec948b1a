"""Editions: what is frozen is one text for all languages, kept by the session itself, and counted for art. 2.2."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from ambassador.accounts.models import Organisation, User
from ambassador.conventions import measures
from ambassador.conventions.models import ApprovalState, Convention
from ambassador.conventions.services.approvals import decide_approval
from ambassador.db import db
from ambassador.demo import factories
from ambassador.errors import RuleBroken
from ambassador.impact.edition import canonical, content, freezing
from ambassador.impact.edition.asking import freezer
from ambassador.impact.measures import EDITIONS_PUBLISHED
from ambassador.impact.models import Edition, EditionScope, EditionState, Narrative, PublishedChanged, Quote
from ambassador.impact.services import editions
from ambassador.impact.services.editions import EditionDetails
from ambassador.periods import Frequency, Period
from ambassador.translated import LANGUAGES, Translated
from tests.conftest import TODAY, World
from tests.impact_world import fill

NOW = datetime(2026, 3, 10, 11, tzinfo=UTC)
TITLE = Translated(fr="Rapport", nl="Rapport in het Nederlands", en="Report")
Q3, Q4 = Period(202507, Frequency.QUARTERLY), Period(202510, Frequency.QUARTERLY)
DETAILS = EditionDetails(TITLE, EditionScope.BOTH, Q3, Q4)


@pytest.fixture
def people(app: Flask, world: World, session: Any) -> tuple[User, User, Convention]:
    fill(app, world)
    coach, coordinator = (session.get_one(User, number) for number in (world.coach, world.coordinator))
    return coach, coordinator, session.get_one(Convention, world.convention)


@pytest.fixture
def publish(people: tuple[User, User, Convention]) -> Callable[..., Edition]:
    coach, coordinator, convention = people

    def make(scope: EditionScope = EditionScope.BOTH, now: datetime = NOW) -> Edition:
        details = EditionDetails(TITLE, scope, Q3, Q4)
        edition = editions.prepare_edition(convention, details, coach, TODAY)
        editions.write_narratives(edition, {"structure.track": Translated(fr="Un texte.")}, coach)
        said = factories.testimonial(coach.organisation)
        editions.choose_quotes(edition, [said], coach, TODAY)
        asked = editions.propose_edition(edition, str(edition.version), freezer(TODAY), coach, now, TODAY)
        decide_approval(asked, ApprovalState.APPROVED, "", coordinator, now, TODAY)
        return edition

    return make


def change_title(edition: Edition) -> None:
    edition.title = Translated(fr="Autre", nl="Autre", en="Autre")


def change_content(edition: Edition) -> None:
    edition.content = "{}"


def change_narrative(edition: Edition) -> None:
    edition.narratives[0].words = Translated(fr="Autre")


def add_narrative(edition: Edition) -> None:
    db.session.add(Narrative(edition=edition, part="structure.kpis", words=Translated(fr="Autre")))


def remove_narrative(edition: Edition) -> None:
    edition.narratives.clear()


def delete_quote(edition: Edition) -> None:
    db.session.delete(edition.quotes[0])


def change_digest(edition: Edition) -> None:
    edition.quotes[0].digest = "0" * 64


def add_quote(edition: Edition) -> None:
    said = factories.testimonial(edition.convention.parties[1].organisation)
    db.session.add(Quote(edition=edition, testimonial=said, position=7))


def lose_approval(edition: Edition) -> None:
    edition.approval = None


def delete(edition: Edition) -> None:
    db.session.delete(edition)


@pytest.mark.parametrize(
    "change",
    [
        change_title,
        change_content,
        change_narrative,
        add_narrative,
        remove_narrative,
        delete_quote,
        change_digest,
        add_quote,
        lose_approval,
        delete,
    ],
)
def test_the_session_refuses_to_change_what_is_published(
    publish: Callable[..., Edition], change: Callable[[Edition], None]
) -> None:
    edition = publish()
    before = edition.content, edition.content_sha256
    db.session.commit()
    change(edition)
    with pytest.raises(PublishedChanged, match="is published"):
        db.session.flush()
    db.session.rollback()
    assert (edition.content, edition.content_sha256) == before and edition.is_intact


def test_the_salt_of_a_quote_can_be_forgotten(publish: Callable[..., Edition]) -> None:
    edition = publish()
    edition.quotes[0].salt = ""
    db.session.flush()
    assert edition.is_intact and not edition.quotes[0].is_same


def test_every_service_refuses_what_is_published(
    publish: Callable[..., Edition], people: tuple[User, User, Convention]
) -> None:
    edition, coach = publish(), people[0]
    for change in (
        lambda: editions.change_edition(edition, DETAILS, coach, TODAY),
        lambda: editions.write_narratives(edition, {}, coach),
        lambda: editions.choose_quotes(edition, [], coach, TODAY),
        lambda: editions.propose_edition(edition, str(edition.version), freezer(TODAY), coach, NOW, TODAY),
        lambda: editions.take_back_edition(edition, coach, TODAY),
        lambda: editions.delete_edition(edition, coach),
    ):
        with pytest.raises(RuleBroken):
            change()
    assert edition.state is EditionState.PUBLISHED


def test_the_same_figures_freeze_to_the_same_text(people: tuple[User, User, Convention]) -> None:
    coach, _, convention = people
    edition = editions.prepare_edition(convention, DETAILS, coach, TODAY)
    text = freezing.freeze(edition, TODAY)
    assert freezing.freeze(edition, TODAY) == text
    data = canonical.told(json.loads(text), "nl")
    told = content.read(data, "nl")
    assert told.title == "Rapport in het Nederlands" and [half.key for half in told.halves] == [
        "programme",
        "structure",
    ]
    assert len({chart.id for _, _, chart in told.charts}) == len(list(told.charts))
    assert "120" in [word for _, _, chart in told.charts for word in chart.written()]
    assert [(one.quarter, one.number) for one in told.publications] == [("2025-Q4", 1), ("2025-Q4", 1)]


def test_charts_carry_their_definition_and_formula(people: tuple[User, User, Convention]) -> None:
    coach, _, convention = people
    edition = editions.prepare_edition(convention, DETAILS, coach, TODAY)
    told = freezing.told(edition, freezing.read(edition, TODAY), TODAY)
    charts = {one.chart.id: one for half in told.halves for part in half.parts for one in part.charts}
    held = charts["programme-webinars-held"]
    assert held.definition == "Les webinaires, les ateliers et les rencontres annuelles qui ont eu lieu."
    assert held.formula.startswith("La somme des lignes.")
    assert charts["programme-attendance"].definition.count("\n") == 1


@pytest.mark.parametrize(
    ("details", "words"),
    [
        (EditionDetails(Translated(fr="Rapport"), EditionScope.BOTH, Q3, Q4), "trois langues"),
        (EditionDetails(TITLE, EditionScope.BOTH, Q4, Q3), "précède"),
        (EditionDetails(TITLE, EditionScope.BOTH, Q4, Period(202604, Frequency.QUARTERLY)), "pas encore commencé"),
        (EditionDetails(TITLE, EditionScope.BOTH, Period(202201, Frequency.QUARTERLY), Q4), "trois ans"),
    ],
)
def test_what_cannot_be_covered_is_refused(
    people: tuple[User, User, Convention], details: EditionDetails, words: str
) -> None:
    coach, _, convention = people
    with pytest.raises(RuleBroken, match=words):
        editions.prepare_edition(convention, details, coach, TODAY)


def test_only_the_operator_prepares_and_only_under_a_convention_that_began(
    people: tuple[User, User, Convention], world: World
) -> None:
    coach, coordinator, convention = people
    with pytest.raises(RuleBroken, match="opérateur"):
        editions.prepare_edition(convention, DETAILS, coordinator, TODAY)
    draft = factories.convention([coach.organisation, coordinator.organisation])
    with pytest.raises(RuleBroken, match="en cours ou terminée"):
        editions.prepare_edition(draft, DETAILS, coach, TODAY)
    foreign = db.session.get_one(Convention, world.foreign_convention)
    with pytest.raises(RuleBroken, match="opérateur"):
        editions.prepare_edition(foreign, DETAILS, coach, TODAY)


def test_only_testimonials_of_the_parties_with_a_wide_enough_consent_are_chosen(
    people: tuple[User, User, Convention], world: World
) -> None:
    coach, _, convention = people
    edition = editions.prepare_edition(convention, DETAILS, coach, TODAY)
    near, far = convention.parties[1].organisation, db.session.get_one(Organisation, world.other_city)
    for said in (
        factories.testimonial(far),
        factories.testimonial(near, scope="internal"),
        factories.testimonial(near, expires_on=date(2026, 3, 9)),
    ):
        with pytest.raises(RuleBroken, match="vaut pour le rapport"):
            editions.choose_quotes(edition, [said], coach, TODAY)
    both = [factories.testimonial(near, scope="public"), factories.testimonial(convention.parties[0].organisation)]
    editions.choose_quotes(edition, both, coach, TODAY)
    assert [quote.testimonial for quote in edition.quotes] == both


def test_nobody_decides_on_the_own_side(people: tuple[User, User, Convention]) -> None:
    coach, _, convention = people
    edition = editions.prepare_edition(convention, DETAILS, coach, TODAY)
    asked = editions.propose_edition(edition, str(edition.version), freezer(TODAY), coach, NOW, TODAY)
    with pytest.raises(RuleBroken, match="l’autre partie"):
        decide_approval(asked, ApprovalState.APPROVED, "", coach, NOW, TODAY)


BOTH, PROGRAMME, STRUCTURE = EditionScope.BOTH, EditionScope.PROGRAMME, EditionScope.STRUCTURE


@pytest.mark.parametrize(
    ("scopes", "count"),
    [
        ([], 0),
        ([BOTH], 1),
        ([PROGRAMME], 0),
        ([PROGRAMME, PROGRAMME], 0),
        ([PROGRAMME, STRUCTURE], 1),
        ([STRUCTURE, BOTH, PROGRAMME, STRUCTURE], 2),
    ],
)
def test_a_report_counts_once_both_parts_are_published(
    people: tuple[User, User, Convention], publish: Callable[..., Edition], scopes: list[EditionScope], count: int
) -> None:
    commitment = factories.commitment(people[2], measure=EDITIONS_PUBLISHED, quantity=Decimal(1))
    for scope in scopes:
        publish(scope)
    found = measures.progress(commitment, TODAY)
    assert found is not None and found.measured.quantity == count
    assert sum(detail.quantity for detail in found.measured.details) == count
    assert found.is_reached is (count >= 1)


def test_drafts_proposals_and_later_days_do_not_count(
    people: tuple[User, User, Convention], publish: Callable[..., Edition]
) -> None:
    coach, _, convention = people
    commitment = factories.commitment(convention, measure=EDITIONS_PUBLISHED, quantity=Decimal(1))
    edition = editions.prepare_edition(convention, DETAILS, coach, TODAY)
    editions.propose_edition(edition, str(edition.version), freezer(TODAY), coach, NOW, TODAY)
    publish(BOTH, datetime(2026, 3, 20, 9, tzinfo=UTC))
    for day, count in ((TODAY, 0), (date(2026, 3, 20), 1)):
        found = measures.progress(commitment, day)
        assert found is not None and found.measured.quantity == count


def test_languages_of_the_frozen_text_are_all_there(publish: Callable[..., Edition]) -> None:
    data = json.loads(publish().content or "")
    assert set(data["title"]) == set(LANGUAGES)
    assert data["halves"][0]["title"] == {
        "fr": "Tous les ambassadeurs",
        "nl": "Alle ambassadeurs",
        "en": "All ambassadors",
    }
