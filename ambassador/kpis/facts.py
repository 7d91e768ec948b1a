"""A KPI in words, point by point: its definition and what is agreed of it, for its page and for the export of the set."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext, ngettext
from markupsafe import Markup

from ambassador import i18n
from ambassador.accounts.models import User
from ambassador.kpis.models import Adoption, IndicatorKind, IndicatorVersion
from ambassador.kpis.series import baseline_of
from ambassador.kpis.words import value_words
from ambassador.translated import Translated

Say = Callable[[Translated], Markup | str]
"""How a text in several languages is written: marked with its language on a page, bare in a document."""
Facts = list[tuple[str, Markup | str]]


def definition_facts(definition: IndicatorVersion, say: Say) -> Facts:
    return [
        (gettext("Définition"), say(definition.definition)),
        (gettext("Type"), i18n.label(definition.kind)),
        (gettext("Unité"), say(definition.unit)),
        *_parts(definition, say),
        (gettext("Sens"), i18n.label(definition.direction)),
        (gettext("Fréquence"), i18n.label(definition.frequency)),
        (gettext("Addition dans le temps"), i18n.label(definition.over_time)),
        (gettext("Addition entre structures"), i18n.label(definition.over_structures)),
        (gettext("Compte des personnes"), _people(definition)),
        (
            gettext("Ventilations"),
            _joined([_dimension(row.name, row.is_exclusive, say) for row in definition.dimensions]),
        ),
        (gettext("Bornes"), bounds(definition.hard_min, definition.hard_max)),
        (gettext("Valeurs attendues"), bounds(definition.plausible_min, definition.plausible_max)),
    ]


def _parts(definition: IndicatorVersion, say: Say) -> Facts:
    if definition.kind is IndicatorKind.RATIO:
        return [
            (gettext("Numérateur"), say(definition.numerator_label)),
            (gettext("Dénominateur"), say(definition.denominator_label)),
        ]
    return [(gettext("Poids"), say(definition.weight_label))] if definition.kind is IndicatorKind.MEAN else []


def _people(definition: IndicatorVersion) -> str:
    if definition.counts_people:
        return str(gettext("oui : les petits nombres sont masqués pour les partenaires"))
    return str(gettext("non"))


def _dimension(name: Translated, is_exclusive: bool, say: Say) -> Markup | str:
    if is_exclusive:
        return say(name)
    return say(name) + str(gettext(" (catégories qui se recoupent)"))


def _joined(texts: list[Markup | str]) -> Markup | str:
    is_marked = any(isinstance(text, Markup) for text in texts)
    return Markup(" · ").join(texts) if is_marked else " · ".join(texts)


def bounds(least: Decimal | None, most: Decimal | None) -> str:
    if least is not None and most is not None:
        return str(gettext("de %(least)s à %(most)s", least=i18n.number(least), most=i18n.number(most)))
    if least is not None:
        return str(gettext("au moins %(least)s", least=i18n.number(least)))
    return str(gettext("au plus %(most)s", most=i18n.number(most))) if most is not None else ""


def agreement_facts(adoption: Adoption, say: Say) -> Facts:
    return [
        (gettext("Première période"), i18n.period_name(adoption.first_period)),
        (gettext("Valeur de référence"), baseline_words(adoption)),
        (gettext("Cibles"), target_words(adoption)),
        *([(gettext("Financement"), _funding(adoption))] if adoption.is_programme else []),
        (gettext("Service responsable"), say(adoption.service.name) if adoption.service else ""),
        (gettext("Responsable"), adoption.owner.name if adoption.owner else ""),
        (gettext("Remplacement"), adoption.stand_in.name if adoption.stand_in else ""),
        (gettext("Source des données"), adoption.source),
        (gettext("Moyen de vérification"), adoption.verification),
        (gettext("Délai"), _delay(adoption.days_allowed)),
        (gettext("Proposé"), _who_and_when(adoption.proposed_by, adoption.proposed_at)),
        (gettext("Convenu"), _who_and_when(adoption.agreed_by, adoption.agreed_at)),
    ]


def baseline_words(adoption: Adoption) -> str:
    value = baseline_of(adoption)
    words = value_words(value, adoption.definition) if value is not None else ""
    if words and adoption.baseline_on:
        words = f"{words} ({i18n.day(adoption.baseline_on)})"
    return " ".join(filter(None, (words, adoption.baseline_comment)))


def target_words(adoption: Adoption) -> str:
    steps = [
        gettext(
            "dès %(month)s : %(value)s",
            month=i18n.month_name(target.month),
            value=value_words(target.value, adoption.definition),
        )
        for target in adoption.targets
    ]
    words = " · ".join(steps)
    if words and adoption.target_is_total:
        return f"{words} ({gettext('pour le total depuis la première période')})"
    return words


def _funding(adoption: Adoption) -> str:
    if adoption.funded_from is None or adoption.funded_until is None:
        return ""
    first, last = i18n.day(adoption.funded_from), i18n.day(adoption.funded_until)
    return str(gettext("du %(first)s au %(last)s", first=first, last=last))


def _delay(days: int) -> str:
    return str(ngettext("%(num)d jour après la fin de la période", "%(num)d jours après la fin de la période", days))


def _who_and_when(person: User | None, at: datetime | None) -> str:
    if person is None or at is None:
        return ""
    return str(gettext("%(name)s, le %(day)s", name=person.name, day=i18n.moment(at)))
