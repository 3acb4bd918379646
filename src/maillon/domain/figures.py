"""Explained figures: a number never travels without its formula, its inputs and its sources."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Figure", "FigureBook", "FigureInput"]


@dataclass(frozen=True, kw_only=True, slots=True)
class FigureInput:
    """
    One quantity that a figure was computed from.

    Attributes
    ----------
    label
        What it is, in words.
    value
        Number or text; `None` when unknown.
    unit
        Unit, empty for a count or a text.
    source
        Key of the `Provenance` it was read in; empty when it is another figure.
    figure
        Identifier of the figure it is, when it is one.
    """

    label: str
    value: float | int | str | None
    unit: str = ""
    source: str = ""
    figure: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the attributes by name, for JSON."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """
    A number that opens.

    Attributes
    ----------
    id
        Stable identifier in its result, e.g. `stage.tri.establishments`.
    label
        What it counts or measures, in words.
    value
        The number; `None` when it cannot be known, `caveats` then says why.
    unit
        Unit in words (`établissements`, `salariés`, `km`), empty for a ratio.
    formula_key
        Name of the method, the anchor of its page in `docs/methodes`.
    formula
        The computation in words that an elected member can read.
    inputs
        What it was computed from.
    sources
        Keys of the provenances it rests on.
    assumptions
        What was chosen rather than measured.
    low, high
        Bounds of the interval; both `None` when there is none.
    caveats
        What the number does not say.
    is_protected
        True when the number exists and is withheld to protect an actor.
    """

    id: str
    label: str
    value: float | int | None
    unit: str = ""
    formula_key: str
    formula: str
    inputs: Sequence[FigureInput] = ()
    sources: Sequence[str] = ()
    assumptions: Sequence[str] = ()
    low: float | None = None
    high: float | None = None
    caveats: Sequence[str] = ()
    is_protected: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return the figure as JSON values; its interval as `range`, `null` when it has none."""
        has_range = self.low is not None or self.high is not None
        return {
            "label": self.label,
            "value": self.value,
            "unit": self.unit,
            "formula_key": self.formula_key,
            "formula": self.formula,
            "inputs": [entry.to_dict() for entry in self.inputs],
            "sources": list(self.sources),
            "assumptions": list(self.assumptions),
            "range": [self.low, self.high] if has_range else None,
            "caveats": list(self.caveats),
            "is_protected": self.is_protected,
        }


class FigureBook(Mapping[str, Figure]):
    """The figures of one result, by identifier."""

    def __init__(self) -> None:
        self._figures: dict[str, Figure] = {}

    def add(self, figure: Figure) -> str:
        """
        Keep a figure and return its identifier.

        Raises
        ------
        ValueError
            If the identifier is taken: two numbers under one name cannot both be explained.
        """
        if figure.id in self._figures:
            raise ValueError(f"figure {figure.id!r} exists already")
        self._figures[figure.id] = figure
        return figure.id

    def __getitem__(self, key: str) -> Figure:
        return self._figures[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._figures)

    def __len__(self) -> int:
        return len(self._figures)

    def to_dict(self) -> dict[str, dict[str, Any]]:
        """Return every figure as JSON values, by identifier."""
        return {key: figure.to_dict() for key, figure in self._figures.items()}
