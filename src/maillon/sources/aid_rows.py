"""Rows of the table of aids, which several sources fill."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.sources.described_tables import get_table_schema
from maillon.sources.lists.cells import parse_day
from maillon.sources.rejects import RegisterReading, RejectBook

__all__ = ["AidBook", "join_lines", "read_day"]


@dataclass(slots=True)
class AidBook:
    """
    Collects aids as rows of `reference/tables/aids.csv`, and what could not be taken.

    Attributes
    ----------
    rejects
        Rows that need a look.
    """

    rejects: RejectBook = field(default_factory=RejectBook)
    _rows: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, number: int, row: Mapping[str, Any]) -> None:
        """Keep an aid, unless it has no title, no identifier, or is there already."""
        if not row.get("title") or not row.get("aid_id"):
            self.refuse(number, _("Aide sans titre ou sans identifiant : non reprise."), row)
        elif row["aid_id"] in self._rows:
            self.refuse(number, _("Cette aide est déjà plus haut dans le fichier."), row)
        else:
            filled = {"is_audience_closed": True, "has_variants": False, **row}
            self._rows[row["aid_id"]] = {
                name: None if value == "" else value for name, value in filled.items()
            }

    def refuse(self, number: int, reason: str, row: Mapping[str, Any]) -> None:
        """Set a row aside."""
        self.rejects.add(
            row_number=number,
            reason=reason,
            column="title",
            value=str(row.get("title") or row.get("aid_id") or ""),
            kept=False,
        )

    def doubt(self, number: int, reason: str, *, column: str, value: str) -> None:
        """Write down a cell that could not be read, its row being kept."""
        self.rejects.add(row_number=number, reason=reason, column=column, value=value, kept=True)

    def to_reading(self, path: Path, notes: Iterable[str] = ()) -> RegisterReading:
        """
        Return the table, the rejects and the notes.

        Raises
        ------
        InvalidInput
            If the file holds no aid: importing it would empty what is there.
        """
        if not self._rows:
            raise InvalidInput(
                f"no aid in {path.name}",
                user=_("« {name} » ne contient aucune aide : rien n’a été remplacé.").format(
                    name=path.name
                ),
            )
        table = pa.Table.from_pylist(list(self._rows.values()), schema=get_table_schema("aids"))
        return RegisterReading(table=table, rejects=self.rejects.to_table(), notes=list(notes))


def join_lines(values: Iterable[object]) -> str | None:
    """Return values one per line, without blanks or repeats; `None` when there is none."""
    bare = (" ".join(str(value).split()) for value in values if value is not None)
    return "\n".join(dict.fromkeys(text for text in bare if text)) or None


def read_day(book: AidBook, number: int, *, column: str, text: str) -> dt.date | None:
    """Return a day; one that cannot be read is written down, and the aid kept without it."""
    if not text.strip():
        return None
    day = parse_day(text)
    if day is None:
        book.doubt(
            number, _("Date illisible : l’aide est gardée sans elle."), column=column, value=text
        )
    return day
