"""Broader terms of a word, read in a nomenclature whose codes are a tree."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from maillon.library.french import Word, list_words, stem

__all__ = ["BroaderTerm", "build_broader_terms"]

_ASIDE = re.compile(r"\(.*?\)")
_DIVISION_DIGITS, _CODE_DIGITS = 2, 8
_LONGEST_NAME = 2
# They head many labels and say nothing of what is named.
_SAYING_NOTHING = """
autre autres divers diverses produit produits article articles equipement equipements materiel
materiels appareil appareils service services accessoire accessoires piece pieces partie parties
connexe connexes machine machines ensemble ensembles systeme systemes fourniture fournitures
travaux usage
"""
_EMPTY = frozenset(stem(word) for word in _SAYING_NOTHING.split())


class BroaderTerm(NamedTuple):
    """
    What a thing is a kind of.

    Attributes
    ----------
    share
        How many times it stands above the thing, on average: more than 1 when several levels do.
    """

    stem: str
    shown: str
    share: float


def build_broader_terms(
    labels: Mapping[str, str], *, smallest_share: float
) -> dict[str, tuple[BroaderTerm, ...]]:
    """
    Return, for the stem of each thing named, what it is a kind of.

    Parameters
    ----------
    labels
        Labels of the CPV by code of eight digits: the codes above « 37412000 » are « 37410000 »,
        « 37400000 » and « 37000000 ».
    smallest_share
        A broader term is kept if it stands above that share of the uses of the word.
    """
    above: dict[str, Counter[str]] = defaultdict(Counter)
    uses: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for code, label in labels.items():
        broader = [word for one in _list_lineage(code, labels) for word in _list_telling(one)]
        for word in broader:
            shown.setdefault(word.stem, word.shown)
        for named in _iter_named(label):
            uses[named] += 1
            above[named].update(word.stem for word in broader if word.stem != named)
    return {
        named: tuple(
            BroaderTerm(one, shown[one], count / uses[named])
            for one, count in counted.most_common()
            if count / uses[named] >= smallest_share
        )
        for named, counted in above.items()
    }


def _iter_named(label: str) -> Iterator[str]:
    """Yield the stem of each thing that a label names in a word or two: « Skis », « Tables »."""
    for part in re.split(r",| et | ou ", _ASIDE.sub("", label)):
        words = list_words(part)
        if 0 < len(words) <= _LONGEST_NAME and words[0].stem not in _EMPTY:
            yield words[0].stem


def _list_telling(label: str) -> list[Word]:
    words = {word.stem: word for word in list_words(_ASIDE.sub("", label))}
    return [word for one, word in words.items() if one not in _EMPTY]


def _list_lineage(code: str, labels: Mapping[str, str]) -> list[str]:
    """Return the labels of the codes above one."""
    digits = len(code.rstrip("0"))
    above = [
        code[:kept].ljust(_CODE_DIGITS, "0") for kept in range(digits - 1, _DIVISION_DIGITS - 1, -1)
    ]
    return [labels[one] for one in dict.fromkeys(above) if one in labels and one != code]
