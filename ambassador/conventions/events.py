"""What was done for a convention's commitments, as events in time: the work of other features, and contributions.

Bounded whatever happened: where there are many of a sort, they are told by month, by quarter or by year.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from textwrap import shorten

from flask import url_for
from flask_babel import gettext, ngettext

from ambassador import i18n
from ambassador.conventions.models import Commitment, ContributionState, Convention, Party
from ambassador.conventions.progress import LONGEST, ShownStanding, label_of
from ambassador.conventions.words import amount, everyone, name_of, with_unit
from ambassador.conventions.work import contributions, state_on
from ambassador.periods import Frequency, Period

MOST_ALONE = 12
"""Events of one sort told one by one."""
MOST_PERIODS = 24


@dataclass(frozen=True)
class Event:
    on: date
    title: str
    text: str
    url: str | None
    parties: tuple[Party, ...]
    count: int = 1


def of_work(convention: Convention, progress: Mapping[int, ShownStanding]) -> Iterator[Event]:
    """What measures know the day of, once for each of them, however many commitments name it."""
    told: set[str] = set()
    for row in convention.commitments:
        shown = progress.get(row.id)
        found = shown.standing.work.progress if shown else None
        if found is None or found.measure.name in told or not found.measured.events:
            continue
        told.add(found.measure.name)
        who, sort = _who(row), str(found.measure.label)
        parties = (row.party,) if row.party else tuple(convention.parties)
        yield from _bounded(
            [
                Event(
                    one.on,
                    shorten(label_of(one), LONGEST, placeholder="…"),
                    f"{_told(sort, amount(one.quantity, row.unit))} · {who}",
                    url_for(one.endpoint, **one.arguments) if one.endpoint else None,
                    parties,
                )
                for one in found.measured.events
                if one.on is not None
            ],
            sort,
            who,
        )


def of_contributions(convention: Convention, today: date) -> Iterator[Event]:
    """Those done by the day and not withdrawn, party by party."""
    for party in convention.parties:
        yield from _bounded(_contributions(convention, party, today), str(gettext("Contributions")), name_of(party))


def _contributions(convention: Convention, party: Party, today: date) -> list[Event]:
    found = []
    for row in convention.commitments_on(today):
        url = url_for("conventions.commitment", number=convention.id, commitment_number=row.id, _anchor="contributions")
        title = str(gettext("Contribution : %(commitment)s", commitment=i18n.text_for_reader(row.title)))
        for one in contributions(row):
            state = state_on(one, today)
            if one.party_id != party.id or one.on > today or state is ContributionState.WITHDRAWN:
                continue
            unit = one.commitment.unit
            counted = with_unit(one.quantity, unit) if one.quantity is not None and unit else ""
            text = " · ".join(filter(None, (name_of(party), counted, i18n.label(state))))
            found.append(Event(one.on, title, text, url, (party,)))
    return found


def _bounded(found: Iterable[Event], sort: str, who: str) -> list[Event]:
    ordered = sorted(found, key=lambda one: one.on)
    if len(ordered) <= MOST_ALONE:
        return ordered
    together: dict[Period, list[Event]] = {}
    for frequency in (Frequency.MONTHLY, Frequency.QUARTERLY, Frequency.YEARLY):
        together = {}
        for one in ordered:
            together.setdefault(Period.containing(one.on, frequency), []).append(one)
        if len(together) <= MOST_PERIODS:
            break
    return [_merged(period, rows, sort, who) for period, rows in together.items()]


def _merged(period: Period, rows: list[Event], sort: str, who: str) -> Event:
    if len(rows) == 1:
        return rows[0]
    is_month = period.frequency is Frequency.MONTHLY
    name = i18n.month_name(period.month, "MMMM y") if is_month else i18n.period_name(period)
    count = ngettext("%(num)d fois", "%(num)d fois", len(rows))
    text = f"{count} · {who}"
    return Event(rows[0].on, _told(sort, name), text, None, rows[0].parties, len(rows))


def _who(commitment: Commitment) -> str:
    return name_of(commitment.party) if commitment.party else everyone(commitment.convention)


def _told(name: str, value: str) -> str:
    return str(gettext("%(name)s : %(value)s", name=name, value=value))
