"""What the values of a column say that it is, when its header does not."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from maillon.domain.language import translate as _
from maillon.reference.nomenclatures import find_band_code, normalize_naf
from maillon.sources.identifiers import read_siren, read_siret
from maillon.sources.lists.cells import parse_coordinates, parse_day, parse_number
from maillon.sources.lists.kinds import find_inclusive_kinds
from maillon.sources.lists.places import departement_of_post_code

__all__ = ["ColumnGuess", "guess_columns"]

_FEWEST = 3
_MOST_LOOKED = 40
# Under this share of values of the right shape, what the header says is doubtful.
_DOUBTFUL = 0.5
_RNA = re.compile(r"W[0-9A-Z]\d{8}")
_COMMUNE_CODE = re.compile(r"(?:\d{2}|2[AB])\d{3}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
_PHONE = re.compile(r"(?:\+33|0033|0)\s?[1-9](?:[\s.-]?\d{2}){4}")
_SITE = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
# A town may be unknown or a kind free: these columns hold words, whatever the words.
_FREE_WORDS = frozenset(("city", "kind", "employees_label"))
_NUMBERS = frozenset(("lat", "lon"))


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnGuess:
    """
    What a column seems to be.

    Attributes
    ----------
    field
        Column of `listed_actors`; `None` when nothing is proposed.
    confidence
        0 to 1.
    reason
        French sentence.
    """

    field: str | None
    confidence: float
    reason: str


def guess_columns(
    values: Sequence[Sequence[str]],
    *,
    told: Mapping[int, ColumnGuess],
    personal: Collection[int],
    locate: Callable[..., str | None],
) -> list[ColumnGuess]:
    """
    Return a proposal for each column.

    Parameters
    ----------
    values
        Distinct values of each column.
    told
        What the headers say, by position.
    personal
        Columns whose header announces something about a person: never read.
    locate
        As in `read_list`.
    """
    shapes = _list_shapes(locate)
    taken = {guess.field for guess in told.values()}
    guesses = []
    for position, column in enumerate(values):
        sample = list(column)[:_MOST_LOOKED]
        if position in told:
            guesses.append(_weigh(told[position], sample, shapes))
        elif position in personal or _share(sample, _is_personal) >= _DOUBTFUL:
            reason = _("Données sur des personnes : cette colonne n’est pas reprise.")
            guesses.append(ColumnGuess(field=None, confidence=0.0, reason=reason))
        else:
            guess = _guess(sample, {f: s for f, s in shapes.items() if f not in taken})
            taken.add(guess.field)
            guesses.append(guess)
    return guesses


def _list_shapes(locate: Callable[..., str | None]) -> Mapping[str, Callable[[str], bool]]:
    """Return what a value of each field looks like, the most telling shape first."""
    return {
        "siret": lambda text: read_siret(text).siret is not None,
        "siren": lambda text: read_siren(text).siren is not None,
        "rna_id": lambda text: _RNA.fullmatch(text.replace(" ", "").upper()) is not None,
        "naf": lambda text: normalize_naf(text.split(" ")[0]) is not None,
        "coordinates": lambda text: parse_coordinates(text) is not None and len(text) > 8,
        "website": lambda text: _SITE.match(text) is not None,
        "kind": lambda text: bool(find_inclusive_kinds(text)),
        "employees_label": lambda text: not text.isdigit() and find_band_code(text) is not None,
        "post_code": lambda text: departement_of_post_code(text) is not None,
        "commune_code": lambda text: _COMMUNE_CODE.fullmatch(text) is not None,
        "city": lambda text: not text.isdigit() and locate(city=text) is not None,
        "created_date": lambda text: len(text) > 4 and parse_day(text) is not None,
        "lat": lambda text: parse_number(text) is not None,
        "lon": lambda text: parse_number(text) is not None,
        "employee_count": lambda text: any(sign.isdigit() for sign in text),
    }


def _is_personal(text: str) -> bool:
    return bool(_MAIL.fullmatch(text) or _PHONE.fullmatch(text))


def _share(sample: Sequence[str], holds: Callable[[str], bool]) -> float:
    return sum(map(holds, sample)) / len(sample) if sample else 0.0


def _weigh(
    told: ColumnGuess, sample: Sequence[str], shapes: Mapping[str, Callable[[str], bool]]
) -> ColumnGuess:
    """Doubt a header whose values look like something else."""
    if told.field is None or told.field not in shapes or told.field in _FREE_WORDS:
        return told
    share = _share(sample, shapes[told.field])
    if len(sample) < _FEWEST or share >= _DOUBTFUL:
        return told
    reason = _("L’en-tête le dit, mais les valeurs n’y ressemblent pas : vérifiez.")
    return replace(told, confidence=told.confidence * max(share, 0.3), reason=reason)


def _guess(sample: Sequence[str], shapes: Mapping[str, Callable[[str], bool]]) -> ColumnGuess:
    nothing = ColumnGuess(
        field=None, confidence=0.0, reason=_("Rien ne dit ce que contient cette colonne.")
    )
    if len(sample) < _FEWEST:
        return nothing
    for field, holds in shapes.items():
        share = 0.0 if field in _NUMBERS or field == "employee_count" else _share(sample, holds)
        if share >= _DOUBTFUL:
            # Five digits may be a post code or a commune: the person chooses.
            trust = 0.5 if field in {"post_code", "commune_code", "created_date"} else 0.8
            return ColumnGuess(
                field=field,
                confidence=trust * share,
                reason=_("Les valeurs y ressemblent."),
            )
    return nothing
