"""The establishments of a diagnosis, read once as arrays to be counted stage by stage."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from maillon.diagnosis.columns import BoolArray, FloatArray, IntArray, as_mask, read_mask, read_text
from maillon.diagnosis.workforce import BandLike, read_sizes
from maillon.domain.errors import InconsistentData
from maillon.domain.language import translate as _

__all__ = ["Roster", "read_roster"]

# A register that says "not an employer" and gives no band has said the workforce: none.
_NO_EMPLOYEE = "NN"


@dataclass(frozen=True, kw_only=True, slots=True)
class Roster:
    """
    Establishments as arrays, one entry per establishment.

    Attributes
    ----------
    actor_ids, band_codes
        Identifier and workforce band.
    bands
        Workforce bands by code.
    sizes
        Midpoint of the band; NaN when the band is unknown.
    is_employer, is_derived, is_unknown
        Employer; answer derived from the band; nothing tells.
    is_diffusible
        May be shown.
    ranks
        Order of size, largest first, then of name.
    unit_numbers, unit_names
        Organisation of each establishment, as a position in the names.
    statuses
        ESS status.
    """

    actor_ids: pa.Array
    band_codes: pa.Array
    bands: Mapping[str, BandLike]
    sizes: FloatArray
    is_employer: BoolArray
    is_derived: BoolArray
    is_unknown: BoolArray
    is_diffusible: BoolArray
    ranks: IntArray
    unit_numbers: IntArray
    unit_names: pa.Array
    statuses: pa.Array

    def find_rows(self, actor_ids: pa.Array) -> IntArray:
        """Return the row of each actor; -1 when it is not an establishment of the roster."""
        found = pc.fill_null(pc.index_in(actor_ids, value_set=self.actor_ids), -1)
        return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.int64)

    def count_status(self, rows: IntArray, status: str) -> int:
        """Return how many of these establishments have this ESS status."""
        return int(as_mask(pc.equal(self.statuses.take(pa.array(rows)), status)).sum())

    def rank_shown(self, rows: IntArray) -> list[str]:
        """Return the identifiers of those that may be shown, largest first, then by name."""
        shown = rows[self.is_diffusible[rows]]
        ordered = shown[np.argsort(self.ranks[shown])]
        identifiers: list[str] = self.actor_ids.take(pa.array(ordered)).to_pylist()
        return identifiers


def read_roster(
    establishments: pa.Table, qualifications: pa.Table, bands: Mapping[str, BandLike]
) -> Roster:
    """
    Read what counting needs from the tables `establishments` and `qualifications`.

    Raises
    ------
    InconsistentData
        If an establishment has no qualification.
    """
    actor_ids = read_text(establishments, "actor_id")
    qualified = pc.index_in(actor_ids, value_set=read_text(qualifications, "actor_id"))
    if qualified.null_count:
        raise InconsistentData(
            f"{qualified.null_count} establishments without qualification",
            user=_(
                "Des établissements n’ont pas de statut ESS : relancez la qualification sur la "
                "même liste d’établissements."
            ),
        )
    published = establishments.column("is_employer")
    is_silent = as_mask(pc.is_null(published))
    band_codes = read_text(establishments, "band_code")
    if _NO_EMPLOYEE in bands:
        has_none = ~is_silent & ~as_mask(published)
        band_codes = pc.coalesce(band_codes, pc.if_else(has_none, _NO_EMPLOYEE, None))
    sizes = read_sizes(band_codes, bands)
    has_band = ~np.isnan(sizes)
    units = pc.coalesce(read_text(establishments, "siren"), actor_ids).dictionary_encode()
    return Roster(
        actor_ids=actor_ids,
        band_codes=band_codes,
        bands=bands,
        sizes=sizes,
        is_employer=as_mask(published) | (is_silent & (np.nan_to_num(sizes) > 0)),
        is_derived=is_silent & has_band,
        is_unknown=is_silent & ~has_band,
        is_diffusible=read_mask(establishments, "is_diffusible"),
        ranks=_rank_by_size(establishments, sizes),
        unit_numbers=np.asarray(units.indices.to_numpy(zero_copy_only=False), dtype=np.int64),
        unit_names=units.dictionary,
        statuses=read_text(qualifications, "ess_status").take(qualified),
    )


def _rank_by_size(establishments: pa.Table, sizes: FloatArray) -> IntArray:
    table = pa.table(
        {
            "size": np.nan_to_num(sizes, nan=-1.0),
            "name": read_text(establishments, "name"),
            "actor_id": read_text(establishments, "actor_id"),
        }
    )
    order = [("size", "descending"), ("name", "ascending"), ("actor_id", "ascending")]
    ranks = np.empty(len(table), dtype=np.int64)
    ranks[pc.sort_indices(table, sort_keys=order).to_numpy()] = np.arange(len(table))
    return ranks
