"""Reads of drafts: one's own alone."""

from ambassador.accounts.models import User
from ambassador.db import db
from ambassador.followup.models import Draft


def draft(owner: User, form: str) -> Draft | None:
    return db.session.get(Draft, (owner.id, form))
