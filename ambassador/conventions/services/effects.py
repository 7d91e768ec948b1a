"""What signed amendments and notices come to: the terms by date, and which commitments stand from when to when.

Written anew after each change of an amendment or a notice, so that all who read `terms_on` and `commitments_on` follow, for
any day. What is not signed by all leaves no trace here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ambassador.conventions.models import Amendment, Commitment, Convention, EndReason, Notice, NoticeKind, Terms
from ambassador.db import db

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Holding:
    """What holds on a day."""

    length_months: int | None
    quota_quarters: int | None
    ends: tuple[tuple[date, EndReason], ...] = ()
    suspensions: int = 0
    amendment_id: int | None = None

    @property
    def columns(self) -> dict[str, object]:
        ends_on, end_reason = min(self.ends, key=lambda end: end[0], default=(None, None))
        return {
            "length_months": self.length_months,
            "quota_quarters": self.quota_quarters,
            "ends_on": ends_on,
            "end_reason": end_reason,
            "is_suspended": self.suspensions > 0,
            "amendment_id": self.amendment_id,
        }


Step = tuple[date, Callable[[Holding], Holding]]


def write_effects(convention: Convention) -> None:
    db.session.flush()
    signed = signed_amendments(convention)
    _write_terms(convention, signed)
    _write_commitments(convention, signed)
    db.session.flush()
    db.session.expire(convention, ["terms", "commitments"])


def signed_amendments(convention: Convention) -> list[tuple[date, Amendment]]:
    """With the day each takes effect, in that order; of the same day, the one signed last holds."""
    found = [(row.starts_on, row.last_signature, row.id, row) for row in convention.amendments]
    ordered = sorted((start, signed, number, row) for start, signed, number, row in found if start and signed)
    return [(start, row) for start, _, _, row in ordered]


def _write_terms(convention: Convention, signed: list[tuple[date, Amendment]]) -> None:
    first = convention.first_terms
    holding = Holding(first.length_months, first.quota_quarters)
    steps = sorted([*_amended(signed), *_noticed(convention)], key=lambda step: step[0])
    wanted: dict[date, Holding] = {}
    for day, change in steps:
        holding = change(replace(holding, amendment_id=None if day not in wanted else holding.amendment_id))
        wanted[day] = holding
    known = {row.effective_from: row for row in convention.terms if row.effective_from is not None}
    for day, row in known.items():
        if day not in wanted:
            convention.terms.remove(row)
    for day, holding in wanted.items():
        row = known.get(day) or Terms(effective_from=day)
        for name, value in holding.columns.items():
            setattr(row, name, value)
        if day not in known:
            convention.terms.append(row)


def _amended(signed: list[tuple[date, Amendment]]) -> Iterator[Step]:
    for day, amendment in signed:
        if amendment.changes_length or amendment.changes_quota:
            yield day, _change_of(amendment)


def _change_of(amendment: Amendment) -> Callable[[Holding], Holding]:
    def change(holding: Holding) -> Holding:
        return replace(
            holding,
            length_months=amendment.length_months if amendment.changes_length else holding.length_months,
            quota_quarters=amendment.quota_quarters if amendment.changes_quota else holding.quota_quarters,
            amendment_id=amendment.id,
        )

    return change


def _noticed(convention: Convention) -> Iterator[Step]:
    for notice in convention.notices:
        if notice.kind is NoticeKind.SUSPENSION:
            yield notice.sent_on, lambda holding: replace(holding, suspensions=holding.suspensions + 1)
            if notice.closed_on is not None:
                yield notice.closed_on, lambda holding: replace(holding, suspensions=holding.suspensions - 1)
        elif notice.end is not None:
            yield from _ending(notice, *notice.end)


def _ending(notice: Notice, known_on: date, last_day: date, reason: EndReason) -> Iterator[Step]:
    end = (last_day, reason)
    yield known_on, lambda holding: replace(holding, ends=(*holding.ends, end))
    if notice.closed_on is not None:

        def take_back(holding: Holding) -> Holding:
            kept = list(holding.ends)
            kept.remove(end)
            return replace(holding, ends=tuple(kept))

        yield max(notice.closed_on, known_on), take_back


def _keep_condition(commitment: Commitment) -> None:
    """A condition that was met stays met where its words stay the same."""
    earlier = commitment.replaces
    if earlier is not None and commitment.condition and commitment.condition == earlier.condition:
        commitment.condition_met_on = earlier.condition_met_on


def _write_commitments(convention: Convention, signed: list[tuple[date, Amendment]]) -> None:
    starts = {amendment.id: day for day, amendment in signed}
    ends: dict[int, date] = {}
    for day, amendment in signed:
        for number in [row.replaces_id for row in amendment.proposals] + [
            row.commitment_id for row in amendment.endings
        ]:
            if number is not None:
                ends[number] = min(day - ONE_DAY, ends.get(number, day))
    proposed = [row for amendment in convention.amendments for row in amendment.proposals]
    for row in {*convention.commitments, *proposed}:
        begins = starts.get(row.amendment_id) if row.amendment_id is not None else None
        if begins and row.valid_from is None:
            _keep_condition(row)
        row.valid_from = begins
        row.valid_until = ends.get(row.id)
