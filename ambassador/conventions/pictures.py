"""The running total of a commitment's contributions, drawn over time with what was promised."""

from datetime import date
from decimal import Decimal
from itertools import accumulate

from flask_babel import gettext

from ambassador import i18n
from ambassador.charts import Chart, Kind, Role, Series
from ambassador.conventions.models import Commitment, Contribution, ContributionState
from ambassador.conventions.services.contributions import AMOUNTS
from ambassador.conventions.words import amount, with_unit
from ambassador.conventions.work import Work, countable, state_on
from ambassador.periods import Frequency, Period, between

MOST_POINTS = 24


def running_total(commitment: Commitment, work: Work, today: date) -> Chart | None:
    """Confirmed, and what would be with the unconfirmed, at the end of each month; of quarters or years where months are
    too many. None where no amount is counted, or nothing was contributed."""
    states = {ContributionState.CONFIRMED, ContributionState.RECORDED}
    rows = [row for row in countable(commitment) if row.on <= today and state_on(row, today) in states]
    rows = [row for row in rows if row.quantity is not None and _counts(commitment, row)]
    if commitment.unit not in AMOUNTS or not rows:
        return None
    periods = _periods(rows[0].on, today)
    confirmed = [row for row in rows if state_on(row, today) is ContributionState.CONFIRMED]
    series = [Series(gettext("Confirmé"), _totals(confirmed, periods))]
    if len(confirmed) < len(rows):
        series.append(Series(gettext("Avec ce qui n’est pas encore confirmé"), _totals(rows, periods)))
    if work.target is not None:
        series.append(Series(gettext("Promis"), [work.target] * len(periods), Role.TARGET))
    return Chart(
        id=f"total-{commitment.id}",
        kind=Kind.LINE,
        title=_title(commitment, work),
        categories=[_name(period) for period in periods],
        series=series,
        category_label=gettext("À la fin de"),
        format=lambda value: with_unit(Decimal(value), commitment.unit),
        axis_format=lambda value: amount(Decimal(value), commitment.unit),
    )


def _counts(commitment: Commitment, contribution: Contribution) -> bool:
    return contribution.commitment.counts_on(contribution.on) or commitment.counts_on(contribution.on)


def _title(commitment: Commitment, work: Work) -> str:
    done = with_unit(work.confirmed.quantity, commitment.unit)
    if work.target is None:
        return str(gettext("Confirmé jusqu’ici : %(done)s", done=done))
    return str(
        gettext(
            "Confirmé jusqu’ici : %(done)s sur %(target)s",
            done=amount(work.confirmed.quantity, commitment.unit),
            target=with_unit(work.target, commitment.unit),
        )
    )


def _periods(first: date, last: date) -> list[Period]:
    found: list[Period] = []
    for frequency in (Frequency.MONTHLY, Frequency.QUARTERLY, Frequency.YEARLY):
        found = list(between(Period.containing(first, frequency), Period.containing(last, frequency)))
        if len(found) <= MOST_POINTS:
            break
    return found


def _totals(rows: list[Contribution], periods: list[Period]) -> list[Decimal]:
    """The sum up to the end of each period."""
    sums = [
        sum((row.quantity or Decimal(0) for row in rows if one.first_day <= row.on <= one.last_day), Decimal(0))
        for one in periods
    ]
    return list(accumulate(sums))


def _name(period: Period) -> str:
    if period.frequency is Frequency.MONTHLY:
        return i18n.month_name(period.month, "MMM y")
    return i18n.period_name(period)
