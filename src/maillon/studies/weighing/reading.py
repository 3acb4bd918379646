"""Read the log of somebody who weighs: every line that holds, every problem with its cell."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

from maillon.domain.formatting import format_number
from maillon.domain.language import translate as _
from maillon.domain.text import fold
from maillon.domain.weighings import CHANNELS, Direction, Weighing
from maillon.studies.weighing.cells import read_day, read_text, read_weight
from maillon.studies.weighing.tables import TableColumn, TableLayout, name_column
from maillon.studies.weighing.words import find_channel, find_direction, is_no, is_total

__all__ = ["CellProblem", "ReadingChoices", "UnknownWord", "WeighingReading", "read_weighings"]

_KG_BY_UNIT = {"kg": Decimal(1), "t": Decimal(1000)}
_PLACES = Decimal("0.001")
_LONGEST_TEXT = 300
_MOST_KG = Decimal(100_000_000)
_WEIGHTS = {
    "weight": "",
    "weight_in": Direction.IN.value,
    "weight_out": Direction.OUT.value,
    "weight_stock": Direction.STOCK.value,
    "of_category": "",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadingChoices:
    """
    What the person says of a table where the table does not.

    Attributes
    ----------
    unit
        Of the weights whose header and cell name none.
    direction, site, category
        Of the lines that have none.
    fills_dates
        Whether an empty date is that of the line above.
    channels
        What unknown words mean, by `direction:FOLDED WORDS`.
    """

    unit: str = "kg"
    direction: str = ""
    site: str = ""
    category: str = ""
    fills_dates: bool = False
    channels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class CellProblem:
    """What keeps a line from being read: the cell, and what to do."""

    cell: str
    sentence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class UnknownWord:
    """An origin or a destination in words that nobody has told the meaning of."""

    direction: str
    text: str
    line_count: int

    @property
    def key(self) -> str:
        """Its key in `ReadingChoices.channels`."""
        return f"{self.direction}:{fold(self.text)}"


@dataclass(frozen=True, kw_only=True, slots=True)
class WeighingReading:
    """
    What a table holds.

    Attributes
    ----------
    problems
        One for each line or cell that could not be read; those lines are not in `weighings`.
    total_count, replaced_count
        Lines left out because they add up others; because a correction replaced them.
    assumed_unit
        Whether at least one weight took the unit that the person gave.
    """

    weighings: tuple[Weighing, ...]
    problems: tuple[CellProblem, ...]
    unknown_words: tuple[UnknownWord, ...]
    total_count: int
    replaced_count: int
    assumed_unit: bool


def read_weighings(
    rows: Sequence[Sequence[Any]],
    layout: TableLayout,
    choices: ReadingChoices,
    *,
    today: date,
    sheet: str = "",
) -> WeighingReading:
    """
    Read every line of a table.

    Parameters
    ----------
    rows
        As `open_tables` gives them.
    layout
        As `recognise` guesses it, or as the person changed it.
    today
        No weighing is later.
    """
    reader = _Reader(layout, choices, today=today, sheet=sheet)
    first = layout.header_row + 1
    weighings = [
        line
        for number, row in enumerate(rows[first:], start=first + 1)
        for line in reader.read_row(number, row)
    ]
    return WeighingReading(
        weighings=tuple(weighings),
        problems=tuple(reader.problems),
        unknown_words=tuple(
            UnknownWord(direction=direction, text=text, line_count=count)
            for (direction, text), count in reader.unknown.most_common()
        ),
        total_count=reader.total_count,
        replaced_count=reader.replaced_count,
        assumed_unit=reader.assumed_unit,
    )


class _Unreadable(Exception):
    """A line that is left aside; the problem is already written."""


class _Reader:
    """Reads rows one by one; dates and words that come again are read once."""

    def __init__(
        self, layout: TableLayout, choices: ReadingChoices, *, today: date, sheet: str
    ) -> None:
        self.choices = choices
        self.today = today
        self.sheet = sheet
        self.problems: list[CellProblem] = []
        self.unknown: Counter[tuple[str, str]] = Counter()
        self.total_count = 0
        self.replaced_count = 0
        self.assumed_unit = False
        self._by_role = {column.role: column for column in layout.columns if column.role}
        self._weights = [column for column in layout.columns if column.role in _WEIGHTS]
        self._texts = [
            column.place
            for column in layout.columns
            if column.role in {"date", "category", "site", "direction"}
        ]
        self._days: dict[object, date | None] = {}
        self._directions: dict[str, str] = {}
        self._channels: dict[tuple[str, str], tuple[str, bool]] = {}
        self._last_day: date | None = None

    def read_row(self, number: int, row: Sequence[Any]) -> Iterator[Weighing]:
        """Yield the lines of a row: one, or one for each weight that it holds."""
        weighed = [column for column in self._weights if _is_filled(row, column.place)]
        if not weighed:
            self._note_unweighed(number, row)
            return
        if any(is_total(cell) for cell in _list_words(row, self._texts)):
            self.total_count += 1
            return
        if is_no(self._text(row, "counted")):
            self.replaced_count += 1
            return
        try:
            day = self._read_day(number, row)
        except _Unreadable:
            return
        for column in weighed:
            try:
                line = self._read_line(number, row, column, day)
            except _Unreadable:
                continue
            if line is not None:
                yield line

    def _note_unweighed(self, number: int, row: Sequence[Any]) -> None:
        said = [cell for cell in _list_words(row, self._texts) if not is_total(cell)]
        if len(said) > 1 and self._weights and "of_category" not in self._by_role:
            self._refuse(number, self._weights[0].place, _("il manque le poids."))

    def _read_line(
        self, number: int, row: Sequence[Any], column: TableColumn, day: date
    ) -> Weighing | None:
        kilograms = self._read_kilograms(number, row, column)
        if not kilograms and len(self._weights) > 1:
            # A zero in one of several columns is nothing, not a weighing of nothing.
            return None
        direction = self._read_direction(number, row, column)
        category = column.category if column.role == "of_category" else self._text(row, "category")
        category = category or self.choices.category
        if not category:
            self._fail(number, "category", column, _("il manque la catégorie."))
        channel, note = self._read_channel(row, direction)
        site = self._text(row, "site") or self.choices.site
        if not site:
            self._fail(number, "site", column, _("il manque le site."))
        return Weighing(
            weighed_on=day,
            site=site[:120],
            direction=direction,
            category=category[:80],
            kilograms=kilograms,
            channel=channel,
            ticket=self._text(row, "ticket")[:60],
            note=note[:_LONGEST_TEXT],
            cell=self._name_cell(number, column.place),
        )

    def _read_day(self, number: int, row: Sequence[Any]) -> date:
        column = self._by_role.get("date")
        cell = row[column.place] if column and column.place < len(row) else None
        place = column.place if column else 0
        if cell is None or cell == "" or not str(cell).strip():
            if self.choices.fills_dates and self._last_day is not None:
                return self._last_day
            raise self._refuse(number, place, _("il manque la date."))
        if cell not in self._days:
            self._days[cell] = read_day(cell)
        day = self._days[cell]
        if day is None:
            raise self._refuse(
                number,
                place,
                _("« {text} » n’est pas une date : écrivez par exemple 12/03/2026.").format(
                    text=read_text(cell)
                ),
            )
        if day > self.today:
            raise self._refuse(
                number,
                place,
                _("la date {text} est à venir : corrigez-la.").format(text=f"{day:%d/%m/%Y}"),
            )
        self._last_day = day
        return day

    def _read_kilograms(self, number: int, row: Sequence[Any], column: TableColumn) -> Decimal:
        cell = row[column.place]
        weight = read_weight(cell)
        if weight is None:
            raise self._refuse(
                number,
                column.place,
                _("« {text} » n’est pas un poids.").format(text=read_text(cell)),
            )
        value, unit = weight
        unit = unit or self._read_unit(number, row) or column.unit
        if not unit:
            self.assumed_unit = True
            unit = self.choices.unit
        if value < 0:
            raise self._refuse(
                number,
                column.place,
                _("{text} est négatif : inscrivez une sortie, ou corrigez.").format(
                    text=format_number(float(value))
                ),
            )
        kilograms = value * _KG_BY_UNIT[unit]
        if kilograms >= _MOST_KG:
            raise self._refuse(
                number,
                column.place,
                _("{text} est plus lourd que tout ce qui se pèse : vérifiez l’unité.").format(
                    text=read_text(cell)
                ),
            )
        return kilograms.quantize(_PLACES)

    def _read_unit(self, number: int, row: Sequence[Any]) -> str:
        text = self._text(row, "unit")
        if not text:
            return ""
        weight = read_weight(f"1{text}")
        if weight is None or not weight[1]:
            column = self._by_role["unit"]
            raise self._refuse(
                number,
                column.place,
                _("« {text} » n’est ni kg ni t.").format(text=text),
            )
        return weight[1]

    def _read_direction(self, number: int, row: Sequence[Any], column: TableColumn) -> str:
        own = _WEIGHTS[column.role] or column.direction
        if own:
            return own
        text = self._text(row, "direction")
        if not text:
            direction = self.choices.direction or self._infer_direction(row)
            if not direction:
                self._fail(
                    number, "direction", column, _("rien ne dit si c’est une entrée ou une sortie.")
                )
            return direction
        if text not in self._directions:
            self._directions[text] = find_direction(text)
        if not self._directions[text]:
            self._fail(
                number,
                "direction",
                column,
                _("« {text} » ne dit ni entrée ni sortie.").format(text=text),
            )
        return self._directions[text]

    def _infer_direction(self, row: Sequence[Any]) -> str:
        """Take a line that has an origin alone as come in, a destination alone as gone out."""
        sides = [
            side.value
            for side, role in ((Direction.IN, "origin"), (Direction.OUT, "destination"))
            if self._text(row, role)
        ]
        return sides[0] if len(sides) == 1 else ""

    def _read_channel(self, row: Sequence[Any], direction: str) -> tuple[str, str]:
        """Return the key of the origin or destination, and the note with its words when lost."""
        note = self._text(row, "note")
        if direction == Direction.STOCK:
            return "", note
        side = "origin" if direction == Direction.IN else "destination"
        text = self._text(row, side) or self._text(row, "channel")
        if not text:
            return "other", note
        key = (direction, text)
        if key not in self._channels:
            self._channels[key] = self._understand(text, direction)
        channel, is_said = self._channels[key]
        if not channel:
            self.unknown[key] += 1
        kept = note if is_said else " – ".join(part for part in (text, note) if part)
        return channel or "other", kept

    def _understand(self, text: str, direction: str) -> tuple[str, bool]:
        """Return what words mean, and whether the key says all that they say."""
        known = CHANNELS[direction]
        chosen = self.choices.channels.get(f"{direction}:{fold(text)}", "")
        channel = chosen if chosen in known else find_channel(text, direction)
        same = {fold(channel), fold(known[channel]), fold(_(known[channel]))} if channel else set()
        return channel, fold(text) in same

    def _text(self, row: Sequence[Any], role: str) -> str:
        column = self._by_role.get(role)
        if column is None or column.place >= len(row):
            return ""
        return read_text(row[column.place])

    def _fail(self, number: int, role: str, column: TableColumn, sentence: str) -> NoReturn:
        place = self._by_role[role].place if role in self._by_role else column.place
        raise self._refuse(number, place, sentence)

    def _refuse(self, number: int, place: int, sentence: str) -> _Unreadable:
        self.problems.append(CellProblem(cell=self._name_cell(number, place), sentence=sentence))
        return _Unreadable(sentence)

    def _name_cell(self, number: int, place: int) -> str:
        name = f"{name_column(place)}{number}"
        return f"{self.sheet}!{name}" if self.sheet else name


def _is_filled(row: Sequence[Any], place: int) -> bool:
    if place >= len(row) or row[place] is None:
        return False
    cell = row[place]
    return not isinstance(cell, str) or bool(cell.strip(" -–—/"))


def _list_words(row: Sequence[Any], places: Sequence[int]) -> list[str]:
    return [read_text(row[place]) for place in places if place < len(row) and row[place]]
