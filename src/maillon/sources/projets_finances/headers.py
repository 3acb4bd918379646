"""Which header of a file of funded projects means which column."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.domain.text import fold
from maillon.reference.aids import FundedFile, find_funded_file
from maillon.sources.described_tables import read_described_columns

__all__ = ["AMOUNTS", "TABLE", "Headers", "find_headers"]

TABLE = "funded_projects"
AMOUNTS = ("granted_eur", "paid_eur", "requested_eur", "cost_eur", "unspecified_eur")
_SEARCHED = 30
_WHO = ("beneficiary", "siren", "siret")


@dataclass(frozen=True, kw_only=True, slots=True)
class Headers:
    """
    How the columns of a file are understood.

    Attributes
    ----------
    row_number
        Number of the row of headers, from 1.
    places
        Position of the cells of each column.
    names
        Header by column, as written.
    unread
        Headers that are not read.
    known_file
        What is known of this file beyond its columns; `None` for an unknown one.
    """

    row_number: int
    places: dict[str, int]
    names: dict[str, str]
    unread: tuple[str, ...]
    known_file: FundedFile | None

    def get(self, row: Sequence[str], column: str) -> str:
        """Return the cell of a column, empty when the file has none."""
        place = self.places.get(column)
        return row[place].strip() if place is not None and place < len(row) else ""


def find_headers(path: Path, rows: Iterable[Sequence[str]]) -> Headers:
    """
    Take rows until the headers are found; the next row is then the first of the data.

    Raises
    ------
    InvalidInput
        If no row says who received and how much, with the headers that would do.
    """
    first: Sequence[str] = ()
    for number, row in enumerate(islice(rows, _SEARCHED), start=1):
        first = first or [cell for cell in row if cell]
        found = _understand(number, row)
        if any(name in found.places for name in _WHO) and any(
            name in found.places for name in AMOUNTS
        ):
            return found
    raise _unknown(path, first)


def _understand(number: int, row: Sequence[str]) -> Headers:
    known_file = find_funded_file(row)
    granted = fold(known_file.granted_column) if known_file else ""
    candidates = sorted(
        (_rank(column, cell, granted=granted), order, place)
        for order, column in enumerate(_synonyms())
        for place, cell in enumerate(row)
        if fold(cell) and _rank(column, cell, granted=granted) is not None
    )
    columns = list(_synonyms())
    places: dict[str, int] = {}
    for _best, order, place in candidates:
        if columns[order] not in places and place not in places.values():
            places[columns[order]] = place
    return Headers(
        row_number=number,
        places=places,
        names={name: row[place] for name, place in places.items()},
        unread=tuple(
            cell for place, cell in enumerate(row) if cell and place not in places.values()
        ),
        known_file=known_file,
    )


def _rank(column: str, header: str, *, granted: str) -> int | None:
    """Return how precise a header is for a column, 0 being best."""
    folded = fold(header)
    if granted and folded == granted:
        return 0 if column == "granted_eur" else None
    return _synonyms()[column].get(folded.replace(" ", ""))


@cache
def _synonyms() -> dict[str, dict[str, int]]:
    return {
        row["column"]: {
            fold(text).replace(" ", ""): rank
            for rank, text in reversed(list(enumerate(row["synonyms"].split("|"))))
        }
        for row in read_described_columns(TABLE)
        if row["synonyms"]
    }


def _unknown(path: Path, found: Sequence[str]) -> InvalidInput:
    labels = {row["column"]: row["label_fr"] for row in read_described_columns(TABLE)}
    named = ", ".join(f"« {text} »" for text in found) or _("aucun")
    return InvalidInput(
        f"no column for the beneficiary and an amount in {path.name}: {list(found)!r}",
        user=_(
            "« {name} » n’a pas de colonnes reconnues pour le bénéficiaire et le montant. Nommez-"
            "les « Bénéficiaire » (ou « SIREN ») et « Montant accordé », puis relancez l’import."
        ).format(name=path.name),
        details=[
            _("En-têtes trouvés : {headers}.").format(headers=named),
            _("Montants compris : {labels}.").format(
                labels=", ".join(f"« {labels[name]} »" for name in AMOUNTS)
            ),
        ],
    )
