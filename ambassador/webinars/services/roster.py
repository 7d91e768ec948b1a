"""Who is on a list: adding and correcting one person, noting statuses, taking off, forgetting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.webinars.models import Attendance, AttendanceStatus, Participant, Webinar, folded
from ambassador.webinars.queries import people, register
from ambassador.webinars.services.lines import Typed, must_be_possible, must_take_people, propose, take
from ambassador.webinars.spreadsheet import check_names, read_email


@dataclass(frozen=True)
class Mark:
    """A status chosen on a page: the one the page was opened on, and the one wanted."""

    was: AttendanceStatus
    wanted: AttendanceStatus


def add_person(
    webinar: Webinar, name: str, email: str, organisation: str, status: AttendanceStatus, now: datetime
) -> Attendance:
    """Put one person on the list; somebody already known is recognised. Raises RuleBroken."""
    must_take_people(webinar)
    check_names(name, organisation)
    address = read_email(email)
    must_be_possible(webinar, status, now)
    register.lock(webinar.operator_id)
    (line,) = propose(webinar, [Typed(1, name, address, organisation, status)], now)
    if line.problem:
        raise RuleBroken(line.problem.message, line.problem.field or "email", **line.problem.parameters)
    if line.attendance:
        raise RuleBroken(N_("Cette personne est déjà sur la liste."), "email" if address else "name")
    attendance = take(webinar, line)
    db.session.flush()
    return attendance


def change_person(participant: Participant, name: str, email: str, organisation: str, operator_id: int) -> None:
    """Correct what is known of a person. Raises RuleBroken."""
    if participant.is_forgotten:
        raise RuleBroken(N_("Cette personne a été oubliée."))
    check_names(name, organisation)
    address = read_email(email)
    other = register.person_with_email(address) if address else None
    if other is not None and other is not participant:
        raise RuleBroken(N_("Une autre personne a déjà cette adresse."), "email")
    found = register.organisations_by_name(operator_id).get(folded(organisation))
    participant.name, participant.email = name, address
    participant.organisation_id = found.id if found else None
    participant.organisation_name = "" if found else organisation


def conflicting(rows: Mapping[int, Attendance], marks: Mapping[int, Mark]) -> dict[int, Mark]:
    """The marks that would undo what somebody else noted meanwhile, or that are about somebody taken off the list."""
    return {
        number: mark
        for number, mark in marks.items()
        if mark.was is not mark.wanted and (number not in rows or rows[number].status not in {mark.was, mark.wanted})
    }


def note_statuses(webinar: Webinar, rows: Mapping[int, Attendance], marks: Mapping[int, Mark], now: datetime) -> int:
    """Give each person the wanted status; who was not touched keeps theirs. Returns how many changed."""
    must_take_people(webinar)
    changes = {
        number: mark.wanted
        for number, mark in marks.items()
        if mark.was is not mark.wanted and number in rows and rows[number].status is not mark.wanted
    }
    for status in set(changes.values()):
        must_be_possible(webinar, status, now, field=None)
    for number, status in changes.items():
        rows[number].status = status
    return len(changes)


def remove_person(webinar: Webinar, attendance: Attendance) -> None:
    """Take somebody off the list. Who is on no list any more is not kept."""
    must_take_people(webinar)
    participant = attendance.participant
    db.session.delete(attendance)
    db.session.flush()
    if not people.is_on_any_list(participant):
        db.session.delete(participant)


def forget_person(participant: Participant, now: datetime) -> None:
    """Erase name and e-mail; the counts stay."""
    if participant.is_forgotten:
        raise RuleBroken(N_("Cette personne a déjà été oubliée."))
    participant.name, participant.email, participant.forgotten_at = "", None, now
