"""The words of a name that tell an organisation from another, as the nomenclature says."""

from functools import cache, lru_cache

from maillon.reference.nomenclatures import load_name_tokens

__all__ = ["distinct_words"]

_DROPPED = "supprimer"
_SHORTEST_PLURAL = 4


@lru_cache(maxsize=131_072)
def distinct_words(folded: str) -> tuple[str, ...]:
    """Return the words of a folded name without legal forms, fillings, articles and plurals."""
    text = f" {folded} "
    for phrase, canonical in _phrases():
        text = text.replace(f" {phrase} ", f" {canonical} ")
    words = text.split()
    kept = [
        _singular(_actions_by_word().get(word, (word, ""))[0])
        for place, word in enumerate(words)
        if not _is_dropped(word, is_first=place == 0, is_last=place == len(words) - 1)
    ]
    # A name made of nothing but such words is still a name.
    return tuple(kept or words)


def _is_dropped(word: str, *, is_first: bool, is_last: bool) -> bool:
    action = _actions_by_word().get(word, (word, ""))[1]
    if _DROPPED not in action:
        return False
    if action.endswith("_en_debut"):
        return is_first
    return is_last if action.endswith("_en_fin") else True


def _singular(word: str) -> str:
    return word[:-1] if len(word) >= _SHORTEST_PLURAL and word[-1] in "SX" else word


@cache
def _actions_by_word() -> dict[str, tuple[str, str]]:
    return {
        entry.token: (entry.canonical, entry.action)
        for entry in load_name_tokens().values()
        if " " not in entry.token
    }


@cache
def _phrases() -> tuple[tuple[str, str], ...]:
    """Return the forms of several words with what stands for them, the longest first."""
    phrases = [
        (entry.token, entry.token.replace(" ", "") if _DROPPED not in entry.action else "")
        for entry in load_name_tokens().values()
        if " " in entry.token
    ]
    return tuple(sorted(phrases, key=lambda pair: -len(pair[0])))
