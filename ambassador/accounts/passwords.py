"""Passwords: argon2id, one verification for each try whether or not the account exists."""

from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 200


@cache
def _hasher(cost: tuple[tuple[str, Any], ...]) -> PasswordHasher:
    return PasswordHasher(**dict(cost))


def _key(cost: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(cost.items()))


def hash_password(password: str, cost: dict[str, Any]) -> str:
    """`cost` overrides argon2's parameters (time_cost, memory_cost in KiB, parallelism)."""
    return _hasher(_key(cost)).hash(password)


@cache
def _hash_of_nobody(cost: tuple[tuple[str, Any], ...]) -> str:
    return _hasher(cost).hash("nobody has this password")


def verify_password(stored: str | None, password: str, cost: dict[str, Any]) -> bool:
    """One verification, also for an unknown account: the answer takes as long and looks the same."""
    try:
        _hasher(_key(cost)).verify(stored or _hash_of_nobody(_key(cost)), password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None
