"""Tries to sign in are counted, so that no password can be guessed and nobody can lock another's account.

Three limits, all on failures: of an account from one address (a growing wait), of an account from all addresses that it
never signed in from, and of one address over all accounts (wide: an office may share one). A try is recorded before its
password is verified, so that many at once are counted too; one that has to wait is verified and counted not at all.
Accounts and addresses are kept as keyed hashes.

Guesses at the secret addresses of other features are counted in the same way, apart from sign-ins: see `note_guess`.
"""

import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import ColumnElement, and_, delete, not_, or_, select

from ambassador.accounts.models import SignInAttempt
from ambassador.db import db

WINDOW = timedelta(minutes=15)
FREE_TRIES = 5
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15))
ACCOUNT_CAP, ADDRESS_CAP, GUESS_CAP = 50, 200, 30
FAILURES_KEPT = timedelta(days=1)
TRUSTED_FOR = timedelta(days=90)
"""An address from which the account signed in that recently is its own: the failures of others do not touch it."""


def record(email: str, address: str, key: str, now: datetime) -> SignInAttempt:
    """Note a try, as failed until it succeeds, and forget what is too old to count."""
    forget_old(now)
    attempt = SignInAttempt(
        account=account_hash(email, key), address=_hashed("address", network_of(address), key), at=now
    )
    db.session.add(attempt)
    db.session.flush()
    return attempt


def wait_for(attempt: SignInAttempt, now: datetime) -> timedelta:
    """How long this try has to wait for the others before it; zero when it may be verified."""
    own = and_(SignInAttempt.account == attempt.account, SignInAttempt.address == attempt.address)
    pair = db.session.execute(
        select(SignInAttempt.at, SignInAttempt.is_success)
        .where(own, SignInAttempt.id != attempt.id)
        .order_by(SignInAttempt.at, SignInAttempt.id)
    ).all()
    successes = [index for index, (_, is_success) in enumerate(pair) if is_success]
    ends = [wait_ends(at for at, _ in pair[successes[-1] + 1 if successes else 0 :])]
    if not successes:
        ends.append(_cap_ends(SignInAttempt.account == attempt.account, attempt, ACCOUNT_CAP, now))
    ends.append(_cap_ends(SignInAttempt.address == attempt.address, attempt, ADDRESS_CAP, now))
    return max(timedelta(0), *(end - now for end in ends if end is not None), timedelta(0))


def wait_ends(failures: Iterable[datetime]) -> datetime | None:
    """When an account may be tried again from an address, given its failures there, oldest first.

    Five within a quarter of an hour make it wait; each further one makes it wait longer; a quiet quarter after a wait
    forgives them all.
    """
    recent: list[datetime] = []
    level, end = 0, None
    for at in failures:
        if end is not None and at - end > WINDOW:
            recent, level, end = [], 0, None
        recent = [*(earlier for earlier in recent if at - earlier < WINDOW), at]
        if level or len(recent) >= FREE_TRIES:
            end = at + WAITS[min(level, len(WAITS) - 1)]
            level += 1
    return end


def note_guess(what: str, address: str, key: str, now: datetime) -> None:
    """Note that an address which should be known was not."""
    forget_old(now)
    db.session.add(_guess(what, address, key, now))
    db.session.flush()


def wait_for_guesses(what: str, address: str, key: str, now: datetime) -> timedelta:
    """How long this address has to wait after its guesses; zero when the next may be looked at."""
    end = _cap_ends(SignInAttempt.address == _guess(what, address, key, now).address, None, GUESS_CAP, now)
    return max(timedelta(0), end - now) if end else timedelta(0)


def _guess(what: str, address: str, key: str, now: datetime) -> SignInAttempt:
    """Hashed otherwise than a try to sign in from the same address: the two are not told to be from one place."""
    return SignInAttempt(
        account=_hashed("guessed", what, key), address=_hashed(f"guessing {what}", network_of(address), key), at=now
    )


def forgive(email: str, key: str) -> None:
    """Drop the failures of an account whose owner proved, by a one-time link, who they are."""
    mine = SignInAttempt.account == account_hash(email, key)
    db.session.execute(delete(SignInAttempt).where(mine, not_(SignInAttempt.is_success)))


def forget_old(now: datetime) -> None:
    """Drop what no limit counts any more; rows that another request is dropping are left to it."""
    failed = and_(not_(SignInAttempt.is_success), SignInAttempt.at < now - FAILURES_KEPT)
    old = select(SignInAttempt.id).where(or_(failed, SignInAttempt.at < now - TRUSTED_FOR))
    db.session.execute(
        delete(SignInAttempt)
        .where(SignInAttempt.id.in_(old.with_for_update(skip_locked=True)))
        .execution_options(synchronize_session=False)
    )


def account_hash(email: str, key: str) -> str:
    return _hashed("account", email.strip().lower(), key)


def network_of(address: str) -> str:
    """The address; of IPv6 the /64 it is in, all of which one line has."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((parsed, 64), strict=False)) if isinstance(parsed, IPv6Address) else str(parsed)


def _hashed(kind: str, text: str, key: str) -> str:
    return hmac.digest(key.encode(), f"{kind}:{text}".encode(), "sha256").hex()


def _cap_ends(which: ColumnElement[bool], own: SignInAttempt | None, cap: int, now: datetime) -> datetime | None:
    """When fewer than `cap` failures will lie in the window, if that many do now. A try of one's own does not count."""
    failed = and_(which, not_(SignInAttempt.is_success), SignInAttempt.at > now - WINDOW)
    if own is not None:
        failed = and_(failed, SignInAttempt.id != own.id)
    at = db.session.scalar(
        select(SignInAttempt.at).where(failed).order_by(SignInAttempt.at.desc()).offset(cap - 1).limit(1)
    )
    return at + WINDOW if at else None
