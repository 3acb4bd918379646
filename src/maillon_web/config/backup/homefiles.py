"""The files of the home that people made: uploads, decisions, own filières, own territories."""

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from maillon_web.config.backup.layout import refuse_damaged

__all__ = ["FileSwap", "check_file_name", "iter_home_files"]

_KEPT = ("uploads", "decisions.yaml", "filieres", "territories")


def iter_home_files(home: Path) -> Iterator[tuple[str, Path]]:
    """Yield the name and the place of each file to keep; links are not followed."""
    for top in _KEPT:
        place = home / top
        if place.is_file() and not place.is_symlink():
            yield top, place
        for folder, _folders, names in os.walk(place):
            for name in sorted(names):
                path = Path(folder) / name
                if path.is_file() and not path.is_symlink():
                    yield path.relative_to(home).as_posix(), path


def check_file_name(name: str) -> PurePosixPath:
    """
    Return the path of a file inside the home.

    Raises
    ------
    InvalidInput
        If it would land anywhere else.
    """
    path = PurePosixPath(name)
    is_inside = not path.is_absolute() and ".." not in path.parts and "\\" not in name
    if not is_inside or not path.parts or path.parts[0] not in _KEPT:
        raise refuse_damaged(f"file {name!r} is out of place")
    return path


class FileSwap:
    """Files prepared aside, put in place by renames, and put back if the rest fails."""

    def __init__(self, home: Path) -> None:
        self._home = home
        root = home / f".restore-{uuid.uuid4().hex}"
        self.new, self._old = root / "new", root / "old"
        self._root = root
        self.new.mkdir(parents=True)
        self._old.mkdir()

    def apply(self) -> None:
        """Put the new files in place of those that are there."""
        for top in _KEPT:
            if (self._home / top).exists():
                (self._home / top).rename(self._old / top)
            if (self.new / top).exists():
                (self.new / top).rename(self._home / top)

    def revert(self) -> None:
        """Put back what was there."""
        for top in _KEPT:
            if (self._old / top).exists():
                _remove(self._home / top)
                (self._old / top).rename(self._home / top)

    def close(self) -> None:
        """Remove what is left aside."""
        shutil.rmtree(self._root, ignore_errors=True)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
