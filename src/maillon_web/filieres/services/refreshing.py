"""Ask for the results of a filière to be made again."""

from django.utils.translation import gettext as _

from maillon_web.accounts.models import User
from maillon_web.filieres.models import Filiere
from maillon_web.jobs.models import Job
from maillon_web.jobs.services import enqueue

__all__ = ["ask_refresh"]


def ask_refresh(filiere: Filiere, *, author: User | None) -> Job:
    """Ask for the diagnostic to be made again: after a decision, an import, a new chain."""
    return enqueue(
        "diagnosis.refresh",
        label=_("Diagnostic de « {name} »").format(name=filiere.name),
        scope=filiere.scope,
        arguments={"filiere": filiere.pk},
        started_by=author,
        is_unique=True,
    )
