"""Bring in an own table of ratios: read whole or not at all."""

from django.core.files.uploadedfile import UploadedFile

from maillon.studies.gisements.ratio_tables import read_ratio_table
from maillon_web.accounts.models import User
from maillon_web.directory.models import ListImport
from maillon_web.directory.services.list_files import find_path, remove_file, store_upload
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.services.records import record_change
from maillon_web.gisements.models import OwnRatio, RatioTable

__all__ = ["bring_table"]


def bring_table(
    made: RatioTable, upload: "UploadedFile[bytes]", *, filiere: Filiere, author: User
) -> None:
    """
    Read a file of ratios and write its table; the file itself is not kept.

    Raises
    ------
    InvalidInput
        If one cell of it is wrong: nothing is then written, every cell is in the details.
    """
    # What an upload really holds is checked where lists are: one place for that.
    stored = store_upload(upload)
    kept = ListImport(stored_as=stored.stored_as)
    try:
        table = read_ratio_table(find_path(kept), name=made.title)
    finally:
        remove_file(kept)
    made.filiere = filiere
    made.created_by = author
    made.file_name = stored.file_name
    with record_change(made, "add", author) as recorder:
        recorder.create(made)
        recorder.create_many(
            [
                OwnRatio(table=made, key=ratio.key, matter=ratio.matter, content=ratio.to_dict())
                for ratio in table.ratios
            ]
        )
