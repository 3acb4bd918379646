"""A workbench that runs for a test: its own base, its own home, its own server."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.cache import cache
from django.db import connections
from django.http import HttpRequest
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, BrowserContext
from tests.journeys.walking import Walker

from maillon_web.accounts.models import User
from maillon_web.ui.context import THEME_COOKIE

__all__ = ["Workbench", "copy_base", "live_in", "serve", "use_base"]

_LONGEST_VISIT_S = 3600


def copy_base(source: Path, target: Path) -> Path:
    """Copy a base that nobody is writing in."""
    with closing(sqlite3.connect(source)) as origin, closing(sqlite3.connect(target)) as copy:
        origin.backup(copy)
    return target


@contextmanager
def use_base(path: Path) -> Iterator[None]:
    """
    Make a file the base of this thread and of those to come, as in a workbench that serves.

    The base in memory that the other tests share would give one connection to every thread.
    """
    former_settings, former = connections.settings["default"], connections["default"]
    connections.settings["default"] = {**former_settings, "NAME": str(path)}
    connections["default"] = connections.create_connection("default")
    cache.clear()
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = former_settings
        connections["default"] = former
        cache.clear()


@contextmanager
def live_in(home: Path) -> Iterator[None]:
    """Make a folder the home of the workbench."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MAILLON_HOME", str(home))
        patch.setattr(settings, "HOME", home)
        patch.setattr(settings, "UPLOADS_FOLDER", home / "uploads")
        yield


@contextmanager
def serve() -> Iterator[str]:
    """Answer on this machine, with the base of the moment, and give the address."""
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error is not None:
        raise server.error
    try:
        yield f"http://{server.host}:{server.port}"
    finally:
        server.terminate()


class Workbench:
    """A workbench that answers, and the people who come to it."""

    def __init__(self, address: str, browser: Browser) -> None:
        self.address = address
        self._browser = browser
        self._walkers: list[Walker] = []

    def enter(
        self,
        user: User | None = None,
        *,
        language: str = "fr",
        theme: str = "light",
        **context: Any,
    ) -> Walker:
        """Open a browser of one's own, signed in as somebody or as nobody."""
        own = self._browser.new_context(
            **{"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"} | context
        )
        self._keep(own, settings.LANGUAGE_COOKIE_NAME, language)
        self._keep(own, THEME_COOKIE, theme)
        if user is not None:
            client = Client()
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            _sign_in_just_now(client, user)
            name = settings.SESSION_COOKIE_NAME
            self._keep(own, name, client.cookies[name].value)
        walker = Walker(context=own, address=self.address)
        self._walkers.append(walker)
        return walker

    def _keep(self, context: BrowserContext, name: str, value: str) -> None:
        context.add_cookies([{"name": name, "value": value, "url": self.address}])

    def close(self) -> None:
        """Close every browser, then say what went wrong in them."""
        for walker in self._walkers:
            walker.context.close()
        for walker in self._walkers:
            walker.check()


def _sign_in_just_now(client: Client, user: User) -> None:
    """Say that the password was given a moment ago, or some pages would ask for it again."""
    request = HttpRequest()
    request.user, request.session = user, client.session
    record_authentication(request, user, method="password", reauthenticated=True)
    request.session[AUTHENTICATION_METHODS_SESSION_KEY][-1]["at"] += _LONGEST_VISIT_S
    request.session.save()
