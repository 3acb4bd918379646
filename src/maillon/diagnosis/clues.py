"""Gather what tells that establishments are of one stage, and write it as reasons."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from maillon.diagnosis.activities import SPECIFICITY_RANKS, EncodedCodes, StageCodes
from maillon.diagnosis.columns import BoolArray, IntArray
from maillon.diagnosis.keywords import FoldedTexts, extract_roots, find_roots

__all__ = ["TEXT_FIELDS", "Clues", "TextHits", "find_text_hits"]

TEXT_FIELDS: Mapping[str, str] = {"name": "names", "object": "objects", "activity": "activities"}


@dataclass(frozen=True, kw_only=True, slots=True)
class TextHits:
    """
    Where one text holds a keyword.

    Attributes
    ----------
    found
        Position in `root_sets` of the set that matched; -1 when none did.
    root_sets
        Sets of keywords that were looked for.
    """

    found: IntArray
    root_sets: Sequence[Collection[str]]

    def name_roots(self, texts: pa.Array, rows: IntArray) -> pa.Array:
        """Return the root that the texts of these rows hold; null where there is none."""
        roots: list[str | None] = [None] * len(rows)
        for number, root_set in enumerate(self.root_sets):
            places = np.flatnonzero(self.found[rows] == number)
            named = extract_roots(texts.take(pa.array(rows[places])), root_set)
            for place, root in zip(places, named, strict=True):
                roots[place] = root
        return pa.array(roots, pa.string())


@dataclass(frozen=True, kw_only=True, slots=True)
class Clues:
    """
    What tells that each candidate is of one stage.

    Attributes
    ----------
    ranks
        Specificity of the activity code: 0 none, 1 weak, 2 medium, 3 strong.
    hits
        Keywords, by field of `TEXT_FIELDS`.
    is_declared
        Stage declared by a list or a document.
    is_settled
        Stage settled by a human.
    """

    ranks: IntArray
    hits: Mapping[str, TextHits]
    is_declared: BoolArray
    is_settled: BoolArray

    @property
    def keyword_count(self) -> IntArray:
        """Number of texts that hold a keyword, 0 to 3."""
        counts = np.sum([hits.found >= 0 for hits in self.hits.values()], axis=0)
        return np.asarray(counts, dtype=np.int64)

    @property
    def is_weak_alone(self) -> BoolArray:
        """Whether nothing but a weak code speaks."""
        is_weak = (self.ranks <= 1) & (self.keyword_count == 0) & ~self.is_declared
        return np.asarray(is_weak, dtype=bool)

    def write_reasons(self, texts: FoldedTexts, rows: IntArray) -> pa.Array:
        """Return the codes of the reasons of these rows, which all have one, separated by `;`."""
        labels = pa.array([rank and f"naf_{rank.value}" for rank in SPECIFICITY_RANKS], pa.string())
        parts = [
            _write_where(self.is_settled[rows], "decision"),
            _write_where(self.is_declared[rows], "declared"),
            labels.take(pa.array(self.ranks[rows])),
        ]
        for field, hits in self.hits.items():
            roots = hits.name_roots(getattr(texts, TEXT_FIELDS[field]), rows)
            parts.append(pc.binary_join_element_wise(f"keyword_{field}", roots, ":"))
        return pc.binary_join_element_wise(*parts, ";", null_handling="skip")


def find_text_hits(
    texts: pa.Array,
    codes: EncodedCodes,
    stage_codes: StageCodes,
    *,
    stage_roots: Sequence[str],
    may_hold_stage_root: BoolArray,
) -> TextHits:
    """
    Find the keywords of a stage, and those that confirm an activity code, in one text.

    Parameters
    ----------
    texts
        Folded texts of the candidates.
    codes, stage_codes
        Their activity codes and what these tell of the stage.
    stage_roots
        Keywords that tell the stage whatever the code.
    may_hold_stage_root
        Candidates worth reading for the keywords of the stage.
    """
    found = np.full(len(texts), -1, dtype=np.int64)
    root_sets: list[Collection[str]] = [*stage_codes.root_sets, stage_roots]
    number_by_row = stage_codes.root_set_numbers[codes.numbers]
    for number, roots in enumerate(stage_codes.root_sets):
        _note_hits(found, np.flatnonzero(number_by_row == number), texts, roots, number)
    rest = np.flatnonzero(may_hold_stage_root & (found < 0))
    _note_hits(found, rest, texts, stage_roots, len(root_sets) - 1)
    return TextHits(found=found, root_sets=root_sets)


def _note_hits(
    found: IntArray, rows: IntArray, texts: pa.Array, roots: Collection[str], number: int
) -> None:
    if len(rows) and texts.null_count < len(texts):
        found[rows[find_roots(texts.take(pa.array(rows)), roots)]] = number


def _write_where(mask: BoolArray, text: str) -> pa.Array:
    return pc.if_else(pa.array(mask), text, None)
