"""What a demand sets in motion in a region, by itself: an order of magnitude."""

from collections.abc import Mapping
from typing import Any

from maillon.domain.errors import InvalidInput
from maillon.domain.figures import FigureBook
from maillon.domain.language import translate as _
from maillon.economics.rounds import describe_input_output

__all__ = ["measure_input_output"]


def measure_input_output(table: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the production that a final demand calls for, and its figure.

    Parameters
    ----------
    table
        As the field `input_output` of `docs/methodes/valeur.md`: sectors, transactions (sellers
        in rows), output, jobs of the region and of the country, demand, method and delta.

    Raises
    ------
    InvalidInput
        If a part is missing or does not fit the others.
    """
    figures = FigureBook()
    found = describe_input_output({"input_output": table}, figures=figures)
    if found is None:
        raise InvalidInput(
            "no input-output table",
            user=_("Donnez le tableau des échanges, les productions, les emplois et la demande."),
        )
    return {**found, "figures": figures.to_dict()}
