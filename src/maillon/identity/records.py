"""Records made ready to be compared: one row for each reading of each name."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from maillon.domain.text import fold
from maillon.identity.addresses import fold_street
from maillon.identity.generic import is_placeholder
from maillon.identity.names import analyse_name, is_readable, list_spellings

__all__ = ["PREPARED", "IdentityRecord", "WordCounts", "count_words", "read_names", "weigh"]

_TEXTS = pa.list_(pa.string())
_READ = pa.schema(
    [
        ("record", pa.int64()),
        ("member", pa.int16()),
        ("rank", pa.int16()),
        ("text", pa.string()),
        ("folded", pa.string()),
        ("compact", pa.string()),
        ("words", _TEXTS),
        ("initials", pa.string()),
        ("communes", _TEXTS),
        ("departements", _TEXTS),
        ("work_departements", _TEXTS),
        ("street", pa.string()),
        ("activities", _TEXTS),
        ("divisions", _TEXTS),
    ]
)
PREPARED = pa.schema(
    [
        ("uid", pa.int64()),
        *_READ,
        ("weights", pa.list_(pa.float64())),
        ("total", pa.float64()),
    ]
)
_DIVISION_LENGTH = 2
# A word that nobody bears weighs a little more than one that a single record bears.
_LIKE_A_HAPAX = 0.5
_ROWS_AT_ONCE = 5_000


@dataclass(frozen=True, kw_only=True, slots=True)
class IdentityRecord:
    """
    What is known of an actor, or of a line that names one.

    Attributes
    ----------
    key
        Identifier of the record on its side.
    names
        As written, the main one first: usual names, former names, signs, acronym.
    unit
        Identifier of the legal unit, shared by its establishments; the key when there is none.
    siret, siren, rna_id
        Valid identifiers, or empty.
    communes, departements
        Where it is, in current codes; several for a unit with several establishments.
    work_departements
        Where it works, when a line says that and not where it is (a contract).
    address
        Number and street.
    activities
        NAF codes, with or without the dot.
    """

    key: str
    names: Sequence[str]
    unit: str = ""
    siret: str = ""
    siren: str = ""
    rna_id: str = ""
    communes: Sequence[str] = ()
    departements: Sequence[str] = ()
    work_departements: Sequence[str] = ()
    address: str = ""
    activities: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class WordCounts:
    """In how many records of a register each word stands."""

    words: pa.Array
    counts: "np.typing.NDArray[np.int64]"
    size: int

    def weigh(self, words: pa.Array) -> "np.typing.NDArray[np.float64]":
        """Return the information of each word, in bits: one in a thousand tells ten."""
        places = pc.index_in(words, value_set=self.words)
        known = places.is_valid().to_numpy(zero_copy_only=False)
        counts = np.zeros(len(words))
        counts[known] = self.counts[pc.drop_null(places).to_numpy()]
        return np.log2((self.size + 1) / (counts + _LIKE_A_HAPAX))


def read_names(records: Iterable[IdentityRecord]) -> pa.Table:
    """
    Return the readings of each record: its names taken apart, its place, its activity.

    `record` is the rank of the record in what was given; a record whose names say nothing, or are
    written in another alphabet, has no row.
    """
    rows = _list_rows(records)
    tables = []
    while chunk := list(islice(rows, _ROWS_AT_ONCE)):
        columns = dict(zip(_READ.names, zip(*chunk, strict=True), strict=True))
        tables.append(pa.table(columns, schema=_READ))
    return pa.concat_tables(tables) if tables else _READ.empty_table()


def count_words(readings: pa.Table) -> WordCounts:
    """Count in how many records each word stands, once for each record."""
    column = readings["words"].combine_chunks()
    flat = column.flatten()
    owners = np.repeat(
        readings["record"].to_numpy(), pc.list_value_length(column).to_numpy(zero_copy_only=False)
    )
    pairs = pa.table({"word": flat, "record": owners}).group_by(["word", "record"]).aggregate([])
    counted = pairs.group_by("word").aggregate([("record", "count")])
    return WordCounts(
        counted["word"].combine_chunks(),
        counted["record_count"].to_numpy(),
        len(pc.unique(readings["record"])),
    )


def weigh(readings: pa.Table, counts: WordCounts) -> pa.Table:
    """Return the readings in the columns of `PREPARED`: numbered, each word weighed."""
    column = readings["words"].combine_chunks()
    bits = counts.weigh(column.flatten())
    lengths = pc.list_value_length(column).to_numpy(zero_copy_only=False)
    offsets = np.concatenate(([0], np.cumsum(lengths)))
    running = np.concatenate(([0.0], np.cumsum(bits)))
    table = readings.append_column(
        "weights", pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), pa.array(bits))
    ).append_column("total", pa.array(running[offsets[1:]] - running[offsets[:-1]]))
    return table.add_column(0, "uid", pa.array(np.arange(table.num_rows))).cast(PREPARED)


def _list_rows(records: Iterable[IdentityRecord]) -> Iterator[tuple[object, ...]]:
    for place, record in enumerate(records):
        shared = _read_shared(record)
        seen: set[tuple[int, tuple[str, ...]]] = set()
        for order, name in enumerate(record.names):
            if is_placeholder(name) or not is_readable(name):
                continue
            for spelling in list_spellings(name):
                analysed = analyse_name(spelling.text)
                mark = spelling.member, analysed.words
                if mark in seen:
                    continue
                seen.add(mark)
                yield (
                    place,
                    spelling.member,
                    spelling.rank + min(order, 1),
                    spelling.text,
                    analysed.folded,
                    analysed.compact,
                    tuple(dict.fromkeys(analysed.words)),
                    analysed.initials or None,
                    *shared,
                )


def _read_shared(record: IdentityRecord) -> tuple[object, ...]:
    codes = {fold(code).replace(" ", "") for code in record.activities if code}
    activities = tuple(sorted(codes))
    return (
        tuple(record.communes) or None,
        tuple(record.departements) or None,
        tuple(record.work_departements) or None,
        fold_street(record.address) or None if record.address else None,
        activities or None,
        tuple(sorted({code[:_DIVISION_LENGTH] for code in activities})) or None,
    )
