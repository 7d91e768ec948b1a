"""Charts of the KPIs: how far each is from its target, how each went over time, and the targets of the programme."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from flask_babel import gettext

from ambassador import i18n
from ambassador.charts import Chart, Kind, Role, Series
from ambassador.impact import findings, words
from ambassador.impact.indicators import Kpi
from ambassador.impact.reading import Closed, Reading
from ambassador.kpis import words as kpi_words
from ambassador.kpis.models import Answer, IndicatorKind, IndicatorVersion
from ambassador.kpis.series import PeriodState, Point
from ambassador.periods import Period
from ambassador.writing import PLAIN, Writing

STRUCTURES = "structures"
"""The key of the target that the register answers."""
STRUCTURES_TARGET = Decimal(20)
"""Ambassador organisations that the programme accompanies ([WTC], preamble), where no KPI says otherwise."""
UNITS_KEPT = 18
"""Characters of a unit that may stand behind a number in a chart."""


def name_of(kpi: Kpi) -> str:
    return i18n.text_for_reader(kpi.series.adoption.definition.name)


def progress_to_target(kpis: Sequence[Kpi]) -> Chart:
    """A row for each KPI, with a scale of its own: value, target, baseline."""
    shown = [kpi for kpi in kpis if kpi.series.adoption.definition.kind is not IndicatorKind.MILESTONE]
    compared = [kpi for kpi in kpis if kpi.series.distance is not None]
    return Chart(
        id="kpi-progress",
        kind=Kind.BULLET,
        title=findings.targets_reached(len(compared), sum(kpi.is_reached for kpi in compared), len(kpis)),
        unit=str(gettext("Dernière valeur de chaque KPI, avec sa cible et sa valeur de référence")),
        categories=[_name_and_unit(kpi) for kpi in shown],
        keys=[str(kpi.series.adoption.id) for kpi in shown],
        category_label=str(gettext("KPI")),
        series=[
            Series(
                str(gettext("Valeur")),
                [_number(kpi, kpi.series.compared) for kpi in shown],
                absent={place: _why_none(kpi) for place, kpi in enumerate(shown)},
                key="value",
            ),
            Series(str(gettext("Cible")), [kpi.series.target for kpi in shown], Role.TARGET, key="target"),
            Series(
                str(gettext("Valeur de référence")),
                [None if kpi.series.adoption.target_is_total else _number(kpi, kpi.series.baseline) for kpi in shown],
                Role.BASELINE,
                absent={
                    place: words.hidden_word() for place, kpi in enumerate(shown) if kpi.series.baseline_is_suppressed
                },
                key="baseline",
            ),
        ],
        row_formats=[writing_of(kpi.series.adoption.definition, is_short=True) for kpi in shown],
        missing=str(gettext("pas de chiffre")),
        empty=str(gettext("Il n’y a pas de KPI à montrer ici.")),
    )


def series(kpi: Kpi) -> Chart:
    """One KPI over time. What is missing is a gap, and says why."""
    found, points = kpi.series, kpi.points
    definition, latest = found.adoption.definition, found.latest
    counted = [kpi.counted(point.period) for point in points]
    lines = [
        Series(
            str(gettext("Valeur")),
            [_number(kpi, one.value) if one else None for one in counted],
            absent={
                place: absence_words(kpi, point)
                for place, (point, one) in enumerate(zip(points, counted, strict=True))
                if one is None or one.value is None
            },
            key="value",
        )
    ]
    if any(point.target is not None for point in points) and not found.adoption.target_is_total:
        lines.append(Series(str(gettext("Cible")), [point.target for point in points], Role.TARGET, key="target"))
    if found.baseline is not None and points:
        baseline = _number(kpi, found.baseline)
        name = str(gettext("Valeur de référence"))
        lines.append(Series(name, [baseline] * len(points), Role.BASELINE, key="baseline"))
    return Chart(
        id=f"kpi-{found.adoption.id}",
        kind=Kind.LINE,
        title=findings.kpi(
            name_of(kpi),
            found,
            kpi_words.value_words(latest.value if latest else None, definition),
            words.short_period(latest.period) if latest else "",
        ),
        unit=unit_of(kpi),
        categories=[words.category(point.period) for point in points],
        keys=[point.period.code for point in points],
        category_label=str(gettext("Période")),
        series=lines,
        format=writing_of(definition, is_short=True),
        missing=str(gettext("manquant")),
        empty=str(
            gettext("Les chiffres sont masqués, pour que personne ne soit reconnu.")
            if any(point.is_suppressed for point in points)
            else gettext("Il n’y a pas encore de chiffre à montrer ici.")
        ),
        note=_series_note(kpi),
    )


@dataclass(frozen=True)
class TargetRow:
    key: str
    name: str
    value: Decimal | None
    target: Decimal | None
    write: Writing
    why_none: str


def programme_targets(kpis: Sequence[Kpi], structures: int | None, reading: Reading) -> Chart:
    """The operator's own targets. `structures`: those accompanied, counted in the register; None before anything is published."""
    entered = [kpi for kpi in kpis if kpi.has_target and not kpi.series.adoption.is_computed]
    computed = next((kpi.series.target for kpi in kpis if kpi.series.adoption.is_computed), None)
    rows = [
        TargetRow(
            str(kpi.series.adoption.id),
            name_of(kpi),
            _number(kpi, kpi.series.compared),
            kpi.series.target,
            writing_of(kpi.series.adoption.definition, is_short=True),
            _why_none(kpi),
        )
        for kpi in entered
    ]
    accompanied = None if structures is None else Decimal(structures)
    name = str(gettext("Structures ambassadrices accompagnées"))
    rows.append(TargetRow(STRUCTURES, name, accompanied, computed or STRUCTURES_TARGET, PLAIN, _unpublished()))
    return Chart(
        id="programme-targets",
        kind=Kind.PROGRESS,
        title=findings.programme_targets(
            {row.name: row.value / row.target for row in rows if row.value is not None and row.target}
        ),
        unit=str(gettext("Total depuis le début du programme, sur la cible")),
        categories=[row.name for row in rows],
        keys=[row.key for row in rows],
        category_label=str(gettext("Cible du programme")),
        series=[
            Series(
                str(gettext("Atteint")),
                [row.value for row in rows],
                absent={place: row.why_none for place, row in enumerate(rows)},
                key="reached",
            ),
            Series(str(gettext("Cible")), [row.target for row in rows], Role.TARGET, key="target"),
        ],
        row_formats=[row.write for row in rows],
        missing=str(gettext("pas de chiffre")),
        empty=str(gettext("Les cibles du programme n’ont pas encore de chiffre.")),
        note=_targets_note(entered, reading),
    )


