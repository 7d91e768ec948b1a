"""Forms of the charter: itself, its axes and actions, a dated note, an answer, and the filters of the list."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField
from wtforms import Form as PlainForm
from wtforms.fields import SelectChoice

from ambassador import i18n
from ambassador.accounts.models import Service
from ambassador.charter.models import ActionStatus, Axis, Charter
from ambassador.charter.services import ActionDetails, CharterDetails
from ambassador.fields import (
    ChoiceField,
    TranslatedField,
    date_field,
    enum_field,
    long_text_field,
    row_choices,
    row_field,
    text_field,
    whole_field,
)
from ambassador.forms import Form, VersionedForm

_ = lazy_gettext
FIRST_YEAR, LAST_YEAR = 2000, 2100
UNKNOWN = "unknown"
"""In the filters: the actions whose axis or service is not known."""


def _horizon() -> Any:
    return whole_field(_("Échéance"), required=False, least=FIRST_YEAR, most=LAST_YEAR, description=_("Une année."))


class CharterForm(VersionedForm):
    title = TranslatedField(_("Titre"))
    adopted = text_field(
        _("Adoption"), required=False, longest=40, description=_("Comme la source l’écrit, par exemple 2023-10.")
    )
    horizon = _horizon()
    source = text_field(_("Source"), required=False)

    def details(self) -> CharterDetails:
        return CharterDetails(self.title.translated, self.adopted.data or "", self.horizon.data, self.source.data or "")


class AxisForm(VersionedForm):
    position = whole_field(_("Numéro"), least=1, most=99)
    title = TranslatedField(_("Titre"))


class ActionForm(VersionedForm):
    """An action; its status is told by dated notes."""

    code = text_field(_("Code"), longest=20)
    title = TranslatedField(_("Titre"))
    axis_id = row_field(_("Axe"), required=False, description=_("Laissez vide tant qu’il n’est pas connu."))
    service_id = row_field(_("Service responsable"), required=False)
    horizon = _horizon()
    page = text_field(_("Page"), required=False, longest=20, description=_("Dans le texte de la charte."))
    source = text_field(_("Source"), required=False)
    to_confirm = BooleanField(_("À confirmer par la structure"))

    def __init__(self, *args: Any, charter: Charter, services: list[Service], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.charter, self.services = charter, services
        self.axis_id.choices = row_choices(charter.axes, axis_name, required=False)
        self.service_id.choices = row_choices(services, service_name, required=False)

    def choices_of_row(self, row: Any) -> dict[str, Any]:
        return {"charter": self.charter, "services": self.services}

    def details(self) -> ActionDetails:
        return ActionDetails(
            code=self.code.data,
            title=self.title.translated,
            axis_id=self.axis_id.data,
            page=self.page.data or "",
            service_id=self.service_id.data,
            horizon=self.horizon.data,
            source=self.source.data or "",
            to_confirm=self.to_confirm.data,
        )


class NewActionForm(ActionForm):
    status = enum_field(_("État"), ActionStatus)


class AdviceForm(ActionForm):
    why = long_text_field(_("Pourquoi cette action"), required=True, longest=2000)


class NoteForm(Form):
    on = date_field(_("Depuis le"))
    status = enum_field(_("État"), ActionStatus)
    note = long_text_field(_("Note"), longest=2000)


class RefusalForm(VersionedForm):
    reason = long_text_field(_("Pourquoi"), required=True, longest=2000)


class FilterForm(PlainForm):
    """The filters of the actions: what is not a choice is ignored."""

    axis = ChoiceField(_("Axe"), choices=[])
    status = ChoiceField(_("État"), choices=[])
    service = ChoiceField(_("Service"), choices=[])

    def __init__(self, formdata: Any, charter: Charter, services: list[Service]) -> None:
        super().__init__(formdata)
        every = SelectChoice("", gettext("Tous"))
        nobody = SelectChoice(UNKNOWN, gettext("Inconnu"))
        self.axis.choices = [every, *(SelectChoice(str(one.id), axis_name(one)) for one in charter.axes), nobody]
        self.status.choices = [every, *(SelectChoice(value, words) for value, words in i18n.labels_of(ActionStatus))]
        self.service.choices = [every, *(SelectChoice(str(one.id), service_name(one)) for one in services), nobody]
        for field in self:
            if field.data not in {choice.value for choice in field.choices}:
                field.data = ""

    @property
    def is_used(self) -> bool:
        return any(field.data for field in self)

    def lets_pass(self, action: Any) -> bool:
        return (
            _is_chosen(self.axis.data, action.axis_id)
            and _is_chosen(self.service.data, action.service_id)
            and self.status.data in ("", action.status)
        )


def _is_chosen(wanted: str, number: int | None) -> bool:
    return not wanted or wanted == (UNKNOWN if number is None else str(number))


def axis_name(axis: Axis) -> str:
    return f"{axis.position}. {i18n.text_for_reader(axis.title)}"


def service_name(service: Service) -> str:
    return i18n.text_for_reader(service.name)
