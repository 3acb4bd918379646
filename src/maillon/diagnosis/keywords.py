"""Find folded roots in names and free texts, over whole columns at once."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from maillon.diagnosis.columns import BoolArray, as_mask, read_text
from maillon.domain.text import fold

__all__ = [
    "FoldedTexts",
    "extract_roots",
    "find_roots",
    "fold_column",
    "fold_texts",
    "root_pattern",
]

# Folded text keeps its punctuation: what stands between two words is matched, not replaced,
# because replacing it costs more than everything else together.
_GAP = "[^A-Z0-9]+"
_WORD_START = "(?:^|[^A-Z0-9])"
_WORD_END = "[SX]?(?:$|[^A-Z0-9])"
_SHORT_ROOT = 4
_LIGATURES = (("œ", "oe"), ("Œ", "OE"), ("æ", "ae"), ("Æ", "AE"), ("ß", "ss"))


@dataclass(frozen=True, kw_only=True, slots=True)
class FoldedTexts:
    """
    The texts of a table of establishments, in unaccented capitals.

    Attributes
    ----------
    names
        Name and other names, joined.
    objects
        Object declared to the register of associations.
    activities
        Activity written in a list or in a published document.
    """

    names: pa.Array
    objects: pa.Array
    activities: pa.Array

    def take(self, rows: pa.Array) -> "FoldedTexts":
        """Return the texts of these rows, in this order."""
        return FoldedTexts(
            names=self.names.take(rows),
            objects=self.objects.take(rows),
            activities=self.activities.take(rows),
        )


def fold_texts(establishments: pa.Table) -> FoldedTexts:
    """
    Fold the names, objects and activities of establishments.

    Do it once when the same establishments are placed in several filières.
    """
    name, others = (read_text(establishments, key) for key in ("name", "other_names"))
    # Null where there is no other name. Not null_handling="skip", which loses the rows where
    # everything is null (pyarrow 26).
    joined = pc.binary_join_element_wise(pc.fill_null(name, ""), others, " | ")
    return FoldedTexts(
        names=fold_column(pc.coalesce(joined, name)),
        objects=fold_column(read_text(establishments, "rna_object")),
        activities=fold_column(read_text(establishments, "declared_activity")),
    )


def fold_column(texts: pa.Array) -> pa.Array:
    """
    Return texts in capitals without accents; punctuation stays.

    A root found in the result by `find_roots` is a root that stands at the start of a word of
    `maillon.domain.text.fold` of the text.
    """
    is_plain = pc.fill_null(pc.string_is_ascii(texts), fill_value=True)
    plain = pc.ascii_upper(texts)
    if pc.all(is_plain).as_py() is not False:
        return plain
    accented = texts.filter(pc.invert(is_plain))
    for ligature, letters in _LIGATURES:
        accented = pc.replace_substring(accented, pattern=ligature, replacement=letters)
    bare = pc.replace_substring_regex(
        pc.utf8_normalize(accented, form="NFKD"), pattern=r"\p{Mn}+", replacement=""
    )
    return pc.replace_with_mask(plain, pc.invert(is_plain), pc.utf8_upper(bare))


def root_pattern(roots: Iterable[str]) -> str:
    """
    Return the RE2 pattern of roots at the start of a word; empty when there is none.

    A root of four letters or fewer must be the whole word, singular or plural.

    Apply it to a text in unaccented capitals, e.g. in a query of the store.
    """
    choices = _join_choices(roots)
    return f"{_WORD_START}(?:{choices})" if choices else ""


def _join_choices(roots: Iterable[str]) -> str:
    # Longer roots first, so that the most precise one is named.
    folded = sorted({fold(root) for root in roots} - {""}, key=lambda root: (-len(root), root))
    return "|".join(_write_choice(root) for root in folded)


def _write_choice(root: str) -> str:
    # A short root must be a word, plural or not: VIN is no start of VINCENT, nor LIN of LINGE.
    end = _WORD_END if len(root) <= _SHORT_ROOT else ""
    return root.replace(" ", _GAP) + end


def find_roots(texts: pa.Array, roots: Iterable[str]) -> BoolArray:
    """Tell which texts hold one of the roots at the start of a word; a null text holds none."""
    pattern = root_pattern(roots)
    if not pattern or texts.null_count == len(texts):
        return np.zeros(len(texts), dtype=bool)
    return as_mask(pc.match_substring_regex(texts, pattern=pattern))


def extract_roots(texts: pa.Array, roots: Iterable[str]) -> list[str]:
    """Return the first root that each text holds, folded; every text must hold one."""
    pattern = f"{_WORD_START}(?P<root>{_join_choices(roots)})"
    found = pc.struct_field(pc.extract_regex(texts, pattern=pattern), "root").dictionary_encode()
    roots_found = [fold(root) for root in found.dictionary.to_pylist()]
    return [roots_found[number] for number in found.indices.to_pylist()]
