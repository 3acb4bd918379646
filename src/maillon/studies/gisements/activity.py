"""Units of activity that the ratios of a gisement multiply: from the register, or given by hand."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from maillon.domain.provenance import Provenance
from maillon.domain.territory import Territory
from maillon.flows.gisements.estimating import ActivityRows, Factor
from maillon.flows.gisements.spreading import FloatArray, IntArray
from maillon.reference.nomenclatures import WorkforceBand
from maillon.studies.gathering import covers_territory, open_store
from maillon.studies.knowledge import load_knowledge

__all__ = ["KnownActivity", "RegisterActivity", "RegisterRows", "read_register_activity"]

_REGISTER = "sirene-etablissements"


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownActivity:
    """
    Units of activity that no register counts (heads, meals, square metres), as someone gives them.

    Attributes
    ----------
    cv
        Coefficient of variation; zero when it is taken as exact.
    reference
        Who says it, when.
    """

    value: float
    cv: float = 0.0
    reference: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterRows:
    """
    Establishments of a register that ratios bear on, by place and band.

    Attributes
    ----------
    rows, sizes
        As `estimate_by_ratios` takes them.
    place_establishments
        Establishments of each place behind the estimate.
    unknown_count
        Establishments of unknown band, left out.
    has_open_band
        Whether some are in the band that has no upper bound.
    """

    rows: ActivityRows
    sizes: tuple[Factor, ...]
    place_establishments: IntArray
    place_employees: FloatArray
    unknown_count: int
    has_open_band: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterActivity:
    """
    Establishments of a territory by commune, activity and workforce band.

    Attributes
    ----------
    table
        `area_code`, `naf_code`, `band_code`, `establishment_count`.
    is_covered
        Whether the imported register holds the whole territory: otherwise nothing is counted.
    provenance
        Birth certificate of the register; `None` when there is none.
    """

    table: pa.Table
    is_covered: bool
    provenance: Provenance | None

    @property
    def naf_codes(self) -> list[str]:
        """Activity codes that have an establishment there."""
        found: list[str] = pc.unique(self.table["naf_code"]).drop_null().to_pylist()
        return sorted(found)

    def count_rows(self, ratio_by_naf: Mapping[str, int], codes: Sequence[str]) -> RegisterRows:
        """
        Return the establishments that ratios bear on.

        Parameters
        ----------
        ratio_by_naf
            Rank of the ratio of each activity code; the others are left out.
        codes
            Communes, in the order of the places.
        """
        bands = load_knowledge().bands
        kept = self.table.filter(
            pc.is_in(self.table["naf_code"], value_set=pa.array(list(ratio_by_naf), pa.string()))
        )
        is_known = pc.is_in(kept["band_code"], value_set=pa.array(list(bands), pa.string()))
        unknown = pc.sum(kept.filter(pc.invert(is_known))["establishment_count"]).as_py() or 0
        kept = kept.filter(is_known)
        ranks = {code: rank for rank, code in enumerate(codes)}
        band_ranks = {code: rank for rank, code in enumerate(bands)}
        places = _rank(kept["area_code"], ranks)
        sizes = _rank(kept["band_code"], band_ranks)
        counts = kept["establishment_count"].to_numpy().astype(np.float64)
        rows = ActivityRows(
            places=places,
            ratios=_rank(kept["naf_code"], ratio_by_naf),
            sizes=sizes,
            counts=counts,
            place_count=len(codes),
        )
        laws = tuple(_make_size(band) for band in bands.values())
        means = np.array([law.mean for law in laws])
        opened = {rank for rank, band in enumerate(bands.values()) if band.high is None}
        return RegisterRows(
            rows=rows,
            sizes=laws,
            # An establishment without employees weighs nothing, and hides nobody.
            place_establishments=np.bincount(
                places, weights=counts * (means[sizes] > 0), minlength=len(codes)
            ).astype(np.int64),
            place_employees=np.asarray(
                np.bincount(places, weights=counts * means[sizes], minlength=len(codes)),
                dtype=np.float64,
            ),
            unknown_count=int(unknown),
            has_open_band=bool(opened & set(sizes.tolist())),
        )


def _rank(column: pa.ChunkedArray, ranks: Mapping[str, int]) -> IntArray:
    encoded = column.combine_chunks().dictionary_encode()
    known = np.array([ranks[code] for code in encoded.dictionary.to_pylist()], dtype=np.int64)
    return known[encoded.indices.to_numpy()] if len(known) else np.zeros(0, dtype=np.int64)


def _make_size(band: WorkforceBand) -> Factor:
    """Return the mean workforce of a band: somewhere between its bounds, nobody knows where."""
    if not band.midpoint:
        return Factor(mean=0.0)
    # A band without upper bound counts as its floor: its doubt is said in words, not invented.
    width = (band.high if band.high is not None else band.low) - band.low
    return Factor(mean=band.midpoint, cv=float(width / np.sqrt(12.0) / band.midpoint))


def read_register_activity(
    territory: Territory, *, naf_codes: Collection[str] | None = None, home: Path | None = None
) -> RegisterActivity:
    """
    Count the establishments of a territory by commune, activity and workforce band.

    Parameters
    ----------
    naf_codes
        Activities to read; every one by default.
    """
    store = open_store(home)
    table = store.read_activity(
        commune_codes=territory.commune_codes, naf_codes=naf_codes, with_bands=True
    )
    found = {entry.key: entry for entry in store.list_provenances()}
    return RegisterActivity(
        table=table,
        is_covered=covers_territory(store, territory),
        provenance=found.get(_REGISTER),
    )
