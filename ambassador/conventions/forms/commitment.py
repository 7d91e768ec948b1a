"""Forms of what stands in a convention's text: commitments and articles."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from ambassador import i18n
from ambassador.conventions import measures
from ambassador.conventions.models import Commitment, Convention, DueRule, Modality, Unit
from ambassador.conventions.services import CommitmentDetails
from ambassador.conventions.words import everyone
from ambassador.fields import (
    ChoiceField,
    TranslatedField,
    date_field,
    enum_field,
    number_field,
    row_choices,
    row_field,
    text_field,
    whole_field,
)
from ambassador.forms import VersionedForm


def _name_or_none(value: Any) -> str | None:
    return None if value in (None, "", "None") else str(value)


class CommitmentForm(VersionedForm):
    """What a party promised, in the article where the text says so."""

    title = TranslatedField(_l("Engagement"))
    detail = TranslatedField(_l("Précisions"), required=False, long=True)
    article_id = row_field(_l("Article"), required=False)
    article = text_field(_l("Référence dans le texte"), longest=40)
    party_id = row_field(_l("Qui s’engage"), required=False)
    modality = enum_field(_l("Type d’engagement"), Modality)
    condition = TranslatedField(_l("Condition"), required=False)
    quantity = number_field(_l("Quantité"), required=False)
    unit = enum_field(_l("Unité"), Unit, required=False)
    quantity_note = TranslatedField(_l("Remarque sur la quantité"), required=False)
    due = enum_field(_l("Échéance"), DueRule)
    due_on = date_field(_l("Date de l’échéance"), required=False)
    due_days = whole_field(_l("Jours calendrier après le début"), required=False, least=0, most=3660)
    measure = ChoiceField(_l("Mesure de l’avancement"), coerce=_name_or_none, validators=[Optional()])

    def __init__(self, *args: Any, convention: Convention, obj: Commitment | None = None, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        self.convention = convention
        self.article_id.choices = row_choices(
            convention.articles, lambda row: f"{row.number} – {i18n.text_for_reader(row.title)}".strip(" –"), False
        )
        self.party_id.choices = [
            SelectChoice("", everyone(convention)),
            *(SelectChoice(party.id, i18n.text_for_reader(party.organisation.name)) for party in convention.parties),
        ]
        self.measure.choices = _measure_choices(obj)

    def choices_of_row(self, row: Any) -> dict[str, Any]:
        return {"convention": self.convention}

    @property
    def details(self) -> CommitmentDetails:
        texts = {"title", "detail", "condition", "quantity_note"}
        return CommitmentDetails(
            **{
                name: field.translated if name in texts else field.data
                for name, field in self._fields.items()
                if name not in {"once", "version", "csrf_token"}
            }
        )


def _measure_choices(commitment: Commitment | None) -> list[SelectChoice]:
    known = {measure.name: str(measure.label) for measure in measures.registered()}
    if commitment is not None and commitment.measure:
        known.setdefault(commitment.measure, commitment.measure)
    return [SelectChoice("", gettext("Aucune")), *(SelectChoice(name, words) for name, words in known.items())]


class ArticleForm(VersionedForm):
    """The number of an article, as the text writes it, and its title."""

    number = text_field(_l("Numéro"), longest=40)
    title = TranslatedField(_l("Titre"), required=False)


class DeleteForm(VersionedForm):
    """The question before something is deleted."""

    def is_stale(self, row: Any) -> bool:
        """Whatever changed, it is read again first: this form has no field that could show it."""
        if self.version.data == str(row.version):
            return False
        super().is_stale(row)
        self.form_errors.append(gettext("Quelqu’un vient de le modifier. Relisez-le avant de le supprimer."))
        return True
