"""What the environment says: read once, checked, explained when it is wrong."""

import os
import re
import secrets
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _

__all__ = [
    "MODES",
    "check_secret",
    "read_flag",
    "read_hosts",
    "read_list",
    "read_mode",
    "read_number",
    "read_secret",
    "read_site_address",
]

MODES = ("development", "demo", "production")
_LOCAL_HOSTS = "localhost,127.0.0.1,[::1]"
_SHORTEST_SECRET = 50
_FEWEST_CHARACTERS = 10
_ADDRESS = re.compile(r"https?://(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+)(?::\d{1,5})?")
_PLACEHOLDERS = ("django-insecure", "changeme", "change-me", "secret-key")


def read_mode() -> str:
    """Return how the workbench runs: `development` (by default), `demo` or `production`."""
    mode = os.environ.get("MAILLON_MODE") or "development"
    if mode not in MODES:
        raise _refuse("MAILLON_MODE", mode, ", ".join(MODES))
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
    raise _refuse(name, value, "1, 0")


def read_number(name: str, *, default: int, least: int = 0) -> int:
    """Return a whole number that is not below the least that makes sense."""
    value = os.environ.get(name, "").strip() or str(default)
    if not value.isascii() or not value.isdigit() or int(value) < least:
        raise _refuse(name, value, f"≥ {least}")
    return int(value)


def read_list(name: str, *, default: str) -> list[str]:
    """Return the words of a setting, separated by commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def read_hosts(mode: str) -> list[str]:
    """
    Return the names under which the workbench answers; in production they must be given.

    Raises
    ------
    InvalidInput
        If production has no name, or accepts any.
    """
    hosts = read_list("MAILLON_HOSTS", default="" if mode == "production" else _LOCAL_HOSTS)
    if not hosts or (mode == "production" and "*" in hosts):
        raise InvalidInput(
            f"MAILLON_HOSTS={hosts!r}: name the hosts",
            user=_(
                "Donnez dans MAILLON_HOSTS le nom sous lequel on ouvre Maillon, par exemple "
                "« filieres.exemple.fr » ; plusieurs noms se séparent par une virgule."
            ),
        )
    return hosts


def read_site_address(*, hosts: Sequence[str], origins: Sequence[str], has_https: bool) -> str:
    """
    Return where people open the workbench, for the links of messages that no page asked for.

    Parameters
    ----------
    hosts, origins
        Names under which it answers, and other addresses whose forms it accepts: without
        `MAILLON_SITE_ADDRESS`, the first whole origin is taken, then the first whole name.

    Raises
    ------
    InvalidInput
        If the address given is not one: `https://filieres.exemple.fr`, maybe with a port.
    """
    given = os.environ.get("MAILLON_SITE_ADDRESS", "").strip().rstrip("/")
    if given and not _is_address(given):
        raise InvalidInput(
            f"MAILLON_SITE_ADDRESS={given!r} is no address",
            user=_(
                "Donnez dans MAILLON_SITE_ADDRESS l’adresse où l’on ouvre Maillon, avec son début "
                "et sans page : par exemple « https://filieres.exemple.fr »."
            ),
        )
    if given:
        return given
    origin = next((other for other in origins if "*" not in other), "")
    if origin:
        return origin.rstrip("/")
    host = next((name for name in hosts if name[0] not in "*."), "localhost")
    return f"{'https' if has_https else 'http'}://{host}"


def _is_address(text: str) -> bool:
    if not _ADDRESS.fullmatch(text):
        return False
    try:
        port = urlsplit(text).port
    except ValueError:
        return False
    return port is None or port > 0


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
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        return _draw_secret(path)


def _draw_secret(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(48), encoding="ascii")
    try:
        # A link, not a rename: of two programs that start together, the first one's key stays.
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text(encoding="ascii")


def check_secret(secret: str) -> None:
    """
    Refuse a key that could be guessed.

    Raises
    ------
    InvalidInput
        If the key is absent, short, made of few characters, or a well-known placeholder.
    """
    is_long = len(secret) >= _SHORTEST_SECRET and len(set(secret)) >= _FEWEST_CHARACTERS
    if is_long and not any(word in secret.lower() for word in _PLACEHOLDERS):
        return
    raise InvalidInput(
        f"MAILLON_SECRET_KEY must hold at least {_SHORTEST_SECRET} varied characters",
        user=_(
            "MAILLON_SECRET_KEY manque ou se devine : il y faut au moins {count} caractères "
            "variés. Pour en tirer une : {command}"
        ).format(
            count=_SHORTEST_SECRET,
            command='python3 -c "import secrets; print(secrets.token_urlsafe(48))"',
        ),
    )


def _refuse(name: str, value: str, expected: str) -> InvalidInput:
    return InvalidInput(
        f"{name}={value!r}: expected {expected}",
        user=_("Le réglage {name} vaut « {value} » ; valeurs possibles : {expected}.").format(
            name=name, value=value, expected=expected
        ),
    )
