"""What a list declares of the workforce, the ESS and the place in the filière."""

from functools import lru_cache

from maillon.domain.text import fold
from maillon.reference.nomenclatures import find_band_code
from maillon.sources.lists.cells import parse_number

__all__ = ["find_band", "find_declared_ess", "is_ess_by_form", "make_key"]

_YES = frozenset(("OUI", "O", "YES", "Y", "TRUE", "VRAI", "X", "1", "ESS", "MEMBRE"))
_NO = frozenset(("NON", "N", "NO", "FALSE", "FAUX", "0"))
# Forms that belong to the ESS by article 1 of the law of 31 July 2014.
_FORMS = frozenset(
    (
        *(
            "ASSOCIATION",
            "ASSOCIATIONS",
            "ASSO",
            "FONDATION",
            "FONDATIONS",
            "MUTUELLE",
            "MUTUELLES",
        ),
        *("COOPERATIVE", "COOPERATIVES", "SCIC", "SCOP", "CAE", "ESUS"),
    )
)


@lru_cache(maxsize=4096)
def find_band(*, label: str, count: str) -> str | None:
    """Return the code of the workforce band that a label or a head count tells."""
    number = parse_number(count)
    if number is not None:
        return find_band_code(f"{round(number)} salariés") if number >= 0 else None
    for text in (label, count):
        if text and (code := find_band_code(text)):
            return code
    return None


@lru_cache(maxsize=4096)
def find_declared_ess(text: str) -> str | None:
    """Return `oui`, `non`, or `None` when the cell says neither."""
    words = fold(text)
    if words in _NO or words.startswith(("NON ", "HORS ")):
        return "non"
    return "oui" if words in _YES or is_ess_by_form(text) else None


def is_ess_by_form(text: str) -> bool:
    """Say whether a legal form belongs to the ESS by law."""
    return not _FORMS.isdisjoint(fold(text).split())


@lru_cache(maxsize=4096)
def make_key(text: str) -> str:
    """Return the key that a name of stage or filière stands for: `Réparation` is `reparation`."""
    return fold(text).lower().replace(" ", "_")
