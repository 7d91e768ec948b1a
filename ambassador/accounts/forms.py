"""Forms for signing in, one's own account, people, organisations and their lists."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, PasswordField, SearchField, SelectField
from wtforms import Form as PlainForm
from wtforms.fields import SelectChoice
from wtforms.validators import Length, ValidationError

from ambassador import i18n
from ambassador.accounts.models import AssignmentKind, KpiReviewer, Organisation, OrganisationKind, PersonState, User
from ambassador.accounts.passwords import LONGEST, SHORTEST
from ambassador.accounts.queries import PeopleSought
from ambassador.accounts.services.people import clean_email
from ambassador.db import NAME_LENGTH
from ambassador.errors import RuleBroken
from ambassador.fields import (
    ChoiceField,
    NotEmpty,
    TranslatedField,
    date_field,
    enum_field,
    no_control_characters,
    row_choices,
    row_field,
    text_field,
    tidy,
    visible,
)
from ambassador.forms import Form, VersionedForm
from ambassador.i18n import LANGUAGE_NAMES
from ambassador.permissions import Role

_SHORT_ENOUGH = Length(max=NAME_LENGTH, message=_l("%(max)d caractères au plus."))
_PASSWORD_LENGTH = Length(max=LONGEST, message=_l("%(max)d caractères au plus."))


class SignInForm(Form):
    email = EmailField(_l("Adresse e-mail"), [NotEmpty(), _SHORT_ENOUGH, no_control_characters], filters=[tidy])
    password = PasswordField(_l("Mot de passe"), [NotEmpty(), _PASSWORD_LENGTH])


def _hint() -> str:
    return str(
        gettext("Au moins %(least)s caractères. Trois ou quatre mots sans lien se retiennent bien.", least=SHORTEST)
    )


class NewPasswordForm(Form):
    new_password = PasswordField(_l("Nouveau mot de passe"), [NotEmpty(), _PASSWORD_LENGTH])
    repeated = PasswordField(_l("Encore une fois"), [NotEmpty()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.new_password.description = _hint()

    def validate_repeated(self, field: Any) -> None:
        if field.data != self.new_password.data:
            raise ValidationError(gettext("Les deux mots de passe ne sont pas les mêmes."))


class ChangePasswordForm(NewPasswordForm):
    current_password = PasswordField(_l("Mot de passe actuel"), [NotEmpty(), _PASSWORD_LENGTH])


def language_field(description: Any = "") -> Any:
    return ChoiceField(
        _l("Langue"), choices=[SelectChoice(*pair) for pair in LANGUAGE_NAMES.items()], description=description
    )


class OwnAccountForm(VersionedForm):
    name = text_field(_l("Nom"))
    language = language_field()


def real_email(_form: PlainForm, field: Any) -> None:
    try:
        field.data = clean_email(field.data or "")
    except RuleBroken as broken:
        raise ValidationError(gettext(broken.message)) from None


class PersonForm(VersionedForm):
    name = text_field(_l("Nom"))
    email = EmailField(
        _l("Adresse e-mail"), [NotEmpty(), _SHORT_ENOUGH, no_control_characters, real_email], filters=[tidy]
    )
    role = enum_field(_l("Rôle"), Role)
    organisation_id = row_field(_l("Organisation"))
    service_id = row_field(
        _l("Service"),
        required=False,
        description=_l("Dans une structure, l’équipe modifie ce dont son service est responsable."),
    )
    language = language_field(_l("La personne peut la changer elle-même."))

    def __init__(self, *args: Any, organisations: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = organisations
        self.organisation_id.choices = row_choices(organisations, organisation_name)
        services = [service for organisation in organisations for service in organisation.services]
        names = {organisation.id: organisation_name(organisation) for organisation in organisations}
        self.service_id.choices = row_choices(
            services,
            lambda service: f"{names[service.organisation_id]} – {i18n.text_for_reader(service.name)}",
            required=False,
        )

    def choices_of_row(self, row: User) -> dict[str, Any]:
        return {"organisations": self.organisations}

    def values(self) -> dict[str, Any]:
        names = ("name", "email", "role", "organisation_id", "service_id", "language")
        return {name: self[name].data for name in names}


class OrganisationForm(VersionedForm):
    name = TranslatedField(_l("Nom"))
    kind = enum_field(_l("Sorte"), OrganisationKind)
    kpi_reviewer = enum_field(
        _l("Qui valide ses KPI ?"),
        KpiReviewer,
        description=_l("Jamais la personne qui a fait la saisie."),
    )
    is_made_up = BooleanField(_l("Organisation inventée"), description=_l("Elle sera marquée comme telle partout."))

    def values(self) -> dict[str, Any]:
        return {
            "name": self.name.translated,
            "kind": self.kind.data,
            "kpi_reviewer": self.kpi_reviewer.data,
            "is_made_up": self.is_made_up.data,
        }


class ServiceForm(VersionedForm):
    name = TranslatedField(_l("Nom du service"))


class AssignmentForm(VersionedForm):
    kind = enum_field(_l("Rôle"), AssignmentKind)
    since = date_field(_l("Premier jour"))
    until = date_field(_l("Dernier jour"), required=False, description=_l("Laissez vide s’il n’est pas connu."))

    def values(self) -> dict[str, Any]:
        return {"kind": self.kind.data, "since": self.since.data, "until": self.until.data}


class NewAssignmentForm(AssignmentForm):
    coach_id = row_field(_l("Coach"))

    def __init__(self, *args: Any, coaches: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.coach_id.choices = row_choices(coaches, lambda coach: str(coach.name))


def _number(value: Any) -> int | None:
    return None if value in (None, "", "None") else int(value)


class Filters(PlainForm):
    """The filters of a list, from the address; nonsense narrows nothing."""

    def __init__(self, given: Any) -> None:
        super().__init__(given)

    def chosen(self, name: str) -> Any:
        field = self[name]
        is_known = not field.process_errors and any(choice.value == field.data for choice in field.iter_choices())
        return field.data if is_known else None


class PeopleFilters(Filters):
    q = SearchField(_l("Nom ou adresse"), filters=[lambda text: visible(text or "")])
    organisation = SelectField(_l("Organisation"), coerce=_number)
    role = SelectField(_l("Rôle"))
    state = SelectField(_l("Compte"))

    def __init__(self, given: Any, organisations: Sequence[Organisation]) -> None:
        super().__init__(given)
        every = SelectChoice("", gettext("Toutes"))
        self.organisation.choices = [every, *row_choices(organisations, organisation_name)[1:]]
        self.role.choices = [("", gettext("Tous")), *i18n.labels_of(Role)]
        self.state.choices = [("", gettext("Tous")), *i18n.labels_of(PersonState)]

    def sought(self) -> PeopleSought:
        role, state = self.chosen("role"), self.chosen("state")
        return PeopleSought(
            words=(self.q.data or "")[:NAME_LENGTH],
            organisation_id=self.chosen("organisation"),
            role=Role(role) if role else None,
            state=PersonState(state) if state else None,
        )


class ChangesFilters(Filters):
    person = SelectField(_l("Personne"), coerce=_number)
    kind = SelectField(_l("Sur quoi"))

    def __init__(self, given: Any, people: Mapping[int, str], kinds: Sequence[tuple[str, str]]) -> None:
        super().__init__(given)
        self.person.choices = [SelectChoice("", gettext("Toutes")), *(SelectChoice(*pair) for pair in people.items())]
        self.kind.choices = [("", gettext("Tout")), *kinds]


def organisation_name(organisation: Organisation) -> str:
    return i18n.text_for_reader(organisation.name)


def by_name(organisations: Sequence[Organisation]) -> list[Organisation]:
    """In the reader's alphabetical order."""
    return sorted(organisations, key=lambda organisation: (organisation_name(organisation).casefold(), organisation.id))