def _targets_note(kpis: Sequence[Kpi], reading: Reading) -> str:
    parts = [
        gettext("Ces cibles sont celles de l’opérateur pour tout le programme : elles n’obligent aucune structure.")
    ]
    if not reading.is_inside:
        parts.append(gettext("Seuls les chiffres publiés sont comptés."))
        if any(point.is_suppressed for kpi in kpis for point in kpi.series.counted):
            parts.append(words.why_hidden())
    return " ".join(map(str, parts))


def absence_words(kpi: Kpi, point: Point) -> str:
    """Why a period has no number: the five reasons are told apart."""
    counted = kpi.counted(point.period)
    if counted is not None:
        is_hidden = counted.answer is Answer.VALUE and counted.is_suppressed
        return words.hidden_word() if is_hidden else kpi_words.point_words(counted, kpi.series.adoption.definition)
    if not kpi.reading.is_inside and kpi.is_unpublished(point.period):
        return _unpublished()
    if point.answer is not None and kpi.reading.is_inside:
        return str(gettext("pas encore validé"))
    return str(gettext("période en cours") if point.state is PeriodState.RUNNING else gettext("manquant"))


def _unpublished() -> str:
    return words.closed_words(Closed.UNPUBLISHED)


def _why_none(kpi: Kpi) -> str:
    points = kpi.points
    return absence_words(kpi, points[-1]) if points else str(gettext("pas encore de période"))


def _name_and_unit(kpi: Kpi) -> str:
    """The numbers of a row stand close together: their unit is said once, with the name. Per cents say it themselves."""
    unit = i18n.text_for_reader(kpi.series.adoption.definition.unit)
    is_said = kpi.series.adoption.definition.kind is IndicatorKind.RATIO or not unit
    return name_of(kpi) if is_said else str(gettext("%(name)s (%(unit)s)", name=name_of(kpi), unit=unit))


def unit_of(kpi: Kpi) -> str:
    definition = kpi.series.adoption.definition
    unit = i18n.text_for_reader(definition.unit)
    frequency = i18n.label(definition.frequency)
    if kpi.series.adoption.is_unvalidated_example:
        return str(
            gettext("%(unit)s, %(frequency)s – exemple, à adapter avec la structure", unit=unit, frequency=frequency)
        )
    return str(gettext("%(unit)s, %(frequency)s", unit=unit, frequency=frequency))


def _series_note(kpi: Kpi) -> str:
    if not kpi.reading.is_inside:
        is_hidden = kpi.series.baseline_is_suppressed or any(point.is_suppressed for point in kpi.points)
        return words.why_hidden() if is_hidden else ""
    waiting: list[Period] = [
        point.period for point in kpi.points if kpi.counted(point.period) and kpi.is_unpublished(point.period)
    ]
    if not waiting:
        return ""
    periods = words.listed([words.short_period(period) for period in waiting])
    return str(gettext("Pas encore publié : %(periods)s.", periods=periods))


def _number(kpi: Kpi, value: Fraction | None) -> Decimal | None:
    return None if value is None else kpi_words.shown(value, kpi.series.adoption.definition.kind)


def writing_of(definition: IndicatorVersion, is_short: bool = False) -> Writing:
    """Numbers with their unit; without it where it is long, or already said."""
    is_plain = definition.kind in (IndicatorKind.NUMBER, IndicatorKind.MEAN)
    is_long = len(i18n.text_for_reader(definition.unit)) > UNITS_KEPT
    return PLAIN if is_plain and (is_short or is_long) else kpi_words.writing(definition)
