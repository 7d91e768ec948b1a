"""The picture of a convention's timeline: above, the convention itself; below it a lane for each party."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from ambassador import i18n
from ambassador.charts import Lane, Point, Span, Symbol, Timeline
from ambassador.conventions.models import Convention, NoticeKind, Party
from ambassador.conventions.timeline import Moment, MomentKind, drawn
from ambassador.conventions.words import name_of

ACTS, PLAIN, ALARM = "chart-mark chart-tone-1", "chart-mark chart-reference", "chart-mark chart-alarm"
SYMBOLS: dict[MomentKind, tuple[object, str, str, int]] = {
    MomentKind.DECISION: (_l("Décision de l’organe compétent"), "circle", PLAIN, 0),
    MomentKind.SIGNATURE: (_l("Signature"), "pen", ACTS, 0),
    MomentKind.START: (_l("Début"), "play", ACTS, 0),
    MomentKind.AMENDMENT: (_l("Avenant : prise d’effet"), "page", ACTS, 0),
    MomentKind.NOTICE: (_l("Préavis, mise en demeure ou décision d’une autorité"), "envelope", ALARM, 0),
    MomentKind.TERMINABLE: (_l("La convention peut être résiliée"), "hourglass", ALARM, 0),
    MomentKind.CLOSED: (_l("Remédié, retiré ou levé"), "envelope", PLAIN, 0),
    MomentKind.WORK: (_l("Travail noté dans le portail"), "square", ACTS, 1),
    MomentKind.CONTRIBUTION: (_l("Contribution"), "star", ACTS, 1),
    MomentKind.CONDITION: (_l("Condition remplie"), "cross", ACTS, 0),
    MomentKind.DUE_WAITING: (_l("Échéance : en attente"), "square", PLAIN, 2),
    MomentKind.DUE_ON_TRACK: (_l("Échéance : en cours"), "diamond", PLAIN, 2),
    MomentKind.DUE_AT_RISK: (_l("Échéance : à risque"), "triangle", ALARM, 2),
    MomentKind.DUE_OVERDUE: (_l("Échéance : en retard"), "x", ALARM, 2),
    MomentKind.DUE_KEPT: (_l("Échéance : engagement tenu"), "check", ACTS, 2),
    MomentKind.DUE_LAPSED: (_l("Échéance : engagement éteint"), "dash", PLAIN, 2),
    MomentKind.END: (_l("Dernier jour"), "stop", ACTS, 0),
}


def of_convention(convention: Convention, moments: Sequence[Moment], today: date) -> Timeline:
    placed = drawn(moments)
    shared = [one for one in placed if not one.parties]
    now = next(one for one in moments if one.kind is MomentKind.TODAY)
    return Timeline(
        id="line",
        title=_title(convention, today),
        lanes=[
            Lane(str(gettext("La convention")), _points(shared), _spans(convention, today)),
            *(Lane(name_of(party), _points(_of(party, placed))) for party in convention.parties),
        ],
        symbols={kind.value: Symbol(str(name), shape, css, row) for kind, (name, shape, css, row) in SYMBOLS.items()},
        today=today,
        today_label=gettext("%(when)s : %(day)s", when=now.title, day=i18n.day(today)),
        head=(str(gettext("Jour")), str(gettext("Qui")), str(gettext("Quoi"))),
        write=i18n.day,
        write_axis=lambda day: i18n.month_name(day.year * 100 + day.month, "MMM y"),
        empty=str(gettext("Aucune date n’est encore connue.")),
        keys=_keys(convention, today),
    )


def _points(moments: Sequence[Moment]) -> list[Point]:
    return [Point(one.on, one.kind.value, one.title, one.count, one.url) for one in moments if one.on]


def _of(party: Party, moments: Sequence[Moment]) -> list[Moment]:
    return [one for one in moments if party in one.parties]


def _spans(convention: Convention, today: date) -> list[Span]:
    """In force, and within it what was suspended."""
    signed, start = convention.last_signature, convention.start
    if start is None or signed is None or signed > today:
        return []
    last_day = convention.last_day(today)
    if last_day is not None and last_day < start:
        return []
    words = gettext("En vigueur jusqu’au %(day)s", day=i18n.day(last_day)) if last_day else gettext("Durée illimitée")
    paused = [
        Span(row.sent_on, _known(row.closed_on, today), str(gettext("Suspendue")), is_pause=True)
        for row in convention.notices
        if row.kind is NoticeKind.SUSPENSION and row.sent_on <= today
    ]
    return [Span(start, last_day, str(words)), *paused]


def _known(day: date | None, today: date) -> date | None:
    return day if day is not None and day <= today else None


def _keys(convention: Convention, today: date) -> dict[str, str]:
    spans = _spans(convention, today)
    if not spans:
        return {}
    keys = {}
    if spans[0].first < today:
        keys["box"] = str(gettext("En vigueur jusqu’ici"))
    if spans[0].last is None or spans[0].last > today:
        keys["track"] = str(gettext("Encore en vigueur"))
    if len(spans) > 1:
        keys["pause"] = str(gettext("Suspendue"))
    return keys


def _title(convention: Convention, today: date) -> str:
    """The finding: from when to when."""
    spans = _spans(convention, today)
    if not spans:
        return str(gettext("La convention n’a pas encore commencé"))
    start, last_day = i18n.day(spans[0].first), spans[0].last
    if last_day is None:
        return str(gettext("Depuis le %(start)s, pour une durée illimitée", start=start))
    return str(gettext("Du %(start)s au %(end)s", start=start, end=i18n.day(last_day)))
