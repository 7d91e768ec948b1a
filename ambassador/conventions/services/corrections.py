"""Corrections after the end: opened with a reason, for the day, by someone of a party."""

from datetime import date

from ambassador.accounts.models import User
from ambassador.conventions.models import Convention, ConventionState, Correction
from ambassador.db import db
from ambassador.errors import N_, RuleBroken


def open_correction(convention: Convention, reason: str, person: User, today: date) -> Correction:
    if convention.state(today) is not ConventionState.ENDED:
        raise RuleBroken(N_("Cette convention n’a pas pris fin : elle se modifie sans correction."))
    if convention.correction(today) is not None:
        raise RuleBroken(N_("Une correction est déjà ouverte aujourd’hui."))
    if not reason.strip():
        raise RuleBroken(N_("Dites pourquoi vous corrigez."), "reason")
    correction = Correction(convention=convention, reason=reason.strip(), opened_on=today, opened_by_id=person.id)
    db.session.add(correction)
    db.session.flush()
    return correction


def close_correction(convention: Convention, today: date) -> None:
    correction = next((row for row in convention.corrections if row.is_open(today)), None)
    if correction is None:
        raise RuleBroken(N_("Aucune correction n’est ouverte."))
    correction.closed_on = today
    db.session.flush()
