"""What a reader may see of the index."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.domain.visibility import Visibility
from maillon.library.french import FAMILY
from maillon.library.scoring import measure_rarity
from maillon.store.sheet_facets import Bits, FacetTable, make_bits
from maillon.store.sheet_index import IndexView
from maillon.store.sheet_rows import Posting
from maillon.studies.searching.answers import Reader

__all__ = ["Sight", "get_visible_doc"]

_Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Sight:
    """The index at one moment, for one reader."""

    view: IndexView
    reader: Reader

    @property
    def facets(self) -> FacetTable:
        """Return the facets, hidden sheets included."""
        return self.view.facets

    @cached_property
    def visible(self) -> Bits:
        """Return the sheets that the reader may see."""
        seen = self.facets.select("visibility", self.reader.levels)
        if self.reader.owners:
            mask = np.zeros(self.facets.size, np.bool_)
            mask[self.view.list_docs_of(self.reader.owners)] = True
            seen = seen | make_bits(mask)
        return seen

    @cached_property
    def mask(self) -> _Mask:
        """Return the same as true and false."""
        return self.facets.to_mask(self.visible)

    @cached_property
    def sheet_count(self) -> int:
        """Return how many sheets the reader may see."""
        return int(np.bitwise_count(self.visible).sum())

    @cached_property
    def indexed_count(self) -> int:
        """Return how many sheets there are, hidden ones included: what makes a word rare."""
        kept = self.facets.select("visibility", Visibility)
        return int(np.bitwise_count(kept).sum())

    def count_saying(self, posting: Posting | None) -> int:
        """Return how many sheets that the reader may see say a term."""
        if posting is None:
            return 0
        if self.sheet_count == self.indexed_count:
            return len(posting.docs)
        return int(np.count_nonzero(self.mask[posting.docs]))

    def measure_rarity(self, terms: Collection[str]) -> dict[str, float]:
        """Return what each term is worth; families and unknown terms are left out."""
        wanted = [term for term in terms if not term.startswith(FAMILY)]
        postings: Mapping[str, Posting] = self.view.read_postings(wanted)
        return {
            term: measure_rarity(self.indexed_count, len(posting.docs))
            for term, posting in postings.items()
        }


def get_visible_doc(sight: Sight, key: str) -> int:
    """
    Return the number of a sheet.

    Raises
    ------
    InvalidInput
        If there is none of that key, or if the reader may not see it: the two are not told apart.
    """
    doc = sight.view.find_doc(key)
    if doc is None or not sight.mask[doc]:
        raise InvalidInput(
            f"no sheet {key!r}",
            user=_(
                "Aucune fiche ne porte la clé « {key} ». Cherchez-la par quelques mots de son "
                "titre."
            ).format(key=key),
        )
    return doc
