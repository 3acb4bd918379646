"""The steps of an import, as a person takes them; nothing enters the directory before the last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maillon.domain.errors import InconsistentData, InvalidInput
from maillon_web.accounts.models import User
from maillon_web.directory.models import (
    ImportState,
    ListImport,
    ValueChoice,
)
from maillon_web.directory.services.list_files import remove_file, store_upload
from maillon_web.directory.services.list_reading import inspect_file
from maillon_web.filieres.models import Filiere
from maillon_web.jobs.models import Job
from maillon_web.jobs.services import enqueue

__all__ = [
    "Description",
    "ask_apply",
    "ask_preparation",
    "ask_undo",
    "ask_values",
    "check_open",
    "describe",
    "drop",
    "keep_upload",
    "map_columns",
    "replace_file",
    "settle_values",
    "use_sheet",
]

_NOT_WRITTEN = (
    ImportState.UPLOADED,
    ImportState.MAPPED,
    ImportState.RECONCILED,
    ImportState.READY,
    ImportState.UNDONE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Description:
    """What a person says of a list."""

    label: str
    dated: date
    licence: str
    visibility: str


def keep_upload(
    filiere: Filiere, upload: "UploadedFile[bytes]", description: Description, *, author: User
) -> ListImport:
    """
    Keep a file and look at it.

    Raises
    ------
    InvalidInput
        If it is not a list that can be read; nothing is then kept.
    """
    list_import = ListImport(filiere=filiere, created_by=author)
    _set_description(list_import, description)
    _set_file(list_import, upload)
    list_import.save()
    return list_import


def replace_file(list_import: ListImport, upload: "UploadedFile[bytes]") -> None:
    """
    Take another file for the same import, which starts again at its columns.

    Raises
    ------
    InvalidInput
        If it is not a list that can be read; the present file then stays.
    """
    check_open(list_import)
    former = ListImport(stored_as=list_import.stored_as)
    list_import.sheet = ""
    _set_file(list_import, upload)
    _start_again(list_import)
    remove_file(former)


def describe(list_import: ListImport, description: Description) -> None:
    """Write what a person says of a list that is not written yet."""
    check_open(list_import)
    _set_description(list_import, description)
    list_import.save(update_fields=["label", "dated", "licence", "visibility"])


def use_sheet(list_import: ListImport, sheet: str) -> None:
    """Read another sheet of the workbook: the columns are proposed again."""
    check_open(list_import)
    list_import.sheet = sheet
    list_import.inspection = inspect_file(list_import)
    _start_again(list_import)


def map_columns(list_import: ListImport, mapping: Mapping[str, str]) -> None:
    """Keep the field of each column, as the person confirmed it."""
    check_open(list_import)
    list_import.mapping = {name: field for name, field in mapping.items() if field}
    list_import.state = ImportState.MAPPED
    list_import.wanted_values = None
    list_import.summary = {}
    list_import.save(update_fields=["mapping", "state", "wanted_values", "summary"])


def ask_values(list_import: ListImport, *, author: User) -> Job:
    """Ask for the words of the list to be read."""
    return _ask(
        list_import,
        "directory.read_list_values",
        _("Lecture des valeurs de « {name} »").format(name=list_import.label),
        author,
    )


def settle_values(
    list_import: ListImport, choices: Mapping[tuple[str, str], str], *, author: User
) -> None:
    """Keep what words mean, for this list and for the next ones of the organisation."""
    check_open(list_import)
    now = timezone.now()
    with transaction.atomic():
        for (field, raw), target in choices.items():
            known = ValueChoice.objects.filter(
                organisation_id=list_import.filiere.organisation_id, field=field, raw=raw[:300]
            ).first()
            if known is not None and known.settled_at and known.target == target:
                continue
            ValueChoice.objects.update_or_create(
                organisation_id=list_import.filiere.organisation_id,
                field=field,
                raw=raw[:300],
                defaults={
                    "target": target,
                    "confidence": 1,
                    "settled_by": author,
                    "settled_at": now,
                },
            )


def ask_preparation(list_import: ListImport, *, author: User) -> Job:
    """Ask for every row to be read and compared with the directory."""
    check_open(list_import)
    list_import.state = ImportState.RECONCILED
    list_import.save(update_fields=["state"])
    return _ask(
        list_import,
        "directory.prepare_list",
        _("Préparation de « {name} »").format(name=list_import.label),
        author,
    )


def ask_apply(list_import: ListImport, *, author: User) -> Job:
    """
    Ask for the list to be written in the directory, or for its writing to go on.

    Raises
    ------
    InconsistentData
        If it is not ready, or if a work on it is under way.
    """
    _check_idle(list_import)
    if not list_import.is_half_way and list_import.state != ImportState.READY:
        raise InconsistentData(
            f"import {list_import.pk} is {list_import.state}",
            user=_("Cette liste n’est pas prête : reprenez l’étape en cours."),
        )
    return _ask(
        list_import,
        "directory.apply_list",
        _("Import de « {name} »").format(name=list_import.label),
        author,
    )


def ask_undo(list_import: ListImport, *, author: User) -> Job:
    """
    Ask for an import to be taken back, or for its undoing to go on.

    Raises
    ------
    InconsistentData
        If a work on it is under way.
    """
    _check_idle(list_import)
    return _ask(
        list_import,
        "directory.undo_list",
        _("Annulation de l’import de « {name} »").format(name=list_import.label),
        author,
    )


def drop(list_import: ListImport) -> None:
    """
    Forget an import that is not in the directory, with its file and its rows.

    Raises
    ------
    InconsistentData
        If it is in the directory: it must be undone first.
    """
    check_open(list_import)
    remove_file(list_import)
    list_import.delete()


def _check_idle(list_import: ListImport) -> None:
    job = Job.objects.filter(pk=list_import.job_id).first() if list_import.job_id else None
    if list_import.is_half_way and job is not None and not job.is_over:
        raise InconsistentData(
            f"job {job.pk} is under way on import {list_import.pk}",
            user=_("Un travail est en cours sur cette liste : attendez qu’il soit terminé."),
        )


def _ask(list_import: ListImport, kind: str, label: str, author: User) -> Job:
    job = enqueue(
        kind,
        label=label,
        scope=list_import.filiere.scope,
        arguments={"import": list_import.pk},
        started_by=author,
        is_unique=True,
    )
    ListImport.objects.filter(pk=list_import.pk).update(job_id=job.pk)
    return job


def _set_description(list_import: ListImport, description: Description) -> None:
    list_import.label = description.label
    list_import.dated = description.dated
    list_import.licence = description.licence
    list_import.visibility = description.visibility


def _set_file(list_import: ListImport, upload: "UploadedFile[bytes]") -> None:
    stored = store_upload(upload)
    former = list_import.stored_as, list_import.file_name, list_import.digest
    list_import.stored_as = stored.stored_as
    list_import.file_name = stored.file_name
    list_import.digest = stored.digest
    try:
        inspection = inspect_file(list_import)
        _check_rows(inspection)
    except InvalidInput:
        remove_file(list_import)
        list_import.stored_as, list_import.file_name, list_import.digest = former
        raise
    list_import.inspection = inspection


def _check_rows(inspection: Mapping[str, object]) -> None:
    if not inspection["row_count"]:
        raise InvalidInput(
            "no row under the headers",
            user=_(
                "Ce fichier n’a pas de ligne sous ses en-têtes : vérifiez que c’est le bon, et que "
                "la liste est sur l’une de ses feuilles."
            ),
        )


def _start_again(list_import: ListImport) -> None:
    list_import.rows.all().delete()
    list_import.state = ImportState.UPLOADED
    list_import.mapping, list_import.wanted_values, list_import.summary = {}, None, {}
    list_import.save()


def check_open(list_import: ListImport) -> None:
    """
    Refuse to change an import that is in the directory.

    Raises
    ------
    InconsistentData
        If it must be undone first.
    """
    if list_import.state not in _NOT_WRITTEN:
        raise InconsistentData(
            f"import {list_import.pk} is written",
            user=_("Cette liste est déjà dans l’annuaire : annulez d’abord son import."),
        )
