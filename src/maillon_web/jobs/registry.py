"""Names of the long works, and the functions that do them: applications register, `jobs` runs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from maillon.domain.jobs import Progress
from maillon_web.jobs.models import Job

__all__ = ["JobContext", "find_work", "list_resumable", "register"]


@dataclass(frozen=True, kw_only=True, slots=True)
class JobContext:
    """What a work receives: its arguments, who asked, and where to say how far it is."""

    job: Job
    arguments: Mapping[str, Any]
    progress: Progress


Work = Callable[[JobContext], dict[str, Any] | None]
_works: dict[str, Work] = {}
_resumable: set[str] = set()


def register(kind: str, *, is_resumable: bool = False) -> Callable[[Work], Work]:
    """
    Give a work its name (`diagnosis.refresh`); its values returned are the job's result.

    Parameters
    ----------
    is_resumable
        Whether the work, cut by a stop of the server, goes on from where it was when it is done
        again: the next start then does it again by itself.
    """

    def keep(work: Work) -> Work:
        _works[kind] = work
        if is_resumable:
            _resumable.add(kind)
        return work

    return keep


def list_resumable() -> list[str]:
    """Return the names of the works that go on where they were cut."""
    return sorted(_resumable)


def find_work(kind: str) -> Work:
    """
    Return the work of that name.

    Raises
    ------
    KeyError
        If no application registered it.
    """
    return _works[kind]
