"""Publish what internal lists add without letting anyone recognise an actor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from maillon.diagnosis.placement import place
from maillon.diagnosis.workforce import read_sizes
from maillon.domain.decisions import Decision
from maillon.domain.filiere import Filiere
from maillon.domain.secrecy import Cell, Total, protect_counts
from maillon.domain.territory import Territory
from maillon.domain.visibility import Visibility
from maillon.studies.gathering import Gatherer
from maillon.studies.knowledge import load_knowledge

__all__ = ["InternalCounts", "count_internal"]

ALL = "total"


@dataclass(frozen=True, kw_only=True, slots=True)
class InternalCounts:
    """
    Establishments that only internal lists know, by stage and in all (`total`).

    Attributes
    ----------
    counts
        Number by stage key; a withheld one is there too, for who computes, never for who reads.
    withheld
        Keys whose number must not be shown.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    withheld: frozenset[str] = frozenset()

    def show(self, key: str) -> int | None:
        """Return the number to publish, `None` when it is withheld."""
        return None if key in self.withheld else self.counts.get(key, 0)


def count_internal(
    territory: Territory, filiere: Filiere, gatherer: Gatherer, decisions: Sequence[Decision]
) -> InternalCounts:
    """
    Count what internal lists add to the public actors of a filière, and protect it.

    Parameters
    ----------
    gatherer
        One for the members: it sees what the public result leaves out.
    """
    knowledge = load_knowledge()
    table = gatherer.gather(
        territory, naf_codes=[], name_pattern=None, filiere_key=filiere.key
    ).table
    table = table.filter(pc.not_equal(table["visibility"], str(Visibility.PUBLIC)))
    settled = gatherer.resolve_decisions(decisions)
    placements = place(table, filiere, weights=knowledge.weights, decisions=settled)
    placements = placements.filter(pc.not_equal(placements["confidence"], "to_check"))
    if not len(placements):
        return InternalCounts()
    by_stage = {
        stage.key: placements.filter(pc.equal(placements["stage_key"], stage.key))["actor_id"]
        for stage in filiere.stages
    }
    counts = {key: len(ids) for key, ids in by_stage.items()}
    counts[ALL] = pc.count_distinct(placements["actor_id"]).as_py()
    cells = [
        Cell(key=key, unit_count=len(ids), dominance=_measure_dominance(table, ids))
        for key, ids in by_stage.items()
    ]
    protection = protect_counts(
        cells,
        [Total(key=ALL, members=list(by_stage))],
        min_units=knowledge.min_units,
        max_dominance=knowledge.max_dominance,
    )
    return InternalCounts(counts=counts, withheld=protection.withheld)


def _measure_dominance(table: pa.Table, actor_ids: pa.ChunkedArray) -> float | None:
    rows = table.filter(pc.is_in(table["actor_id"], value_set=actor_ids.combine_chunks()))
    sizes = read_sizes(rows["band_code"].combine_chunks(), load_knowledge().bands)
    known = sizes[sizes > 0]
    return float(known.max() / known.sum()) if len(known) else None
