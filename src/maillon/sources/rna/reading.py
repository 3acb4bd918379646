"""Read the Waldec export of the register of associations; declarants are never read."""

import re
from pathlib import Path

import pyarrow as pa

from maillon.domain.jobs import Progress, SilentProgress
from maillon.domain.language import translate as _
from maillon.domain.language import translate_plural
from maillon.sources.identifiers import read_siret
from maillon.sources.register_files import open_register
from maillon.sources.rejects import RegisterReading, RejectBook

__all__ = ["read_rna"]

_COLUMNS = ("id", "siret", "titre", "objet", "adrs_codeinsee", "position")
_ACTIVE = "A"
_IDENTIFIER = re.compile(r"W[0-9A-Z]\d{8}")
_SPACES = re.compile(r"\s+")
_BATCH = 50_000
_SCHEMA = pa.schema(
    [
        ("rna_id", pa.string()),
        ("siret", pa.string()),
        ("name", pa.string()),
        ("object", pa.string()),
        ("commune_code", pa.string()),
    ]
)


def read_rna(path: Path, *, progress: Progress | None = None) -> RegisterReading:
    """
    Return the active associations, from a zip by département or from one CSV.

    Returns
    -------
    RegisterReading
        Table: `rna_id`, `siret` (null when absent or wrong), `name`, `object`, `commune_code` as
        published. Rejects: rows without a well-formed number, not kept.

    Raises
    ------
    InvalidInput
        If the file lacks a column.

    Notes
    -----
    Associations of Alsace-Moselle are registered elsewhere and absent from this register.
    """
    watch = progress or SilentProgress()
    harvest = _Harvest()
    watch.start(_("Lecture du répertoire des associations"), None)
    with open_register(path, _COLUMNS) as register:
        for count, (number, values) in enumerate(register.rows, start=1):
            harvest.take(number, values)
            if count % _BATCH == 0:
                watch.advance(_BATCH)
    watch.finish()
    notes = [
        *register.notes,
        _("Les associations d’Alsace-Moselle ne sont pas dans ce répertoire."),
    ]
    if harvest.inactive:
        notes.append(
            translate_plural(
                "{count} association dissoute ou supprimée, non reprise.",
                "{count} associations dissoutes ou supprimées, non reprises.",
                harvest.inactive,
            ).format(count=harvest.inactive)
        )
    return RegisterReading(table=harvest.to_table(), rejects=harvest.book.to_table(), notes=notes)


class _Harvest:
    """Associations kept, by batches: the whole register does not fit in Python objects."""

    def __init__(self) -> None:
        self.book = RejectBook()
        self.inactive = 0
        self._rows: list[tuple[str | None, ...]] = []
        self._batches: list[pa.RecordBatch] = []

    def take(self, number: int, values: list[str]) -> None:
        """Keep one row if it is an active association."""
        identifier, siret, title, purpose, commune_code, position = values
        if position.upper() != _ACTIVE:
            self.inactive += 1
            return
        if not _IDENTIFIER.fullmatch(identifier):
            self.book.add(
                row_number=number,
                reason=_("Numéro RNA illisible : il faut un W et neuf chiffres."),
                column="id",
                value=identifier,
                kept=False,
            )
            return
        self._rows.append(
            (
                identifier,
                read_siret(siret).siret if siret else None,
                _SPACES.sub(" ", title) or None,
                _SPACES.sub(" ", purpose) or None,
                commune_code or None,
            )
        )
        if len(self._rows) >= _BATCH:
            self._flush()

    def to_table(self) -> pa.Table:
        """Return the associations in the order of the register."""
        self._flush()
        return pa.Table.from_batches(self._batches, schema=_SCHEMA)

    def _flush(self) -> None:
        if self._rows:
            columns = [
                pa.array(column, type=pa.string()) for column in zip(*self._rows, strict=True)
            ]
            self._batches.append(pa.RecordBatch.from_arrays(columns, schema=_SCHEMA))
            self._rows.clear()
