"""Keeping a draft while its person types, and dropping it. What a tab does not know of, it does not overwrite."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from ambassador.accounts.models import User
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.followup import queries
from ambassador.followup.models import Draft

KEPT = timedelta(days=30)
LONGEST = 100_000
"""Characters of a draft: more than every field of the form may hold together."""


@dataclass(frozen=True)
class Tab:
    """Which form writes: its once-token, and the stamp of the draft it knows, or empty."""

    once: str
    stamp: str

    def knows(self, draft: Draft | None) -> bool:
        if draft is None:
            return not self.stamp
        return draft.stamp == self.stamp or bool(self.once and draft.once == self.once)


def keep_draft(owner: User, form: str, content: dict[str, list[str]], tab: Tab, now: datetime) -> Draft:
    """Raises RuleBroken where another tab has kept, sent or dropped a draft of the form meanwhile."""
    if sum(len(text) for texts in content.values() for text in texts) > LONGEST:
        raise RuleBroken(N_("Ce brouillon est trop long pour être gardé. Raccourcissez le texte."))
    stored = queries.draft(owner, form)
    if not tab.knows(stored):
        raise RuleBroken(
            N_(
                "Un autre onglet a changé, envoyé ou jeté ce brouillon. Rien n’est perdu : vos mots sont dans cette page."
            )
        )
    if stored is None:
        forget_old_drafts(now)
        stored = Draft(user_id=owner.id, form=form)
        db.session.add(stored)
    stored.content, stored.kept_at, stored.once = content, now, tab.once
    db.session.flush()
    return stored


def drop_draft(owner: User, form: str, tab: Tab) -> None:
    """The words were sent, or are not wanted any more. What another tab wrote meanwhile stays."""
    stored = queries.draft(owner, form)
    if stored is not None and tab.knows(stored):
        db.session.delete(stored)
        db.session.flush()


def forget_old_drafts(now: datetime) -> None:
    db.session.execute(delete(Draft).where(Draft.kept_at < now - KEPT))
