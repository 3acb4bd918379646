"""Place establishments on the stages of a filière, with the reasons of each placement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import pyarrow as pa

from maillon.diagnosis.activities import EncodedCodes, StageCodes, encode_codes, read_stage_codes
from maillon.diagnosis.clues import TEXT_FIELDS, Clues, find_text_hits
from maillon.diagnosis.columns import BoolArray, FloatArray, IntArray, read_text
from maillon.diagnosis.declarations import Settled, find_declared, find_settled
from maillon.diagnosis.keywords import FoldedTexts, find_roots, fold_texts, root_pattern
from maillon.domain.decisions import Decision
from maillon.domain.errors import InvalidInput
from maillon.domain.filiere import Filiere, Stage
from maillon.domain.language import translate as _

__all__ = ["PLACEMENT_SCHEMA", "CandidateFilter", "PlacementWeights", "candidate_filter", "place"]

PLACEMENT_SCHEMA = pa.schema(
    [
        ("actor_id", pa.string()),
        ("stage_key", pa.string()),
        ("score", pa.float64()),
        ("confidence", pa.string()),
        ("reasons", pa.string()),
    ]
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PlacementWeights:
    """
    What each clue weighs, and from which score an establishment is placed or to be checked.

    Attributes
    ----------
    strong, medium, weak
        Weight of an activity code, by its specificity for the stage.
    keyword
        Weight of a root found in the names, in the declared object, in the declared activity:
        once for each of the three.
    declared
        Weight of a stage that a list or a published document declares.
    placed_threshold, to_check_threshold
        Scores from which the establishment is placed, or proposed for checking.
    """

    strong: float
    medium: float
    weak: float
    keyword: float
    declared: float
    placed_threshold: float
    to_check_threshold: float

    def __post_init__(self) -> None:
        """Refuse weights that no score could be explained with."""
        values = [getattr(self, field.name) for field in fields(self)]
        if min(values) < 0 or not 0 < self.to_check_threshold <= self.placed_threshold:
            raise InvalidInput(
                f"placement weights out of range: {self}",
                user=_(
                    "Les poids du placement doivent être positifs, et le seuil « à vérifier » "
                    "ne peut pas dépasser le seuil « placé » : corrigez les paramètres."
                ),
            )

    def of_specificity(self) -> FloatArray:
        """Return the weight of each rank of specificity: none, weak, medium, strong."""
        return np.array([0.0, self.weak, self.medium, self.strong])


@dataclass(frozen=True, kw_only=True, slots=True)
class CandidateFilter:
    """
    What a store can ask to read only the establishments that may be of a filière.

    Attributes
    ----------
    naf_codes
        Codes of all its activities, NAF rev. 2 and NAF 2025.
    name_pattern
        RE2 pattern of the keywords of its stages, for a text in unaccented capitals; empty when
        no stage has a keyword.
    """

    naf_codes: Sequence[str]
    name_pattern: str


def candidate_filter(filiere: Filiere) -> CandidateFilter:
    """Say which establishments the placement in this filière needs to see."""
    codes = {
        code
        for stage in filiere.stages
        for activity in stage.activities
        for code in (activity.naf_code, *activity.naf25_codes)
    }
    roots = (root for stage in filiere.stages for root in stage.keywords)
    return CandidateFilter(naf_codes=sorted(codes), name_pattern=root_pattern(roots))


def place(
    establishments: pa.Table,
    filiere: Filiere,
    *,
    weights: PlacementWeights,
    decisions: Sequence[Decision] = (),
    texts: FoldedTexts | None = None,
) -> pa.Table:
    """
    Place establishments on the stages of a filière.

    Parameters
    ----------
    establishments
        Table `establishments`, one row per actor.
    filiere
        Its stages, with their activity codes and keywords.
    weights
        What each clue weighs.
    decisions
        What humans settled; the latest of each actor and stage wins over the score. A removal
        without a stage removes the actor from the whole filière. Those that name an unknown
        actor, filière or stage change nothing.
    texts
        Result of `fold_texts` for the same table, when several filières share it.

    Returns
    -------
    pyarrow.Table
        Table `placements`, stages in the order of the filière, establishments in that of the
        table. One establishment may hold several stages.

    Notes
    -----
    Weak codes alone never place, whatever the weights.
    """
    candidates = _Candidates(
        actor_ids=read_text(establishments, "actor_id"),
        codes=encode_codes(establishments),
        texts=texts or fold_texts(establishments),
        declared=find_declared(establishments, filiere),
        settled=find_settled(read_text(establishments, "actor_id"), filiere, decisions),
        word_masks={},
    )
    stage_codes = {
        stage.key: read_stage_codes(stage, candidates.codes.codes) for stage in filiere.stages
    }
    candidates = _keep_candidates(candidates, filiere, stage_codes)
    parts = [
        _place_in_stage(candidates, stage, stage_codes[stage.key], weights)
        for stage in filiere.stages
    ]
    return pa.concat_tables([PLACEMENT_SCHEMA.empty_table(), *parts])


@dataclass(frozen=True, kw_only=True, slots=True)
class _Candidates:
    """What is read of the establishments, one entry per establishment."""

    actor_ids: pa.Array
    codes: EncodedCodes
    texts: FoldedTexts
    declared: Mapping[str, BoolArray]  # by stage
    settled: Mapping[str, Settled]  # by stage
    word_masks: Mapping[str, BoolArray]  # by text: holds a keyword of some stage

    def take(self, rows: IntArray) -> "_Candidates":
        picked = pa.array(rows)
        return _Candidates(
            actor_ids=self.actor_ids.take(picked),
            codes=EncodedCodes(codes=self.codes.codes, numbers=self.codes.numbers[rows]),
            texts=self.texts.take(picked),
            declared={key: mask[rows] for key, mask in self.declared.items()},
            settled={key: settled.take(rows) for key, settled in self.settled.items()},
            word_masks={key: mask[rows] for key, mask in self.word_masks.items()},
        )


def _keep_candidates(
    everyone: _Candidates, filiere: Filiere, stage_codes: Mapping[str, StageCodes]
) -> _Candidates:
    """Keep the establishments of which something, be it weak, speaks for some stage."""
    roots = [root for stage in filiere.stages for root in stage.keywords]
    masks = {
        field: find_roots(getattr(everyone.texts, attribute), roots)
        for field, attribute in TEXT_FIELDS.items()
    }
    keep = np.logical_or.reduce(
        [
            np.zeros(len(everyone.actor_ids), dtype=bool),
            *masks.values(),
            *((codes.ranks > 0)[everyone.codes.numbers] for codes in stage_codes.values()),
            *everyone.declared.values(),
            *(settled.placed for settled in everyone.settled.values()),
        ]
    )
    return replace(everyone, word_masks=masks).take(np.flatnonzero(keep))


def _place_in_stage(
    candidates: _Candidates, stage: Stage, stage_codes: StageCodes, weights: PlacementWeights
) -> pa.Table:
    settled = candidates.settled[stage.key]
    clues = _gather_clues(candidates, stage, stage_codes)
    score = (
        weights.of_specificity()[clues.ranks]
        + weights.keyword * clues.keyword_count
        + weights.declared * clues.is_declared
    )
    is_kept = settled.placed | (score >= weights.to_check_threshold) & ~settled.removed
    rows = np.flatnonzero(is_kept)
    is_placed = (score >= weights.placed_threshold) & ~clues.is_weak_alone
    confidence = np.select(
        [settled.placed[rows], (is_placed & clues.is_declared)[rows], is_placed[rows]],
        ["confirmed", "declared", "placed"],
        default="to_check",
    )
    return pa.table(
        {
            "actor_id": candidates.actor_ids.take(pa.array(rows)),
            "stage_key": pa.array([stage.key] * len(rows), pa.string()),
            "score": score[rows],
            "confidence": pa.array(confidence, pa.string()),
            "reasons": clues.write_reasons(candidates.texts, rows),
        },
        schema=PLACEMENT_SCHEMA,
    )


def _gather_clues(candidates: _Candidates, stage: Stage, stage_codes: StageCodes) -> Clues:
    return Clues(
        ranks=stage_codes.ranks[candidates.codes.numbers],
        hits={
            field: find_text_hits(
                getattr(candidates.texts, attribute),
                candidates.codes,
                stage_codes,
                stage_roots=stage.keywords,
                may_hold_stage_root=candidates.word_masks[field],
            )
            for field, attribute in TEXT_FIELDS.items()
        },
        is_declared=candidates.declared[stage.key],
        is_settled=candidates.settled[stage.key].placed,
    )
