"""Read what lists declare and what humans settled about the stages of establishments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from maillon.diagnosis.columns import BoolArray, IntArray, as_mask, equals, is_among, read_text
from maillon.domain.decisions import Decision, DecisionKind
from maillon.domain.filiere import Filiere

__all__ = ["Settled", "find_declared", "find_settled"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Settled:
    """Where humans placed an establishment on one stage, and where they removed it."""

    placed: BoolArray
    removed: BoolArray

    def take(self, rows: IntArray) -> "Settled":
        """Return the decisions of these rows."""
        return Settled(placed=self.placed[rows], removed=self.removed[rows])


def find_declared(establishments: pa.Table, filiere: Filiere) -> dict[str, BoolArray]:
    """
    Tell by stage which establishments a list or a document declares there.

    A declaration reads `stage`, or `filiere/stage`; one that names another filière, in the text
    or in the column of the filière, does not count.
    """
    encoded = read_text(establishments, "declared_stages").dictionary_encode()
    stated = [
        {entry.strip() for entry in text.split(";")} for text in encoded.dictionary.to_pylist()
    ]
    declared_filiere = read_text(establishments, "declared_filiere")
    is_here = as_mask(pc.is_null(declared_filiere)) | equals(declared_filiere, filiere.key)
    numbers = pc.fill_null(encoded.indices, len(stated)).to_numpy(zero_copy_only=False)
    found = {}
    for stage in filiere.stages:
        wanted = {stage.key, f"{filiere.key}/{stage.key}"}
        names_stage = np.array([*(bool(wanted & entries) for entries in stated), False])
        found[stage.key] = names_stage[numbers] & is_here
    return found


def find_settled(
    actor_ids: pa.Array, filiere: Filiere, decisions: Sequence[Decision]
) -> dict[str, Settled]:
    """Tell by stage where humans placed or removed establishments; the latest choice wins."""
    kinds = _keep_latest(filiere, decisions)
    return {
        stage.key: Settled(
            placed=_find_actors(actor_ids, kinds, stage.key, DecisionKind.PLACE),
            removed=_find_actors(actor_ids, kinds, stage.key, DecisionKind.REMOVE),
        )
        for stage in filiere.stages
    }


def _keep_latest(
    filiere: Filiere, decisions: Sequence[Decision]
) -> dict[tuple[str, str], DecisionKind]:
    latest: dict[tuple[str, str], DecisionKind] = {}
    for decision in sorted(decisions, key=lambda decision: decision.decided_on):
        if decision.filiere_key != filiere.key:
            continue
        if decision.kind is DecisionKind.REMOVE and not decision.stage_key:
            latest.update(
                {(decision.actor_id, stage.key): decision.kind for stage in filiere.stages}
            )
        elif decision.kind in {DecisionKind.PLACE, DecisionKind.REMOVE}:
            latest[decision.actor_id, decision.stage_key] = decision.kind
    return latest


def _find_actors(
    actor_ids: pa.Array,
    kinds: Mapping[tuple[str, str], DecisionKind],
    stage_key: str,
    kind: DecisionKind,
) -> BoolArray:
    wanted = [actor for (actor, stage), kept in kinds.items() if (stage, kept) == (stage_key, kind)]
    if not wanted:
        return np.zeros(len(actor_ids), dtype=bool)
    return is_among(actor_ids, pa.array(wanted, pa.string()))
