"""One import at a time; what it writes comes into force in one step or not at all."""

import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.store.catalogue import Catalogue, Entry, load_catalogue, save_catalogue

__all__ = ["Transaction", "open_transaction"]

_NOT_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")


class Transaction:
    """
    New folders in preparation.

    Attributes
    ----------
    scratch
        Folder for what exceeds memory and for intermediate files; removed at the end.
    catalogue
        The catalogue as it will be; starts as the one in force.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self.catalogue = load_catalogue(home)
        self.scratch = home / "tmp" / uuid.uuid4().hex
        self.scratch.mkdir(parents=True)

    def make_folder(self, dataset: str, *, vintage: str = "") -> Path:
        """Return a new folder for a dataset; no reader sees it before the end."""
        label = _NOT_PLAIN.sub("-", vintage) or "0"
        folder = self._home / "store" / dataset / f"{label}-{uuid.uuid4().hex[:12]}"
        folder.mkdir(parents=True)
        return folder

    def put(self, dataset: str, entry: Entry) -> None:
        """Announce a dataset whose folder is complete."""
        self.catalogue = self.catalogue.with_entries({dataset: entry})

    def drop(self, *datasets: str) -> None:
        """Announce that datasets leave."""
        self.catalogue = self.catalogue.without(*datasets)

    def relative(self, folder: Path) -> str:
        """Return a folder as the catalogue writes it."""
        return folder.relative_to(self._home).as_posix()

    def find_folder(self, dataset: str) -> Path | None:
        """Return the folder of a dataset as it will be, or `None`."""
        entry = self.catalogue.entries.get(dataset)
        return self._home / entry.folder if entry else None


@contextmanager
def open_transaction(home: Path) -> Iterator[Transaction]:
    """
    Prepare datasets, then put them all in force at once; a failure changes nothing.

    Raises
    ------
    InvalidInput
        If another import is under way in the same home.
    """
    home.mkdir(parents=True, exist_ok=True)
    lock = FileLock(home / "import.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise InvalidInput(
            "another import holds the lock",
            user=_(
                "Un import est déjà en cours dans ce dossier : attendez qu’il se termine, puis"
                " relancez le vôtre."
            ),
        ) from error
    try:
        _clean(home, load_catalogue(home))
        transaction = Transaction(home)
        try:
            yield transaction
            save_catalogue(home, transaction.catalogue)
        finally:
            # After a failure the catalogue in force knows none of the new folders.
            _clean(home, load_catalogue(home))
    finally:
        lock.release()


def _clean(home: Path, catalogue: Catalogue) -> None:
    """Remove every folder that the catalogue does not know: past vintages and dead imports."""
    kept = {(home / entry.folder).resolve() for entry in catalogue.entries.values()}
    for folder in [*(home / "store").glob("*/*"), *(home / "tmp").glob("*")]:
        if folder.resolve() not in kept:
            # A reader of another process may hold a file on Windows: the next import cleans it.
            shutil.rmtree(folder, ignore_errors=True)
    for dataset in (home / "store").glob("*"):
        if not any(dataset.iterdir()):
            dataset.rmdir()
