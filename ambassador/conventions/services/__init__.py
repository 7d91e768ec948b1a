"""Changes of the register: conventions (`register`), their articles and commitments
(`commitments`), and signatures (`signing`)."""

from ambassador.conventions.services.commitments import (
    CommitmentDetails,
    change_article,
    change_commitment,
    create_article,
    create_commitment,
    delete_article,
    delete_commitment,
)
from ambassador.conventions.services.register import (
    FEWEST_PARTIES,
    ConventionDetails,
    PartyDetails,
    change_convention,
    create_convention,
)
from ambassador.conventions.services.signing import sign_convention

__all__ = [
    "FEWEST_PARTIES",
    "CommitmentDetails",
    "ConventionDetails",
    "PartyDetails",
    "change_article",
    "change_commitment",
    "change_convention",
    "create_article",
    "create_commitment",
    "create_convention",
    "delete_article",
    "delete_commitment",
    "sign_convention",
]
