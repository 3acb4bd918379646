"""Serve: check, prepare, start the processes, keep them alive."""

import errno
import logging
import socket
import sys
from contextlib import suppress

from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillon.domain.errors import InvalidInput
from maillon_web.config.job_process import WORKER_NAME
from maillon_web.config.preparation import hold_home, prepare_base, prepare_files
from maillon_web.config.recovery import recover
from maillon_web.config.supervision import Program, Supervisor
from maillon_web.config.web_process import ADDRESS
from maillon_web.config.working import name_worker

__all__ = ["make_supervisor", "pick_port", "say_interrupted", "serve"]

_log = logging.getLogger(__name__)
_GRACE_S = 30.0
_DEMO_GRACE_S = 6.0
_FIRST_PORT, _LAST_PORT = 8000, 8099


def serve(*, host: str, port: int) -> int:
    """Serve until told to stop and return the exit code."""
    with hold_home():
        port = pick_port(host, port)
        prepare_base()
        prepare_files()
        say_interrupted()
        supervisor = make_supervisor(host, port)
        supervisor.start()
        _log.info("serving", extra={"fields": {"host": host, "port": port}})
        code = supervisor.watch()
        _gather_base()
        return code


def _gather_base() -> None:
    """Open and close the base a last time: SQLite then gathers all it holds in its one file."""
    with suppress(DatabaseError):
        connection.ensure_connection()
    connections.close_all()


def say_interrupted() -> None:
    """Say what the previous stop cut, in the log and to who starts the server."""
    cut = recover(name_worker("serve-"))
    if cut:
        sentence = ngettext(
            "Le dernier arrêt a interrompu {count} travail : sa page dit comment le relancer.",
            "Le dernier arrêt a interrompu {count} travaux : leur page dit comment les relancer.",
            cut,
        ).format(count=cut)
        sys.stderr.write(sentence + "\n")
        _log.warning("interrupted", extra={"fields": {"jobs": cut}})


def make_supervisor(host: str, port: int) -> Supervisor:
    """Return what keeps the web server and the workers of this machine alive."""
    # The processes open their own connections.
    connections.close_all()
    shown = f"[{host}]" if ":" in host else host
    web = Program(
        name="web",
        words=(sys.executable, "-m", "maillon_web.config.web_process"),
        environment={ADDRESS: f"{shown}:{port}"},
    )
    workers = [
        Program(
            name=f"worker {number}",
            words=(sys.executable, "-m", "maillon_web.config.job_process"),
            environment={WORKER_NAME: name_worker(f"serve-{number}")},
        )
        for number in range(settings.JOB_WORKERS)
    ]
    grace_s = _DEMO_GRACE_S if settings.MODE == "demo" else _GRACE_S
    return Supervisor([web, *workers], grace_s=grace_s)


def pick_port(host: str, port: int) -> int:
    """
    Return the port asked for, or the first free one when none is.

    Raises
    ------
    InvalidInput
        If the address cannot be used.
    """
    candidates = [port] if port else range(_FIRST_PORT, _LAST_PORT + 1)
    problem: OSError | None = None
    for candidate in candidates:
        try:
            _try(host, candidate)
        except OSError as error:
            problem = error
        else:
            return candidate
    is_taken = problem is not None and problem.errno == errno.EADDRINUSE
    raise InvalidInput(
        f"cannot listen on {host}:{port}: {problem!r}",
        user=(
            _("Le port {port} est déjà pris : choisissez-en un autre avec --port.")
            if is_taken
            else _("Maillon ne peut pas répondre à l’adresse {host}, port {port}.")
        ).format(host=host, port=port or _FIRST_PORT),
    )


def _try(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
