"""What a spending becomes on the territory, three rounds on: the LM3 by itself."""

from typing import Any

from maillon.domain.figures import FigureBook
from maillon.economics.rounds import describe_local_multiplier

__all__ = ["measure_local_spending"]


def measure_local_spending(
    injected: float, spent_locally: float, respent_locally: float
) -> dict[str, Any]:
    """
    Return the multiplier of a spending, each round apart, and its figure.

    Parameters
    ----------
    injected
        What is spent in the first place, in euros.
    spent_locally
        Of that amount, what is spent on the territory.
    respent_locally
        Of what was spent there, what its receivers spend on the territory in turn.

    Returns
    -------
    dict
        The three rounds, `respent` (what is spent again per euro injected, without the first
        round), `lm3` and `figure`.

    Raises
    ------
    InvalidInput
        If a round is larger than the one before, or nothing is injected.
    """
    rounds = {
        "injected": injected,
        "spent_locally": spent_locally,
        "respent_locally": respent_locally,
    }
    figures = FigureBook()
    found = describe_local_multiplier({"lm3": rounds}, figures=figures)
    return {**(found or {}), "figure": figures["lm3"].to_dict()}
