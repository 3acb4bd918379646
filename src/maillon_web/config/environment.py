"""What the environment says: read once, checked, explained when it is wrong."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

__all__ = ["MODES", "check_secret", "read_flag", "read_list", "read_mode", "read_secret"]

MODES = ("development", "demo", "production")
_SHORTEST_SECRET = 50
_FEWEST_CHARACTERS = 10


def read_mode() -> str:
    """Return how the workbench runs: `development` (by default), `demo` or `production`."""
    mode = os.environ.get("MAILLON_MODE", "development")
    if mode not in MODES:
        raise ImproperlyConfigured(f"MAILLON_MODE={mode!r}: one of {', '.join(MODES)}")
    return mode


def read_flag(name: str, *, default: bool) -> bool:
    """Return a yes/no setting."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "oui"}:
        return True
    if value in {"0", "false", "no", "non"}:
        return False
    raise ImproperlyConfigured(f"{name}={value!r}: write 1 or 0")


def read_list(name: str, *, default: str) -> list[str]:
    """Return the words of a setting, separated by commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def read_secret(mode: str, home: Path) -> str:
    """
    Return the key that signs sessions and links.

    In production it comes from `MAILLON_SECRET_KEY` and must be strong. Elsewhere it is drawn once
    and kept in the home, so that sessions survive a restart.
    """
    given = os.environ.get("MAILLON_SECRET_KEY", "")
    if mode == "production":
        check_secret(given)
        return given
    if given:
        return given
    path = home / "workbench.key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii")


def check_secret(secret: str) -> None:
    """
    Refuse a key that could be guessed.

    Raises
    ------
    ImproperlyConfigured
        If the key is absent, short, or made of few characters.
    """
    if len(secret) >= _SHORTEST_SECRET and len(set(secret)) >= _FEWEST_CHARACTERS:
        return
    raise ImproperlyConfigured(
        f"MAILLON_SECRET_KEY must hold at least {_SHORTEST_SECRET} varied characters. Draw one: "
        'python -c "import secrets; print(secrets.token_urlsafe(48))"'
    )
