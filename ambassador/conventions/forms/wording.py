"""Refusals about days and quantities, in the reader's words."""

from datetime import date

from ambassador import i18n
from ambassador.errors import RuleBroken
from ambassador.forms import VersionedForm
from ambassador.translated import Translated


class RegisterForm(VersionedForm):
    """A form of the register: the days and texts that a refusal names are shown as people write them."""

    def add_rule_broken(self, broken: RuleBroken) -> None:
        super().add_rule_broken(RuleBroken(broken.message, broken.field, **readable(broken)))


def readable(broken: RuleBroken) -> dict[str, object]:
    return {name: _readable(value) for name, value in broken.parameters.items()}


def _readable(value: object) -> object:
    match value:
        case Translated():
            return i18n.text_for_reader(value)
        case date():
            return i18n.day(value)
        case _:
            return value
