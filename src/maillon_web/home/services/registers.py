"""The registers of this server: what there is, and how it is brought in."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillon.domain.jobs import Progress
from maillon.studies.base import RegisterOffer, fetch_and_import, list_registers
from maillon_web.accounts.models import User
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.services import ask_refresh
from maillon_web.jobs.models import Job
from maillon_web.jobs.selectors import list_active_jobs
from maillon_web.jobs.services import enqueue

__all__ = [
    "FETCH",
    "SERVER",
    "ask_fetch",
    "fetch",
    "list_import_jobs",
    "list_known_registers",
    "total_size",
]

FETCH = "home.fetch_registers"
SERVER = "server"


def list_known_registers() -> list[RegisterOffer]:
    """Return the registers, those without which nothing can be said first."""
    return list_registers()


def total_size(offers: Iterable[RegisterOffer]) -> int:
    """Return the size of their downloads, of those whose size is known."""
    return sum(offer.size_bytes or 0 for offer in offers)


def list_import_jobs() -> QuerySet[Job]:
    """Return the imports that wait or run."""
    return list_active_jobs(SERVER).filter(kind=FETCH)


def ask_fetch(kinds: Sequence[str], *, author: User) -> Job:
    """Put the download and the import of registers in the queue."""
    label = ngettext(
        "Téléchargement et import d’un registre",
        "Téléchargement et import de {count} registres",
        len(kinds),
    )
    return enqueue(
        FETCH,
        label=label.format(count=len(kinds)),
        scope=SERVER,
        arguments={"kinds": sorted(set(kinds))},
        started_by=author,
        is_unique=True,
    )


def fetch(kinds: Sequence[str], *, author: User | None, progress: Progress) -> str:
    """
    Download registers, bring them in, and ask for every diagnostic again; return what was done.

    Raises
    ------
    MaillonError
        If a publisher does not answer or a file is unusable; nothing has changed.
    """
    reports = fetch_and_import(kinds, progress=progress)
    filieres = list(Filiere.objects.filter(archived_at=None))
    for filiere in filieres:
        ask_refresh(filiere, author=author, is_at_once=True)
    return _("Registres importés : {labels}. Diagnostics à refaire : {count}.").format(
        labels=", ".join(report.provenance.label for report in reports.values()),
        count=len(filieres),
    )
