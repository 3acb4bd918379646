"""What the fields of a document stand for, written as a person reads them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import zip_longest
from typing import Any

from maillon.domain.formatting import format_date, format_number, format_quantity
from maillon.domain.language import translate as _
from maillon.domain.papers import Cell, Run
from maillon.domain.typography import typeset_french
from maillon.reference.papers import FieldKind, PaperField, list_paper_fields, split_text

__all__ = ["Scope", "format_field", "show_blank"]

_BEGINS_WITH_MARK = re.compile(r" ?[.:;,–)]")
_NUMBERS = {FieldKind.COUNT, FieldKind.NUMBER, FieldKind.EUROS}


def format_field(value: object, kind: FieldKind) -> str:
    """Return a value as it is written, empty when it is unknown."""
    if value is None or value == "":
        return ""
    if isinstance(value, (int, float)) and kind in _NUMBERS:
        if kind is FieldKind.EUROS:
            return format_quantity(round(value, 2), "€")
        return format_number(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(typeset_french(str(item)) for item in value)
    text = str(value)
    return format_date(text) if kind is FieldKind.DATE else typeset_french(text)


def show_blank(label: str) -> str:
    """Return the words of a blank: what is expected there."""
    return _("à compléter : {label}").format(label=f"{label[:1].lower()}{label[1:]}")


@cache
def _fields() -> dict[str, PaperField]:
    return {known.path: known for known in list_paper_fields()}


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What the names of a template stand for at one place."""

    values: Mapping[str, Any]
    names: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, Any] = field(default_factory=dict)

    def resolve(self, written: str) -> str:
        """Return the path of a field written with the name of an item."""
        first, dot, rest = written.partition(".")
        return f"{self.names[first]}{dot}{rest}" if first in self.names else written

    def find(self, written: str) -> object:
        """Return the value of a field, `None` when it is unknown."""
        first, _dot, rest = written.partition(".")
        value: object = self.items[first] if first in self.items else self.values.get(first)
        for name in rest.split(".") if rest else ():
            value = value.get(name) if isinstance(value, Mapping) else None
        return None if value == "" else value

    def is_known(self, written: str) -> bool:
        """Tell whether a field has something to say."""
        value = self.find(written)
        return value is not None and value not in ([], ())

    def describe(self, written: str) -> str:
        """Return what a field is, in words."""
        return _fields()[self.resolve(written)].label

    def enter(self, each: str, name: str, item: object) -> "Scope":
        """Return the scope of one item of a list."""
        return Scope(
            values=self.values,
            names={**self.names, name: self.resolve(each)},
            items={**self.items, name: item},
        )

    def list_items(self, written: str) -> Sequence[Any] | None:
        """Return the items of a list, `None` when nobody said."""
        value = self.find(written)
        return value if isinstance(value, (list, tuple)) else None

    def fill(self, text: str) -> Cell:
        """Return a text whose fields are replaced, blanks where nothing is known."""
        pieces = split_text(" ".join(text.split()))
        runs: list[Run] = []
        for piece, following in zip_longest(pieces, pieces[1:]):
            if not piece.field:
                runs.append(Run(text=piece.text))
                continue
            run = self._fill_field(piece.field)
            if following is not None and _BEGINS_WITH_MARK.match(following.text):
                # The sentence goes on: the full stop that a person typed would stand in its middle.
                run = replace(run, text=run.text.removesuffix("."))
            runs.append(run)
        return _typeset_runs(runs)

    def write(self, text: str) -> str:
        """Return a text in which blanks stand between brackets: for titles."""
        return "".join(f"[{run.text}]" if run.is_blank else run.text for run in self.fill(text))

    def _fill_field(self, written: str) -> Run:
        known = _fields()[self.resolve(written)]
        shown = format_field(self.find(written), known.kind)
        return Run(text=shown) if shown else Run(text=show_blank(known.label), is_blank=True)


def _typeset_runs(runs: Sequence[Run]) -> Cell:
    """Set the spaces of a sentence as a whole: a mark may follow a field."""
    written = []
    before = ""
    for run in runs:
        # The last letter before tells typography what the mark follows.
        whole = typeset_french(f"{before}{run.text}")
        written.append(Run(text=whole[len(before) :], is_blank=run.is_blank))
        before = run.text[-1:]
    return tuple(run for run in written if run.text)
