"""Show the demonstration: fill it, open it, and open the browser on it."""

import os
import sys
import time
import webbrowser
from collections.abc import Sequence

import httpx
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillon.domain.errors import MaillonError, NoSolution
from maillon_web.accounts.models import User
from maillon_web.config.demonstration import make_visitor, open_first, queue_others, seed
from maillon_web.config.first_access import make_link
from maillon_web.config.preparation import hold_home, prepare_base, prepare_files
from maillon_web.config.self_check import check_pages
from maillon_web.config.serving import make_supervisor, pick_port, say_interrupted
from maillon_web.config.supervision import Supervisor
from maillon_web.filieres.models import Filiere

__all__ = ["show_demonstration"]

_HOST = "127.0.0.1"
_LONGEST_START_S = 60.0


def show_demonstration(*, is_check: bool, port: int = 0) -> int:
    """
    Open the demonstration until told to stop, or check it and stop; return the exit code.

    `port` is 0 for the first free one.
    """
    _say(_("Préparation de la démonstration…"))
    with hold_home():
        port = pick_port(_HOST, port)
        prepare_base()
        prepare_files()
        say_interrupted()
        visitor = make_visitor()
        filieres = seed(visitor)
        supervisor = make_supervisor(_HOST, port)
        supervisor.start()
        try:
            _fill(filieres, visitor)
            address = f"http://{_HOST}:{port}"
            _wait_for(address, supervisor)
            if is_check:
                return _check(address, visitor, filieres)
            _announce(address, visitor)
            return supervisor.watch()
        finally:
            supervisor.stop()


def _fill(filieres: Sequence[Filiere], visitor: User) -> None:
    """Diagnose the first filière here, while the web server starts; the workers do the others."""
    open_first(filieres)
    awaited = queue_others(filieres, visitor=visitor)
    if awaited:
        _say(
            ngettext(
                "Le premier diagnostic est prêt ; un autre se fait pendant la visite.",
                "Le premier diagnostic est prêt ; {count} autres se font pendant la visite.",
                awaited,
            ).format(count=awaited)
        )


def _wait_for(address: str, supervisor: Supervisor) -> None:
    deadline = time.monotonic() + _LONGEST_START_S
    while time.monotonic() < deadline and not supervisor.is_stopping():
        try:
            httpx.get(f"{address}/sante/", timeout=2, trust_env=False)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise NoSolution(
        "the web server does not answer",
        user=_("La démonstration n’a pas pu s’ouvrir : relancez-la."),
    )


def _announce(address: str, visitor: User) -> None:
    link = make_link(visitor, address=address)
    print(_("Maillon est ouvert : {link} (Ctrl+C pour l’arrêter)").format(link=link), flush=True)  # noqa: T201 - the answer of the command
    if _has_browser():
        # A link serves once: the browser gets its own, and the one that is printed stays good.
        webbrowser.open(make_link(visitor, address=address))


def _has_browser() -> bool:
    if os.environ.get("CI") or os.environ.get("BROWSER") == "":
        return False
    has_screen = sys.platform in {"darwin", "win32"} or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    if not has_screen and not os.environ.get("BROWSER"):
        return False
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def _check(address: str, visitor: User, filieres: Sequence[Filiere]) -> int:
    try:
        sentences = check_pages(make_link(visitor, address=address), filieres)
    except MaillonError as error:
        _say(error.for_user())
        return 1
    for sentence in sentences:
        _say(sentence)
    return 0


def _say(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")
