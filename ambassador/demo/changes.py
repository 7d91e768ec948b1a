"""What changes the demonstration's conventions, and what their parties exchange: every state is there to be seen."""

from datetime import timedelta
from typing import Any

from ambassador.accounts.models import User
from ambassador.conventions.models import Amendment, ApprovalKind, ApprovalState, Convention, NoticeKind
from ambassador.conventions.services.amendment_files import add_files
from ambassador.conventions.services.amendments import AmendmentDetails, Signing, create_amendment, sign_amendment
from ambassador.conventions.services.approvals import ApprovalDetails, ask_approval, decide_approval, record_use
from ambassador.conventions.services.contacts import ContactDetails, add_contact
from ambassador.conventions.services.notices import NoticeDetails, give_notice, take_back
from ambassador.demo.material import Calendar, acting, text
from ambassador.demo.papers import paper
from ambassador.demo.people import Cast, representative

Conventions = dict[str, Convention]


def build_changes(material: dict[str, Any], cast: Cast, conventions: Conventions, calendar: Calendar) -> None:
    for row in material["contact"]:
        _contact(row, cast, conventions[row["convention"]], calendar)
    for row in material["amendment"]:
        _amendment(row, cast, conventions[row["convention"]], calendar)
    for row in material["notice"]:
        _notice(row, cast, conventions[row["convention"]], calendar)
    for row in material["approval"]:
        _approval(row, cast, conventions[row["convention"]], calendar)


def _party_id(convention: Convention, key: str, cast: Cast) -> int:
    party = convention.party_of(cast.organisations[key].id)
    assert party is not None
    return party.id


def _contact(row: dict[str, Any], cast: Cast, convention: Convention, calendar: Calendar) -> None:
    person = cast.users[row["by"]]
    with acting(person, calendar.moment(row["since_days"])):
        details = ContactDetails(
            party_id=_party_id(convention, row["party"], cast),
            name=row["name"],
            since=calendar.day(row["since_days"]),
            phone=row["phone"],
            email=row["email"],
            until=calendar.day(row["until_days"]) if "until_days" in row else None,
        )
        add_contact(convention, details, person, calendar.day(row["since_days"]))


def _amendment(row: dict[str, Any], cast: Cast, convention: Convention, calendar: Calendar) -> None:
    written, person = row["written_days"], cast.users[row["by"]]
    details = AmendmentDetails(
        number=row["number"],
        subject=text(row["subject"]),
        effective_from=calendar.day(row["effective_days"]),
        text=row["text"],
        changes_length="length_months" in row,
        length_months=row.get("length_months"),
        changes_quota="quota_quarters" in row,
        quota_quarters=row.get("quota_quarters"),
    )
    with acting(person, calendar.moment(written)):
        amendment = create_amendment(convention, details, calendar.day(written))
    steps = [(one["days"], 0, one) for one in row.get("files", [])]
    steps += [(_signed_days(one), 1, one) for one in row["signatures"]]
    for days, is_signature, one in sorted(steps, key=lambda step: step[:2]):
        organisation = cast.organisations[one["party"]]
        (_signed if is_signature else _attached)(amendment, one, representative(cast, organisation), days, calendar)


def _attached(amendment: Amendment, row: dict[str, Any], person: User, days: int, calendar: Calendar) -> None:
    moment = calendar.moment(days, 11)
    with acting(person, moment):
        add_files(amendment, [paper(row["name"])], person, moment, calendar.day(days))


def _signed(amendment: Amendment, row: dict[str, Any], person: User, days: int, calendar: Calendar) -> None:
    signed_on = calendar.day(row["signed_days"]) if "signed_days" in row else None
    with acting(person, calendar.moment(days, 15)):
        sign_amendment(amendment, Signing(calendar.day(row["decided_days"]), signed_on), person, calendar.day(days))


def _signed_days(signature: dict[str, Any]) -> int:
    return int(signature.get("signed_days", signature["decided_days"]))


def _notice(row: dict[str, Any], cast: Cast, convention: Convention, calendar: Calendar) -> None:
    last, person = row.get("received_days", row["sent_days"]), cast.users[row["by"]]
    if "party" in row:
        person = representative(cast, cast.organisations[row["party"]])
    details = NoticeDetails(
        kind=NoticeKind(row["kind"]),
        sent_on=calendar.day(row["sent_days"]),
        reference=row["reference"],
        party_id=_party_id(convention, row["party"], cast) if "party" in row else None,
        received_on=calendar.day(row["received_days"]) if "received_days" in row else None,
        expires_on=calendar.day(row["expires_days"]) if "expires_days" in row else None,
        reason=row["reason"],
    )
    with acting(person, calendar.moment(last, 11)):
        notice = give_notice(convention, details, person, calendar.day(last))
    if "take_back_days" in row:
        asking = cast.users[row["by"]]
        with acting(asking, calendar.moment(row["take_back_days"])):
            take_back(notice, asking, calendar.day(row["take_back_days"]))


def _approval(row: dict[str, Any], cast: Cast, convention: Convention, calendar: Calendar) -> None:
    asked, person = row["asked_days"], cast.users[row["by"]]
    details = ApprovalDetails(
        kind=ApprovalKind(row["kind"]),
        subject=row["subject"],
        text=row["text"],
        language=row.get("language", "fr"),
        where=row["where"],
        use_on=calendar.day(row["use_days"]),
        uploads=tuple(paper(name) for name in row.get("files", [])),
    )
    with acting(person, calendar.moment(asked)):
        approval = ask_approval(convention, details, person, calendar.moment(asked), calendar.day(asked))
    if "decision" in row:
        judge, moment = cast.users[row["decided_by"]], calendar.moment(asked + 3, 14)
        with acting(judge, moment):
            today = calendar.day(asked) + timedelta(days=3)
            decide_approval(approval, ApprovalState(row["decision"]), row.get("reason", ""), judge, moment, today)
    if "used_days" in row:
        with acting(person, calendar.moment(row["used_days"], 17)):
            record_use(approval, calendar.day(row["used_days"]), calendar.day(row["used_days"]))
