"""What is enough to do without a person, however sure the sum of the likenesses."""

from maillon.identity.generic import is_generic
from maillon.identity.linking import Evidence
from maillon.identity.names import ambiguous_words, analyse_name

__all__ = ["LEAST_ACCEPTED", "UNREAD", "is_enough"]

LEAST_ACCEPTED = 0.8
"""Nothing is accepted under this, whatever precision the whole reaches."""
UNREAD = frozenset({"different"})
"""Levels of the names that say of themselves that they are two."""
_PLACED = frozenset({"same_commune", "same_departement"})
# Two organisations may share a door, and names of one trade look alike: no place makes up for it.
_NEVER = UNREAD | {"alike", "within_common"}
_IF_PLACED = frozenset({"half_words", "initials", "rare_word", "within"})
_EVEN_ELSEWHERE = frozenset({"identical", "same_rare"})


def is_enough(one: Evidence) -> bool:
    """
    Tell whether a likeness may be accepted without a person.

    A name that thousands bear names nobody without a place; neither does part of a name.
    """
    name = one.levels["name"]
    if name in _NEVER:
        return False
    if one.levels["place"] in _PLACED or one.levels["work_place"] in _PLACED:
        return True
    if is_generic(one.line_text) or is_generic(one.candidate_text):
        return False
    if one.levels["place"] == "elsewhere":
        return name in _EVEN_ELSEWHERE
    if name == "same" and _differ_by_form(one):
        return False
    return name not in _IF_PLACED and not _hangs_on_ambiguous_word(one)


def _differ_by_form(one: Evidence) -> bool:
    """Tell whether one is `MARTIN SA` and the other `MARTIN SARL`."""
    mine, theirs = analyse_name(one.line_text).forms, analyse_name(one.candidate_text).forms
    return bool(mine and theirs and mine.isdisjoint(theirs))


def _hangs_on_ambiguous_word(one: Evidence) -> bool:
    """Tell whether one wrote `EI` and the other `ENTREPRISE D’INSERTION`: EI has two meanings."""
    mine, theirs = analyse_name(one.line_text), analyse_name(one.candidate_text)
    written = set(mine.folded.split()) ^ set(theirs.folded.split())
    return bool(written & ambiguous_words() & set(mine.words) & set(theirs.words))
