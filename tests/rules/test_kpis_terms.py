"""What people write about a KPI, kept as JSON and read again."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ambassador.kpis import terms
from ambassador.kpis.models import Direction, IndicatorKind, OverStructures, OverTime
from ambassador.kpis.terms import KpiValues
from ambassador.periods import Frequency
from ambassador.translated import Translated

texts = st.builds(Translated, fr=st.text(max_size=9), nl=st.text(max_size=9), en=st.text(max_size=9))
numbers = st.none() | st.decimals(-(10**9), 10**9, places=4)
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
ids = st.none() | st.integers(1, 10**6)


@given(
    st.builds(
        KpiValues,
        name=texts,
        kind=st.sampled_from(IndicatorKind),
        direction=st.sampled_from(Direction),
        frequency=st.sampled_from(Frequency),
        over_time=st.sampled_from(OverTime),
        over_structures=st.sampled_from(OverStructures),
        dimension_ids=st.lists(st.integers(1, 99)).map(tuple),
        hard_min=numbers,
        baseline_numerator=numbers,
        baseline_on=st.none() | days,
        targets=st.lists(st.tuples(days, st.decimals(-9, 9, places=4))).map(tuple),
        funded_from=st.none() | days,
        service_id=ids,
    )
)
def test_what_is_kept_is_read_as_it_was(values: KpiValues) -> None:
    assert terms.read(terms.kept(values)) == values


def test_what_was_written_before_a_field_existed_has_its_default() -> None:
    values = KpiValues(
        name=Translated(fr="Heures"),
        definition=Translated(),
        unit=Translated(fr="heures"),
        kind=IndicatorKind.NUMBER,
        direction=Direction.UP,
        frequency=Frequency.QUARTERLY,
        over_time=OverTime.SUM,
        over_structures=OverStructures.NONE,
        numerator_label=Translated(),
        denominator_label=Translated(),
        weight_label=Translated(),
        counts_people=False,
        code="K1",
        action_id=None,
        first_on=date(2026, 1, 1),
        targets=((date(2026, 1, 1), Decimal("1.5")),),
        days_allowed=30,
    )
    content = terms.kept(values)
    del content["dimension_ids"], content["funded_from"]
    assert terms.read(content) == values
