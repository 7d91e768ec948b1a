"""What the sheet of one page says of a diagnosis, in the reader's language: words and values only, no mark-up."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext, ngettext

from ambassador import i18n
from ambassador.followup.grades import severity
from ambassador.followup.models import FollowUp, Need


def of_diagnosis(follow_up: FollowUp, needs: Sequence[Need], today: date) -> dict[str, Any]:
    """Open needs in full, gravest first; the others by their area only."""
    structure = i18n.text_for_reader(follow_up.structure.name)
    still_open = [need for need in needs if need.is_open]
    closed = [need for need in needs if not need.is_open]
    return {
        "lang": i18n.language(),
        "title": gettext("Diagnostic : %(structure)s", structure=structure),
        "lead": gettext(
            "%(count)s, état au %(day)s.",
            count=ngettext("%(num)d besoin ouvert", "%(num)d besoins ouverts", len(still_open)),
            day=i18n.day(today),
        ),
        "empty": gettext("Aucun besoin noté jusqu’ici."),
        "words": {
            "concerned": gettext("Qui est concerné :"),
            "solution": gettext("Solution proposée :"),
            "actions": gettext("Actions de la charte :"),
            "closed": gettext("Résolus ou mis de côté"),
            "more": gettext("Les autres besoins sont dans le portail."),
        },
        "needs": [_need(need) for need in still_open],
        "closed": [f"{need.area} ({i18n.label(need.state)})" for need in closed],
    }


def _need(need: Need) -> dict[str, Any]:
    return {
        "area": need.area,
        "severity": severity(need.severity),
        "grade": need.severity,
        "state": i18n.label(need.state),
        "observed": need.observed,
        "concerned": need.concerned,
        "solution": need.solution,
        "actions": ", ".join(action.code for action in need.actions),
    }
