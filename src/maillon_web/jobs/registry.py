"""Names of the long works, and the functions that do them: applications register, `jobs` runs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from maillon.domain.jobs import Progress
from maillon_web.jobs.models import Job

__all__ = ["JobContext", "find_work", "register"]


@dataclass(frozen=True, kw_only=True, slots=True)
class JobContext:
    """What a work receives: its arguments, who asked, and where to say how far it is."""

    job: Job
    arguments: Mapping[str, Any]
    progress: Progress


Work = Callable[[JobContext], dict[str, Any] | None]
_works: dict[str, Work] = {}


def register(kind: str) -> Callable[[Work], Work]:
    """Give a work its name (`diagnosis.refresh`); its values returned are the job's result."""

    def keep(work: Work) -> Work:
        _works[kind] = work
        return work

    return keep


def find_work(kind: str) -> Work:
    """
    Return the work of that name.

    Raises
    ------
    KeyError
        If no application registered it.
    """
    return _works[kind]
