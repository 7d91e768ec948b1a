"""A convention as a line of days: decided, signed, started, today, dues, last day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext, ngettext

from ambassador import i18n
from ambassador.conventions import change_words
from ambassador.conventions.models import Commitment, Convention, EndReason, Modality, NoticeKind
from ambassador.conventions.words import days_left, name_of


@dataclass(frozen=True)
class Moment:
    """A point of the timeline; without a day it is still to come."""

    on: date | None
    title: str
    text: str = ""
    url: str | None = None
    state: str = ""


def moments(convention: Convention, today: date, as_of: date | None = None) -> list[Moment]:
    """Decided, signed, started, changed, today, dues, last day: by day, what has none yet at the end.

    As of another day, what was not done by then is still to come.
    """
    found = [
        *_signing(convention, today),
        *_starting(convention, today),
        *_changing(convention, today),
        *_dues(convention, today),
        *_ending(convention, today),
    ]
    placed = [Moment(one.on, one.title, one.text, one.url, _tense(one.on, today)) for one in found]
    placed.append(
        Moment(
            today,
            str(gettext("Ce jour-là") if as_of else gettext("Aujourd’hui")),
            days_left(convention, today),
            None,
            "today",
        )
    )
    rank = {"past": 0, "today": 1, "future": 2}
    return sorted(placed, key=lambda one: (one.on is None, one.on or today, rank[one.state]))


def _tense(on: date | None, today: date) -> str:
    return "past" if on and on <= today else "future"


def _signing(convention: Convention, today: date) -> Iterator[Moment]:
    for party in convention.parties:
        if party.decided_on and party.decided_on <= today:
            yield Moment(party.decided_on, str(gettext("Décision : %(party)s", party=name_of(party))))
    for party in convention.parties:
        on = party.signed_on if party.signed_on and party.signed_on <= today else None
        yield Moment(on, str(gettext("Signature : %(party)s", party=name_of(party))))


def _starting(convention: Convention, today: date) -> Iterator[Moment]:
    signed = convention.last_signature
    is_known = signed is not None and signed <= today
    if convention.needs_entry_into_force:
        on = convention.entry_into_force if is_known else None
        yield Moment(on, str(gettext("Entrée en vigueur")))
    elif convention.start and is_known:
        yield Moment(convention.start, str(gettext("La convention commence")))


def _changing(convention: Convention, today: date) -> Iterator[Moment]:
    """Amendments that all have signed, on the day they take effect; notices, and when one lets the convention end."""
    for row in convention.amendments:
        if row.starts_on and row.last_signature and row.last_signature <= today:
            title = gettext(
                "Avenant %(number)s : %(subject)s", number=row.number, subject=i18n.text_for_reader(row.subject)
            )
            url = url_for("conventions.amendment", number=convention.id, amendment_number=row.id)
            yield Moment(row.starts_on, str(title), change_words.summary(row), url)
    for notice in convention.notices:
        if notice.sent_on <= today:
            url = url_for("conventions.notice", number=convention.id, notice_number=notice.id)
            yield Moment(
                notice.sent_on, change_words.notice_title(notice), change_words.notice_state(notice, today), url
            )
            ends = notice.delay_ends
            if notice.kind is NoticeKind.FORMAL_NOTICE and notice.is_running(today) and ends:
                yield Moment(ends, str(gettext("La convention peut être résiliée")), "", url)


def _dues(convention: Convention, today: date) -> Iterator[Moment]:
    last_day = convention.last_day(today)
    days: dict[date, list[Commitment]] = {}
    for commitment in convention.commitments_on(today):
        day = commitment.due_day(today)
        if day and day != last_day:
            days.setdefault(day, []).append(commitment)
    for day, commitments in days.items():
        titles = ", ".join(i18n.text_for_reader(commitment.title) for commitment in commitments)
        url = f"#commitment-{commitments[0].id}"
        yield Moment(day, str(gettext("Échéance : %(commitments)s", commitments=titles)), "", url)


def _ending(convention: Convention, today: date) -> Iterator[Moment]:
    end = convention.end(today)
    if end is None:
        return
    last_day, reason = end
    binding = [row for row in convention.commitments_on(today) if row.modality is not Modality.OPTIONAL]
    count = sum(row.due_day(today) == last_day for row in binding)
    if reason is not EndReason.TERM:
        yield Moment(last_day, str(gettext("Dernier jour")), _capital(i18n.label(reason)), "#notices")
        return
    text = ngettext("%(num)d engagement à tenir pour ce jour", "%(num)d engagements à tenir pour ce jour", count)
    yield Moment(last_day, str(gettext("Dernier jour")), str(text) if count else "", "#commitments" if count else None)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
