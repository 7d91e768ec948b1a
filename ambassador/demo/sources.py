"""The sourced facts of the data files as rows: organisations, both real conventions, the City's charter.

Each loader is idempotent: a row that is there already, by its key, is left as people have made it since. Models of the
made-up conventions are the real ones, with other parties and words.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import select

from ambassador.accounts.models import Organisation, OrganisationKind
from ambassador.charter.models import Action, Axis, Charter
from ambassador.conventions.models import Article, Commitment, Convention, DueRule, Modality, Party, Terms, Unit
from ambassador.db import Model, db
from ambassador.translated import Translated

Row = TypeVar("Row", bound=Model)
Data = Mapping[str, Any]

BOTH = "both"
OPTIONAL_DELIVERABLE = Translated(
    fr="livrable facultatif", nl="op te leveren resultaat facultatief", en="deliverable optional"
)


def load_organisations(data: Data) -> dict[str, Organisation]:
    """The organisations of a file, by key."""
    return {row["key"]: _by_key(Organisation, row["key"]) or _save(_organisation(row)) for row in data["organisation"]}


def load_conventions(files: Iterable[Data], parties: Mapping[str, Organisation]) -> dict[str, Convention]:
    """The conventions of the files, by key, as the drafts that they are."""
    return {data["key"]: convention_from(data, parties) for data in files}


def convention_from(data: Data, parties: Mapping[str, Organisation], changes: Data | None = None) -> Convention:
    """A convention as a file writes it, its parties given by the file's own names for them.

    `changes` makes another of it: key, title, subject, source, `commitments` (positions from 1 of those taken; absent: all)
    and `replace` ([{from, to}]: words replaced in the texts of articles and commitments).
    """
    changes = changes or {}
    key = changes.get("key", data["key"])
    return _by_key(Convention, key) or _save(_convention(key, data, parties, changes))


def load_charter(data: Data, organisation: Organisation) -> Charter:
    """The organisation's charter with its axes and actions; what the source does not say stays empty."""
    found = db.session.scalar(select(Charter).where(Charter.organisation_id == organisation.id))
    return found or _save(_charter(data, organisation))


def _by_key(model: type[Row], key: str) -> Row | None:
    return db.session.scalar(select(model).filter_by(key=key))


def _save(row: Row) -> Row:
    db.session.add(row)
    db.session.flush()
    return row


def _text(value: Mapping[str, str] | None, replace: Iterable[Mapping[str, str]] = ()) -> Translated:
    texts = dict(value or {})
    for pair in replace:
        texts = {language: words.replace(pair["from"], pair["to"]) for language, words in texts.items()}
    return Translated(**texts)


def _organisation(row: Data) -> Organisation:
    return Organisation(
        key=row["key"],
        name=_text(row["name"]),
        kind=OrganisationKind(row["kind"]),
        is_made_up=row.get("is_made_up", False),
    )


def _convention(key: str, data: Data, organisations: Mapping[str, Organisation], changes: Data) -> Convention:
    quota = data.get("quota_days")
    convention = Convention(
        key=key,
        title=_text(changes.get("title", data["title"])),
        subject=_text(changes.get("subject", data["subject"])),
        source=changes.get("source", "" if changes else data["source"]),
        needs_entry_into_force=data["has_entry_into_force"],
        formal_notice_months=data.get("formal_notice_months"),
        early_end_months=data.get("early_end_months"),
        terms=[Terms(length_months=data.get("length_months"), quota_quarters=None if quota is None else quota * 4)],
    )
    parties = {
        row["organisation"]: Party(
            organisation=organisations[row["organisation"]],
            position=position,
            decided_on=None if changes else row.get("decided_on"),
            signatory=_text(row["signatory"]),
        )
        for position, row in enumerate(data["party"])
    }
    convention.parties = list(parties.values())
    words = changes.get("replace", [])
    convention.articles = [
        Article(position=position, number=row["number"], title=_text(row["title"], words))
        for position, row in enumerate(data["article"])
    ]
    taken = changes.get("commitments", range(1, len(data["commitment"]) + 1))
    convention.commitments = [
        _commitment(row, position, parties, convention.articles, words)
        for position, row in enumerate(data["commitment"], start=1)
        if position in taken
    ]
    return convention


def _commitment(
    row: Data, position: int, parties: Mapping[str, Party], articles: list[Article], words: Iterable[Mapping[str, str]]
) -> Commitment:
    note = _text(row.get("quantity_note"))
    return Commitment(
        position=position,
        article=row["article"],
        in_article=article_of(row["article"], articles),
        party=None if row["party"] == BOTH else parties[row["party"]],
        title=_text(row["title"], words),
        detail=_text(row["detail"], words),
        modality=Modality(row["modality"]),
        condition=_text(row.get("condition"), words),
        quantity=Decimal(row["quantity"]) if "quantity" in row else None,
        unit=Unit(row["unit"]) if "unit" in row else None,
        quantity_note=OPTIONAL_DELIVERABLE if row.get("optional_deliverable") else note,
        due=DueRule(row["due"]),
        due_days=row.get("due_days"),
        measure=row.get("measure"),
    )


def article_of(reference: str, articles: Iterable[Article]) -> Article | None:
    """The article a reference lies in: "2.1-2" in 2.1, "4.1–4.2" in 4.1. None where two articles bear that number."""
    holding = [article for article in articles if _is_within(reference, article.number)]
    longest = max((len(article.number) for article in holding), default=0)
    nearest = [article for article in holding if len(article.number) == longest]
    return nearest[0] if len(nearest) == 1 else None


def _is_within(reference: str, number: str) -> bool:
    rest = reference.removeprefix(number)
    return reference.startswith(number) and not rest[:1].isdigit()


def _charter(data: Data, organisation: Organisation) -> Charter:
    charter = Charter(
        organisation=organisation,
        title=_text(data["title"]),
        adopted=data["adopted"],
        horizon=data["horizon"],
        source=data["source"],
    )
    axes = {row["position"]: Axis(position=row["position"], title=_text(row["title"])) for row in data["axis"]}
    charter.axes = list(axes.values())
    charter.actions = [
        Action(
            code=row["code"],
            axis=axes[row["axis"]] if "axis" in row else None,
            title=_text(row["title"]),
            page=row.get("page", ""),
            source=row["source"],
            to_confirm=row["to_confirm"],
        )
        for row in data["action"]
    ]
    return charter
