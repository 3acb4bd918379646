"""What keeps a page from being computed: rows that hold something a study refuses."""

from collections.abc import Callable
from typing import TypeVar

from maillon.domain.errors import MaillonError

__all__ = ["attempt"]

T = TypeVar("T")
Other = TypeVar("Other")


def attempt(compute: Callable[[], T], otherwise: Other) -> tuple[T | Other, list[str]]:
    """Return what was computed, or the sentences that say what is to be mended first."""
    try:
        return compute(), []
    except MaillonError as error:
        return otherwise, [error.for_user(), *(str(line) for line in error.details)]
