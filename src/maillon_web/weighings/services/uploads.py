"""Keep the spreadsheet that a person brings until its lines are written."""

import io
from datetime import timedelta
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon.studies.weighing.bilans import open_tables
from maillon_web.accounts.models import User
from maillon_web.filieres.models import Filiere
from maillon_web.ui.formatting import format_number
from maillon_web.weighings.models import WeighingUpload

__all__ = ["keep_upload"]

_MEGABYTE = 1024 * 1024
_MOST_BYTES = 15 * _MEGABYTE
_MOST_UNPACKED = 300 * _MEGABYTE
_KINDS = {"xlsx", "ods", "csv", "txt", "tsv"}
_KEPT_DAYS = 7


def keep_upload(upload: "UploadedFile[bytes]", *, filiere: Filiere, author: User) -> WeighingUpload:
    """
    Check that a file is a spreadsheet that opens, and keep it; what was left for a week goes.

    Raises
    ------
    InvalidInput
        If it is too heavy, of another kind, or does not open.
    """
    name = Path(upload.name or "").name[:200]
    if name.rsplit(".", 1)[-1].lower() not in _KINDS:
        raise InvalidInput(
            f"{name} is no spreadsheet",
            user=_("Donnez un classeur .xlsx ou .ods, ou un fichier .csv."),
        )
    if (upload.size or 0) > _MOST_BYTES:
        raise InvalidInput(
            f"upload of {upload.size} bytes",
            user=_(
                "« {name} » pèse {size} Mo et la limite est de {limit} Mo : enlevez les images et "
                "les feuilles inutiles, ou coupez-le en deux."
            ).format(
                name=name,
                size=format_number((upload.size or 0) / _MEGABYTE, 0),
                limit=format_number(_MOST_BYTES / _MEGABYTE, 0),
            ),
        )
    content = upload.read()
    _check_unpacked(content, name)
    open_tables(content, name)
    left = timezone.now() - timedelta(days=_KEPT_DAYS)
    WeighingUpload.objects.filter(filiere=filiere, created_at__lt=left).delete()
    return WeighingUpload.objects.create(
        filiere=filiere, created_by=author, file_name=name, content=content
    )


def _check_unpacked(content: bytes, name: str) -> None:
    """Refuse a workbook made to fill the memory."""
    if not content.startswith(b"PK"):
        return
    try:
        with ZipFile(io.BytesIO(content)) as package:
            unpacked = sum(part.file_size for part in package.infolist())
    except BadZipFile:
        return
    if unpacked > _MOST_UNPACKED:
        raise InvalidInput(
            f"{name} unpacks to {unpacked} bytes",
            user=_("Ce classeur est trop grand une fois ouvert : coupez-le en deux."),
        )
