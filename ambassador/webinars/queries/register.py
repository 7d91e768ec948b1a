"""The people and organisations that pasted lines may mean, asked together."""

from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from ambassador.accounts.models import Organisation
from ambassador.db import db
from ambassador.webinars.models import Attendance, Participant, Webinar, folded
from ambassador.webinars.queries.people import organisation_names


def organisations_by_name(operator_id: int) -> dict[str, Organisation]:
    """The operator's organisations by each of their names as they are compared; a name that two of them bear names none."""
    found: dict[str, Organisation] = {}
    doubtful: set[str] = set()
    for row in organisation_names(operator_id):
        for name in {folded(text) for text in row.name.texts().values()}:
            if name in found:
                doubtful.add(name)
            found[name] = row
    return {name: row for name, row in found.items() if name not in doubtful}


def people(emails: Collection[str], name_keys: Collection[str]) -> list[Participant]:
    """Everybody with one of the e-mails or names, oldest first."""
    chosen = select(Participant).where(
        or_(Participant.email.in_(list(emails)), Participant.name_key.in_(list(name_keys))),
        Participant.forgotten_at.is_(None),
    )
    return list(db.session.scalars(chosen.options(selectinload(Participant.organisation)).order_by(Participant.id)))


def on_list(webinar: Webinar, participant_ids: Collection[int]) -> dict[int, Attendance]:
    """The lines of the webinar's list that are about these people, by person."""
    chosen = select(Attendance).where(
        Attendance.webinar_id == webinar.id, Attendance.participant_id.in_(list(participant_ids))
    )
    return {row.participant_id: row for row in db.session.scalars(chosen)}


def person_with_email(email: str) -> Participant | None:
    return db.session.scalar(select(Participant).where(Participant.email == email))


def key_of(organisation_id: int | None, organisation_key: str) -> str:
    """As `people.organisation_key`, for one person."""
    return organisation_key if organisation_id is None else f"#{organisation_id}"


def lock(operator_id: int) -> None:
    """Let two people who add to the lists of one operator do so one after the other. SQLite writes one by one anyway."""
    db.session.execute(select(Organisation.id).where(Organisation.id == operator_id).with_for_update(key_share=True))
