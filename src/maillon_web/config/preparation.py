"""What must be ready before anything is served: the home, the tables, the files of the pages."""

import hashlib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from filelock import FileLock, Timeout

from maillon import __version__
from maillon.domain.errors import InconsistentData, InvalidInput
from maillon.studies.home import prepare_home
from maillon_web.config.faults import describe_fault
from maillon_web.jobs.statistics import refresh_statistics
from maillon_web.library.services.indexing import ensure_index

__all__ = ["check_schema", "hold_home", "prepare_base", "prepare_files"]


@contextmanager
def hold_home() -> Iterator[None]:
    """
    Make sure that one workbench only serves this home from this machine.

    Raises
    ------
    InconsistentData
        If another one does.
    """
    path = prepare_home() / f"serve-{socket.gethostname()}.lock"
    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise InconsistentData(
            f"{path} is held",
            user=_(
                "Maillon est déjà ouvert sur ce dossier de travail ({home}). Arrêtez-le d’abord, "
                "ou donnez un autre dossier dans MAILLON_HOME."
            ).format(home=settings.HOME),
        ) from error
    try:
        yield
    finally:
        lock.release()


def prepare_base() -> None:
    """
    Bring the tables up to date, then what the library searches.

    Raises
    ------
    InvalidInput
        If the database cannot be opened or written.
    """
    prepare_home()
    try:
        call_command("migrate", interactive=False, verbosity=0, run_syncdb=True)
        call_command("createcachetable", verbosity=0)
        refresh_statistics()
    except DatabaseError as error:
        raise InvalidInput(
            f"the database cannot be prepared: {error!r}",
            user=describe_fault(error)
            or _("La base de données ne peut pas être préparée : {reason}").format(reason=error),
        ) from error
    ensure_index()


def check_schema() -> None:
    """
    Refuse to work on tables that are not those of this version.

    Raises
    ------
    InconsistentData
        If the tables must first be brought up to date.
    """
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise InconsistentData(
            "unapplied migrations",
            user=_(
                "La base n’est pas à jour pour cette version : lancez « maillon serve » d’abord, "
                "qui la prépare."
            ),
        )


def prepare_files() -> None:
    """Gather the files of the pages where the server reads them; only production needs it."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    if not settings.IS_PRODUCTION:
        return
    # Compressing takes seconds: not at every start.
    mark = settings.STATIC_ROOT / ".gathered"
    present = _describe_files()
    if mark.exists() and mark.read_text(encoding="ascii") == present:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(present, encoding="ascii")


def _describe_files() -> str:
    """Return a digest that changes when a file of the pages does."""
    digest = hashlib.sha256(__version__.encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=itemgetter(0)):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
