"""The rules of placement written a second time, row by row, without anything of the library."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml

WEIGHTS = {"forte": 3.0, "moyenne": 2.0, "faible": 0.5}
KEYWORD = 2.0
PLACED, TO_CHECK = 3.0, 2.0


@dataclass(frozen=True)
class Actor:
    """What the rules read: an identifier, a code, and the name, the object, the activity."""

    identifier: str
    naf_code: str | None
    texts: Sequence[str]


def read_filiere(key: str) -> dict[str, Any]:
    """Return the file of a filière as YAML reads it."""
    file = resources.files("maillon.reference") / "filieres" / f"{key}.yaml"
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def fold_by_hand(text: str) -> str:
    """Return a text in capitals, without accents nor punctuation."""
    text = text.replace("œ", "oe").replace("Œ", "OE")
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^A-Z0-9]", " ", bare.upper()).split())


def holds(text: str, roots: Iterable[str]) -> bool:
    """Tell whether a root starts a word of the text; a short one must be the whole word."""
    words = f" {fold_by_hand(text)} "
    for root in map(fold_by_hand, roots):
        if len(root) > 4:
            if f" {root}" in words:
                return True
        elif any(f" {root}{plural} " in words for plural in ("", "S", "X")):
            return True
    return False


def weigh(actor: Actor, stage: Mapping[str, Any]) -> float:
    """Return the score of an actor at a stage of the file."""
    told = [entry for entry in stage.get("activities", []) if entry["naf"] == actor.naf_code]
    weight = max((WEIGHTS[entry["specificite"]] for entry in told), default=0.0)
    roots = {*stage.get("keywords", []), *(w for entry in told for w in entry.get("keywords", []))}
    return weight + KEYWORD * sum(holds(text, roots) for text in actor.texts if text)


def place_by_hand(
    actors: Sequence[Actor], filiere_key: str
) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return by stage the identifiers of those placed, and of those to be checked."""
    placed: dict[str, set[str]] = {}
    to_check: dict[str, set[str]] = {}
    for stage in read_filiere(filiere_key)["stages"]:
        scores = {actor.identifier: weigh(actor, stage) for actor in actors}
        placed[stage["key"]] = {name for name, score in scores.items() if score >= PLACED}
        to_check[stage["key"]] = {
            name for name, score in scores.items() if TO_CHECK <= score < PLACED
        }
    return placed, to_check
