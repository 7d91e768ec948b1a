"""Who is on the lists: pages of people, counts, and one person.

The operator's coaches see everybody; all others see the names of their own organisation's people only.
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, String, case, cast, exists, func, literal_column, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from ambassador.accounts.models import Organisation, User
from ambassador.conventions.models import Party
from ambassador.db import db
from ambassador.paging import SIZE, Page, nearest
from ambassador.permissions import Permission, allows
from ambassador.webinars.models import Attendance, AttendanceStatus, Participant, Webinar, folded
from ambassador.webinars.turnout import Turnout


def sees_all_names(webinar: Webinar, viewer: User) -> bool:
    return allows(viewer.role, Permission.WEBINARS_EDIT) and webinar.operator_id == viewer.organisation_id


def attendances(
    webinar: Webinar,
    viewer: User,
    page: int = 1,
    words: str = "",
    status: AttendanceStatus | None = None,
    size: int = SIZE,
) -> Page[Attendance]:
    """A page of the people whose names the viewer may read, by name; those forgotten come last."""
    chosen = (
        select(Attendance)
        .join(Attendance.participant)
        .where(Attendance.webinar_id == webinar.id)
        .order_by(case((Participant.forgotten_at.is_(None), 0), else_=1), Participant.name_key, Attendance.id)
    )
    if not sees_all_names(webinar, viewer):
        chosen = chosen.where(Participant.organisation_id == viewer.organisation_id)
    if status:
        chosen = chosen.where(Attendance.status == status)
    for word in folded(words).split():
        chosen = chosen.where(
            or_(Participant.name_key.contains(word, autoescape=True), Participant.email.contains(word, autoescape=True))
        )
    total = db.session.scalar(chosen.order_by(None).with_only_columns(func.count())) or 0
    number = nearest(page, total, size)
    with_people = contains_eager(Attendance.participant).joinedload(Participant.organisation)
    rows = db.session.scalars(chosen.options(with_people).limit(size).offset((number - 1) * size))
    return Page(list(rows), number, total, size)


def attendance(webinar: Webinar, number: int) -> Attendance | None:
    """One line of the webinar's list."""
    return db.session.scalar(select(Attendance).where(Attendance.id == number, Attendance.webinar_id == webinar.id))


def seat(webinar: Webinar, numbers: Iterable[int]) -> dict[int, Attendance]:
    """Lines of the webinar's list by their number; those that are no longer there are left out."""
    chosen = select(Attendance).where(Attendance.webinar_id == webinar.id, Attendance.id.in_(list(numbers)))
    return {row.id: row for row in db.session.scalars(chosen.order_by(Attendance.id))}


def turnout(webinar: Webinar) -> Turnout:
    return turnouts([webinar.id]).get(webinar.id, Turnout())


def turnouts(numbers: Iterable[int]) -> dict[int, Turnout]:
    """The turnout of each webinar, in one query; webinars without a list are left out."""
    key = organisation_key()
    counted = (
        select(Attendance.webinar_id, key, Attendance.status, func.count())
        .join(Attendance.participant)
        .where(Attendance.webinar_id.in_(list(numbers)))
        .group_by(Attendance.webinar_id, key, Attendance.status)
    )
    found: dict[int, Turnout] = {}
    for number, organisation, status, count in db.session.execute(counted):
        found[number] = found.get(number, Turnout()) + Turnout(
            registered=count,
            present=count if status is AttendanceStatus.PRESENT else 0,
            absent=count if status is AttendanceStatus.ABSENT else 0,
            excused=count if status is AttendanceStatus.EXCUSED else 0,
            organisations=frozenset([organisation] if organisation else []),
        )
    return found


def organisation_key() -> ColumnElement[str]:
    """What tells organisations apart: the number of one in the register ("#12"), else the name as it is compared."""
    number = literal_column("'#'").concat(cast(Participant.organisation_id, String))
    return case((Participant.organisation_id.is_not(None), number), else_=Participant.organisation_key)


def person(number: int, viewer: User) -> Participant | None:
    """Somebody who is on a list of the viewer's own operator."""
    is_ours = exists().where(
        Attendance.participant_id == Participant.id,
        Attendance.webinar_id == Webinar.id,
        Webinar.operator_id == viewer.organisation_id,
    )
    chosen = select(Participant).where(Participant.id == number, is_ours)
    return db.session.scalar(chosen.options(joinedload(Participant.organisation)))


def is_on_any_list(participant: Participant) -> bool:
    return (
        db.session.scalar(select(Attendance.id).where(Attendance.participant_id == participant.id).limit(1)) is not None
    )


def of_person(participant: Participant, viewer: User, limit: int = SIZE) -> list[Attendance]:
    """The webinars of the viewer's operator that a person is on the list of, newest first."""
    chosen = (
        select(Attendance)
        .join(Attendance.webinar)
        .where(Attendance.participant_id == participant.id, Webinar.operator_id == viewer.organisation_id)
        .order_by(Webinar.starts_at.desc(), Attendance.id.desc())
        .options(contains_eager(Attendance.webinar))
    )
    return list(db.session.scalars(chosen.limit(limit)))


def organisation_names(operator_id: int) -> list[Organisation]:
    """The organisations of the register that people on the operator's lists may belong to, by name: the operator, and
    those it has a convention with."""
    beneath = select(Party.convention_id).where(Party.organisation_id == operator_id)
    bound = select(Party.organisation_id).where(Party.convention_id.in_(beneath))
    rows = db.session.scalars(
        select(Organisation).where(or_(Organisation.id == operator_id, Organisation.id.in_(bound)))
    )
    return sorted(rows, key=lambda row: (folded(str(row.name)), row.id))
