"""The one folder that holds all state: imports, own filières, own territories, decisions."""

import os
from pathlib import Path

__all__ = ["custom_filieres_folder", "custom_territories_folder", "find_home"]


def find_home(home: Path | None = None) -> Path:
    """Return the folder given, or `MAILLON_HOME`, or the usual place; it may not exist yet."""
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
