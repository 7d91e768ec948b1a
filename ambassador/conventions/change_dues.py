"""What amendments, notices, contacts and approvals ask of a person: to sign, to decide, to act before a day, to look at."""

from collections.abc import Iterator
from datetime import date

from ambassador.accounts.models import User
from ambassador.accounts.queries import assigned_organisation_ids
from ambassador.conventions import queries
from ambassador.conventions.models import Convention, NoticeKind
from ambassador.conventions.queries import exchange
from ambassador.conventions.services.approvals import can_decide
from ambassador.due import Due
from ambassador.errors import N_
from ambassador.permissions import Permission, allows


def find(viewer: User, today: date) -> list[Due]:
    """For whoever edits conventions; a coach sees those of the structures they look after."""
    if not allows(viewer.role, Permission.CONVENTIONS_EDIT):
        return []
    rows = queries.conventions_at_work(viewer)
    if viewer.is_operator:
        mine = assigned_organisation_ids(viewer, today)
        rows = [row for row in rows if any(party.organisation_id in mine for party in row.parties)]
    rows = [row for row in rows if row.is_open(today)]
    if not rows:
        return []
    return [
        *(item for row in rows for item in _to_sign(row, viewer)),
        *(item for row in rows for item in _running(row, viewer, today)),
        *_to_see(rows, viewer),
        *_to_decide(rows, viewer),
    ]


def _to_sign(convention: Convention, viewer: User) -> Iterator[Due]:
    party = convention.party_of(viewer.organisation_id)
    for row in convention.amendments:
        if party is not None and row.signed_on(party) is None:
            place = {"number": convention.id, "amendment_number": row.id}
            more = {"number": row.number, "convention": convention.title}
            message = N_("Avenant %(number)s à signer : %(convention)s")
            yield Due(message, "conventions.amendment", place, row.effective_from, more)


def _running(convention: Convention, viewer: User, today: date) -> Iterator[Due]:
    for row in convention.notices:
        if not row.is_running(today):
            continue
        place, more = {"number": convention.id, "notice_number": row.id}, {"convention": convention.title}
        asked_by = row.take_back_asked_by
        if row.kind is NoticeKind.FORMAL_NOTICE:
            message = N_("Mise en demeure en cours : %(convention)s")
        elif row.kind is NoticeKind.SUSPENSION:
            message = N_("Convention suspendue : %(convention)s")
        elif row.kind is not NoticeKind.EARLY_END:
            continue
        elif row.received_on is None:
            message = N_("Réception d’un préavis à noter : %(convention)s")
        elif asked_by is not None and asked_by.organisation_id != viewer.organisation_id:
            message = N_("Retrait d’un préavis à accepter ou non : %(convention)s")
        else:
            message = N_("Préavis en cours, dernier jour de la convention : %(convention)s")
        yield Due(message, "conventions.notice", place, row.delay_ends, more)


def _to_see(conventions: list[Convention], viewer: User) -> Iterator[Due]:
    titles = {convention.id: convention.title for convention in conventions}
    for row in exchange.contacts(conventions):
        if row.is_new_to(viewer):
            number = row.party.convention_id
            more = {"name": row.name, "convention": titles[number]}
            message = N_("Personne de contact à voir, %(name)s : %(convention)s")
            yield Due(message, "conventions.show", {"number": number, "_anchor": "contacts"}, None, more)


def _to_decide(conventions: list[Convention], viewer: User) -> Iterator[Due]:
    known = {convention.id: convention for convention in conventions}
    for row in exchange.approvals(conventions):
        if row.convention_id in known and can_decide(row, viewer):
            place = {"number": row.convention_id, "approval_number": row.id}
            message = N_("Communication à approuver ou non : %(subject)s")
            yield Due(message, "conventions.approval", place, row.use_on, {"subject": row.subject})
