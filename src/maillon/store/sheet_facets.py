"""Which sheets have which value: sets of bits, counted together."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

__all__ = ["Bits", "FacetTable", "load_facets", "make_bits"]

Bits = NDArray[np.uint64]
# One value for each owner: too many to hold, read when a reader has some.
_NOT_HELD = "owner"


@dataclass(frozen=True)
class FacetTable:
    """
    Every value of every facet, as it was at one generation of the file.

    Attributes
    ----------
    size
        Numbers of sheets go from 0 to `size` excluded; some may be free.
    rows
        Facet and value of each row of `bits`.
    """

    generation: int
    size: int
    rows: tuple[tuple[str, str], ...]
    bits: Bits

    @cached_property
    def ranks(self) -> dict[tuple[str, str], int]:
        """Return the row of each facet and value."""
        return {pair: rank for rank, pair in enumerate(self.rows)}

    @cached_property
    def values(self) -> dict[str, list[tuple[str, int]]]:
        """Return the values of each facet, with their row."""
        values: dict[str, list[tuple[str, int]]] = {}
        for rank, (name, value) in enumerate(self.rows):
            values.setdefault(name, []).append((value, rank))
        return values

    @cached_property
    def years(self) -> NDArray[np.int32]:
        """Return the year of each sheet, 0 when it has none."""
        years = np.zeros(self.size, np.int32)
        for rank, (name, value) in enumerate(self.rows):
            if name == "year":
                years[self.list_docs(self.bits[rank])] = int(value)
        return years

    def select(self, name: str, values: Iterable[str]) -> Bits:
        """Return the sheets that have one of these values."""
        chosen = np.zeros(self.bits.shape[1], np.uint64)
        for value in values:
            rank = self.ranks.get((name, value))
            if rank is not None:
                chosen |= self.bits[rank]
        return chosen

    def count(self, chosen: Bits) -> NDArray[np.int64]:
        """Return how many of the chosen sheets have each value, row by row."""
        counts: NDArray[np.int64] = np.bitwise_count(self.bits & chosen).sum(axis=1, dtype=np.int64)
        return counts

    def list_docs(self, chosen: Bits) -> NDArray[np.int64]:
        """Return the numbers of the chosen sheets."""
        return np.flatnonzero(self.to_mask(chosen))

    def to_mask(self, chosen: Bits) -> NDArray[np.bool_]:
        """Return the chosen sheets as true and false."""
        bits = np.unpackbits(chosen.view(np.uint8), count=self.size, bitorder="little")
        return bits.view(np.bool_)


def make_bits(mask: NDArray[np.bool_]) -> Bits:
    """Return true and false as bits."""
    packed = np.packbits(mask, bitorder="little")
    padded = np.zeros(-(-len(packed) // 8) * 8, np.uint8)
    padded[: len(packed)] = packed
    return padded.view(np.uint64)


def load_facets(connection: sqlite3.Connection, generation: int) -> FacetTable:
    """Read the facets as they are now."""
    size = int(connection.execute("SELECT coalesce(max(doc) + 1, 0) FROM sheets").fetchone()[0])
    rows, bits = [], []
    for name, value, docs in connection.execute(
        "SELECT name, value, docs FROM facets WHERE name <> ? ORDER BY name, value", (_NOT_HELD,)
    ):
        mask = np.zeros(size, np.bool_)
        mask[np.frombuffer(docs, "<i4")] = True
        rows.append((str(name), str(value)))
        bits.append(make_bits(mask))
    width = len(make_bits(np.zeros(size, np.bool_)))
    return FacetTable(
        generation=generation,
        size=size,
        rows=tuple(rows),
        bits=np.array(bits, np.uint64).reshape(len(bits), width),
    )
