"""Reads of the register. A convention and all beneath it are seen by its parties' people alone.

The operator's people are no exception: they see the operator's conventions, and nothing of the others. What lies outside
a convention (a structure's charter and KPIs, the operator's webinars) is shared with those it is bound to: one side alone
never opens it by writing a draft.
"""

from collections.abc import Collection
from datetime import date

from sqlalchemy import CompoundSelect, Select, select
from sqlalchemy.orm import joinedload, load_only, selectinload

from ambassador.accounts.models import Assignment, Organisation, OrganisationKind, User
from ambassador.conventions.models import Amendment, Article, Commitment, Convention, Notice, Party
from ambassador.db import db
from ambassador.reads import once
from ambassador.translated import Translated


def seen(viewer: User) -> Select[int]:
    """The numbers of the conventions in the viewer's sight, as a subquery: `Convention.id.in_(seen(viewer))`."""
    return select(Party.convention_id).where(Party.organisation_id == viewer.organisation_id)


def seen_ids(viewer: User) -> frozenset[int]:
    """The numbers of the conventions in the viewer's sight."""
    return frozenset(db.session.scalars(seen(viewer)))


@once
def conventions(viewer: User) -> list[Convention]:
    """All in the viewer's sight, newest first, with their parties, terms and corrections."""
    chosen = select(Convention).where(Convention.id.in_(seen(viewer))).order_by(Convention.id.desc())
    few = joinedload(Convention.terms), joinedload(Convention.corrections)
    return list(db.session.scalars(chosen.options(selectinload(Convention.parties), *few)).unique())


@once
def conventions_at_work(viewer: User) -> list[Convention]:
    """As `conventions`, with all that asks something of the parties: what was promised in each, what changes it."""
    rows = conventions(viewer)
    if not rows:
        return []
    chosen = (
        select(Convention)
        .where(Convention.id.in_([row.id for row in rows]))
        .options(
            load_only(Convention.id),
            joinedload(Convention.notices).joinedload(Notice.termination),
            selectinload(Convention.commitments).joinedload(Commitment.contributions),
            selectinload(Convention.amendments).joinedload(Amendment.signatures),
        )
    )
    db.session.scalars(chosen).unique().all()
    return rows


def convention(number: int, viewer: User, with_contributions: bool = False) -> Convention | None:
    """One in the viewer's sight, with its text; on demand with what was contributed to its commitments."""
    commitments = selectinload(Convention.commitments)
    chosen = select(Convention).where(Convention.id == number, Convention.id.in_(seen(viewer)))
    chosen = chosen.options(
        selectinload(Convention.parties),
        joinedload(Convention.terms),
        joinedload(Convention.corrections),
        selectinload(Convention.articles),
        commitments.joinedload(Commitment.contributions) if with_contributions else commitments,
    )
    return db.session.scalars(chosen).unique().one_or_none()


def commitment(convention: Convention, number: int) -> Commitment | None:
    return next((row for row in convention.commitments if row.id == number), None)


def article(convention: Convention, number: int) -> Article | None:
    return next((row for row in convention.articles if row.id == number), None)


def possible_parties() -> list[Organisation]:
    """Every organisation, by name."""
    rows = db.session.scalars(select(Organisation).order_by(Organisation.id))
    return sorted(rows, key=lambda row: str(row.name).casefold())


def by_article(convention: Convention, day: date) -> list[tuple[Article | None, str, list[Commitment]]]:
    """The commitments of a day under the articles of the text, in its order, articles without any included: two articles of the
    same number stay two. Commitments outside the known articles follow, by their own reference."""
    standing = convention.commitments_on(day)
    groups: list[tuple[Article | None, str, list[Commitment]]] = [
        (article, article.number, [row for row in standing if row.article_id == article.id])
        for article in convention.articles
    ]
    for row in standing:
        if row.article_id is not None:
            continue
        if not groups or groups[-1][0] is not None or groups[-1][1] != row.article:
            groups.append((None, row.article, []))
        groups[-1][2].append(row)
    return groups


def unsigned() -> Select[int]:
    """The numbers of the conventions that a party has not signed, as a subquery."""
    return select(Party.convention_id).where(Party.signed_on.is_(None))


def bound_to(viewer: User) -> CompoundSelect[int]:
    """The numbers of the organisations that the viewer's own shares its work with, as a subquery: those of a convention that
    all its parties signed, and those that an administrator tied to it by an assignment without an end."""
    own = viewer.organisation_id
    signed = select(Party.organisation_id).where(
        Party.convention_id.in_(seen(viewer)), Party.convention_id.not_in(unsigned()), Party.organisation_id != own
    )
    assigned = select(Assignment.organisation_id).join(Assignment.coach).where(User.organisation_id == own)
    assigning = select(User.organisation_id).join(Assignment, Assignment.coach_id == User.id)
    ties = assigned if viewer.is_operator else assigning.where(Assignment.organisation_id == own)
    return signed.union(ties.where(Assignment.until.is_(None)))


def structures(viewer: User) -> list[Organisation]:
    """The structures whose work the viewer may see, by name: for the operator's people those that are bound to the operator,
    for a structure's people their own."""
    if not viewer.is_operator:
        return [viewer.organisation] if viewer.organisation.kind is not OrganisationKind.PARTNER else []
    rows = db.session.scalars(
        select(Organisation).where(
            Organisation.id.in_(bound_to(viewer)), Organisation.kind == OrganisationKind.AMBASSADOR
        )
    )
    return sorted(rows, key=lambda row: (str(row.name).casefold(), row.id))


def structure(number: int, viewer: User) -> Organisation | None:
    return next((row for row in structures(viewer) if row.id == number), None)


def names_of_conventions(numbers: Collection[int]) -> dict[int, Translated]:
    rows = db.session.execute(select(Convention.id, Convention.title).where(Convention.id.in_(numbers)))
    return {row.id: row.title for row in rows}


def names_of_parties(numbers: Collection[int]) -> dict[int, Translated]:
    rows = db.session.execute(select(Party.id, Organisation.name).join(Party.organisation).where(Party.id.in_(numbers)))
    return {row.id: row.name for row in rows}


def names_of_articles(numbers: Collection[int]) -> dict[int, str]:
    rows = db.session.execute(select(Article.id, Article.number.label("name")).where(Article.id.in_(numbers)))
    return {row.id: row.name for row in rows}
