"""What is promised against what circulates: nobody can deliver more than the flow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any

from maillon.domain.figures import Figure, FigureInput
from maillon.domain.formatting import format_quantity
from maillon.domain.language import translate as _
from maillon.economics.commitment_reading import ReadCommitment
from maillon.economics.fields import FieldReader
from maillon.economics.quantities import choose_rows, read_quantities

__all__ = ["YearPromise", "compare_promises", "explain_promise", "warn_of_promise"]

_ROUNDING = 1e-9


@dataclass(frozen=True, kw_only=True, slots=True)
class YearPromise:
    """
    What a commitment promises in a year beside the flow that it bears on.

    Attributes
    ----------
    promised_in_all
        By all the commitments on the same flow.
    circulating
        Quantity of the flow in that year; `None` when the model does not say it, or in another
        unit.
    """

    year: int
    promised: float
    promised_in_all: float
    circulating: float | None

    @property
    def exceeds(self) -> bool:
        """Say whether more is promised than what circulates."""
        if self.circulating is None:
            return False
        return self.promised_in_all > self.circulating * (1 + _ROUNDING) + _ROUNDING


def compare_promises(
    read: Sequence[ReadCommitment], values: Mapping[str, Any]
) -> list[list[YearPromise]]:
    """Return the promises of each commitment, year after year, beside the flows of the model."""
    flows = {year: _read_flows(values, year) for year in {y for one in read for y in one.promised}}
    return [
        [
            YearPromise(
                year=year,
                promised=volume,
                promised_in_all=fsum(
                    other.promised.get(year, 0.0) for other in read if _name(other) == _name(one)
                ),
                circulating=flows[year].get(_name(one)),
            )
            for year, volume in sorted(one.promised.items())
        ]
        for one in read
    ]


def _name(one: ReadCommitment) -> tuple[str, str, str, str]:
    return (*one.commitment.ends, one.commitment.matter, one.commitment.unit)


def _read_flows(
    values: Mapping[str, Any], year: int
) -> dict[tuple[str, str, str, str], float | None]:
    reader = FieldReader()
    rows, shares = (
        choose_rows(reader, reader.read_list(values, "", name), year)
        for name in ("flows", "yields")
    )
    found = read_quantities(reader, rows, shares)
    reader.refuse_problems()
    fields = ("from", "to", "matter", "unit")
    return {
        tuple(str(row.get(name)) for name in fields): quantity.value  # type: ignore[misc]
        for (_path, row), quantity in zip(rows, found, strict=True)
    }


def warn_of_promise(one: ReadCommitment, promise: YearPromise) -> str:
    """Return the sentence that says that a promise cannot be held."""
    unit = one.commitment.unit
    return _(
        "En {year}, {promised} de {matter} sont promis de {seller} à {buyer}, tous engagements "
        "compris, et il n’en circule que {circulating} : revoyez l’engagement ou le flux."
    ).format(
        year=promise.year,
        promised=format_quantity(promise.promised_in_all, unit),
        matter=one.commitment.matter,
        seller=one.commitment.seller,
        buyer=one.commitment.buyer,
        circulating=format_quantity(promise.circulating or 0.0, unit),
    )


def explain_promise(one: ReadCommitment, promise: YearPromise, place: int) -> Figure:
    """Return the share of a flow that is promised in a year, as a figure."""
    unit, whole = one.commitment.unit, promise.circulating or 0.0
    return Figure(
        id=f"commitment.{place}.promised.{promise.year}",
        label=_("Part promise de ce qui circule en {year} – {matter}, {seller} à {buyer}").format(
            year=promise.year,
            matter=one.commitment.matter,
            seller=one.commitment.seller,
            buyer=one.commitment.buyer,
        ),
        value=round(promise.promised_in_all / whole, 4) if whole > _ROUNDING else None,
        formula_key="valeur",
        formula=_("Somme des volumes promis sur ce flux, divisée par la quantité du flux."),
        inputs=(
            FigureInput(label=_("Promis"), value=promise.promised_in_all, unit=unit),
            FigureInput(
                label=_("En circulation, selon les flux"), value=promise.circulating, unit=unit
            ),
        ),
        caveats=()
        if whole > _ROUNDING
        else (_("Rien ne circule cette année-là, selon les flux."),),
    )
