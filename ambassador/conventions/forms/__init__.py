"""Forms of the register."""

from ambassador.conventions.forms.commitment import ArticleForm, CommitmentForm, DeleteForm
from ambassador.conventions.forms.convention import ConventionForm
from ambassador.conventions.forms.signing import ConventionSigningForm

__all__ = ["ArticleForm", "CommitmentForm", "ConventionForm", "ConventionSigningForm", "DeleteForm"]
