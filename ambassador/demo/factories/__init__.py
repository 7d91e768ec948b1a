"""Rows with sensible defaults, shared by the demonstration and the tests. Each adds to the session and flushes."""

from ambassador.demo.factories.accounts import assignment, invitation, organisation, service, user
from ambassador.demo.factories.charter import action, action_note, axis, charter
from ambassador.demo.factories.conventions import article, commitment, convention
from ambassador.demo.factories.followup import deliverable, follow_up, followup_session, need, task
from ambassador.demo.factories.impact import edition, funding_notice, published_edition, share_link, testimonial
from ambassador.demo.factories.kpis import (
    closed_period,
    dimension,
    figure,
    kpi,
    kpi_version,
    newer_definition,
    opening,
    part,
    publication,
    received_sheet,
)
from ambassador.demo.factories.webinars import attendance, crowd, participant, webinar

__all__ = [
    "action",
    "action_note",
    "article",
    "assignment",
    "attendance",
    "axis",
    "charter",
    "closed_period",
    "commitment",
    "convention",
    "crowd",
    "deliverable",
    "dimension",
    "edition",
    "figure",
    "follow_up",
    "followup_session",
    "funding_notice",
    "invitation",
    "kpi",
    "kpi_version",
    "need",
    "newer_definition",
    "opening",
    "organisation",
    "part",
    "participant",
    "publication",
    "published_edition",
    "received_sheet",
    "service",
    "share_link",
    "task",
    "testimonial",
    "user",
    "webinar",
]
