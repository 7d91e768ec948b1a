"""One-time links: made for a person, used once to set a password, dead after seven days or when a newer one is made."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import update

from ambassador.accounts.models import Invitation, User
from ambassador.db import db
from ambassador.errors import N_, RuleBroken

VALID_FOR = timedelta(days=7)


def new_link(person: User, invited_by: User | None, now: datetime) -> str:
    """End the person's earlier links and make a new one. The answer is its token; only the token's hash is kept."""
    if not person.is_active:
        raise RuleBroken(N_("Ce compte est désactivé. Réactivez-le avant de créer un lien."))
    end_links(person, now)
    token = secrets.token_urlsafe(32)
    db.session.add(
        Invitation(
            user=person,
            token_hash=token_hash(token),
            invited_by_id=invited_by.id if invited_by else None,
            invited_at=now,
            expires_at=now + VALID_FOR,
        )
    )
    db.session.flush()
    return token


def end_links(person: User, now: datetime) -> None:
    """No link of the person's works any more."""
    is_open = (Invitation.user_id == person.id, Invitation.used_at.is_(None), Invitation.expires_at > now)
    db.session.execute(update(Invitation).where(*is_open).values(expires_at=now))


def accept_invitation(invitation: Invitation, password_hash: str, now: datetime) -> None:
    """Set the password by the link: it is used up, and earlier sign-ins end."""
    if not invitation.is_open(now):
        raise RuleBroken(N_("Ce lien n’est plus valable. Demandez-en un nouveau à l’administration du portail."))
    invitation.used_at = now
    set_password(invitation.user, password_hash)


def set_password(person: User, password_hash: str) -> None:
    """A new password ends all sign-ins made with the old one."""
    person.password_hash = password_hash
    person.sign_in_counter += 1
    db.session.flush()


def token_hash(token: str) -> str:
    """Tokens are long and random: a plain hash is enough to keep them secret."""
    return hashlib.sha256(token.encode()).hexdigest()
