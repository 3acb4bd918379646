"""Ask for the results of a filière to be made again."""

from datetime import timedelta

from django.utils.translation import gettext as _

from maillon_web.accounts.models import User
from maillon_web.filieres.models import Filiere
from maillon_web.jobs.models import Job
from maillon_web.jobs.services import Quiet, enqueue

__all__ = ["ask_refresh"]


# A person who decides about one actor decides about the next: the results follow the last.
_QUIET = Quiet(wait=timedelta(minutes=1), longest=timedelta(minutes=10))


def ask_refresh(filiere: Filiere, *, author: User | None, is_at_once: bool = False) -> Job:
    """
    Ask for the diagnostic to be made again, once for all that is written within a minute.

    Parameters
    ----------
    is_at_once
        Start without waiting for a quiet minute: nothing is there yet, a whole list came in, or
        somebody asks for it.
    """
    return enqueue(
        "diagnosis.refresh",
        label=_("Diagnostic de « {name} »").format(name=filiere.name),
        scope=filiere.scope,
        arguments={"filiere": filiere.pk},
        started_by=author,
        is_unique=True,
        quiet=None if is_at_once else _QUIET,
    )
