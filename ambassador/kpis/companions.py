"""What is published with a quarter's figures: a feature above that shows partners more than KPIs keeps it with the publication.

The feature registers two functions when the application is made, and what it says of itself beside the preview.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from ambassador.accounts.models import Organisation, OrganisationKind

if TYPE_CHECKING:
    from ambassador.kpis.models import Publication

Keeper = Callable[["Publication", date], None]
"""Stores, on the day, what partners read with a publication that has its number."""
Comparer = Callable[["Publication", date], bool]
"""Whether something else would be stored now than with a quarter's latest publication."""

Sentences = Mapping[OrganisationKind, Any]
"""What partners will read too, by who publishes: lazy texts."""

_COMPANIONS: dict[Keeper, tuple[Comparer, Sentences]] = {}


def register(keep: Keeper, differs: Comparer, sentences: Sentences) -> None:
    _COMPANIONS[keep] = differs, sentences


def keep_with(publication: "Publication", today: date) -> None:
    for keep in _COMPANIONS:
        keep(publication, today)


def differ_from(publication: "Publication", today: date) -> bool:
    return any(differs(publication, today) for differs, _ in _COMPANIONS.values())


def said_of(organisation: Organisation) -> list[Any]:
    found = (sentences.get(organisation.kind) for _, sentences in _COMPANIONS.values())
    return [sentence for sentence in found if sentence]
