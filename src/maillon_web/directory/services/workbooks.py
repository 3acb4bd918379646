"""Large workbooks of actors: made by a worker, kept for a day."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon.domain.jobs import Progress
from maillon_web.accounts.models import User
from maillon_web.directory.selectors.filters import FilterValues
from maillon_web.directory.selectors.listing import filter_presences, order
from maillon_web.directory.selectors.rows import ActorRow, iter_rows
from maillon_web.directory.services.exports import write_xlsx
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.opening import find_access
from maillon_web.jobs.models import Job
from maillon_web.jobs.registry import JobContext, register
from maillon_web.jobs.services import enqueue

__all__ = ["MOST_AT_ONCE", "WORKBOOK", "ask_workbook", "locate_workbook"]

WORKBOOK = "directory.workbook"
MOST_AT_ONCE = 5_000
"""A workbook of so many actors is made while the person waits: about a second."""


def ask_workbook(opened: Opened, filters: FilterValues, *, author: User) -> Job:
    """Ask for the shown set as a workbook."""
    return enqueue(
        WORKBOOK,
        label=_("Classeur des acteurs de « {name} »").format(name=opened.filiere.name),
        scope=opened.filiere.scope,
        arguments={"filiere": opened.filiere.pk, "query": filters.to_query()},
        started_by=author,
    )


def locate_workbook(job_id: object) -> Path:
    """Return where the workbook made by a job lies."""
    return Path(settings.HOME) / "exports" / f"{job_id}.xlsx"


@register(WORKBOOK)
def _make_workbook(context: JobContext) -> dict[str, Any]:
    opened = _open_as(context.job.started_by, context.arguments["filiere"])
    filters = FilterValues.from_query(QueryDict(context.arguments["query"]))
    found = order(opened, filter_presences(opened, filters), filters.sort)
    context.progress.start(_("Écriture du classeur"), found.count())
    path = locate_workbook(context.job.pk)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    try:
        with partial.open("wb") as file:
            write_xlsx(_watch(iter_rows(opened, found), context.progress), file)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    context.progress.finish()
    return {
        "url": reverse("directory:workbook_take", args=(opened.filiere.pk, context.job.pk)),
        "access": opened.access.value,
        "message": _("Le classeur est prêt. Il reste à votre disposition pendant un jour."),
    }


def _open_as(reader: User | None, filiere_id: int) -> Opened:
    """Open the filière as the person may now, whatever it might when it asked."""
    filiere = Filiere.objects.select_related("organisation").filter(pk=filiere_id).first()
    access = find_access(reader, filiere) if reader and filiere else None
    if filiere is None or access is None:
        raise InvalidInput(
            f"filiere {filiere_id} is closed to who asked",
            user=_("Cette filière n’existe plus, ou elle ne vous est plus ouverte."),
        )
    return Opened(filiere=filiere, access=access)


def _watch(rows: Iterable[ActorRow], progress: Progress) -> Iterator[ActorRow]:
    for row in rows:
        progress.advance(1)
        yield row
