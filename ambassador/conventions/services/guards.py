"""What keeps a change from breaking what hangs on it, or from touching what is over."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy.exc import IntegrityError

from ambassador.conventions.models import Convention
from ambassador.errors import N_, RuleBroken


@contextmanager
def refused_where_used(message: str) -> Iterator[None]:
    """What other rows point to stays, whichever feature they belong to: the database knows."""
    try:
        yield
    except IntegrityError as error:
        raise RuleBroken(message) from error


def check_open(convention: Convention, today: date) -> None:
    """After its end a convention is read, and corrected with a reason; nothing else."""
    if not convention.is_open(today):
        raise RuleBroken(
            N_(
                "Cette convention a pris fin : elle ne se modifie plus. "
                "Pour corriger une erreur, ouvrez d’abord une correction et dites pourquoi."
            )
        )


def check_text_open(convention: Convention, today: date) -> None:
    """What a party signed is changed by no one alone: by an amendment once all have signed, or in a correction."""
    check_open(convention, today)
    if not convention.is_text_open(today):
        raise RuleBroken(signed_message(convention))


def signed_message(convention: Convention) -> str:
    if convention.last_signature is None:
        return N_("Une partie a déjà signé ce texte : il ne change plus, sauf si elle retire sa signature.")
    return N_("Toutes les parties ont signé : ceci ne change que par un avenant.")


def check_not_future(today: date, **days: date | None) -> None:
    """What is recorded as done was done: by the names of the fields."""
    for field, day in days.items():
        if day is not None and day > today:
            raise RuleBroken(N_("Cette date est dans le futur. Notez-la quand ce sera fait."), field)
