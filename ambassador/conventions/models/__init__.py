"""The register's models, by meaning: the convention, its commitments, what changes it, what the parties exchange."""

from ambassador.conventions.models.change import Amendment, AmendmentSignature, Notice, NoticeKind
from ambassador.conventions.models.commitment import (
    Commitment,
    Contribution,
    ContributionState,
    DueRule,
    Modality,
    Unit,
)
from ambassador.conventions.models.convention import Article, Convention, ConventionState, Party, Terms
from ambassador.conventions.models.exchange import Approval, ApprovalKind, ApprovalState, Contact

__all__ = [
    "Amendment",
    "AmendmentSignature",
    "Approval",
    "ApprovalKind",
    "ApprovalState",
    "Article",
    "Commitment",
    "Contact",
    "Contribution",
    "ContributionState",
    "Convention",
    "ConventionState",
    "DueRule",
    "Modality",
    "Notice",
    "NoticeKind",
    "Party",
    "Terms",
    "Unit",
]
