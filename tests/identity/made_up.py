"""Made-up actors, and the linkage that ships."""

from itertools import islice, product

from maillon.identity import IdentityRecord, LinkageModel, read_model
from maillon.reference.parameters import load_identity_parameters

MODEL: LinkageModel = read_model(load_identity_parameters())
NANTES, ANGERS = "44109", "49007"
_SYLLABLES = ("BA", "DOU", "FI", "GRE", "LO", "MU", "NA", "PLI", "RO", "TU", "VE", "ZI")


def make(name: str, key: str = "", *, commune: str = "", **known: object) -> IdentityRecord:
    """A record with one name, in one commune."""
    given: dict[str, object] = {"communes": [commune], "departements": [commune[:2]]}
    return IdentityRecord(
        key=key or name,
        names=[name],
        **((given if commune else {}) | known),  # type: ignore[arg-type]
    )


def make_crowd(count: int = 600, *, commune: str = "") -> list[IdentityRecord]:
    """Others, so that words can be rare: each bears a word of its own, invented."""
    words = islice(product(_SYLLABLES, repeat=4), 0, count * 7, 7)
    return [
        make(f"Exemple fictif {''.join(word).lower()}", f"crowd {rank}", commune=commune)
        for rank, word in enumerate(words)
    ]
