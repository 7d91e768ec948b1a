"""A field of boxes to tick: any number of the choices."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget


class BoxesField(SelectMultipleField):
    """`data` are the numbers of the boxes that were ticked. Set `field.choices` first."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any, **kwargs: Any) -> None:
        words = lazy_gettext("Choisissez dans la liste.")
        super().__init__(label, coerce=int, choices=[], invalid_value_message=words, **kwargs)

    def pre_validate(self, form: Any) -> None:
        if set(self.data or ()) - {item.value for item in self.choices}:
            raise ValidationError(gettext("Choisissez dans la liste."))
