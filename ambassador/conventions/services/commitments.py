"""The articles of a text, and the commitments that stand in them: written until a party signs."""

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from ambassador.conventions.models import Article, Commitment, Convention, DueRule, Modality, Unit
from ambassador.conventions.services.guards import check_text_open, refused_where_used
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.translated import Translated

NO_TEXT = Translated()


@dataclass(frozen=True)
class CommitmentDetails:
    """What is written of a commitment, by the names of its columns."""

    article: str
    title: Translated
    article_id: int | None = None
    party_id: int | None = None
    detail: Translated = NO_TEXT
    modality: Modality = Modality.FIRM
    condition: Translated = NO_TEXT
    quantity: Decimal | None = None
    unit: Unit | None = None
    quantity_note: Translated = NO_TEXT
    due: DueRule = DueRule.TERM
    due_on: date | None = None
    due_days: int | None = None
    measure: str | None = None


def create_commitment(convention: Convention, details: CommitmentDetails, today: date) -> Commitment:
    check_text_open(convention, today)
    check_commitment(details, today)
    position = max((row.position for row in convention.commitments), default=0) + 1
    commitment = Commitment(position=position)
    write_commitment(commitment, details)
    convention.commitments.append(commitment)
    convention.touch()
    db.session.flush()
    return commitment


def change_commitment(commitment: Commitment, details: CommitmentDetails, today: date) -> Commitment:
    check_text_open(commitment.convention, today)
    check_commitment(details, today)
    if commitment.condition_met_on and details.modality is not Modality.CONDITIONAL:
        raise RuleBroken(N_("La condition est notée comme remplie : notez d’abord qu’elle ne l’est pas."), "modality")
    write_commitment(commitment, details)
    if db.session.is_modified(commitment):
        commitment.convention.touch()
    db.session.flush()
    return commitment


def delete_commitment(commitment: Commitment, today: date) -> None:
    check_text_open(commitment.convention, today)
    with refused_where_used(N_("Cet engagement a déjà des suites dans le portail : il ne peut pas être supprimé.")):
        commitment.convention.touch()
        db.session.delete(commitment)
        db.session.flush()


def check_commitment(details: CommitmentDetails, today: date) -> None:
    if details.modality is Modality.CONDITIONAL and not details.condition:
        raise RuleBroken(N_("Écrivez la condition dans au moins une langue."), "condition")
    if details.modality is not Modality.CONDITIONAL and details.condition:
        raise RuleBroken(N_("Choisissez « conditionnel », ou effacez la condition."), "modality")
    if details.quantity is not None and details.quantity < 0:
        raise RuleBroken(N_("La quantité ne peut pas être négative."), "quantity")
    if details.quantity is not None and details.unit is None:
        raise RuleBroken(N_("Choisissez l’unité de cette quantité."), "unit")
    if (details.due is DueRule.DATE) != (details.due_on is not None):
        raise RuleBroken(N_("Donnez une date si l’échéance est « à une date », et seulement alors."), "due_on")
    if (details.due is DueRule.DAYS_AFTER_START) != (details.due_days is not None):
        raise RuleBroken(
            N_("Donnez un nombre de jours si l’échéance se compte depuis le début, et seulement alors."), "due_days"
        )


def write_commitment(commitment: Commitment, details: CommitmentDetails) -> None:
    for column in fields(details):
        setattr(commitment, column.name, getattr(details, column.name))


def create_article(convention: Convention, number: str, title: Translated, today: date) -> Article:
    check_text_open(convention, today)
    position = max((row.position for row in convention.articles), default=-1) + 1
    article = Article(position=position, number=number, title=title)
    convention.articles.append(article)
    convention.touch()
    db.session.flush()
    return article


def change_article(article: Article, number: str, title: Translated, today: date) -> Article:
    check_text_open(article.convention, today)
    article.number, article.title = number, title
    if db.session.is_modified(article):
        article.convention.touch()
    db.session.flush()
    return article


def delete_article(article: Article, today: date) -> None:
    check_text_open(article.convention, today)
    with refused_where_used(N_("Des engagements sont rangés sous cet article : déplacez-les d’abord.")):
        article.convention.touch()
        db.session.delete(article)
        db.session.flush()
