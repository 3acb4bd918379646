"""What tells an organisation from another in its name: forms, fillings and spellings put aside."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice

from maillon.domain.text import fold
from maillon.reference.nomenclatures import load_name_tokens

__all__ = [
    "AnalysedName",
    "WrittenName",
    "ambiguous_words",
    "analyse_name",
    "is_readable",
    "list_spellings",
    "split_members",
]

_COMPANY = "sociétés"
_LONGEST_NAME = 300
_FEWEST_LETTERS = 2
_SHORTEST_PLURAL = 5
_FEWEST_INITIALS = 3
_MOST_MEMBERS = 12
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]?")
_BETWEEN_MEMBERS = re.compile(r"\s*[/;]\s*")
_BETWEEN_LISTED = re.compile(rf"{_BETWEEN_MEMBERS.pattern}|_")
_LEADER = re.compile(
    r"(?:\bmandataire\b(?:\s+du\s+groupement)?(?:\s*[:\-–])?|\bcotraitants?\b\s*:?)", re.IGNORECASE
)
_ROLE = re.compile(r"[(\[]\s*(?:mandataire|cotraitant)[^)\]]*[)\]]?", re.IGNORECASE)
_GROUP = re.compile(
    r"^\s*(?:groupement|grpt|gpt|gr?oupt)\b(?:\s+(?:d['’]\s*)?entreprises?|\s+momentan[ée]e?|"
    r"\s+conjoint|\s+solidaire)*\s*:?\s*",
    re.IGNORECASE,
)
# Most names have none of these, and registers hold millions of names.
_SIGN_OF_GROUP = re.compile(r"[/;]|mandataire|cotraitant|^\s*g[rp]", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_SPACED_INITIALS = re.compile(r"\b(?:[A-Z0-9] ){1,}[A-Z0-9]\b")
_LETTERS_THEN_DIGITS = re.compile(r"(?<=[A-Z]{3})(?=\d)|(?<=\d)(?=[A-Z]{3})")


@dataclass(frozen=True, slots=True)
class AnalysedName:
    """
    A name taken apart.

    Attributes
    ----------
    folded
        In capitals, without accents nor punctuation.
    words
        What tells it from another: canonical, singular, in order, without forms nor articles.
    compact
        The same, run together: `SERVICE 18` and `SERVICE18` are one.
    initials
        First letters when there are three words or more, else empty.
    forms
        Legal forms read on the way (`SCIC`, `ASSO`, `SARL`).
    """

    folded: str
    words: tuple[str, ...]
    compact: str
    initials: str
    forms: frozenset[str]


@dataclass(frozen=True, slots=True)
class WrittenName:
    """One reading of what was written; `rank` 0 is the name itself, more is a part of it."""

    text: str
    rank: int
    member: int
    is_group: bool


def split_members(text: str) -> list[str]:
    """
    Return the members that a name of groupement lists, the leader first; the name alone if none.

    `GPT GUINTOLI/COFEX. MANDATAIRE GUINTOLI` has two members; `SARL DUPONT (mandataire)` has one.
    """
    text = text[:_LONGEST_NAME]
    if not _SIGN_OF_GROUP.search(text):
        bare = _clean_member(text)
        return [bare if _is_name(bare) else text.strip()]
    text = _ROLE.sub(" ", text)
    separator = _BETWEEN_LISTED if _GROUP.match(text) else _BETWEEN_MEMBERS
    leader = ""
    if found := _LEADER.search(text):
        before, after = text[: found.start()], text[found.end() :]
        named = _clean_member(_GROUP.sub("", separator.split(after, maxsplit=1)[0]))
        if fold(named):
            leader = named
        text = f"{before} / {after}"
    parts = [_clean_member(part) for part in separator.split(_GROUP.sub("", text))]
    if leader:
        parts.insert(0, leader)
    by_words = {analyse_name(part).words: part for part in reversed(parts) if _is_name(part)}
    members = sorted(by_words.values(), key=parts.index)[:_MOST_MEMBERS]
    return members or [text.strip()]


def list_spellings(text: str) -> list[WrittenName]:
    """
    Return each way to read what is written, the whole name first, never twice the same.

    A groupement gives its members; brackets give the name without them, then what they hold; a
    name followed by the place of an agency gives the name alone.
    """
    text = _ROLE.sub(" ", text[:_LONGEST_NAME]).strip()
    members = split_members(text)
    is_group = len(members) > 1
    spellings: list[WrittenName] = []
    seen: set[tuple[str, ...]] = set()
    if is_group:
        members = [text, *members]
    for place, member in enumerate(members):
        for rank, reading in enumerate(_readings(member)):
            words = analyse_name(reading).words
            if words and words not in seen:
                seen.add(words)
                spellings.append(WrittenName(reading, rank + is_group * place, place, is_group))
    return spellings


@lru_cache(maxsize=65_536)
def analyse_name(text: str) -> AnalysedName:
    """Take a name apart; one made of nothing but forms keeps all its words."""
    folded = fold(text[:_LONGEST_NAME])
    joined = _SPACED_INITIALS.sub(lambda found: found[0].replace(" ", ""), folded)
    if _DIGIT.search(joined):
        joined = _LETTERS_THEN_DIGITS.sub(" ", joined)
    padded = f" {joined} "
    for phrase, canonical in _phrases():
        if phrase in padded:
            padded = padded.replace(phrase, canonical)
    words = padded.split()
    kept, forms = _keep_words(words)
    return AnalysedName(
        folded=folded,
        words=kept,
        compact="".join(kept),
        initials="".join(word[0] for word in kept) if len(kept) >= _FEWEST_INITIALS else "",
        forms=forms,
    )


def is_readable(text: str) -> bool:
    """Tell whether most letters are Latin: the others are lost, and what remains names nobody."""
    if text.isascii():
        return True
    letters = sum(char.isalpha() for char in text[:_LONGEST_NAME])
    return 2 * sum(char.isalpha() for char in analyse_name(text).folded) >= letters


def _readings(text: str) -> list[str]:
    readings = [text]
    inside = [held.strip() for held in _BRACKETS.findall(text) if len(fold(held)) > _FEWEST_LETTERS]
    if "(" in text or "[" in text:
        outside = _BRACKETS.sub(" ", text).strip()
        readings = [outside or text, text, *inside]
    words = analyse_name(readings[0]).folded.split()
    if not _branch_words().isdisjoint(words):
        cuts = (place for place, word in enumerate(words) if place and word in _branch_words())
        readings += [" ".join(words[:place]) for place in islice(cuts, 1)]
    return readings


def _clean_member(text: str) -> str:
    bare = text.strip(" .,:-–")
    # What remains of "SARL X (mandataire)" once the word is out.
    return bare if bare.count("(") == bare.count(")") else bare.replace("(", " ").replace(")", " ")


def _is_name(text: str) -> bool:
    return len(analyse_name(text).folded.replace(" ", "")) >= _FEWEST_LETTERS


def _keep_words(words: Sequence[str]) -> tuple[tuple[str, ...], frozenset[str]]:
    table = _tokens()
    kept, forms = [], set()
    last = len(words) - 1
    is_start = True
    for place, word in enumerate(words):
        canonical, action, is_form = table.get(word, (word, "", False))
        if is_form:
            forms.add(canonical)
        if _is_dropped(action, is_start=is_start, is_last=place == last):
            continue
        is_start = False
        kept.append(_singular(canonical))
    return tuple(kept or [_singular(word) for word in words]), frozenset(forms)


def _is_dropped(action: str, *, is_start: bool, is_last: bool) -> bool:
    if "supprimer" not in action:
        return False
    if action.endswith("_en_debut"):
        return is_start
    return is_last if action.endswith("_en_fin") else True


def _singular(word: str) -> str:
    return word[:-1] if len(word) >= _SHORTEST_PLURAL and word[-1] in "SX" else word


@cache
def _tokens() -> dict[str, tuple[str, str, bool]]:
    return {
        entry.token: (
            entry.canonical,
            entry.action,
            "attribut" in entry.action or entry.nature.startswith(_COMPANY),
        )
        for entry in load_name_tokens().values()
        if " " not in entry.token
    }


@cache
def ambiguous_words() -> frozenset[str]:
    """Return the words that stand for two things: `EI`."""
    return frozenset(
        entry.token for entry in load_name_tokens().values() if entry.nature.startswith("ambigu")
    )


@cache
def _branch_words() -> frozenset[str]:
    return frozenset(
        entry.token for entry in load_name_tokens().values() if entry.action == "couper_avant"
    )


@cache
def _phrases() -> tuple[tuple[str, str], ...]:
    """Return the forms of several words with what stands for them, the longest first."""
    phrases = [
        (
            f" {entry.token} ",
            f" {entry.canonical.replace(' ', '')} ",
        )
        for entry in load_name_tokens().values()
        if " " in entry.token
    ]
    return tuple(sorted(phrases, key=lambda pair: -len(pair[0])))
