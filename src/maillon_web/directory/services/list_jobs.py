"""The long works on lists and duplicates, under the names by which they are asked for."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillon.domain.errors import InconsistentData
from maillon_web.directory.models import ImportState, ListImport
from maillon_web.directory.services.duplicates import find_duplicates
from maillon_web.directory.services.list_preparing import prepare
from maillon_web.directory.services.list_reading import list_wanted_values
from maillon_web.directory.services.list_undoing import undo_import
from maillon_web.directory.services.list_writing import apply
from maillon_web.filieres.models import Filiere
from maillon_web.jobs.registry import JobContext, register
from maillon_web.ui.formatting import format_number

__all__: list[str] = []


@register("directory.read_list_values")
def _read_values(context: JobContext) -> dict[str, Any]:
    list_import = _get_import(context)
    list_import.wanted_values = list_wanted_values(list_import, context.progress)
    list_import.save(update_fields=["wanted_values"])
    return {"url": _url(list_import, "values")}


@register("directory.prepare_list")
def _prepare(context: JobContext) -> dict[str, Any]:
    list_import = _get_import(context)
    if list_import.is_written:
        raise InconsistentData(
            f"import {list_import.pk} is written",
            user=_("Cette liste est déjà dans l’annuaire : annulez d’abord son import."),
        )
    counts = prepare(list_import, author=context.job.started_by, progress=context.progress)
    return {"url": _url(list_import, "review"), "counts": counts}


@register("directory.apply_list", is_resumable=True)
def _apply(context: JobContext) -> dict[str, Any]:
    list_import = _get_import(context)
    counts = apply(list_import, author=context.job.started_by, progress=context.progress)
    sentence = ngettext("{count} fiche créée.", "{count} fiches créées.", counts["created"])
    message = sentence.format(count=format_number(counts["created"]))
    return {"url": _url(list_import, "done"), "message": message, "counts": counts}


@register("directory.undo_list", is_resumable=True)
def _undo(context: JobContext) -> dict[str, Any]:
    list_import = _get_import(context)
    undone = undo_import(list_import, author=context.job.started_by, progress=context.progress)
    list_import.refresh_from_db(fields=["state"])
    step = "review" if list_import.state == ImportState.READY else "done"
    return {"url": _url(list_import, step), "undone": undone.to_dict()}


@register("directory.find_duplicates")
def _find_duplicates(context: JobContext) -> dict[str, Any]:
    filiere = Filiere.objects.select_related("organisation").get(pk=context.arguments["filiere"])
    counts = find_duplicates(filiere, progress=context.progress)
    message = ngettext(
        "{found} paire de fiches à examiner.",
        "{found} paires de fiches à examiner.",
        counts["found"],
    ).format(**counts)
    url = reverse("directory:duplicates", kwargs={"filiere_id": filiere.pk})
    return {"url": url, "message": message, "counts": counts}


def _get_import(context: JobContext) -> ListImport:
    return ListImport.objects.select_related("filiere__organisation").get(
        pk=context.arguments["import"]
    )


def _url(list_import: ListImport, step: str) -> str:
    return reverse(
        "directory:list_step",
        kwargs={
            "filiere_id": list_import.filiere_id,
            "import_id": list_import.pk,
            "step": step,
        },
    )
