"""Bring files of aids and of funded projects in from a page, for who runs the server."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillon.domain.errors import InvalidInput
from maillon.domain.jobs import Progress
from maillon.domain.provenance import Provenance
from maillon.studies.importing import import_register, list_imports
from maillon_web.accounts.models import User
from maillon_web.jobs.models import Job
from maillon_web.jobs.services import enqueue
from maillon_web.library.services.indexing import SERVER, ensure_index

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

__all__ = ["IMPORT", "SOURCES", "ask_import", "do_import", "list_imported", "store_file"]

IMPORT = "library.import"
SOURCES = ("aides-territoires", "aides-entreprises", "projets-finances")
_FOLDER = "bibliotheque"
_ENDINGS = (".csv", ".json", ".xlsx")
_NOT_PLAIN = re.compile(r"[^\w.-]+")


def list_imported() -> list[Provenance]:
    """Return the files of aids and of funded projects that this server holds."""
    return [entry for entry in list_imports(home=settings.HOME) if entry.key.startswith(SOURCES)]


def store_file(upload: "UploadedFile[bytes]") -> str:
    """
    Keep a file until it is imported; return where, inside the folder of uploads.

    Its name is kept, in plain letters: files of funded projects are told apart by it.

    Raises
    ------
    InvalidInput
        If it is of another kind, empty or too heavy.
    """
    name = _NOT_PLAIN.sub("-", Path(upload.name or "").name)[-120:]
    if not name.lower().endswith(_ENDINGS):
        raise InvalidInput(
            f"unknown kind of file {name!r}",
            user=_("Apportez un fichier CSV, JSON ou XLSX, tel que son éditeur le publie."),
        )
    if not upload.size or upload.size > settings.MOST_UPLOAD_BYTES:
        raise InvalidInput(
            f"{name!r} weighs {upload.size}", user=_("Ce fichier est vide, ou trop lourd.")
        )
    folder = Path(_FOLDER) / uuid4().hex
    place = settings.UPLOADS_FOLDER / folder
    place.mkdir(parents=True)
    with (place / name).open("wb") as kept:
        for chunk in upload.chunks():
            kept.write(chunk)
    return str(folder / name)


def ask_import(kind: str, *, stored_as: str, vintage: str, author: User) -> Job:
    """Put the import of a file in the queue."""
    return enqueue(
        IMPORT,
        label=_("Import de « {name} »").format(name=Path(stored_as).name),
        scope=SERVER,
        arguments={"kind": kind, "stored_as": stored_as, "vintage": vintage},
        started_by=author,
    )


def do_import(arguments: dict[str, Any], progress: Progress) -> str:
    """
    Import a file, then make the index again; return what was done. The upload goes in any case.

    Raises
    ------
    MaillonError
        If the file is unusable; nothing has changed.
    """
    path = settings.UPLOADS_FOLDER / arguments["stored_as"]
    try:
        report = import_register(
            arguments["kind"],
            path,
            home=settings.HOME,
            vintage=arguments["vintage"],
            progress=progress,
        )
    finally:
        path.unlink(missing_ok=True)
        path.parent.rmdir()
    ensure_index()
    count = report.provenance.row_count or 0
    return ngettext(
        "« {label} » : {count} ligne importée.", "« {label} » : {count} lignes importées.", count
    ).format(label=report.provenance.label, count=count)
