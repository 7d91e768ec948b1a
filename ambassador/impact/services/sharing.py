"""Share links: how people without an account open a published edition. The address is told once; only its hash is kept."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite

from ambassador.accounts.models import User
from ambassador.accounts.services.invitations import token_hash
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.impact.models import Edition, ShareLink, ShareState, ShareView

USUAL_DAYS = timedelta(days=90)
MOST_DAYS = timedelta(days=365)
"""Then somebody has to want it again."""


@dataclass(frozen=True)
class LinkDetails:
    """For whom a link is, the only format it gives (empty: all), and its last day."""

    label: str
    format: str
    expires_on: date


def make_link(edition: Edition, details: LinkDetails, maker: User, now: datetime, today: date) -> tuple[ShareLink, str]:
    """The link and its token, which is known to nobody from then on but who is told."""
    if not edition.is_published:
        raise RuleBroken(N_("Seule une édition publiée se partage."))
    if details.expires_on < today:
        raise RuleBroken(N_("Choisissez aujourd’hui ou un jour à venir."), "expires_on")
    if details.expires_on > today + MOST_DAYS:
        raise RuleBroken(N_("Un lien vaut un an au plus."), "expires_on")
    token = secrets.token_urlsafe(32)
    link = ShareLink(
        edition=edition,
        token_hash=token_hash(token),
        label=details.label,
        format=details.format,
        made_by=maker,
        made_at=now,
        expires_on=details.expires_on,
    )
    db.session.add(link)
    db.session.flush()
    return link, token


def revoke_link(link: ShareLink, person: User, now: datetime, today: date) -> None:
    """The link opens nothing from now on."""
    match link.state(today):
        case ShareState.REVOKED:
            raise RuleBroken(N_("Ce lien est déjà retiré."))
        case ShareState.EXPIRED:
            raise RuleBroken(N_("Ce lien est déjà expiré."))
    link.revoked_at, link.revoked_by = now, person
    db.session.flush()


def count_view(link_id: int, day: date) -> None:
    """One more on that day, in one statement: two readers at once are two. Nobody waits long for it."""
    is_postgres = db.engine.dialect.name == "postgresql"
    if is_postgres:
        db.session.execute(text("SET LOCAL lock_timeout = '2s'"))
    insert = postgresql.insert if is_postgres else sqlite.insert
    row = insert(ShareView).values(link_id=link_id, day=day, count=1)
    db.session.execute(
        row.on_conflict_do_update(index_elements=["link_id", "day"], set_={"count": ShareView.count + 1})
    )
