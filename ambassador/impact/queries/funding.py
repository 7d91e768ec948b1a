"""Who pays for an operator's programme."""

from sqlalchemy import select

from ambassador.db import db
from ambassador.impact.models import FundingNotice


def notice_of(operator_id: int) -> FundingNotice | None:
    return db.session.scalar(select(FundingNotice).where(FundingNotice.organisation_id == operator_id))
