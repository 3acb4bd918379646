"""Put a backup in place of an empty base, or of one that may go: all of it, or nothing."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import DataError, IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from maillon.domain.errors import InconsistentData
from maillon.domain.formatting import format_number
from maillon_web.accounts.models import Organisation, User
from maillon_web.config.backup.homefiles import FileSwap
from maillon_web.config.backup.layout import refuse_damaged
from maillon_web.config.backup.reading import Backup, open_backup
from maillon_web.config.backup.tables import (
    clear_tables,
    list_models,
    load_rows,
    name_table,
    reset_sequences,
)

__all__ = ["Restored", "restore_backup"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Restored:
    """What came back."""

    made_at: str
    row_count: int
    file_count: int

    def describe(self) -> str:
        """Return what was put back, in a sentence."""
        return _("Sauvegarde du {date} restaurée (lignes : {rows}, fichiers : {files}).").format(
            date=self.made_at[:10],
            rows=format_number(self.row_count),
            files=format_number(self.file_count),
        )


def restore_backup(path: Path, *, is_replacing: bool = False) -> Restored:
    """
    Put back all that a backup holds.

    Parameters
    ----------
    is_replacing
        Empty the base first; otherwise it must be empty.

    Raises
    ------
    InvalidInput
        If the file is not a whole backup of a version that this one understands.
    InconsistentData
        If the base holds something and may not be emptied.
    """
    with open_backup(path) as backup:
        if not is_replacing and _holds_something():
            raise InconsistentData(
                "the base is not empty",
                user=_(
                    "La base contient déjà des comptes ou des organisations : sauvegardez-la, "
                    "puis ajoutez --replace pour la remplacer."
                ),
            )
        swap = FileSwap(settings.HOME)
        try:
            file_count = backup.copy_files(swap.new)
            row_count = _put_in_place(backup, swap)
        finally:
            swap.close()
        cache.clear()
        return Restored(made_at=backup.manifest.made_at, row_count=row_count, file_count=file_count)


def _holds_something() -> bool:
    return User.objects.exists() or Organisation.objects.exists()


def _put_in_place(backup: Backup, swap: FileSwap) -> int:
    try:
        with transaction.atomic():
            row_count = _load(backup)
            swap.apply()
    except BaseException as error:
        swap.revert()
        if isinstance(error, IntegrityError | DataError):
            raise refuse_damaged(f"rows do not hold together: {error!r}") from error
        raise
    return row_count


def _load(backup: Backup) -> int:
    models = {name_table(model): model for model in list_models()}
    clear_tables(connection)
    row_count = 0
    for table in backup.manifest.tables:
        try:
            row_count += load_rows(
                models[table.name], table.fields, backup.iter_rows(table), to=connection
            )
        except (ValueError, TypeError) as error:
            raise refuse_damaged(f"{table.name}: {error!r}") from error
    connection.check_constraints()
    reset_sequences(connection)
    return row_count
