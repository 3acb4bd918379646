"""
What every script of this folder opens first: a home, its database, and Django.

The workbench runs as in production, but for HTTPS: what a browser measures on this machine is what
it would measure behind a proxy, less the network.
"""

import os
import secrets
from pathlib import Path

__all__ = ["RESULTS", "describe_base", "enter_home", "open_session"]

RESULTS = Path(__file__).parent.parent / "results"
_BACKEND = "django.contrib.auth.backends.ModelBackend"


def enter_home(home: Path) -> None:
    """Load the workbench on a home; `MAILLON_DATABASE_URL` names another base than SQLite."""
    home.mkdir(parents=True, exist_ok=True)
    os.environ["MAILLON_HOME"] = str(home.resolve())
    os.environ["MAILLON_MODE"] = "production"
    os.environ["MAILLON_HTTPS"] = "0"
    os.environ["MAILLON_HOSTS"] = "127.0.0.1,testserver"
    os.environ["MAILLON_SECRET_KEY"] = _keep_secret(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillon_web.config.settings")
    import django

    django.setup()


def _keep_secret(home: Path) -> str:
    """Return the key of this home: sessions opened by one script are good for another."""
    path = home / "benchmark.key"
    if not path.exists():
        path.write_text(secrets.token_urlsafe(48), "ascii")
    return path.read_text("ascii")


def open_session(email: str) -> str:
    """Return the session cookie of a person, without the sign-in form."""
    from django.contrib.auth import get_user_model, login
    from django.contrib.sessions.backends.cached_db import SessionStore
    from django.http import HttpRequest

    request = HttpRequest()
    request.session = SessionStore()
    login(request, get_user_model().objects.get(email=email), backend=_BACKEND)
    request.session.save()
    return request.session.session_key


def describe_base() -> str:
    """Return the engine and its version."""
    from django.db import connection

    with connection.cursor() as cursor:
        is_sqlite = connection.vendor == "sqlite"
        cursor.execute("SELECT sqlite_version()" if is_sqlite else "SHOW server_version")
        return f"{connection.vendor} {cursor.fetchone()[0]}"
