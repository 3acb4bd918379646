"""Which header means which column, whatever the words, the order and the language."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.domain.text import fold
from maillon.sources.described_tables import read_described_columns

__all__ = [
    "STARTS_AFTER",
    "HeaderMatch",
    "ListColumn",
    "check_match",
    "is_personal",
    "list_columns",
    "match_by_hand",
    "match_headers",
]

# Ranks from here on: the header only begins as one that we know.
STARTS_AFTER = 1000
_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
# A column about a person is never read, even when its first word is one that we know.
_PERSONAL = frozenset(
    (
        *("MAIL", "EMAIL", "COURRIEL", "ELECTRONIQUE", "TELEPHONE", "TEL", "PORTABLE", "FAX"),
        *("CONTACT", "CONTACTS", "DIRIGEANT", "DIRIGEANTS", "RESPONSABLE", "REFERENT", "REFERENTE"),
        *("PRESIDENT", "PRESIDENTE", "DIRECTEUR", "DIRECTRICE", "GERANT", "GERANTE", "MAIRE"),
        *("PRENOM", "CIVILITE"),
    )
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ListColumn:
    """A column of `reference/tables/listed_actors.csv`, with the headers that announce it."""

    name: str
    label: str
    description: str
    is_required: bool
    ranks: dict[str, int]
    starts: tuple[str, ...]
    is_several: bool

    def rank(self, header: str) -> int | None:
        """Return how well a header fits, 0 being best; `None` when it does not."""
        whole, words = _fold_header(header)
        for text in (whole, words):
            found = self.ranks.get(text.replace(" ", ""))
            if found is not None:
                return found
        if not is_personal(header):
            for start in self.starts:
                if words.startswith(start + " "):
                    return STARTS_AFTER + len(words) - len(start)
        return None


@dataclass(frozen=True, kw_only=True, slots=True)
class HeaderMatch:
    """
    How the headers of a file were understood.

    Attributes
    ----------
    positions
        Positions of the cells that feed each column.
    mapping
        Column by header, as written in the file.
    unknown
        Headers that are not read.
    """

    positions: dict[str, list[int]]
    mapping: dict[str, str]
    unknown: list[str]

    @property
    def is_usable(self) -> bool:
        """Say whether the organisations have a name."""
        return "name" in self.positions or "brand" in self.positions


@cache
def list_columns() -> tuple[ListColumn, ...]:
    """Return the columns that an own list may have, as the described table says."""
    return tuple(
        ListColumn(
            name=row["column"],
            label=row["label_fr"],
            description=row["description"],
            is_required=row["required"] == "yes",
            ranks={
                fold(text).replace(" ", ""): rank
                for rank, text in reversed(
                    [*enumerate([*row["synonyms"].split("|"), row["column"]])]
                )
            },
            starts=tuple(fold(text) for text in row["starts"].split("|") if text),
            is_several=row["several"] == "yes",
        )
        for row in read_described_columns("listed_actors")
    )


def match_headers(headers: Sequence[str]) -> HeaderMatch:
    """
    Give each column the header that fits it best; a header serves one column.

    Notes
    -----
    When two headers fit one column, the more precise wins: "Raison sociale" before "Nom", which
    beside it is often the name of a person.
    """
    candidates = sorted(
        (rank, column_index, position)
        for column_index, column in enumerate(list_columns())
        for position, header in enumerate(headers)
        if header and (rank := column.rank(header)) is not None
    )
    positions: dict[str, list[int]] = {}
    taken: set[int] = set()
    for _rank, column_index, position in candidates:
        column = list_columns()[column_index]
        if position in taken or (column.name in positions and not column.is_several):
            continue
        positions.setdefault(column.name, []).append(position)
        taken.add(position)
    by_position = {place: name for name, places in positions.items() for place in places}
    return HeaderMatch(
        positions=positions,
        mapping={headers[place]: by_position[place] for place in sorted(by_position)},
        unknown=[text for place, text in enumerate(headers) if text and place not in taken],
    )


def is_personal(header: str) -> bool:
    """Tell whether a header announces something about a person."""
    return not _PERSONAL.isdisjoint(_fold_header(header)[1].split())


def match_by_hand(names: Sequence[str], mapping: Mapping[str, str]) -> HeaderMatch:
    """
    Read the columns as a person mapped them.

    Parameters
    ----------
    names
        Names of the columns, as `name_columns` gives them.
    mapping
        Column of `listed_actors` by name of the column of the file; an empty one is not read.

    Raises
    ------
    InvalidInput
        If a name or a column is unknown, or a column is fed twice that takes one only.
    """
    known = {column.name: column for column in list_columns()}
    positions: dict[str, list[int]] = {}
    problems: list[str] = []
    for name, column in mapping.items():
        if not column:
            continue
        if name not in names:
            problems.append(_("La colonne « {name} » n’est pas dans le fichier.").format(name=name))
        elif column not in known:
            problems.append(_("Le champ « {field} » n’existe pas.").format(field=column))
        elif column in positions and not known[column].is_several:
            problems.append(
                _("Deux colonnes donnent « {field} » : gardez-en une.").format(
                    field=known[column].label
                )
            )
        else:
            positions.setdefault(column, []).append(names.index(name))
    if problems:
        raise InvalidInput(
            f"mapping does not hold: {problems}",
            user=_("La correspondance des colonnes ne convient pas : corrigez-la."),
            details=problems,
        )
    taken = {name for name, column in mapping.items() if column}
    return HeaderMatch(
        positions={column: sorted(places) for column, places in positions.items()},
        mapping={name: column for name, column in mapping.items() if column},
        unknown=[name for name in names if name not in taken],
    )


def check_match(match: HeaderMatch, headers: Sequence[str]) -> None:
    """
    Refuse a file whose organisations have no name.

    Raises
    ------
    InvalidInput
        With the headers found and those expected.
    """
    if match.is_usable:
        return
    found = ", ".join(f"« {text} »" for text in headers if text) or _("aucun")
    raise InvalidInput(
        f"no column for the name among {list(headers)!r}",
        user=_(
            "Votre liste n’a pas de colonne reconnue pour le nom des structures. Renommez la bonne"
            " colonne « Nom », puis relancez l’import."
        ),
        details=[
            _("En-têtes trouvés : {headers}.").format(headers=found),
            _("En-têtes attendus, dont seul le nom est obligatoire : {headers}.").format(
                headers=", ".join(f"« {column.label} »" for column in list_columns())
            ),
        ],
    )


@lru_cache(maxsize=4096)
def _fold_header(header: str) -> tuple[str, str]:
    """Return the header folded, whole and without what stands in brackets."""
    return fold(header), fold(_IN_BRACKETS.sub(" ", header))
