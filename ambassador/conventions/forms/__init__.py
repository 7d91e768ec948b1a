"""Forms of the register."""

from ambassador.conventions.forms.commitment import ArticleForm, CommitmentForm, DeleteForm
from ambassador.conventions.forms.convention import ConventionForm

__all__ = ["ArticleForm", "CommitmentForm", "ConventionForm", "DeleteForm"]
