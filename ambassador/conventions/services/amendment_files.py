"""Files of an amendment: its text, an annex, the scan of what was signed. What all have signed stays as it was signed."""

from collections.abc import Sequence
from datetime import date, datetime

from ambassador import files
from ambassador.accounts.models import User
from ambassador.conventions.models import Amendment, AmendmentFile, AmendmentState
from ambassador.conventions.services.guards import check_open
from ambassador.db import db
from ambassador.errors import N_, RuleBroken

MOST_FILES = 20


def can_add_files(amendment: Amendment, today: date) -> bool:
    return amendment.state is not AmendmentState.SIGNED and amendment.convention.is_open(today)


def add_files(
    amendment: Amendment, uploads: Sequence[files.Upload], person: User, now: datetime, today: date
) -> Amendment:
    """Until all have signed. One that comes after a signature is marked: that party signed without it."""
    check_open(amendment.convention, today)
    if amendment.state is AmendmentState.SIGNED:
        raise RuleBroken(N_("Toutes les parties ont signé cet avenant : ses fichiers ne changent plus."))
    if len(amendment.files) + len(uploads) > MOST_FILES:
        raise RuleBroken(N_("%(most)s fichiers au plus."), "uploads", most=MOST_FILES)
    is_late = amendment.is_frozen
    for upload in uploads:
        kept = files.keep(upload, person, now, amendment.convention_id)
        amendment.files.append(AmendmentFile(file=kept, is_after_signature=is_late))
    amendment.touch()
    db.session.flush()
    return amendment


def remove_file(amendment: Amendment, row: AmendmentFile, today: date) -> None:
    """Until a party has signed. The history keeps what it was."""
    check_open(amendment.convention, today)
    if amendment.is_frozen:
        raise RuleBroken(N_("Une partie a déjà signé cet avenant : ses fichiers restent."))
    db.session.delete(row)
    amendment.touch()
    db.session.flush()
    db.session.expire(amendment, ["files"])
