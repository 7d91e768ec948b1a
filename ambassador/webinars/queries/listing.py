"""Which webinars a person sees, and the list of them by date."""

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, Select, case, func, null, or_, select
from sqlalchemy.orm import joinedload

from ambassador.accounts.models import User
from ambassador.config import BRUSSELS
from ambassador.conventions.queries import bound_to
from ambassador.db import db
from ambassador.paging import SIZE, Page, nearest
from ambassador.translated import Translated
from ambassador.webinars.models import Theme, Webinar, WebinarKind, WebinarState


@dataclass(frozen=True)
class Filters:
    """What a person asks to see; None or "" leaves it open."""

    kind: WebinarKind | None = None
    theme: Theme | None = None
    state: WebinarState | None = None
    year: int | None = None
    words: str = ""


def in_sight(viewer: User) -> ColumnElement[bool]:
    """The webinars that the viewer may see: the operator's own people its own, others those of the operators
    they are bound to."""
    if viewer.is_operator:
        return Webinar.operator_id == viewer.organisation_id
    return or_(Webinar.operator_id == viewer.organisation_id, Webinar.operator_id.in_(bound_to(viewer)))


def webinar(number: int, viewer: User) -> Webinar | None:
    """One in the viewer's sight."""
    chosen = select(Webinar).where(Webinar.id == number, in_sight(viewer))
    return db.session.scalar(chosen.options(joinedload(Webinar.operator)))


def editable(number: int, viewer: User) -> Webinar | None:
    """One of the viewer's own operator."""
    return db.session.scalar(select(Webinar).where(Webinar.id == number, Webinar.operator_id == viewer.organisation_id))


def webinars(viewer: User, filters: Filters, today: date, page: int = 1, size: int = SIZE) -> Page[Webinar]:
    """A page of the list: today's and later ones first, soonest on top; then the past, newest on top."""
    chosen = _by_date(select(Webinar).where(in_sight(viewer), *_conditions(filters)), today)
    if filters.words:
        return _found(chosen, filters.words, page, size)
    found = _page(chosen, page, size)
    if not found and page > 1:  # past the last page
        total = db.session.scalar(chosen.order_by(None).with_only_columns(func.count())) or 0
        page = nearest(page, total, size)
        found = _page(chosen, page, size)
    return Page([row for row, _total in found], page, found[0][1] if found else 0, size)


def _page(chosen: Select[Webinar], page: int, size: int) -> list[tuple[Webinar, int]]:
    """The rows of a page, each with the number of all rows."""
    counted = chosen.add_columns(func.count().over()).limit(size).offset((page - 1) * size)
    return [(row, total) for row, total in db.session.execute(counted)]


def names_of_webinars(numbers: Collection[int]) -> dict[int, Translated | str]:
    """Titles for the history."""
    rows = db.session.execute(select(Webinar.id, Webinar.title).where(Webinar.id.in_(list(numbers))))
    return {row.id: row.title for row in rows}


def years(viewer: User) -> list[int]:
    """The years in which the viewer has webinars to see, newest first, without gaps."""
    bounds = select(func.min(Webinar.starts_at), func.max(Webinar.starts_at)).where(in_sight(viewer))
    found = [moment.astimezone(BRUSSELS).year for moment in db.session.execute(bounds).one() if moment]
    return list(range(found[-1], found[0] - 1, -1)) if found else []


def midnight(day: date) -> datetime:
    """The moment a day begins in Brussels."""
    return datetime.combine(day, time(), BRUSSELS)


def _conditions(filters: Filters) -> Iterable[ColumnElement[bool]]:
    if filters.kind:
        yield Webinar.kind == filters.kind
    if filters.theme:
        yield Webinar.theme == filters.theme
    if filters.state:
        yield Webinar.state == filters.state
    if filters.year:
        yield Webinar.starts_at >= midnight(date(filters.year, 1, 1))
        yield Webinar.starts_at < midnight(date(filters.year + 1, 1, 1))


def _by_date(chosen: Select[Webinar], today: date) -> Select[Webinar]:
    is_past = Webinar.starts_at < midnight(today)
    return chosen.order_by(
        case((is_past, 1), else_=0),
        case((is_past, null()), else_=Webinar.starts_at),
        Webinar.starts_at.desc(),
        Webinar.id.desc(),
    )


def _found(chosen: Select[Webinar], words: str, page: int, size: int) -> Page[Webinar]:
    """Those that hold every word in a title, place or link. Compared here: the two databases know letter case and accents
    differently, and an operator's webinars are hundreds, not millions."""
    wanted = _bare(words).split()
    texts = db.session.execute(chosen.with_only_columns(Webinar.id, Webinar.title, Webinar.place, Webinar.link))
    numbers = [
        number
        for number, title, place, link in texts
        if all(word in _bare(" ".join([*title.texts().values(), place, link])) for word in wanted)
    ]
    at = nearest(page, len(numbers), size)
    shown = numbers[(at - 1) * size : at * size]
    rows = {row.id: row for row in db.session.scalars(select(Webinar).where(Webinar.id.in_(shown)))}
    return Page([rows[number] for number in shown], at, len(numbers), size)


def _bare(text: str) -> str:
    """Without letter case or accents: "evaluation" finds "Évaluation"."""
    taken_apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in taken_apart if not unicodedata.combining(character))
