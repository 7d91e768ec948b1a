"""What changes the collective track: plain values in, rows or RuleBroken out."""

from ambassador.webinars.services.lines import Outcome, Proposal, Typed, confirm_lines, fingerprint, propose
from ambassador.webinars.services.roster import (
    Mark,
    add_person,
    change_person,
    conflicting,
    forget_person,
    note_statuses,
    remove_person,
)
from ambassador.webinars.services.schedule import (
    Plan,
    cancel_webinar,
    change_webinar,
    hold_webinar,
    reopen_webinar,
    schedule_webinar,
)

__all__ = [
    "Mark",
    "Outcome",
    "Plan",
    "Proposal",
    "Typed",
    "add_person",
    "cancel_webinar",
    "change_person",
    "change_webinar",
    "confirm_lines",
    "conflicting",
    "fingerprint",
    "forget_person",
    "hold_webinar",
    "note_statuses",
    "propose",
    "remove_person",
    "reopen_webinar",
    "schedule_webinar",
]
