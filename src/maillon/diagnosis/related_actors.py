"""Find who could hold a stage: neighbouring activities and inclusive employers."""

from collections.abc import Collection
from enum import IntEnum

import pyarrow as pa
import pyarrow.compute as pc

from maillon.diagnosis.columns import is_among, read_mask, read_text
from maillon.domain.filiere import Specificity, Stage

__all__ = ["NafLevel", "find_inclusive_employers", "find_related_actors"]


class NafLevel(IntEnum):
    """Levels of the activity nomenclature, by the length of their code."""

    DIVISION = 2
    GROUP = 4


def find_related_actors(
    establishments: pa.Table,
    stage: Stage,
    *,
    exclude: Collection[str] = (),
    level: NafLevel = NafLevel.GROUP,
) -> list[str]:
    """
    Return who has an activity of the same group, or division, as the codes of a stage.

    Parameters
    ----------
    establishments
        Table `establishments`.
    stage
        Stage to hold.
    exclude
        Actors that are there already, or to be checked there.
    level
        How near the activities must be.

    Returns
    -------
    list of str
        Identifiers of employers that may be shown, in the order of the table.

    Notes
    -----
    Weak codes are left out: the neighbourhood of `94.99Z` is every association of the country.
    """
    groups = sorted(
        {
            activity.naf_code[:level]
            for activity in stage.activities
            if activity.specificity is not Specificity.WEAK
        }
    )
    group = pc.utf8_slice_codeunits(read_text(establishments, "naf_code"), 0, int(level))
    actor_ids = read_text(establishments, "actor_id")
    is_related = (
        is_among(group, pa.array(groups, pa.string()))
        & read_mask(establishments, "is_employer")
        & read_mask(establishments, "is_diffusible")
        & ~is_among(actor_ids, pa.array(sorted(exclude), pa.string()))
    )
    found: list[str] = actor_ids.filter(pa.array(is_related)).to_pylist()
    return found


def find_inclusive_employers(establishments: pa.Table, kinds: Collection[str]) -> list[str]:
    """
    Return the inclusive structures of the given kinds that may be shown.

    They are able to employ people far from work at a new stage, whatever they do today.
    """
    encoded = read_text(establishments, "inclusive_kinds").dictionary_encode()
    wanted = set(kinds)
    able = [bool(wanted & set(text.split(";"))) for text in encoded.dictionary.to_pylist()]
    is_able = pc.fill_null(pa.array(able, pa.bool_()).take(encoded.indices), fill_value=False)
    is_shown = pa.array(read_mask(establishments, "is_diffusible"))
    found: list[str] = (
        read_text(establishments, "actor_id").filter(pc.and_(is_able, is_shown)).to_pylist()
    )
    return found
