"""A convention as a line of days: decided, signed, in force, changed, worked on, due, ended; each with the parties it is of."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import groupby

from flask import url_for
from flask_babel import gettext, ngettext

from ambassador import i18n
from ambassador.conventions import change_words, events
from ambassador.conventions.models import (
    BY_AUTHORITY,
    Amendment,
    Commitment,
    Convention,
    EndReason,
    Modality,
    Notice,
    NoticeKind,
    Party,
)
from ambassador.conventions.progress import ShownStanding
from ambassador.conventions.standing import CommitmentState
from ambassador.conventions.words import bound_party, days_left, name_of

MOST_NAMED = 3
"""Commitments named where several are due on one day."""


class MomentKind(StrEnum):
    DECISION = "decision"
    SIGNATURE = "signature"
    START = "start"
    AMENDMENT = "amendment"
    NOTICE = "notice"
    TERMINABLE = "terminable"
    CLOSED = "closed"
    WORK = "work"
    CONTRIBUTION = "contribution"
    CONDITION = "condition"
    DUE_WAITING = "due_waiting"
    DUE_ON_TRACK = "due_on_track"
    DUE_AT_RISK = "due_at_risk"
    DUE_OVERDUE = "due_overdue"
    DUE_KEPT = "due_kept"
    DUE_LAPSED = "due_lapsed"
    TODAY = "today"
    END = "end"


@dataclass(frozen=True)
class Moment:
    """A point of the timeline; without a day it is still to come. Without parties it is of the convention itself.

    `state` is past, today or future; `count` how many events it stands for.
    """

    on: date | None
    kind: MomentKind
    title: str
    text: str = ""
    url: str | None = None
    parties: tuple[Party, ...] = ()
    count: int = 1
    state: str = ""


def moments(
    convention: Convention, progress: Mapping[int, ShownStanding], today: date, as_of: date | None = None
) -> list[Moment]:
    """All of them by day, what has none yet at the end. As of another day, what was not done by then is still to come."""
    found = [
        *_signing(convention, today),
        *_starting(convention, today),
        *(moment for row in convention.amendments for moment in _amending(row, today)),
        *(moment for row in convention.notices for moment in _noticing(row, today)),
        *_working(convention, progress, today),
        *_meeting_conditions(convention, today),
        *_dues(convention, progress, today),
        *_ending(convention, today),
    ]
    placed = [replace(one, state="past" if one.on and one.on <= today else "future") for one in found]
    now = gettext("Ce jour-là") if as_of else gettext("Aujourd’hui")
    placed.append(Moment(today, MomentKind.TODAY, str(now), days_left(convention, today), state="today"))
    rank = {"past": 0, "today": 1, "future": 2}
    return sorted(placed, key=lambda one: (one.on is None, one.on or today, rank[one.state]))


def _signing(convention: Convention, today: date) -> Iterator[Moment]:
    for party in convention.parties:
        if party.decided_on and party.decided_on <= today:
            title = gettext("Décision : %(party)s", party=name_of(party))
            yield Moment(party.decided_on, MomentKind.DECISION, str(title), parties=(party,))
    for party in convention.parties:
        on = party.signed_on if party.signed_on and party.signed_on <= today else None
        title = gettext("Signature : %(party)s", party=name_of(party))
        yield Moment(on, MomentKind.SIGNATURE, str(title), parties=(party,))


def _starting(convention: Convention, today: date) -> Iterator[Moment]:
    signed = convention.last_signature
    is_known = signed is not None and signed <= today
    if convention.needs_entry_into_force:
        on = convention.entry_into_force if is_known else None
        yield Moment(on, MomentKind.START, str(gettext("Entrée en vigueur")))
    elif convention.start and is_known:
        yield Moment(convention.start, MomentKind.START, str(gettext("La convention commence")))


def _amending(row: Amendment, today: date) -> Iterator[Moment]:
    """What each party decided and signed by the day; and where all have signed, the day it takes effect."""
    url = url_for("conventions.amendment", number=row.convention_id, amendment_number=row.id)
    for signature in row.signatures:
        name, party = name_of(signature.party), (signature.party,)
        if signature.decided_on and signature.decided_on <= today:
            title = gettext("Décision sur l’avenant %(number)s : %(party)s", number=row.number, party=name)
            yield Moment(signature.decided_on, MomentKind.DECISION, str(title), "", url, party)
        if signature.signed_on and signature.signed_on <= today:
            title = gettext("Signature de l’avenant %(number)s : %(party)s", number=row.number, party=name)
            yield Moment(signature.signed_on, MomentKind.SIGNATURE, str(title), "", url, party)
    if row.starts_on and row.last_signature and row.last_signature <= today:
        subject = i18n.text_for_reader(row.subject)
        title = gettext("Avenant %(number)s : %(subject)s", number=row.number, subject=subject)
        yield Moment(row.starts_on, MomentKind.AMENDMENT, str(title), change_words.summary(row), url)


def _noticing(row: Notice, today: date) -> Iterator[Moment]:
    """Given, and when it lets the convention end, or was closed."""
    if row.sent_on > today:
        return
    url = url_for("conventions.notice", number=row.convention_id, notice_number=row.id)
    parties = () if row.party is None or row.kind in BY_AUTHORITY else (row.party,)
    title, state = change_words.notice_title(row), change_words.notice_state(row, today)
    is_closed = row.closed_on is not None and row.closed_on <= today
    yield Moment(row.sent_on, MomentKind.NOTICE, title, "" if is_closed else state, url, parties)
    if is_closed:
        words = gettext("Clos : %(notice)s", notice=title)
        yield Moment(row.closed_on, MomentKind.CLOSED, str(words), state, url, parties)
    if row.kind is NoticeKind.FORMAL_NOTICE and row.is_running(today) and row.delay_ends:
        words = gettext("La convention peut être résiliée")
        yield Moment(row.delay_ends, MomentKind.TERMINABLE, str(words), "", url, parties)


def _working(convention: Convention, progress: Mapping[int, ShownStanding], today: date) -> Iterator[Moment]:
    """What was done for the commitments; by month, quarter or year where it was much."""
    for kind, found in (
        (MomentKind.WORK, events.of_work(convention, progress)),
        (MomentKind.CONTRIBUTION, events.of_contributions(convention, today)),
    ):
        for one in found:
            yield Moment(one.on, kind, one.title, one.text, one.url, one.parties, one.count)


def _meeting_conditions(convention: Convention, today: date) -> Iterator[Moment]:
    for row in convention.commitments_on(today):
        if row.condition_met_on and row.condition_met_on <= today:
            title = gettext("Condition remplie : %(commitment)s", commitment=i18n.text_for_reader(row.title))
            yield Moment(row.condition_met_on, MomentKind.CONDITION, str(title), "", _page(row), _bound(row))


def _dues(convention: Convention, progress: Mapping[int, ShownStanding], today: date) -> Iterator[Moment]:
    """What is due, by day, party and state."""
    found: list[tuple[date, int, str, Commitment]] = []
    for row in convention.commitments_on(today):
        standing = progress[row.id].standing if row.id in progress else None
        day = (standing.due_on if standing else None) or row.due_day(today)
        if day is not None:
            state = standing.state if standing else CommitmentState.WAITING
            found.append((day, row.party.position if row.party else -1, state.value, row))
    found.sort(key=lambda one: one[:3])
    for (day, _, state_value), same in groupby(found, key=lambda one: one[:3]):
        rows, state = [one[3] for one in same], CommitmentState(state_value)
        text = " · ".join([bound_party(rows[0]), i18n.label(state)])
        kind = MomentKind(f"due_{state_value}")
        url = _page(rows[0]) if len(rows) == 1 else f"#commitment-{rows[0].id}"
        yield Moment(day, kind, _named(rows), text, url, _bound(rows[0]), len(rows))


def _named(rows: list[Commitment]) -> str:
    titles = [i18n.text_for_reader(row.title) for row in rows]
    left = len(titles) - MOST_NAMED
    if left <= 0:
        return str(gettext("Échéance : %(commitments)s", commitments=", ".join(titles)))
    named = ", ".join(titles[:MOST_NAMED])
    return str(
        ngettext(
            "Échéance : %(commitments)s, et %(num)d autre",
            "Échéance : %(commitments)s, et %(num)d autres",
            left,
            commitments=named,
        )
    )


def _ending(convention: Convention, today: date) -> Iterator[Moment]:
    end = convention.end(today)
    if end is None:
        return
    last_day, reason = end
    title = str(gettext("Dernier jour"))
    if reason is not EndReason.TERM:
        words = i18n.label(reason)
        yield Moment(last_day, MomentKind.END, title, words[:1].upper() + words[1:], "#notices")
        return
    binding = [row for row in convention.commitments_on(today) if row.modality is not Modality.OPTIONAL]
    count = sum(row.due_day(today) == last_day for row in binding)
    text = ngettext("%(num)d engagement à tenir pour ce jour", "%(num)d engagements à tenir pour ce jour", count)
    yield Moment(last_day, MomentKind.END, title, str(text) if count else "", "#commitments" if count else None)


def _bound(commitment: Commitment) -> tuple[Party, ...]:
    return (commitment.party,) if commitment.party else tuple(commitment.convention.parties)


def _page(commitment: Commitment) -> str:
    return url_for("conventions.commitment", number=commitment.convention_id, commitment_number=commitment.id)


def drawn(moments: Iterable[Moment]) -> list[Moment]:
    """Those that have a place in the picture: with a day, and not the day itself."""
    return [one for one in moments if one.on is not None and one.kind is not MomentKind.TODAY]
