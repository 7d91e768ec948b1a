"""Share links: of an edition in a person's sight, by the address that a stranger has, and how often each was opened."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ambassador.accounts.models import User
from ambassador.conventions.queries.register import seen
from ambassador.db import db
from ambassador.impact.models import Edition, ShareLink, ShareView

DRAWN_DAYS = 30


@dataclass(frozen=True)
class Views:
    """How often a link was opened: in all, and on each of the last thirty days, today last."""

    total: int
    days: tuple[tuple[date, int], ...]

    @property
    def counts(self) -> list[int]:
        return [count for _, count in self.days]

    @property
    def opened(self) -> list[tuple[date, int]]:
        """The days on which it was, newest first."""
        return [(day, count) for day, count in reversed(self.days) if count]


def published_edition(number: int, viewer: User) -> Edition | None:
    """One that may be shared, under a convention of the viewer's organisation."""
    chosen = select(Edition).where(Edition.id == number, Edition.convention_id.in_(seen(viewer)))
    found = db.session.scalar(chosen.options(joinedload(Edition.approval), joinedload(Edition.convention)))
    return found if found is not None and found.is_published else None


def link(number: int, viewer: User) -> ShareLink | None:
    chosen = select(ShareLink).join(ShareLink.edition).where(ShareLink.id == number)
    chosen = chosen.where(Edition.convention_id.in_(seen(viewer)))
    return db.session.scalar(chosen.options(joinedload(ShareLink.edition).joinedload(Edition.approval)))


def links(edition: Edition) -> list[ShareLink]:
    """The newest first."""
    chosen = select(ShareLink).where(ShareLink.edition_id == edition.id)
    chosen = chosen.options(joinedload(ShareLink.made_by), joinedload(ShareLink.revoked_by))
    return list(db.session.scalars(chosen.order_by(ShareLink.made_at.desc(), ShareLink.id.desc())))


def link_by_hash(hash: str) -> ShareLink | None:
    """With its edition, and what stands in it. One query."""
    whole = joinedload(ShareLink.edition)
    chosen = select(ShareLink).where(ShareLink.token_hash == hash)
    return db.session.scalar(chosen.options(whole.undefer(Edition.content), whole.joinedload(Edition.approval)))


def views(links: Collection[ShareLink], today: date) -> dict[int, Views]:
    """By the links' numbers. One query."""
    chosen = select(ShareView.link_id, ShareView.day, ShareView.count)
    rows = db.session.execute(chosen.where(ShareView.link_id.in_([one.id for one in links]))).all()
    found: dict[int, dict[date, int]] = {one.id: {} for one in links}
    for link_id, day, count in rows:
        found[link_id][day] = count
    days = [today - timedelta(days=back) for back in reversed(range(DRAWN_DAYS))]
    return {
        number: Views(sum(counts.values()), tuple((day, counts.get(day, 0)) for day in days))
        for number, counts in found.items()
    }
