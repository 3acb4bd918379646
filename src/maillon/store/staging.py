"""Bring a CSV, compressed or not, to a Parquet file of texts that the engine reads fast."""

import gzip
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from maillon.domain.errors import InvalidInput
from maillon.domain.ingestion import TabularFile
from maillon.domain.jobs import Progress
from maillon.domain.language import translate as _

__all__ = ["stage_csv"]

_BLOCK_SIZE = 16 << 20


def stage_csv(
    file: TabularFile, *, columns: Sequence[str], target: Path, progress: Progress
) -> tuple[int, int]:
    """
    Copy the wanted columns of a CSV to Parquet, every value as text.

    Returns
    -------
    tuple of int
        Rows written and lines skipped because they do not have as many cells as the header.

    Raises
    ------
    InvalidInput
        If the file is cut short or its characters are not those announced.
    """
    skipped = _SkippedLines()
    present = [name for name in columns if name in file.columns]
    progress.start(_("Lecture du CSV"))
    try:
        with _open_stream(file) as stream:
            reader = pa_csv.open_csv(
                stream,
                read_options=pa_csv.ReadOptions(block_size=_BLOCK_SIZE, encoding=file.encoding),
                parse_options=pa_csv.ParseOptions(
                    delimiter=file.delimiter, newlines_in_values=True, invalid_row_handler=skipped
                ),
                convert_options=pa_csv.ConvertOptions(
                    include_columns=present,
                    column_types=dict.fromkeys(present, pa.string()),
                    strings_can_be_null=True,
                    null_values=[""],
                    quoted_strings_can_be_null=True,
                ),
            )
            row_count = _copy(reader, target, progress)
    except (pa.ArrowInvalid, EOFError, zipfile.BadZipFile, gzip.BadGzipFile, UnicodeError) as error:
        raise InvalidInput(
            f"cannot read {file.path.name}: {error}",
            user=_(
                "« {name} » ne se lit pas jusqu’au bout : fichier incomplet, ou caractères qui ne"
                " sont ni UTF-8 ni UTF-16. Téléchargez-le à nouveau ; rien n’a été changé."
            ).format(name=file.path.name),
        ) from error
    progress.finish()
    return row_count, skipped.count


class _SkippedLines:
    """Counts the lines that do not fit the header."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, row: object) -> str:
        self.count += 1
        return "skip"


def _copy(reader: pa_csv.CSVStreamingReader, target: Path, progress: Progress) -> int:
    row_count = 0
    with pq.ParquetWriter(target, reader.schema, compression="snappy") as writer:
        for batch in reader:
            writer.write_batch(batch)
            row_count += batch.num_rows
            progress.advance(batch.num_rows)
    return row_count


@contextmanager
def _open_stream(file: TabularFile) -> Iterator[IO[bytes] | gzip.GzipFile]:
    if file.compression == "zip":
        with zipfile.ZipFile(file.path) as archive, archive.open(file.member) as stream:
            yield stream
    elif file.compression == "gzip":
        with gzip.open(file.path) as stream:
            yield stream
    else:
        with file.path.open("rb") as stream:
            yield stream
