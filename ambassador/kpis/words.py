"""Figures in words, in the reader's language and habits: values with their unit, gaps, distances, refusals."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask_babel import gettext, ngettext

from ambassador import i18n
from ambassador.errors import RuleBroken
from ambassador.kpis.models import Answer, Entry, IndicatorKind, IndicatorVersion, PublishedFigure
from ambassador.kpis.overview import Line
from ambassador.kpis.past import Told
from ambassador.kpis.series import PeriodState, Point
from ambassador.kpis.values import Distance, Numbers, rounded, value_of
from ambassador.translated import Translated
from ambassador.writing import Style, Writing

PLACES = {IndicatorKind.RATIO: 1, IndicatorKind.MEAN: 2, IndicatorKind.NUMBER: 4, IndicatorKind.MILESTONE: 0}
"""Places shown, half up; what was entered is shown exactly beside it."""

TONES = {
    PeriodState.RUNNING: "muted",
    PeriodState.DUE: "info",
    PeriodState.OVERDUE: "bad",
    PeriodState.DRAFT: "neutral",
    PeriodState.SUBMITTED: "info",
    PeriodState.RETURNED: "warn",
    PeriodState.APPROVED: "good",
    PeriodState.COMPUTED: "good",
}


def shown(value: Fraction, kind: IndicatorKind) -> Decimal:
    return rounded(value, PLACES[kind])


def value_words(value: Fraction | Decimal | None, definition: IndicatorVersion) -> str:
    """A value with its unit: "47,1 %", "5,25 points sur 10"; "–" where there is none."""
    if value is None:
        return "–"
    return writing(definition)(shown(Fraction(value), definition.kind))


def writing(definition: IndicatorVersion) -> Writing:
    """How the indicator's values are written, once they are rounded as they are shown."""
    match definition.kind:
        case IndicatorKind.MILESTONE:
            return Writing(Style.MILESTONE)
        case IndicatorKind.RATIO:
            return Writing(Style.PERCENT)
        case _:
            return Writing(Style.NUMBER, i18n.text_for_reader(definition.unit))


def made_one_words(value: Fraction | Decimal | None, definition: IndicatorVersion, line: Line) -> str:
    """The value of several structures made one; of milestones, how many have reached it."""
    if value is None or line.is_alone or definition.kind is not IndicatorKind.MILESTONE:
        return value_words(value, definition)
    number = i18n.number(shown(Fraction(value), definition.kind))
    return str(
        ngettext(
            "atteint par %(number)s structure", "atteint par %(number)s structures", i18n.plural(value), number=number
        )
    )


def point_words(point: Point | None, definition: IndicatorVersion) -> str:
    """A period's value, or which of the other things it is: never a zero by accident."""
    if point is None or point.answer is None:
        return str(gettext("manquant"))
    if point.answer is Answer.VALUE:
        if point.is_suppressed:
            return str(gettext("masqué (petit nombre)"))
        return value_words(point.value, definition)
    return i18n.label(point.answer)


def parts_words(numbers: Numbers | None, definition: IndicatorVersion) -> str:
    """What a ratio or a mean is made of: "588 ÷ 1 248"; nothing for other kinds."""
    if numbers is None:
        return ""
    first = i18n.number(_exact(numbers.numerator))
    if definition.kind is IndicatorKind.RATIO and numbers.denominator is not None:
        return f"{first} ÷ {i18n.number(_exact(numbers.denominator))}"
    if definition.kind is IndicatorKind.MEAN and numbers.weight is not None:
        count = i18n.number(_exact(numbers.weight))
        return str(
            ngettext("sur %(count)s réponse", "sur %(count)s réponses", i18n.plural(numbers.weight), count=count)
        )
    return ""


def share_words(numbers: Numbers, definition: IndicatorVersion, is_rest: bool = False) -> str:
    """One category of a breakdown: its value and what it is made of. Of a rest, the counts alone: no ratio or mean of its
    own was entered."""
    parts = parts_words(numbers, definition)
    if is_rest and parts:
        return parts
    value = value_words(value_of(definition.kind, numbers), definition)
    return f"{value} ({parts})" if parts else value


