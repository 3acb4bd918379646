"""What a source says of a file and of the way to take it in; the store carries it out."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from maillon.domain.provenance import Provenance

__all__ = ["Extract", "FileFormat", "IngestPlan", "RejectRule", "TabularFile", "TargetColumn"]


class FileFormat(StrEnum):
    """How rows are written in a file, found from its content and not from its name."""

    PARQUET = "parquet"
    CSV = "csv"


@dataclass(frozen=True, kw_only=True, slots=True)
class TabularFile:
    """
    A file that was opened once to learn its columns.

    Attributes
    ----------
    columns
        Names as written in the file, in order.
    size
        Bytes on the disk.
    row_count
        Known for Parquet only.
    compression
        `zip`, `gzip` or nothing.
    member
        File read inside a zip archive.
    """

    path: Path
    format: FileFormat
    columns: tuple[str, ...]
    size: int
    row_count: int | None = None
    compression: str = ""
    member: str = ""
    encoding: str = "utf-8"
    delimiter: str = ","


@dataclass(frozen=True, kw_only=True, slots=True)
class TargetColumn:
    """A column to store: its SQL type and its SQL expression over the columns of the file."""

    name: str
    type: str
    expression: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RejectRule:
    """A row that meets the SQL condition is set aside with this French reason."""

    condition: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Extract:
    """
    Rows of a file that go to one dataset.

    Attributes
    ----------
    dataset
        Key of the dataset in the store.
    keep
        SQL condition over the columns of the file.
    is_checked
        Whether the reject rules apply; otherwise `keep` alone says what is usable.
    is_partitioned
        Whether rows are laid out by `departement_code`, so that a reader opens a few files only.
    """

    dataset: str
    columns: tuple[TargetColumn, ...]
    keep: str = "true"
    is_checked: bool = True
    is_partitioned: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class IngestPlan:
    """
    How to take in one file.

    Attributes
    ----------
    source_columns
        Columns that the expressions use. Those that the file lacks are read as null.
    commune_column
        Column of the file that holds a commune code. Expressions find `commune_current`: the same
        code after mapping of arrondissements and former communes.
    identifier_column
        Column of the file shown beside a refused row.
    extracts
        The first one is the dataset itself; the others are written along.
    notes
        French sentences about the file as a whole.
    """

    provenance: Provenance
    file: TabularFile
    source_columns: tuple[str, ...]
    identifier_column: str
    extracts: tuple[Extract, ...]
    reject_rules: tuple[RejectRule, ...] = ()
    commune_column: str = ""
    notes: tuple[str, ...] = field(default=())

    @property
    def key(self) -> str:
        """Return the key of the source, which is the one of its main dataset."""
        return self.provenance.key
