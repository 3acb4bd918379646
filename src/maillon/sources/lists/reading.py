"""Read an own list: every row becomes an actor, joins one, or is shown as empty."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from maillon.domain.errors import InvalidInput
from maillon.domain.jobs import Progress
from maillon.domain.language import translate as _
from maillon.domain.text import fold
from maillon.domain.visibility import Visibility
from maillon.sources.lists.actors import ActorReader, ReadRow
from maillon.sources.lists.choices import NO_CHOICES, ValueChoices
from maillon.sources.lists.columns import ActorTable
from maillon.sources.lists.headers import (
    HeaderMatch,
    check_match,
    match_by_hand,
    match_headers,
)
from maillon.sources.lists.merging import Merger
from maillon.sources.lists.places import PlaceFinder
from maillon.sources.lists.rows import name_columns, open_rows
from maillon.sources.lists.summary import Tally, write_notes
from maillon.sources.rejects import RejectBook

__all__ = ["ListReading", "make_slug", "read_list"]


@dataclass(frozen=True, kw_only=True)
class ListReading:
    """
    What a list says.

    Attributes
    ----------
    table
        One row per actor, see `establishments`.
    rejects
        Rows that need a look, see `REJECT_SCHEMA`; those with `kept` false are no actor.
    notes
        French sentences about the whole list.
    mapping
        Column by header of the file.
    row_count
        Rows under the header, up to the last one that holds something. Always equal to the
        actors, plus `merged_count`, plus `empty_count`.
    row_numbers
        Number of the row of each actor in the file, from 1.
    merged_count, empty_count
        Rows that joined an earlier actor; rows without name and identifier, totals included.
    """

    table: pa.Table
    rejects: pa.Table
    notes: list[str]
    mapping: dict[str, str]
    row_count: int
    row_numbers: Sequence[int] = ()
    merged_count: int = 0
    empty_count: int = 0


def read_list(  # noqa: PLR0913 - what a person may say of a list, item by item
    path: Path,
    *,
    key: str,
    visibility: Visibility,
    locate: Callable[..., str | None],
    resolve_commune: Callable[[str], str | None],
    progress: Progress | None = None,
    sheet: str = "",
    mapping: Mapping[str, str] | None = None,
    choices: ValueChoices = NO_CHOICES,
) -> ListReading:
    """
    Read a CSV or a workbook whose columns come in any order and under usual headers.

    Parameters
    ----------
    path
        `.csv`, `.txt`, `.tsv`, `.xlsx`, `.xls` or `.ods`; what counts is the content.
    key
        Short name of the list; `liste-<key>` is the key of its provenance.
    visibility
        Where the rows may be shown.
    locate
        Called with `city`, `post_code`, `departement_code`, `lat` and `lon`, each possibly
        `None`; returns the code of the commune or `None`.
    resolve_commune
        Returns the present code of a commune from any code it had, or `None`.
    sheet
        Sheet of a workbook; by default the one that looks most like a list.
    mapping
        Column of `listed_actors` by name of the column of the file, see `name_columns`, as a
        person chose it; by default the headers tell.
    choices
        What a person decided about the words of the list.

    Raises
    ------
    InvalidInput
        If the file cannot be read, or has no column for the names.

    Notes
    -----
    No row is lost: without a valid SIRET it stays an actor to identify, `list:<key>:<row>`.
    """
    slug = make_slug(key)
    with open_rows(path, progress, sheet=sheet) as listed:
        headers = listed.headers if mapping is None else name_columns(listed.headers)
        match = match_headers(headers) if mapping is None else match_by_hand(headers, mapping)
        check_match(match, headers)
        reader = ActorReader(
            positions=match.positions,
            slug=slug,
            places=PlaceFinder(locate=locate, resolve_commune=resolve_commune),
            choices=choices,
        )
        harvest = _Harvest(
            reader=reader,
            actors=ActorTable(source_key=f"liste-{slug}", visibility=visibility),
            headers=_header_by_column(match, headers),
        )
        for row_number, cells in listed.rows:
            harvest.take(row_number, cells)
        harvest.tally.mended_rows = listed.opened.mended_rows
    return ListReading(
        table=harvest.merger.apply(harvest.actors.to_table()),
        rejects=harvest.book.to_table(),
        notes=[
            *listed.opened.notes,
            *write_notes(harvest.tally, match=match, header_index=listed.header_index),
        ],
        mapping=match.mapping,
        row_count=harvest.tally.rows,
        row_numbers=harvest.merger.row_numbers,
        merged_count=harvest.merger.count,
        empty_count=harvest.tally.empty,
    )


def make_slug(key: str) -> str:
    """
    Return the short name of a list as it stands in keys: lower case, hyphens, no accent.

    Raises
    ------
    InvalidInput
        If nothing is left of it.
    """
    slug = fold(key).lower().replace(" ", "-").removeprefix("liste-")
    if not slug:
        raise InvalidInput(
            f"no usable key in {key!r}",
            user=_("Donnez un nom à votre liste, avec des lettres ou des chiffres."),
        )
    return slug


@dataclass
class _Harvest:
    """The actors, the merged rows and the rejects of a list being read."""

    reader: ActorReader
    actors: ActorTable
    headers: dict[str, str]
    merger: Merger = field(default_factory=Merger)
    book: RejectBook = field(default_factory=RejectBook)
    tally: Tally = field(default_factory=Tally)

    def take(self, row_number: int, cells: Sequence[str]) -> None:
        """Take one row."""
        self.tally.rows += 1
        row = self.reader.read(cells)
        if row is None:
            self._drop(row_number, cells)
            return
        for column, value, reason in row.problems:
            self.book.add(
                row_number=row_number,
                reason=reason,
                column=self.headers.get(column, column),
                value=value,
                kept=True,
            )
        elsewhere = self.merger.find_elsewhere(row.values)
        if elsewhere is not None:
            self._set_apart(row_number, elsewhere, row)
        self.tally.count(row)
        first = self.merger.find_first_row(row.values, row_number)
        if first is None:
            self.actors.append(row.values)
        else:
            self._note_merged(row_number, first, row)

    def _drop(self, row_number: int, cells: Sequence[str]) -> None:
        self.tally.empty += 1
        content = " | ".join(cell for cell in cells if cell.strip())
        reason = (
            _("Ligne de total ou sans nom ni SIRET : ce n’est pas un acteur.")
            if content
            else _("Ligne vide.")
        )
        self.book.add(row_number=row_number, reason=reason, column="", value=content, kept=False)

    def _set_apart(self, row_number: int, first: int, row: ReadRow) -> None:
        """Keep as an actor to identify a row whose SIRET is that of another place."""
        self.book.add(
            row_number=row_number,
            reason=_(
                "SIRET déjà présent à la ligne {row}, dans un autre département : gardée comme "
                "acteur à identifier, l’un des deux SIRET est à corriger."
            ).format(row=first),
            column=self.headers.get("siret", "siret"),
            value=row.values["siret"],
            kept=True,
        )
        self.reader.forget_siret(row.values)

    def _note_merged(self, row_number: int, first: int, row: ReadRow) -> None:
        self.tally.merged += 1
        reason = _("SIRET déjà présent : fusionnée avec la ligne {row}.").format(row=first)
        self.book.add(
            row_number=row_number,
            reason=reason,
            column=self.headers.get("siret", "siret"),
            value=row.values["siret"],
            kept=True,
        )


def _header_by_column(match: HeaderMatch, headers: Sequence[str]) -> dict[str, str]:
    return {column: headers[places[0]] for column, places in match.positions.items()}
