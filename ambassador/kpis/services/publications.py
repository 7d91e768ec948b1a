"""Publishing a quarter: partners see exactly what was previewed, and small counts are never kept."""

from datetime import date, datetime

from ambassador.accounts.models import Organisation, User
from ambassador.config import BRUSSELS
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.kpis import companions, rights
from ambassador.kpis.models import Publication, PublishedFigure
from ambassador.kpis.queries.publications import Preview, PreviewLine, preview
from ambassador.periods import Period


def publish_quarter(
    organisation: Organisation,
    quarter: Period,
    by: User,
    now: datetime,
    today: date | None = None,
    note: str = "",
    seen: str | None = None,
) -> Publication:
    """A new publication of the quarter; it replaces the earlier one for partners. `seen` is the mark of what was shown to
    the person; without it whatever is approved is published."""
    today = today or now.astimezone(BRUSSELS).date()
    shown = preview(organisation, quarter, today)
    _check(shown, by, today, seen)
    publication = Publication(
        organisation_id=organisation.id,
        month=quarter.month,
        number=shown.number,
        published_at=now,
        published_by=by,
        note=note,
    )
    publication.figures = [_figure(line) for line in shown.published]
    db.session.add(publication)
    db.session.flush()
    companions.keep_with(publication, today)
    return publication


def _check(shown: Preview, by: User, today: date, seen: str | None) -> None:
    if not rights.can_publish(by, shown.organisation.id):
        raise RuleBroken(N_("Vous ne pouvez pas publier pour cette structure."))
    if not shown.quarter.is_over(today):
        raise RuleBroken(N_("Ce trimestre n’est pas fini : il ne se publie pas encore."))
    if not shown.published:
        raise RuleBroken(N_("Aucun chiffre de ce trimestre n’est validé : il n’y a rien à publier."))
    if shown.is_unchanged:
        raise RuleBroken(N_("Rien n’a changé depuis la dernière publication de ce trimestre."))
    if seen not in (None, shown.seen):
        raise RuleBroken(N_("Les chiffres ont changé depuis l’aperçu. Relisez-le, puis publiez."))


def _figure(line: PreviewLine) -> PublishedFigure:
    figure = line.figure
    assert figure is not None
    numbers = {} if line.is_small else {name: getattr(figure, name) for name in ("numerator", "denominator", "weight")}
    return PublishedFigure(
        adoption_id=line.adoption.id,
        frequency=line.point.period.frequency,
        month=line.point.period.month,
        answer=figure.answer,
        is_suppressed=line.is_small,
        **numbers,
    )
