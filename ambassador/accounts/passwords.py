"""Passwords: argon2id, one verification for each try whether or not the account exists, and what a new one must be."""

import unicodedata
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ambassador.errors import N_, RuleBroken

SHORTEST, LONGEST = 12, 200
_OBVIOUS = (
    "motdepasse",
    "wachtwoord",
    "password",
    "passwort",
    "azertyuiop",
    "qwertyuiop",
    "1234567890",
    "ambassador-demo",
    "ambassadeur",
    "123digit",
    "bruxelles",
    "brussel",
    "brussels",
)
_PADDING = "0123456789!?.-_ "


@cache
def _hasher(cost: tuple[tuple[str, Any], ...]) -> PasswordHasher:
    return PasswordHasher(**dict(cost))


def _key(cost: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(cost.items()))


def _same_letters(password: str) -> str:
    """The same letters however a keyboard composed them."""
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str, cost: dict[str, Any]) -> str:
    """`cost` overrides argon2's parameters (time_cost, memory_cost in KiB, parallelism)."""
    return _hasher(_key(cost)).hash(_same_letters(password))


@cache
def _hash_of_nobody(cost: tuple[tuple[str, Any], ...]) -> str:
    return _hasher(cost).hash("nobody has this password")


def verify_password(stored: str | None, password: str, cost: dict[str, Any]) -> bool:
    """One verification, also for an unknown account: the answer takes as long and looks the same."""
    try:
        _hasher(_key(cost)).verify(stored or _hash_of_nobody(_key(cost)), _same_letters(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def check_new_password(password: str, email: str) -> None:
    """Refuse a password that is too short, too long or that anyone would try first. Raises RuleBroken."""
    plain = _same_letters(password).casefold()
    if len(password) < SHORTEST:
        raise RuleBroken(N_("Choisissez au moins %(least)s caractères."), field="new_password", least=SHORTEST)
    if len(password) > LONGEST:
        raise RuleBroken(N_("Choisissez au plus %(most)s caractères."), field="new_password", most=LONGEST)
    if plain in {email.casefold(), email.casefold().partition("@")[0]}:
        raise RuleBroken(N_("Votre mot de passe ne peut pas être votre adresse e-mail."), field="new_password")
    if len(set(plain)) < 4 or plain.strip(_PADDING) in {"", *(word.strip(_PADDING) for word in _OBVIOUS)}:
        raise RuleBroken(
            N_("Ce mot de passe est trop facile à deviner. Prenez par exemple trois ou quatre mots sans lien."),
            field="new_password",
        )
