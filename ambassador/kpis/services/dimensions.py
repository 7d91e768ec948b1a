"""The ways to break figures down, as the operator configures them for all."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ambassador.accounts.models import User
from ambassador.config import ROOT
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.kpis import rights
from ambassador.kpis.models import Category, Dimension
from ambassador.kpis.queries import dimensions as queries
from ambassador.translated import Translated

FILE = ROOT / "ambassador" / "seeds" / "dimensions.toml"
LONGEST_KEY = 40


@dataclass(frozen=True)
class DimensionValues:
    """What is written of a dimension. `categories`: the number of one that is there already, or None, and its name."""

    name: Translated
    is_exclusive: bool
    categories: tuple[tuple[int | None, Translated], ...]


def add_dimension(values: DimensionValues, by: User) -> Dimension:
    _check(values, by)
    dimension = Dimension(key=_free_key(values.name), name=values.name, is_exclusive=values.is_exclusive)
    dimension.categories = _new_categories(values, first=1)
    db.session.add(dimension)
    db.session.flush()
    return dimension


def change_dimension(dimension: Dimension, values: DimensionValues, by: User) -> Dimension:
    """Categories that figures rely on stay; so does whether they exclude each other, once a KPI is broken down so."""
    _check(values, by)
    if values.is_exclusive is not dimension.is_exclusive and queries.is_in_use(dimension):
        raise RuleBroken(
            N_(
                "Des KPI utilisent cette ventilation : "
                "on ne peut plus changer si ses catégories s’excluent ou se recoupent."
            ),
            field="is_exclusive",
        )
    wanted = {number: name for number, name in values.categories if number is not None}
    gone = [row for row in dimension.categories if row.id not in wanted]
    if used := queries.with_figures(row.id for row in gone):
        name = next(row.name for row in gone if row.id in used)
        message = N_("« %(name)s » a déjà des chiffres : changez son nom, mais gardez la catégorie.")
        raise RuleBroken(message, field="categories", name=str(name))
    for row in gone:
        dimension.categories.remove(row)
    for row in dimension.categories:
        if row.name != wanted[row.id]:
            row.name = wanted[row.id]
    last = max((row.position for row in [*dimension.categories, *gone]), default=0)
    dimension.categories += _new_categories(values, first=last + 1)
    dimension.name, dimension.is_exclusive = values.name, values.is_exclusive
    dimension.edits += 1
    db.session.flush()
    return dimension


def add_usual(by: User) -> list[Dimension]:
    """Gender, age and publics, those that are not there yet. Raises RuleBroken when all are."""
    _check_may(by)
    added = [dimension_of(row) for row in usual_without(queries.named())]
    if not added:
        raise RuleBroken(N_("Les ventilations habituelles sont déjà dans la liste."))
    db.session.add_all(added)
    db.session.flush()
    return added


def usual_without(known: Iterable[Dimension]) -> list[dict[str, Any]]:
    """The usual ones that are not among the known."""
    there = {row.key for row in known}
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return [row for row in data["dimension"] if row["key"] not in there]


def dimension_of(data: Mapping[str, Any]) -> Dimension:
    """As the data file writes it."""
    names = [Translated(**name) for name in data["categories"]]
    return Dimension(
        key=data["key"],
        name=Translated(**data["name"]),
        is_exclusive=data["is_exclusive"],
        categories=[Category(position=position, name=name) for position, name in enumerate(names, 1)],
    )


def _check_may(by: User) -> None:
    if not rights.can_configure(by):
        raise RuleBroken(N_("Seul l’opérateur change les ventilations."))


def _check(values: DimensionValues, by: User) -> None:
    _check_may(by)
    names = [name for _, name in values.categories]
    if len(names) < 2:
        raise RuleBroken(N_("Écrivez au moins deux catégories."), field="categories")
    if len(set(names)) < len(names):
        raise RuleBroken(N_("Deux catégories ont le même nom."), field="categories")


def _new_categories(values: DimensionValues, first: int) -> list[Category]:
    names = [name for number, name in values.categories if number is None]
    return [Category(position=position, name=name) for position, name in enumerate(names, first)]


def _free_key(name: Translated) -> str:
    """From the name, with a number where it is taken."""
    bare = unicodedata.normalize("NFKD", str(name)).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[: LONGEST_KEY - 4] or "dimension"
    taken, key, number = {row.key for row in queries.named()}, stem, 1
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    return key
