"""The KPI models, by meaning: definitions, adoptions by a structure, entries, and what partners may see."""

from ambassador.kpis.models.adoption import Adoption, AdoptionState, Target
from ambassador.kpis.models.agreement import AdoptionVersion, VersionState
from ambassador.kpis.models.closing import PeriodLock, PeriodOpening
from ambassador.kpis.models.entry import Answer, CorrectionState, Entry, EntryEvent, EntryState, EventKind
from ambassador.kpis.models.indicator import (
    Category,
    Dimension,
    Direction,
    Indicator,
    IndicatorKind,
    IndicatorVersion,
    OverStructures,
    OverTime,
)
from ambassador.kpis.models.publication import Publication, PublishedFigure
from ambassador.kpis.models.received import ReceivedSheet

__all__ = [
    "Adoption",
    "AdoptionState",
    "AdoptionVersion",
    "Answer",
    "Category",
    "CorrectionState",
    "Dimension",
    "Direction",
    "Entry",
    "EntryEvent",
    "EntryState",
    "EventKind",
    "Indicator",
    "IndicatorKind",
    "IndicatorVersion",
    "OverStructures",
    "OverTime",
    "PeriodLock",
    "PeriodOpening",
    "Publication",
    "PublishedFigure",
    "ReceivedSheet",
    "Target",
    "VersionState",
]
