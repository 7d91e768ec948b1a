"""Settings, read from the environment once, and checked before anything is served."""

import os
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
BRUSSELS = ZoneInfo("Europe/Brussels")
SIGN_IN_LIFETIME = timedelta(hours=12)
MAX_UPLOAD = 10 * 1024 * 1024


class SettingsError(Exception):
    """A setting that is missing or wrong; the message says what to do."""


def system_clock() -> datetime:
    return datetime.now(UTC)


def fixed_clock(day: date) -> Callable[[], datetime]:
    """A clock that stands on `day`, at the real time of day, for demonstrations and tests."""
    return lambda: datetime.combine(day, datetime.now(BRUSSELS).time(), BRUSSELS).astimezone(UTC)


def read_settings(environment: Mapping[str, str]) -> dict[str, object]:
    """The application's settings. Raises SettingsError."""
    kind = environment.get("AMBASSADOR_ENV", "demo")
    if kind not in {"demo", "production"}:
        raise SettingsError(f"AMBASSADOR_ENV is '{kind}': use 'demo' or 'production'.")
    is_production = kind == "production"
    instance = Path(environment.get("INSTANCE_PATH") or ROOT / "instance").resolve()
    database = environment.get("DATABASE_URL") or f"sqlite:///{instance / 'ambassador.db'}"
    return {
        "IS_PRODUCTION": is_production,
        "INSTANCE_PATH": instance,
        "SECRET_KEY": _secret_key(environment, is_production, instance),
        "SQLALCHEMY_DATABASE_URI": database,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(database),
        "SQLITE_WAIT": 5000,
        "CLOCK": _clock(environment),
        "CONTACT_EMAIL": environment.get("CONTACT_EMAIL") or "portail@ambassador.example",
        "TRUSTED_PROXIES": _count(environment, "TRUSTED_PROXIES"),
        "PERMANENT_SESSION_LIFETIME": SIGN_IN_LIFETIME,
        "SESSION_REFRESH_EACH_REQUEST": False,
        "SESSION_COOKIE_NAME": "__Host-ambassador" if is_production else "ambassador",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": is_production,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": is_production,
        "MAX_CONTENT_LENGTH": 3 * MAX_UPLOAD,  # room to say beside the field that a file is too large
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 5000,  # forty KPIs, each with its categories, are sent at once
        "BABEL_DEFAULT_LOCALE": "fr",
        "BABEL_DEFAULT_TIMEZONE": "Europe/Brussels",
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=365),
        "COMPRESS_MIMETYPES": [
            "text/html",
            "text/css",
            "text/javascript",
            "application/json",
            "image/svg+xml",
            "text/csv",
        ],
        "ARGON2": {},
    }


def _secret_key(environment: Mapping[str, str], is_production: bool, instance: Path) -> str:
    given = environment.get("SECRET_KEY", "")
    if is_production:
        if len(given) < 32:
            raise SettingsError(
                "SECRET_KEY is missing or shorter than 32 characters. Make one with: "
                "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
        return given
    return given or _kept_key(instance)


def _kept_key(instance: Path) -> str:
    """A key of this machine's own for the demo, kept so that a restart signs nobody out."""
    instance.mkdir(parents=True, exist_ok=True)
    path = instance / "secret-key"
    try:
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")


def _engine_options(database: str) -> dict[str, object]:
    """An error tells the statement, never the values: they are people's."""
    quiet: dict[str, object] = {"hide_parameters": True}
    if database.startswith("sqlite"):
        return quiet
    return quiet | {"pool_pre_ping": True, "connect_args": {"connect_timeout": 5}}


def _clock(environment: Mapping[str, str]) -> Callable[[], datetime]:
    day = environment.get("AMBASSADOR_TODAY")
    if not day:
        return system_clock
    try:
        return fixed_clock(date.fromisoformat(day))
    except ValueError:
        raise SettingsError(f"AMBASSADOR_TODAY is '{day}': write a day as 2026-11-21.") from None


def _count(environment: Mapping[str, str], name: str) -> int:
    text = environment.get(name) or "0"
    if not text.isdigit():
        raise SettingsError(f"{name} is '{text}': give the number of proxies in front (0, 1, 2 …).")
    return int(text)


def from_environment() -> dict[str, object]:
    return read_settings(os.environ)
