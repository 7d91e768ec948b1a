"""The register's models, by meaning: the convention, its commitments, what changes it, what the parties exchange."""

from ambassador.conventions.models.change import (
    BY_AUTHORITY,
    Amendment,
    AmendmentEnding,
    AmendmentFile,
    AmendmentSignature,
    AmendmentState,
    Notice,
    NoticeKind,
)
from ambassador.conventions.models.commitment import (
    Commitment,
    Contribution,
    ContributionState,
    DueRule,
    Modality,
    Unit,
)
from ambassador.conventions.models.condition import ConditionRecord
from ambassador.conventions.models.convention import (
    Article,
    Convention,
    ConventionState,
    EndReason,
    Party,
    Terms,
)
from ambassador.conventions.models.correction import Correction
from ambassador.conventions.models.exchange import (
    Approval,
    ApprovalFile,
    ApprovalKind,
    ApprovalState,
    Contact,
    ContactSeen,
    hash_of,
)

__all__ = [
    "BY_AUTHORITY",
    "Amendment",
    "AmendmentEnding",
    "AmendmentFile",
    "AmendmentSignature",
    "AmendmentState",
    "Approval",
    "ApprovalFile",
    "ApprovalKind",
    "ApprovalState",
    "Article",
    "Commitment",
    "ConditionRecord",
    "Contact",
    "ContactSeen",
    "Contribution",
    "ContributionState",
    "Convention",
    "ConventionState",
    "Correction",
    "DueRule",
    "EndReason",
    "Modality",
    "Notice",
    "NoticeKind",
    "Party",
    "Terms",
    "Unit",
    "hash_of",
]
