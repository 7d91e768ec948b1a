"""How the demonstration's reports leave the portal: who pays for them, and links to a published edition.

Its links have addresses that nobody knows: they are there to be listed. To follow one, make one.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from ambassador.config import BRUSSELS
from ambassador.db import db
from ambassador.demo.material import Calendar, acting, at
from ambassador.demo.people import Cast
from ambassador.impact.models import Edition, ShareView
from ambassador.impact.services.funding import USUAL_LINE, set_notice
from ambassador.impact.services.sharing import LinkDetails, make_link, revoke_link


def build_funding(cast: Cast, calendar: Calendar) -> None:
    coach = cast.users["coach"]
    with acting(coach, calendar.moment(-300)):
        set_notice(coach.organisation, None, USUAL_LINE, emblem=True)


def build_sharing(material: dict[str, Any], cast: Cast, calendar: Calendar) -> None:
    editions = db.session.scalars(select(Edition).order_by(Edition.id)).all()
    published = next((one for one in editions if one.is_published), None)
    for row in material["link"] if published else []:
        assert published is not None
        _link(published, row, cast, calendar)


def _link(edition: Edition, row: dict[str, Any], cast: Cast, calendar: Calendar) -> None:
    assert edition.approval is not None and edition.approval.decided_at is not None
    published_on = edition.approval.decided_at.astimezone(BRUSSELS).date()
    day = max(calendar.day(row["made_days"]), published_on)
    details = LinkDetails(row["label"], row["format"], max(calendar.day(row["expires_days"]), day))
    maker, moment = cast.users[row["by"]], max(at(day), edition.approval.decided_at)
    with acting(maker, moment):
        link, _token = make_link(edition, details, maker, moment, day)
    last = min(calendar.today, link.expires_on)
    if "revoked_days" in row:
        last = max(calendar.day(row["revoked_days"]), day)
        person, moment = cast.users[row["revoked_by"]], max(at(last, 16), link.made_at)
        with acting(person, moment):
            revoke_link(link, person, moment, last)
    for back, count in enumerate(reversed(row["opened"])):
        if count and last - timedelta(days=back) >= day:
            db.session.add(ShareView(link=link, day=last - timedelta(days=back), count=count))
    db.session.flush()
