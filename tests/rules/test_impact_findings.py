"""Titles say what the numbers show, with right plurals, and the honest word when there is nothing."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ambassador.accounts.models import Organisation, OrganisationKind
from ambassador.impact import findings, live, words
from ambassador.impact.collective import Collective, TrackQuarter
from ambassador.impact.decision import protected_quarter
from ambassador.impact.queries.track import TrackMonth
from ambassador.impact.reading import Closed, Reading
from ambassador.impact.span import Span
from ambassador.impact.suppression import People
from ambassador.periods import Frequency, Period
from ambassador.translated import Translated
from ambassador.webinars.models import Theme

TODAY = date(2026, 3, 10)
QUARTER = Span(Period.parse("2025-Q4"), Period.parse("2025-Q4"))
HALF = Span(Period.parse("2025-Q3"), Period.parse("2025-Q4"))
BOTH = frozenset({202507, 202510})


@pytest.fixture(autouse=True)
def in_french(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def read(span: Span = QUARTER, *, is_inside: bool = True, published: frozenset[int] = BOTH) -> Reading:
    organisation = Organisation(name=Translated(fr="Valbrume"), kind=OrganisationKind.AMBASSADOR)
    return Reading(organisation, span, is_inside, published, TODAY)


def track(rows: dict[int, tuple[int, int]], span: Span = QUARTER, **more) -> Collective:
    """As the programme's: with nobody told apart."""
    months = {month: TrackMonth({Theme.TRAINING: 1}, {None: People(*counts)}) for month, counts in rows.items()}
    quarters = live.quarters(months, HALF.quarters, None)
    reading = read(span, **more)
    if not reading.is_inside:
        people = {
            quarter.month: [months.get(m, TrackMonth()).people for m in quarter.months()] for quarter in HALF.quarters
        }
        quarters = {m: TrackQuarter(quarters[m].held, protected_quarter(people[m]).programme) for m in quarters}
    return Collective(reading, quarters)


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("before", "now", "wanted"),
    [
        (
            (100, 75),
            (100, 81),
            "81 % des inscrits étaient présents, 6 points de pourcentage de plus qu’au trimestre précédent",
        ),
        (
            (100, 80),
            (100, 81),
            "81 % des inscrits étaient présents, 1 point de pourcentage de plus qu’au trimestre précédent",
        ),
        ((100, 81), (100, 81), "81 % des inscrits étaient présents, autant qu’au trimestre précédent"),
        (
            (100, 82),
            (100, 81),
            "81 % des inscrits étaient présents, 1 point de pourcentage de moins qu’au trimestre précédent",
        ),
        ((0, 0), (100, 81), "81 % des inscrits étaient présents"),
        ((10, 5), (0, 0), "Aucune inscription n’est notée pour ces trimestres"),
    ],
)
def test_the_attendance_is_compared_with_the_quarter_before(before, now, wanted):
    assert plain(findings.attendance(track({202508: before, 202511: now}))) == wanted


def test_percentages_are_never_averaged():
    """100 % of 1 and 50 % of 99 are 51 %, not 75 %."""
    collective = track({202508: (1, 1), 202511: (98, 49)}, HALF)
    assert plain(findings.attendance(collective)).startswith("51 % des inscrits")


def test_a_longer_span_tells_its_last_quarter_too():
    said = findings.attendance(track({202508: (100, 80), 202511: (100, 90)}, HALF))
    assert (
        plain(said)
        == "85 % des inscrits étaient présents ; dernier trimestre : 90 %, 10 points de pourcentage de plus qu’au précédent"
    )


def test_a_partner_is_not_told_of_an_unpublished_quarter():
    collective = track({202508: (100, 20), 202511: (100, 81)}, is_inside=False, published=frozenset({202510}))
    assert plain(findings.attendance(collective)) == "81 % des inscrits étaient présents"
    whole = track({202508: (100, 20), 202511: (100, 81)}, HALF, is_inside=False, published=frozenset({202510}))
    assert [month.closed for month in whole.months] == [Closed.UNPUBLISHED] * 3 + [None] * 3
    assert whole.total.registered == 100


def test_too_few_people_have_no_rate():
    said = findings.attendance(track({202511: (4, 3)}, is_inside=False))
    assert said == "Le taux de présence est masqué, pour que personne ne soit reconnu"


def test_a_quarter_with_nobody_says_nothing_of_a_hidden_one():
    collective = track({202508: (0, 0), 202511: (20, 20)}, HALF, is_inside=False)
    assert plain(findings.attendance(collective)).startswith("Le taux de présence est masqué")
    assert (collective.rate, collective.registered) == (None, 20)


