"""Measures of the register itself: contact persons given, communications approved before use."""

from datetime import date
from decimal import Decimal

from flask_babel import lazy_gettext as _l

from ambassador.conventions import measures
from ambassador.conventions.measures import Detail, Measured, Window
from ambassador.conventions.models import Commitment
from ambassador.conventions.queries.exchange import approvals, approvals_of, contacts, contacts_of


def register() -> None:
    measures.register(
        "conventions.contacts_given",
        contacts_given,
        _l("Parties avec une personne de contact joignable"),
        ahead=contacts_of,
    )
    measures.register(
        "conventions.approvals_before_use", approvals_before_use, _l("Usages approuvés à l’avance"), ahead=approvals_of
    )


def contacts_given(commitment: Commitment, _window: Window | None, on: date) -> Measured:
    """The bound parties that have, on the day, a contact person with name, direct phone and e-mail."""
    convention = commitment.convention
    bound = [commitment.party] if commitment.party else convention.parties
    reachable = [row for row in contacts([convention]) if row.is_current(on) and row.is_reachable]
    given = [party for party in bound if any(row.party_id == party.id for row in reachable)]
    return Measured(
        quantity=Decimal(len(given)),
        details=tuple(Detail(party.organisation.name, Decimal(1)) for party in given),
        target=Decimal(len(bound)),
        is_reached=len(given) == len(bound),
    )


def approvals_before_use(commitment: Commitment, window: Window | None, on: date) -> Measured:
    """Of the uses in the window, those that the other party had approved before; reached while none was without."""
    convention = commitment.convention
    first, last = window or (date.min, on)
    uses = [row for row in approvals([convention]) if row.used_on and first <= row.used_on <= min(on, last)]
    uses = [row for row in uses if commitment.party_id in (None, row.party_id)]
    good = [row for row in uses if row.was_approved_before_use]
    return Measured(
        quantity=Decimal(len(good)),
        details=tuple(
            Detail(
                row.subject,
                Decimal(int(row.was_approved_before_use)),
                "conventions.approval",
                {"number": convention.id, "approval_number": row.id},
            )
            for row in uses
        ),
        target=Decimal(len(uses)) if uses else None,
        is_reached=len(good) == len(uses) if uses else None,
        is_broken=len(good) < len(uses),
    )
