"""Origins of the follow-up's results: sessions, needs and deliverables."""

from flask import url_for
from flask_babel import gettext

from ambassador import i18n
from ambassador.followup.models import Deliverable, FollowUpSession, Need
from ambassador.impact import words
from ambassador.impact.charts.results import outcome_names
from ambassador.impact.live import counted_until
from ambassador.impact.origins import Asked, Formula, Origin, Source
from ambassador.impact.origins.publishing import published
from ambassador.impact.queries.results import Found, outcomes
from ambassador.impact.results import Outcome


def shown(asked: Asked) -> Origin | None:
    if asked.series != "count" or asked.key not in list(Outcome):
        return None
    outcome = Outcome(asked.key)
    told = _inside if asked.report.reading.is_inside else _published
    heads = (outcome_names()[outcome],)
    return Origin(_definition(outcome), Formula.SUM, heads, told(asked, outcome))


def _inside(asked: Asked, outcome: Outcome) -> list[Source]:
    reading = asked.report.reading
    numbers = {number for one in asked.report.figures.days for number in one.conventions}
    found = outcomes(numbers, reading.span.first_day, counted_until(reading))
    return [_row(one) for one in found if outcome in one.outcomes]


def _row(found: Found) -> Source:
    match found.row:
        case FollowUpSession() as session:
            name, on = str(gettext("Séance du %(day)s", day=i18n.day(session.on))), session.on
            return Source(name, (1,), on, url_for("followup.session", number=session.id))
        case Need() as need:
            link = url_for("followup.diagnosis", number=need.follow_up_id)
            return Source(need.area, (1,), None, link, note=i18n.label(need.state))
        case Deliverable() as deliverable:
            link = url_for("followup.deliverable", number=deliverable.id)
            name = i18n.text_for_reader(deliverable.title)
            return Source(name, (1,), None, link, note=i18n.label(deliverable.state))


def _published(asked: Asked, outcome: Outcome) -> list[Source]:
    """A row for each structure, as its publications keep it."""
    rows = []
    for one in asked.report.figures.results:
        if one.counts is not None:
            last = one.reading.quarters[-1]
            name = gettext(
                "%(name)s, fin %(quarter)s",
                name=i18n.text_for_reader(one.organisation.name),
                quarter=words.short_period(last),
            )
            rows.append(published(asked, last.month, str(name), (one.counts[outcome],), one.organisation))
    return rows


def _definition(outcome: Outcome) -> str:
    said = {
        Outcome.SESSIONS: gettext(
            "Les séances de suivi tenues pendant la période ; les contacts courts ne comptent pas."
        ),
        Outcome.NEEDS: gettext("Les besoins relevés sur le terrain, sauf ceux qui ont été écartés."),
        Outcome.PROPOSED: gettext("Les besoins qui ont une solution, proposée ou en place."),
        Outcome.SOLVED: gettext("Les besoins dont la solution est en place."),
        Outcome.DELIVERED: gettext("Les livrables remis à l’autre partie au moins une fois."),
        Outcome.ACCEPTED: gettext("Les livrables que l’autre partie a acceptés."),
    }
    return str(said[outcome])