def test_nothing_published_is_said():
    collective = track({202511: (100, 81)}, is_inside=False, published=frozenset())
    assert findings.webinars_held(collective).startswith("Pas encore de webinaires à montrer")
    assert findings.attendance(collective).startswith("Pas encore de présences à montrer")


def test_webinars_in_words():
    assert plain(findings.webinars_held(track({}))) == "Aucun webinaire n’a été tenu pendant ces trimestres"
    assert plain(findings.webinars_held(track({202511: (0, 0)}))).startswith("1 webinaire a été tenu, sur le thème")
    two = plain(findings.webinars_held(track({202510: (0, 0), 202511: (0, 0)})))
    assert two == "2 webinaires ont été tenus, tous sur le thème « formation »"


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ((0, 0, 0, False), "Pas encore de jours de suivi à montrer pour ces trimestres"),
        ((0, 0, 0, True), "Aucun suivi individuel n’est prévu pendant ces trimestres"),
        ((0, 0, 20, True), "Aucun jour de suivi n’a été utilisé pendant ces trimestres"),
        ((3, 3, 20, True), "Jours de suivi utilisés : ¾ sur 5 prévus"),
        ((3, 9, 20, True), "Jours de suivi utilisés : ¾, et 2¼ sur 5 prévus depuis le début"),
        ((3, 3, 0, True), "Jours de suivi utilisés : ¾"),
    ],
)
def test_days_in_words(arguments, wanted):
    assert plain(findings.days(*arguments)) == wanted


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ((0, 0, False), "Aucune action n’est encore connue"),
        ((1, 0, False), "1 action connue, pas encore en cours"),
        ((14, 0, False), "14 actions connues, aucune n’est encore en cours"),
        ((14, 1, False), "1 action connue sur 14 est en cours ou terminée"),
        ((14, 5, True), "5 actions sur 14 sont en cours ou terminées"),
    ],
)
def test_all_is_only_said_of_a_complete_list(arguments, wanted):
    assert plain(findings.actions_by_status(*arguments)) == wanted


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ((0, 0, 0), "Aucun KPI à montrer pour ces trimestres"),
        ((0, 0, 1), "1 KPI est suivi, sans chiffre comparable à une cible"),
        ((1, 0, 1), "Le KPI suivi n’atteint pas encore sa cible"),
        ((3, 0, 4), "Aucun des 3 KPI n’atteint encore sa cible"),
        ((3, 1, 4), "1 KPI sur 3 atteint sa cible"),
        ((3, 2, 4), "2 KPI sur 3 atteignent leur cible"),
    ],
)
def test_targets_in_words(arguments, wanted):
    assert plain(findings.targets_reached(*arguments)) == wanted


def test_programme_targets_in_words():
    assert findings.programme_targets({}) == "Les cibles du programme n’ont pas encore de chiffre"
    near = findings.programme_targets({"Aidants": Decimal("0.43"), "Structures": Decimal("0.05")})
    assert plain(near) == "La cible la plus proche : Aidants, à 43 %"
    assert plain(findings.programme_targets({"Aidants": Decimal(1)})) == "1 cible du programme sur 1 est atteinte"


def test_quarters_in_a_row_are_one():
    quarters = [Period(month, Frequency.QUARTERLY) for month in (202501, 202507, 202510, 202601)]
    assert [plain(run) for run in words.runs(quarters)] == ["T1 2025", "T3 2025 – T1 2026"]


MONTH = st.integers(0, 40).flatmap(lambda registered: st.tuples(st.just(registered), st.integers(0, registered)))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(MONTH, min_size=6, max_size=6))
def test_a_partners_totals_are_sums_of_what_is_shown(counts):
    """So that no choice of span gives a hidden quarter away."""
    months = dict(zip(HALF.months, counts, strict=True))
    halves = track(months, HALF, is_inside=False)
    quarters = [track(months, Span(one, one), is_inside=False).total for one in HALF.quarters]
    shown = [total for total in quarters if not total.is_hidden]
    if sum(total.registered for total in shown) or len(shown) == len(quarters):
        assert halves.total.registered == sum(total.registered for total in shown)
        assert halves.total.present == sum(total.present for total in shown)
    else:
        assert halves.total.is_hidden


@pytest.mark.parametrize(
    ("held", "structures", "wanted"),
    [
        (0, 0, "Aucun suivi individuel à montrer pour ces trimestres"),
        (0, 3, "Aucun jour de suivi n’a été utilisé pendant ces trimestres"),
        (3, 1, "Jours de suivi utilisés pendant ces trimestres : ¾, dans 1 structure"),
        (8, 2, "Jours de suivi utilisés pendant ces trimestres : 2, dans 2 structures"),
    ],
)
def test_days_of_structures_in_words(held: int, structures: int, wanted: str) -> None:
    assert plain(findings.days_by_structure(held, structures)) == wanted
