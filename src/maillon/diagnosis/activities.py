"""Read what an activity code tells of a stage, once for each code and not once for each row."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from maillon.diagnosis.columns import IntArray, read_text
from maillon.domain.filiere import ActivityCode, Specificity, Stage

__all__ = ["SPECIFICITY_RANKS", "EncodedCodes", "StageCodes", "encode_codes", "read_stage_codes"]

SPECIFICITY_RANKS = (None, Specificity.WEAK, Specificity.MEDIUM, Specificity.STRONG)


@dataclass(frozen=True, kw_only=True, slots=True)
class EncodedCodes:
    """
    Activity codes of establishments.

    Attributes
    ----------
    codes
        Distinct codes.
    numbers
        Position of the code of each establishment; `len(codes)` when it has none.
    """

    codes: Sequence[str]
    numbers: IntArray


@dataclass(frozen=True, kw_only=True, slots=True)
class StageCodes:
    """
    What each distinct code tells of one stage.

    Attributes
    ----------
    ranks
        By code: 0 when it is not of the stage, else 1 weak, 2 medium, 3 strong.
    root_set_numbers
        By code: position in `root_sets` of the keywords that confirm it; -1 when it has none.
    root_sets
        Distinct sets of keywords.
    """

    ranks: IntArray
    root_set_numbers: IntArray
    root_sets: Sequence[frozenset[str]]


def encode_codes(establishments: pa.Table) -> EncodedCodes:
    """
    Return the activity code that counts: the main one, or the NAF 2025 one when it is missing.

    The final letter tells the two nomenclatures apart, so that one list can hold both.
    """
    codes = pc.coalesce(
        read_text(establishments, "naf_code"), read_text(establishments, "naf25_code")
    )
    encoded = codes.dictionary_encode()
    known = encoded.dictionary.to_pylist()
    numbers = pc.fill_null(encoded.indices, len(known)).to_numpy(zero_copy_only=False)
    return EncodedCodes(codes=known, numbers=np.asarray(numbers, dtype=np.int64))


def read_stage_codes(stage: Stage, codes: Sequence[str]) -> StageCodes:
    """
    Say what each code tells of the stage.

    Several activities may reach one NAF 2025 code: the best specificity counts, with the keywords
    of them all.
    """
    by_code: dict[str, list[ActivityCode]] = {}
    for activity in stage.activities:
        for code in {activity.naf_code, *activity.naf25_codes}:
            by_code.setdefault(code, []).append(activity)
    ranks = np.zeros(len(codes) + 1, dtype=np.int64)
    root_set_numbers = np.full(len(codes) + 1, -1, dtype=np.int64)
    root_sets: list[frozenset[str]] = []
    for number, code in enumerate(codes):
        activities = by_code.get(code, [])
        if not activities:
            continue
        ranks[number] = max(SPECIFICITY_RANKS.index(entry.specificity) for entry in activities)
        roots = frozenset(root for entry in activities for root in entry.keywords)
        if roots:
            if roots not in root_sets:
                root_sets.append(roots)
            root_set_numbers[number] = root_sets.index(roots)
    return StageCodes(ranks=ranks, root_set_numbers=root_set_numbers, root_sets=root_sets)
