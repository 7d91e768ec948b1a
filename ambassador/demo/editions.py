"""The editions of the demonstration, through the portal's own rules: prepared, proposed, and decided by the other party."""

from hashlib import sha256
from typing import Any

from ambassador.conventions.models import ApprovalState, Convention
from ambassador.conventions.services.approvals import decide_approval
from ambassador.demo.material import Calendar, acting, text
from ambassador.demo.people import Cast
from ambassador.impact.edition.asking import freezer
from ambassador.impact.models import EditionScope, Testimonial
from ambassador.impact.services import editions
from ambassador.periods import Frequency

Row = dict[str, Any]


def _salt() -> str:
    """No secret: these people are made up, and the same day gives the same demonstration."""
    return sha256(b"demonstration").hexdigest()


def build_editions(
    rows: list[Row],
    cast: Cast,
    conventions: dict[str, Convention],
    voices: dict[str, Testimonial],
    calendar: Calendar,
) -> None:
    for row in rows:
        _edition(row, cast, conventions[row["convention"]], voices, calendar)


def _edition(row: Row, cast: Cast, convention: Convention, voices: dict[str, Testimonial], calendar: Calendar) -> None:
    person, today = cast.users[row["by"]], calendar.day(row["days"])
    first, last = (calendar.period(Frequency.QUARTERLY, row[end]) for end in ("first_back", "last_back"))
    details = editions.EditionDetails(text(row["title"]), EditionScope(row["scope"]), first, last)
    with acting(person, calendar.moment(row["days"])):
        made = editions.prepare_edition(convention, details, person, today)
        editions.write_narratives(made, {one["part"]: text(one["words"]) for one in row["narrative"]}, person)
        editions.choose_quotes(made, [voices[key] for key in row["quotes"]], person, today)
        asked = editions.propose_edition(
            made, str(made.version), freezer(today), person, calendar.moment(row["days"], 11), today, _salt
        )
    judge, decided_on = cast.users[row["decided_by"]], calendar.day(row["decided_days"])
    with acting(judge, calendar.moment(row["decided_days"])):
        decision, reason = ApprovalState(row["decision"]), row.get("reason", "")
        decide_approval(asked, decision, reason, judge, calendar.moment(row["decided_days"]), decided_on)
