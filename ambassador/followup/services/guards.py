"""What every change of a follow-up asks first."""

from collections.abc import Collection
from datetime import date

from ambassador.charter.models import Action
from ambassador.errors import N_, RuleBroken
from ambassador.followup import queries
from ambassador.followup.models import FollowUp
from ambassador.i18n import day as in_words


def check_open(follow_up: FollowUp, today: date) -> None:
    """After the end of its convention a follow-up is read, not written, unless a party corrects it."""
    if not follow_up.is_open(today):
        raise RuleBroken(
            N_(
                "La convention s’est terminée le %(day)s : le suivi se lit, mais ne se change plus. "
                "Pour corriger une erreur, ouvrez d’abord une correction sur la page de la convention."
            ),
            day=in_words(follow_up.convention.last_day(today)),
        )


def actions_to_link(follow_up: FollowUp, wanted: Collection[int], linked: Collection[Action] = ()) -> list[Action]:
    """The actions to link, by code: among the structure's accepted ones, and those linked already."""
    if not wanted:
        return []
    known = {action.id: action for action in (*linked, *queries.actions_of(follow_up))}
    if set(wanted) - known.keys():
        raise RuleBroken(N_("Cette action n’est pas une action de la structure."), field="actions")
    return sorted((known[number] for number in set(wanted)), key=lambda action: action.code)
