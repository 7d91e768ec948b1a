"""Pasted lines against the people already known: what each line would do, then doing it.

Somebody is known by their e-mail; without one, by the same name in the same organisation.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from ambassador.accounts.models import Organisation
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.webinars.models import Attendance, AttendanceStatus, Participant, Webinar, folded
from ambassador.webinars.queries import register
from ambassador.webinars.spreadsheet import Typed, read

__all__ = ["Outcome", "Proposal", "Typed", "confirm_lines", "fingerprint", "propose"]


class Outcome(StrEnum):
    """What a line would do."""

    NEW = "new"
    """A person not known yet."""
    KNOWN = "known"
    """Somebody known, new on this list."""
    CHANGED = "changed"
    """Somebody on this list, whose status changes."""
    SAME = "same"
    """Somebody on this list; nothing changes."""
    WRONG = "wrong"


@dataclass(frozen=True)
class Proposal:
    """A line and what it would do."""

    typed: Typed
    outcome: Outcome
    organisation: Organisation | None = None
    """The one in the register that the name stands for."""
    participant: Participant | None = None
    attendance: Attendance | None = None
    status: AttendanceStatus = AttendanceStatus.REGISTERED
    """The status the person has afterwards."""
    problem: RuleBroken | None = None
    is_repeat: bool = False
    """True when an earlier line already says the same."""

    @property
    def changes_something(self) -> bool:
        return self.outcome in {Outcome.NEW, Outcome.KNOWN, Outcome.CHANGED}

    @property
    def old_status(self) -> AttendanceStatus | None:
        return self.attendance.status if self.attendance else None


def propose(webinar: Webinar, lines: Sequence[Typed], now: datetime) -> list[Proposal]:
    """What each line would do, in four queries. Nothing is changed.

    Lines that say most are looked at first, so that the order in which they were pasted does not decide who is who.
    """
    people = _People(webinar, lines)
    by_certainty = sorted(lines, key=lambda typed: (typed.email is None, not typed.name, typed.line))
    judged = [people.judge(typed, now) for typed in by_certainty]
    return sorted(judged, key=lambda line: line.typed.line)


def fingerprint(text: str, proposals: Iterable[Proposal]) -> str:
    """The same only while the text is the same and would still do the same."""
    said = [
        (line.typed.line, line.outcome, line.participant and line.participant.id, line.old_status, line.status)
        for line in proposals
    ]
    return hashlib.sha256(repr((text, said)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def confirm_lines(webinar: Webinar, text: str, agreed: str, now: datetime) -> int:
    """Do what the lines of the text propose; those with an error are left out. Returns how many changed something.

    `agreed` is the fingerprint of what the person saw. Raises RuleBroken, and does nothing, when it is no longer that.
    """
    must_take_people(webinar)
    register.lock(webinar.operator_id)
    proposals = propose(webinar, read(text), now)
    if fingerprint(text, proposals) != agreed:
        raise RuleBroken(
            N_("Le texte ou la liste a changé depuis la vérification. Regardez à nouveau, puis confirmez.")
        )
    changing = [line for line in proposals if line.changes_something]
    for line in changing:
        take(webinar, line)
    db.session.flush()
    return len(changing)


def take(webinar: Webinar, line: Proposal) -> Attendance:
    """Put one person on the list, or give them their new status."""
    if line.attendance:
        line.attendance.status = line.status
        _complete(line)
        return line.attendance
    participant = line.participant or Participant(
        name=line.typed.name,
        email=line.typed.email,
        organisation_id=line.organisation.id if line.organisation else None,
        organisation_name="" if line.organisation else line.typed.organisation,
    )
    _complete(line)
    attendance = Attendance(webinar_id=webinar.id, participant=participant, status=line.status)
    db.session.add(attendance)
    return attendance


def must_take_people(webinar: Webinar) -> None:
    if webinar.is_cancelled:
        raise RuleBroken(N_("Ce webinaire est annulé : sa liste ne change plus."))


def must_be_possible(webinar: Webinar, status: AttendanceStatus, now: datetime, field: str | None = "status") -> None:
    if not status.is_known_beforehand and not webinar.has_started(now):
        raise RuleBroken(
            N_("Le webinaire n’a pas encore commencé : on peut être inscrit ou excusé, pas présent ou absent."), field
        )


def _complete(line: Proposal) -> None:
    """Keep an e-mail that was not known yet."""
    if line.participant and line.typed.email and not line.participant.email:
        line.participant.email = line.typed.email


@dataclass
class _Candidate:
    """Somebody a line may mean: known already, or new from an earlier line of the same paste."""

    name_key: str
    organisation_key: str
    email: str | None
    participant: Participant | None = None
    said: Proposal | None = None
    """What an earlier line says of them."""


@dataclass
class _People:
    """Everybody the lines may mean, asked once."""

    webinar: Webinar
    lines: Sequence[Typed]
    candidates: list[_Candidate] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self.organisations = register.organisations_by_name(self.webinar.operator_id)
        emails = {line.email for line in self.lines if line.email}
        known = register.people(emails, {folded(line.name) for line in self.lines if line.name})
        self.attendances = register.on_list(self.webinar, [person.id for person in known])
        for person in known:
            key = register.key_of(person.organisation_id, person.organisation_key)
            self.candidates.append(_Candidate(person.name_key, key, person.email, person))
        self.by_email = {one.email: one for one in self.candidates if one.email}
        self.by_name: dict[tuple[str, str], list[_Candidate]] = {}
        for one in self.candidates:
            self.by_name.setdefault((one.name_key, one.organisation_key), []).append(one)

    def judge(self, typed: Typed, now: datetime) -> Proposal:
        organisation = self.organisations.get(folded(typed.organisation))
        wrong = Proposal(typed, Outcome.WRONG, organisation, problem=typed.problem)
        if typed.problem:
            return wrong
        try:
            must_be_possible(self.webinar, typed.status or AttendanceStatus.REGISTERED, now)
            found = self._find(typed, organisation)
            if found.said:
                return self._repeat(found.said, typed, wrong)
        except RuleBroken as problem:
            return replace(wrong, problem=problem)
        found.said = self._proposal(typed, organisation, found.participant)
        found.email = found.email or typed.email
        if typed.email:
            self.by_email[typed.email] = found
        return found.said

    def _find(self, typed: Typed, organisation: Organisation | None) -> _Candidate:
        """Whom the line means; somebody new when nobody fits. Raises RuleBroken when several fit."""
        if typed.email in self.by_email:
            return self.by_email[typed.email]
        key = (
            folded(typed.name),
            register.key_of(organisation.id if organisation else None, folded(typed.organisation)),
        )
        same = self.by_name.setdefault(key, []) if typed.name else []
        fitting = [one for one in same if not (typed.email and one.email)]
        if len(fitting) > 1:
            raise RuleBroken(
                N_("Plusieurs personnes portent ce nom dans cette organisation : ajoutez l’adresse e-mail.")
            )
        if fitting:
            return fitting[0]
        if not typed.name:
            raise RuleBroken(N_("Le nom manque, et cette adresse n’est pas encore connue."))
        same.append(_Candidate(*key, typed.email))
        return same[-1]

    def _repeat(self, said: Proposal, typed: Typed, wrong: Proposal) -> Proposal:
        person = said.participant
        names = {"", folded(said.typed.name), person.name_key if person else ""}
        emails = {None, said.typed.email, person.email if person else None}
        statuses = {None, said.status}
        if folded(typed.name) in names and typed.email in emails and typed.status in statuses:
            return replace(said, typed=typed, outcome=Outcome.SAME, is_repeat=True)
        return replace(
            wrong,
            problem=RuleBroken(
                N_("Cette personne est déjà à la ligne %(line)s, avec d’autres données."), line=said.typed.line
            ),
        )

    def _proposal(self, typed: Typed, organisation: Organisation | None, person: Participant | None) -> Proposal:
        attendance = self.attendances.get(person.id) if person else None
        if attendance is None:
            outcome = Outcome.KNOWN if person else Outcome.NEW
            status = typed.status or AttendanceStatus.REGISTERED
        else:
            status = typed.status or attendance.status
            adds_email = bool(typed.email and person and not person.email)
            outcome = Outcome.CHANGED if status != attendance.status or adds_email else Outcome.SAME
        return Proposal(typed, outcome, organisation, person, attendance, status)
