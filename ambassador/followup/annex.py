"""The ledger of days in a convention's record: each session, and what is left."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from flask_babel import gettext
from sqlalchemy import select

from ambassador import i18n
from ambassador.accounts.models import User
from ambassador.conventions.annexes import Annex
from ambassador.conventions.models import Convention
from ambassador.db import db
from ambassador.followup.models import FollowUp, FollowUpSession, SessionState
from ambassador.followup.queries.follow_up import ledger_from
from ambassador.permissions import Permission, allows


def of_convention(convention: Convention, viewer: User, day: date, is_past: bool) -> Annex | None:
    """Held sessions up to the day; planned and cancelled ones too, unless the day is past."""
    if not allows(viewer.role, Permission.FOLLOWUP_VIEW):
        return None
    chosen = select(FollowUpSession).join(FollowUp).where(FollowUp.convention_id == convention.id)
    rows = list(db.session.scalars(chosen.order_by(FollowUpSession.on, FollowUpSession.id)))
    shown = [row for row in rows if not is_past or (row.state is SessionState.HELD and row.on <= day)]
    quota = convention.terms_on(day).quota_quarters
    if quota is None and not shown:
        return None
    return Annex(
        title=str(gettext("Jours de suivi individuel")),
        lead=_lead(shown, quota or 0),
        columns=[
            str(words)
            for words in (
                gettext("Date"),
                gettext("État"),
                gettext("Jours"),
                gettext("Comment"),
                gettext("Sujets"),
                gettext("Raison"),
            )
        ],
        rows=[
            (
                row.on,
                i18n.label(row.state),
                Decimal(row.quarters) / 4,
                i18n.label(row.mode),
                row.subjects,
                row.cancel_reason or row.overrun_reason,
            )
            for row in shown
        ],
    )


def _lead(rows: Collection[FollowUpSession], quota: int) -> str:
    ledger = ledger_from(rows, quota)
    return str(
        gettext(
            "Quota de jours : %(quota)s. Utilisés : %(held)s. Planifiés : %(planned)s. Libres : %(free)s. "
            "Au-delà du quota : %(overrun)s.",
            quota=i18n.quarters(ledger.quota),
            held=i18n.quarters(ledger.held),
            planned=i18n.quarters(ledger.planned),
            free=i18n.quarters(ledger.free),
            overrun=i18n.quarters(ledger.overrun),
        )
    )