def plain_words(value: Fraction) -> str:
    """For a script: a point, no thousands."""
    return f"{rounded(value, 6).normalize():f}"


def _exact(number: Fraction) -> Decimal:
    return rounded(number, 4)


def distance_words(distance: Distance | None, definition: IndicatorVersion) -> str:
    """How far from the target: "encore 12,9 points", "atteinte"."""
    if distance is None:
        return "–"
    if distance.is_reached:
        return str(gettext("atteinte"))
    if definition.kind is IndicatorKind.MILESTONE:
        return str(gettext("pas atteinte"))
    return str(gettext("encore %(gap)s", gap=_gap(-distance.gap, definition)))


def change_words(change: Fraction | None, definition: IndicatorVersion) -> str:
    """From one value to the next: "+3", "−2,5 points", "inchangé"."""
    if change is None or definition.kind is IndicatorKind.MILESTONE:
        return "–"
    if change == 0:
        return str(gettext("inchangé"))
    return ("+" if change > 0 else "−") + _gap(abs(change), definition)


def _gap(gap: Fraction, definition: IndicatorVersion) -> str:
    """A difference: percentages differ by points; of others the unit stands beside already."""
    read = shown(gap, definition.kind)
    number = i18n.number(read)
    if definition.kind is not IndicatorKind.RATIO:
        return number
    count = i18n.plural(read)
    return str(ngettext("%(number)s point de pourcentage", "%(number)s points de pourcentage", count, number=number))


def say(broken: RuleBroken) -> str:
    """A refusal in the reader's language, its numbers in their habits."""
    return str(gettext(broken.message, **{name: _said(value) for name, value in broken.parameters.items()}))


def _said(value: Any) -> Any:
    match value:
        case Decimal():
            return i18n.number(value)
        case Translated():
            return i18n.text_for_reader(value)
        case _:
            return value


def figure_words(entry: Entry) -> str:
    """Which figure is spoken of: KPI and period."""
    return f"{i18n.text_for_reader(entry.adoption.definition.name)}, {i18n.period_name(entry.period)}"


def tone(state: PeriodState) -> str:
    return TONES[state]


def told() -> list[tuple[str, str]]:
    """The parts of a figure that its story tells, with their words."""
    return [
        ("answer", str(gettext("Réponse"))),
        ("numerator", str(gettext("Nombre"))),
        ("denominator", str(gettext("Dénominateur"))),
        ("weight", str(gettext("Poids"))),
        ("comment", str(gettext("Commentaire"))),
        ("evidence", str(gettext("Preuve"))),
        ("file", str(gettext("Fichier"))),
    ]


def told_value(name: str, value: str) -> str:
    """One part as the story keeps it, in words."""
    if name == "answer":
        return i18n.label(Answer(value))
    return i18n.number(Decimal(value)) if name in {"numerator", "denominator", "weight"} else value


def told_facts(figure: Told) -> list[tuple[str, str]]:
    """What a figure said at some moment; what a correction in hand proposed stands apart."""
    found = [(label, told_value(name, figure.content[name])) for name, label in told_labels(figure.content)]
    if figure.correction is not None and figure.proposed is not None:
        for name, label in told_labels(figure.proposed):
            if figure.proposed[name] != figure.content.get(name):
                proposed = gettext("%(part)s, correction proposée", part=label)
                found.append((str(proposed), told_value(name, figure.proposed[name])))
    return found


def told_labels(content: dict[str, Any]) -> list[tuple[str, str]]:
    return [(name, label) for name, label in told() if content.get(name)]


def published_words(figure: PublishedFigure, definition: IndicatorVersion) -> str:
    """A published figure: its value or what stands for it."""
    if figure.answer is not Answer.VALUE:
        return i18n.label(figure.answer)
    return value_words(
        value_of(definition.kind, Numbers.of(figure.numerator, figure.denominator, figure.weight)), definition
    )
