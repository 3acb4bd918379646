"""Which records look like one: by identifier, by name, always in one place; no cost in pairs."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache

from maillon.domain.text import fold
from maillon_web.directory.models import ActorKind, Likeness
from maillon_web.directory.selectors.name_words import distinct_words

__all__ = ["LikenessIndex", "Match", "Record", "fold_names", "is_near"]

# A word that so many records of a commune share tells none of them from the others.
_COMMONEST = 40
_MOST_COMPARED = 120
_SHORTEST_MISSPELT = 5
_SPELLING = 0.82
_FEWEST_COMMON = 2
_NAME_SEPARATOR = "|"


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """
    What tells one actor from another.

    Attributes
    ----------
    key
        Whose it is: the number of an actor, or of a row.
    names
        Folded names, the main one first.
    commune_code
        Empty when the place is unknown.
    is_closed
        Whether its establishment has closed: another of the same unit may then have followed it.
    """

    key: int
    names: tuple[str, ...]
    siret: str = ""
    siren: str = ""
    commune_code: str = ""
    address: str = ""
    kind: str = ActorKind.ESTABLISHMENT
    parent: int | None = None
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A record that may be the same, and why."""

    key: int
    likeness: Likeness


def fold_names(name: str, other_names: str = "") -> tuple[str, ...]:
    """Return the distinct folded names of an actor, the main one first."""
    parts = (name, *other_names.split(_NAME_SEPARATOR))
    return tuple(dict.fromkeys(folded for part in parts if (folded := fold(part))))


@dataclass
class LikenessIndex:
    """Records that can be found by what they have in common with another."""

    _records: dict[int, Record] = field(default_factory=dict)
    _by_siret: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _by_siren: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    _by_name: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    _by_word: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    _unplaced: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, record: Record) -> None:
        """Make a record known."""
        self._records[record.key] = record
        if record.siret:
            self._by_siret[record.siret].append(record.key)
        if record.siren:
            self._by_siren[record.siren, record.commune_code].append(record.key)
        for name in record.names:
            self._by_name[record.commune_code, name].append(record.key)
            if len(distinct_words(name)) >= _FEWEST_COMMON:
                self._unplaced[name].append(record.key)
        for word in _blocking_words(record.names):
            self._by_word[record.commune_code, word].append(record.key)

    def find(self, record: Record, *, limit: int = 3) -> list[Match]:
        """Return what a record looks like, the surest first."""
        found: dict[int, Likeness] = {}
        for likeness, keys in self._propose(record):
            for key in keys:
                if key == record.key or key in found:
                    continue
                if likeness is Likeness.SIRET or _may_be_one(record, self._records[key], likeness):
                    found[key] = likeness
        order = list(Likeness)
        ranked = sorted(found.items(), key=lambda item: (order.index(item[1]), item[0]))
        return [Match(key, likeness) for key, likeness in ranked[:limit]]

    def _propose(self, record: Record) -> Iterator[tuple[Likeness, Iterable[int]]]:
        place = record.commune_code
        if record.siret:
            yield Likeness.SIRET, self._by_siret.get(record.siret, ())
        if record.siren and place:
            yield Likeness.SIREN, self._by_siren.get((record.siren, place), ())
        for name in record.names:
            if place:
                yield Likeness.NAME, self._by_name.get((place, name), ())
            yield Likeness.UNPLACED, self._find_unplaced(record, name)
        if place:
            yield Likeness.NEAR, self._find_near(record)

    def _find_unplaced(self, record: Record, name: str) -> list[int]:
        """Return the namesakes when one of the two has no known place."""
        namesakes = self._unplaced.get(name, ())[:_COMMONEST]
        return [
            key
            for key in namesakes
            if not (record.commune_code and self._records[key].commune_code)
        ]

    def _find_near(self, record: Record) -> list[int]:
        blocks = [
            keys
            for word in _blocking_words(record.names)
            if (keys := self._by_word.get((record.commune_code, word))) and len(keys) <= _COMMONEST
        ]
        candidates = dict.fromkeys(key for keys in sorted(blocks, key=len) for key in keys)
        return [
            key
            for key in list(candidates)[:_MOST_COMPARED]
            if any(
                is_near(one, other) for one in record.names for other in self._records[key].names
            )
        ]


def _may_be_one(one: Record, other: Record, likeness: Likeness) -> bool:
    """
    Tell whether what identifies two records lets them be one.

    Two establishments of one unit are two places, unless one has closed or both have one address;
    two units known by their SIREN are only brought together by exactly the same name.
    """
    if one.kind != other.kind or other.key == one.parent or one.key == other.parent:
        return False
    if one.siren and other.siren and one.siren != other.siren:
        return likeness is Likeness.NAME
    if one.siret and other.siret and one.siret != other.siret:
        has_one_address = bool(one.address) and one.address == other.address
        return has_one_address or one.is_closed != other.is_closed
    return True


@lru_cache(maxsize=65_536)
def is_near(one: str, other: str) -> bool:
    """Tell whether two folded names differ by spelling, word order or a complement only."""
    first, second = distinct_words(one), distinct_words(other)
    if not first or not second:
        return False
    if "".join(first) == "".join(second):
        return True
    alone, others_alone, common = _pair_words(first, second)
    if alone and others_alone:
        return False
    return not (alone or others_alone) or common >= _FEWEST_COMMON


def _pair_words(first: Sequence[str], second: Sequence[str]) -> tuple[list[str], list[str], int]:
    """Return the words left alone on each side, and how many found their like."""
    rest = list(second)
    alone = []
    for word in first:
        like = next((other for other in rest if _is_same_word(word, other)), None)
        if like is None:
            alone.append(word)
        else:
            rest.remove(like)
    return alone, rest, len(first) - len(alone)


@lru_cache(maxsize=65_536)
def _is_same_word(one: str, other: str) -> bool:
    if one == other:
        return True
    if min(len(one), len(other)) < _SHORTEST_MISSPELT or one[0] != other[0]:
        return False
    if any(char.isdigit() for char in one + other):
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.quick_ratio() >= _SPELLING and matcher.ratio() >= _SPELLING


def _blocking_words(names: Iterable[str]) -> set[str]:
    """Return the words under which a record is looked for: whole, and by their beginning."""
    words = {word for name in names for word in distinct_words(name)}
    return words | {f"{word[:4]}*" for word in words if len(word) >= _SHORTEST_MISSPELT}
