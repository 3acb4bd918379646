"""LM3: what an amount becomes on the territory in three rounds."""

from dataclasses import dataclass

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _

__all__ = ["LocalMultiplier", "compute_endless_multiplier", "compute_local_multiplier"]


@dataclass(frozen=True, kw_only=True, slots=True)
class LocalMultiplier:
    """
    Three rounds of spending, in euros.

    Attributes
    ----------
    injected
        What arrives: a purchase, a subsidy, a turnover.
    spent_locally
        What the one who received it spends on the territory.
    respent_locally
        What those in turn spend on the territory.
    """

    injected: float
    spent_locally: float
    respent_locally: float

    @property
    def value(self) -> float:
        """Return the LM3, between 1 and 3."""
        return (self.injected + self.respent) / self.injected

    @property
    def respent(self) -> float:
        """Return the two rounds without the first purchase: never compare it with the LM3."""
        return self.spent_locally + self.respent_locally


def compute_local_multiplier(
    injected: float, spent_locally: float, respent_locally: float
) -> LocalMultiplier:
    """
    Return the three rounds, checked: nobody spends more than what they received.

    Raises
    ------
    InvalidInput
        If a round exceeds the one before it.

    References
    ----------
    Sacks (2002), The Money Trail, New Economics Foundation.
    """
    if not injected > 0 or not 0 <= respent_locally <= spent_locally <= injected:
        raise InvalidInput(
            f"rounds {injected}, {spent_locally}, {respent_locally}",
            user=_(
                "Les trois tours du LM3 vont en diminuant : le montant injecté, puis ce qui en est "
                "dépensé sur le territoire, puis ce qui y est redépensé."
            ),
        )
    return LocalMultiplier(
        injected=injected, spent_locally=spent_locally, respent_locally=respent_locally
    )


def compute_endless_multiplier(local_share: float) -> float:
    """Return what one euro becomes when the same share is spent locally for ever."""
    if not 0 <= local_share < 1:
        raise InvalidInput(
            f"local share {local_share}",
            user=_("La part dépensée sur le territoire est comprise entre 0 et 1, 1 exclu."),
        )
    return 1 / (1 - local_share)
