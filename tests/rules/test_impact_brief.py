"""What is said over all KPIs at a glance: how many went the right way, with the honest word when there is nothing to say."""

import pytest
from flask import Flask
from flask_babel import force_locale

from ambassador.charts import Chart, Kind, Series
from ambassador.impact.charts import brief
from ambassador.kpis.models import Direction


def chart(*values: int | None) -> Chart:
    return Chart("c", Kind.LINE, "t", [str(i) for i, _ in enumerate(values)], [Series("v", values)], "q")


@pytest.mark.parametrize(
    ("values", "direction", "step"),
    [
        ((1, 2), Direction.UP, 1),
        ((1, 2), Direction.DOWN, -1),
        ((3, None, 2, None), Direction.DOWN, 1),
        ((2, 2), Direction.UP, 0),
        ((None, 2), Direction.UP, None),
        ((), Direction.UP, None),
    ],
)
def test_a_step_is_from_the_number_before_to_the_last(values, direction, step):
    assert brief._step(chart(*values), direction) == step


@pytest.mark.parametrize(
    ("better", "worse", "known", "said"),
    [
        (0, 0, 0, "Aucun KPI n’a encore deux chiffres à comparer"),
        (1, 2, 3, "1 KPI sur 3 s’améliore depuis son chiffre précédent"),
        (2, 0, 3, "2 KPI sur 3 s’améliorent depuis leur chiffre précédent"),
        (0, 1, 3, "Aucun KPI ne s’améliore\u00a0: 1 sur 3 recule depuis son chiffre précédent"),
        (0, 2, 3, "Aucun KPI ne s’améliore\u00a0: 2 sur 3 reculent depuis leur chiffre précédent"),
        (0, 0, 1, "Le seul KPI comparable reste à son chiffre précédent"),
        (0, 0, 4, "Les 4 KPI comparables restent à leur chiffre précédent"),
    ],
)
def test_the_finding_counts_them(app: Flask, better: int, worse: int, known: int, said: str) -> None:
    with app.test_request_context(), force_locale("fr"):
        assert brief._finding(better, worse, known) == said
