"""Bring pairs together in groups, two different establishments never in one by themselves."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from maillon.identity.records import IdentityRecord

__all__ = ["Groups"]

_SIREN_LENGTH = 9


class Groups:
    """
    Groups of records, made pair by pair.

    A group takes the SIRET and the SIREN that any of its records bears: a line without number
    that is like two establishments joins the first of the two only.
    """

    def __init__(self, records: Sequence[IdentityRecord]) -> None:
        self._records = records
        self._leader: dict[int, int] = {}
        self._numbers: dict[int, tuple[str, str]] = {}

    def join(self, one: int, other: int, *, is_forced: bool = False) -> bool:
        """Bring two records together and say so; refused when their groups bear two numbers."""
        first, second = sorted((self._find(one), self._find(other)))
        mine, theirs = self._read_numbers(first), self._read_numbers(second)
        is_torn = any(a and b and a != b for a, b in zip(mine, theirs, strict=True))
        if is_torn and not is_forced:
            return False
        if first != second:
            self._leader[second] = first
            self._numbers[first] = (mine[0] or theirs[0], mine[1] or theirs[1])
        return True

    def list_groups(self, places: Iterable[int]) -> list[list[int]]:
        """Return the groups of two or more among these records, the smallest rank first."""
        groups: dict[int, list[int]] = defaultdict(list)
        for place in places:
            groups[self._find(place)].append(place)
        return sorted(sorted(group) for group in groups.values() if len(group) > 1)

    def _find(self, place: int) -> int:
        while self._leader.get(place, place) != place:
            place = self._leader[place]
        return place

    def _read_numbers(self, place: int) -> tuple[str, str]:
        record = self._records[place]
        return self._numbers.get(
            place, (record.siret, record.siren or record.siret[:_SIREN_LENGTH])
        )
