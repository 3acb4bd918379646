"""Read imports: where each stands, what its rows would do."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maillon_web.directory.models import (
    ImportState,
    ListImport,
)
from maillon_web.filieres.models import Filiere
from maillon_web.jobs.models import Job

__all__ = [
    "STEPS",
    "Step",
    "find_earlier_import",
    "find_job",
    "find_step",
    "get_import",
    "list_imports",
    "list_steps",
]

STEPS: Mapping[str, str | Promise] = {
    "file": _("Le fichier"),
    "columns": _("Les colonnes"),
    "values": _("Les valeurs"),
    "review": _("La relecture"),
    "done": _("Le résultat"),
}
_PRESENT: Mapping[str, str] = {
    ImportState.UPLOADED: "columns",
    ImportState.MAPPED: "values",
    ImportState.RECONCILED: "review",
    ImportState.READY: "review",
    ImportState.APPLYING: "done",
    ImportState.APPLIED: "done",
    ImportState.UNDOING: "done",
    ImportState.UNDONE: "done",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A step of an import; `is_open` when the person may go there."""

    key: str
    label: str | Promise
    is_present: bool
    is_done: bool
    is_open: bool


def list_imports(filiere: Filiere) -> QuerySet[ListImport]:
    """Return the imports of a filière, the latest first."""
    return (
        ListImport.objects.filter(filiere=filiere)
        .select_related("created_by")
        .defer("inspection", "wanted_values", "mapping")
    )


def get_import(filiere: Filiere, import_id: int) -> ListImport:
    """
    Return an import of the filière.

    Raises
    ------
    Http404
        If it is not one of the filière.
    """
    found = (
        ListImport.objects.filter(filiere=filiere, pk=import_id)
        .select_related("filiere__organisation", "created_by")
        .first()
    )
    if found is None:
        raise Http404
    return found


def find_earlier_import(list_import: ListImport) -> ListImport | None:
    """Return the import that already wrote the same file in this filière."""
    return (
        ListImport.objects.filter(
            filiere_id=list_import.filiere_id,
            digest=list_import.digest,
            state=ImportState.APPLIED,
        )
        .exclude(pk=list_import.pk)
        .exclude(digest="")
        .first()
    )


def find_job(list_import: ListImport) -> Job | None:
    """Return the last work asked for this import."""
    return Job.objects.filter(pk=list_import.job_id).first() if list_import.job_id else None


def find_step(list_import: ListImport) -> str:
    """Return the step at which an import stands."""
    return _PRESENT[list_import.state]


def list_steps(list_import: ListImport | None, shown: str) -> list[Step]:
    """Return the steps, those already taken, and where the person may go back."""
    keys = list(STEPS)
    present = keys.index(find_step(list_import)) if list_import else 0
    is_written = list_import is not None and list_import.is_written
    return [
        Step(
            key=key,
            label=STEPS[key],
            is_present=key == shown,
            is_done=place < present,
            is_open=list_import is not None and place <= present and not is_written,
        )
        for place, key in enumerate(keys)
    ]
