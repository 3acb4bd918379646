"""The sheets as they are searched, opened once for a process."""

from functools import cache
from pathlib import Path

from django.conf import settings

from maillon.studies.searching import AIDS, Library, open_library

__all__ = ["AIDS", "get_library"]


def get_library() -> Library:
    """Return the sheets as they are searched."""
    return _open(settings.HOME / "library" / "sheets.sqlite")


@cache
def _open(path: Path) -> Library:
    path.parent.mkdir(parents=True, exist_ok=True)
    return open_library(path)
