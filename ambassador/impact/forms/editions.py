"""Forms of editions: what they cover, the words around the figures, the testimonials, and proposing."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms.fields import SelectChoice

from ambassador import i18n
from ambassador.boxes import BoxesField
from ambassador.conventions.models import Convention
from ambassador.fields import ChoiceField, TranslatedField, enum_field, row_choices, row_field
from ambassador.forms import VersionedForm
from ambassador.impact.edition.content import Told
from ambassador.impact.models import Edition, EditionScope, Testimonial
from ambassador.impact.services.editions import EditionDetails
from ambassador.impact.span import MOST, shifted
from ambassador.impact.words import short_period
from ambassador.periods import Frequency, Period
from ambassador.translated import Translated

SHOWN_LETTERS = 160
"""Of a quote in the list to choose from."""


def _code(value: Any) -> str:
    return value.code if isinstance(value, Period) else str(value or "")


class QuarterField(ChoiceField):
    """A quarter among those given; `data` is its code."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, coerce=_code, choices=[], **kwargs)

    def offer(self, quarters: Sequence[Period]) -> None:
        self.choices = [SelectChoice(one.code, short_period(one)) for one in quarters]


class EditionForm(VersionedForm):
    """The convention is chosen once, when there is more than one."""

    convention_id = row_field(_l("Convention"))
    title = TranslatedField(_l("Titre"), description=_l("Dans les trois langues : l’édition se lit dans chacune."))
    scope = enum_field(
        _l("Ce que l’édition raconte"),
        EditionScope,
        description=_l("Les deux parties ensemble sont le rapport d’impact que la convention demande."),
    )
    first = QuarterField(_l("Du trimestre"))
    last = QuarterField(_l("Au trimestre"))

    def __init__(
        self,
        *args: Any,
        running: Period,
        conventions: Sequence[Convention] = (),
        stored: Edition | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.conventions, self.running = conventions, running
        months = {shifted(running, -back).month for back in range(MOST)}
        if stored is not None:
            months |= {stored.first_month, stored.last_month}
        quarters = [Period(month, Frequency.QUARTERLY) for month in sorted(months)]
        self.first.offer(quarters)
        self.last.offer(quarters)
        if len(conventions) < 2:
            del self.convention_id
        else:
            self.convention_id.choices = row_choices(conventions, lambda one: i18n.text_for_reader(one.title))

    def choices_of_row(self, row: Any) -> dict[str, Any]:
        return {"running": self.running, "stored": row}

    @property
    def convention(self) -> Convention:
        if "convention_id" not in self:
            return self.conventions[0]
        return next(one for one in self.conventions if one.id == self.convention_id.data)

    @property
    def details(self) -> EditionDetails:
        first, last = Period.parse(self.first.data), Period.parse(self.last.data)
        return EditionDetails(self.title.translated, self.scope.data, first, last)


class NarrativeForm(VersionedForm):
    """A text for each part; the fields are added by `narrative_form`."""

    names: ClassVar[dict[str, str]] = {}
    """Half and part ("structure.kpis") by the name of the field."""

    @property
    def texts(self) -> dict[str, Translated]:
        return {part: self[name].translated for name, part in self.names.items()}


def narrative_form(edition: Edition, told: Told) -> NarrativeForm:
    """With a field for each part that the edition tells of, and what is written there already."""
    names = {
        f"{half.key}_{part.key}".replace("-", "_"): f"{half.key}.{part.key}"
        for half in told.halves
        for part in half.parts
    }
    titles = {f"{half.key}.{part.key}": f"{half.title} – {part.title}" for half in told.halves for part in half.parts}
    fields = {name: TranslatedField(titles[part], required=False, long=True) for name, part in names.items()}
    form = type("EditionNarrativeForm", (NarrativeForm,), {**fields, "names": names})
    made: NarrativeForm = form(obj=narrative_row(edition, names))
    return made


def narrative_row(edition: Edition, names: dict[str, str]) -> SimpleNamespace:
    """What is stored, as the form's fields name it."""
    stored = {row.part: row.words for row in edition.narratives}
    texts = {name: stored.get(part, Translated()) for name, part in names.items()}
    return SimpleNamespace(version=edition.version, **texts)


class QuotesForm(VersionedForm):
    testimonials = BoxesField(
        _l("Témoignages à montrer"),
        description=_l(
            "Seuls ceux dont le consentement vaut pour le rapport. Un témoignage retiré plus tard disparaît aussi d’ici."
        ),
    )

    def __init__(self, *args: Any, possible: Sequence[Testimonial], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.possible = possible
        self.testimonials.choices = [SelectChoice(one.id, _words(one)) for one in possible]

    def choices_of_row(self, row: Any) -> dict[str, Any]:
        return {"possible": self.possible}

    @property
    def chosen(self) -> list[Testimonial]:
        return [one for one in self.possible if one.id in (self.testimonials.data or ())]


class ProposeForm(VersionedForm):
    """A confirmation of the preview in one version."""

    def show_version(self, row: Edition) -> None:
        """Proposing again is a choice, made on what stands there now."""
        self.version.data = str(row.version)


def quotes_row(edition: Edition) -> SimpleNamespace:
    return SimpleNamespace(version=edition.version, testimonials=[row.testimonial_id for row in edition.quotes])


def _words(one: Testimonial) -> str:
    if one.is_withdrawn:
        return str(gettext("Témoignage retiré"))
    quote = one.quote if len(one.quote) <= SHOWN_LETTERS else f"{one.quote[:SHOWN_LETTERS]}…"
    return f"{quote} – {one.speaker}, {i18n.text_for_reader(one.organisation.name)}"
