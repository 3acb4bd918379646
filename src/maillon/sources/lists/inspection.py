"""Look at a list before reading it: what file it is, what each column seems to hold."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from maillon.domain.jobs import Progress
from maillon.domain.language import translate as _
from maillon.sources.lists.guessing import ColumnGuess, guess_columns
from maillon.sources.lists.headers import STARTS_AFTER, is_personal, list_columns, match_headers
from maillon.sources.lists.opening import FileForm
from maillon.sources.lists.rows import name_columns, open_rows

__all__ = ["CLEAR", "InspectedColumn", "ListInspection", "inspect_list"]

# From this confidence on, a proposal may be ticked beforehand.
CLEAR = 0.7
_SAMPLES = 5
_LONGEST_SAMPLE = 80
_LOOKED_ROWS = 2_000
_LOOKED_VALUES = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class InspectedColumn:
    """
    A column of the file.

    Attributes
    ----------
    name
        Its header; made unique, and never empty. The mapping is written with it.
    position
        From 0.
    samples
        First distinct values, five at most.
    field
        Column of `listed_actors` that it seems to be; `None` when nothing is proposed.
    confidence
        0 to 1; from `CLEAR` on the proposal is in the mapping.
    reason
        French sentence on where the proposal comes from, or why there is none.
    """

    name: str
    position: int
    samples: tuple[str, ...]
    field: str | None
    confidence: float
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ListInspection:
    """
    What a list looks like.

    Attributes
    ----------
    form
        What file it is.
    header_row
        Row of the headers, from 1.
    columns
        In the order of the file; those without header and without value are left out.
    row_count
        Rows under the headers, up to the last one that holds something.
    notes
        French sentences on how the file was opened.
    problems
        French sentences on what must be settled before it can be read.
    """

    form: FileForm
    header_row: int
    columns: tuple[InspectedColumn, ...]
    row_count: int
    notes: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def mapping(self) -> dict[str, str]:
        """Proposed column of `listed_actors` by name of the column of the file."""
        return {
            column.name: column.field
            for column in self.columns
            if column.field and column.confidence >= CLEAR
        }


def inspect_list(
    path: Path,
    *,
    locate: Callable[..., str | None],
    sheet: str = "",
    progress: Progress | None = None,
) -> ListInspection:
    """
    Look at a list: the whole file is counted, its first rows are looked at.

    Parameters
    ----------
    locate
        As in `read_list`; tells that a column holds names of communes.
    sheet
        Sheet of a workbook; by default the one that looks most like a list.

    Raises
    ------
    InvalidInput
        If the file cannot be read, or has no such sheet.
    """
    with open_rows(path, progress, sheet=sheet) as listed:
        watched = [_Watched() for _header in listed.headers]
        row_count = 0
        for row_count, (_number, cells) in enumerate(listed.rows, start=1):
            if row_count <= _LOOKED_ROWS:
                for column, cell in zip(watched, cells, strict=False):
                    column.see(cell)
        notes = (*listed.opened.notes,)
        headers, header_row, form = listed.headers, listed.header_index + 1, listed.opened.form
    columns = _describe(headers, [column.values for column in watched], locate)
    return ListInspection(
        form=form,
        header_row=header_row,
        columns=tuple(columns),
        row_count=row_count,
        notes=notes,
        problems=tuple(_list_problems(columns, row_count)),
    )


@dataclass(slots=True)
class _Watched:
    """First distinct values of a column, in the order in which they came."""

    values: dict[str, None] = field(default_factory=dict)

    def see(self, cell: str) -> None:
        text = cell.strip()
        if text and len(self.values) < _LOOKED_VALUES:
            self.values.setdefault(text[:_LONGEST_SAMPLE])


def _describe(
    headers: Sequence[str],
    values: Sequence[Mapping[str, None]],
    locate: Callable[..., str | None],
) -> list[InspectedColumn]:
    match = match_headers(headers)
    by_position = {
        position: name for name, positions in match.positions.items() for position in positions
    }
    known = {column.name: column for column in list_columns()}
    ranks = {
        position: known[name].rank(headers[position]) for position, name in by_position.items()
    }
    told = {
        position: ColumnGuess(
            field=name,
            confidence=1.0 if (ranks[position] or 0) < STARTS_AFTER else 0.8,
            reason=_("L’en-tête le dit.")
            if (ranks[position] or 0) < STARTS_AFTER
            else _("L’en-tête commence ainsi."),
        )
        for position, name in by_position.items()
    }
    personal = {position for position, header in enumerate(headers) if is_personal(header)}
    guesses = guess_columns(
        [list(column) for column in values], told=told, personal=personal, locate=locate
    )
    return [
        InspectedColumn(
            name=name,
            position=position,
            samples=tuple(list(values[position])[:_SAMPLES]),
            field=guesses[position].field,
            confidence=round(guesses[position].confidence, 2),
            reason=guesses[position].reason,
        )
        for position, name in enumerate(name_columns(headers))
        if headers[position] or values[position]
    ]


def _list_problems(columns: Sequence[InspectedColumn], row_count: int) -> list[str]:
    problems = []
    if not row_count:
        problems.append(_("Aucune ligne sous les en-têtes : vérifiez le fichier et sa feuille."))
    if not any(column.field in {"name", "brand"} for column in columns):
        problems.append(
            _("Aucune colonne ne semble donner le nom des structures : dites laquelle.")
        )
    return problems
