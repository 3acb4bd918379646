"""The one folder that holds all state: imports, own filières, own territories, decisions."""

import os
from pathlib import Path

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _

__all__ = ["custom_filieres_folder", "custom_territories_folder", "find_home", "prepare_home"]


def find_home(home: Path | None = None) -> Path:
    """
    Return the folder given, or `MAILLON_HOME`, or the usual place; it may not exist yet.

    Raises
    ------
    InvalidInput
        If a file stands there.
    """
    folder = _name_home(home)
    nearest = next((path for path in (folder, *folder.parents) if path.exists()), folder)
    if nearest.exists() and not nearest.is_dir():
        raise _unusable(folder, f"{nearest} is a file")
    return folder


def prepare_home(home: Path | None = None) -> Path:
    """
    Return the same folder, made, where something can be written.

    Raises
    ------
    InvalidInput
        If it cannot be made, or is read-only.
    """
    folder = find_home(home)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(folder, repr(error)) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise _unusable(folder, "read-only")
    return folder


def _unusable(folder: Path, reason: str) -> InvalidInput:
    return InvalidInput(
        f"unusable home {folder}: {reason}",
        user=_(
            "Le dossier de travail {name} ne peut pas servir : donnez dans la variable "
            "MAILLON_HOME un dossier où vous pouvez écrire."
        ).format(name=folder),
    )


def _name_home(home: Path | None) -> Path:
    if home is not None:
        return home
    named = os.environ.get("MAILLON_HOME")
    if named:
        return Path(named).expanduser()
    from platformdirs import user_data_path

    return user_data_path("maillon", appauthor=False)


def custom_filieres_folder(home: Path | None = None) -> Path:
    """Return where filières written by the team are read."""
    return find_home(home) / "filieres"


def custom_territories_folder(home: Path | None = None) -> Path:
    """Return where territories composed by the team are kept."""
    return find_home(home) / "territories"
