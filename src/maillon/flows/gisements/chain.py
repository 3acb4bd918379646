"""From what arises to what can be had: theoretical, mobilisable, recoverable."""

from dataclasses import dataclass, replace

from maillon.domain.errors import InvalidInput
from maillon.domain.gisements import RecoverySteps, UncertainShare
from maillon.domain.language import translate as _
from maillon.flows.gisements.laws import (
    Estimate,
    combine_variations,
    find_share_variation,
    make_estimate,
)

__all__ = ["GisementChain", "lead_to_recoverable"]


@dataclass(frozen=True, kw_only=True, slots=True)
class GisementChain:
    """
    The three quantities of a gisement, each with its own uncertainty.

    Attributes
    ----------
    mobilisable, recoverable
        `None` when nobody gave the share that leads there.
    """

    theoretical: Estimate
    mobilisable: Estimate | None = None
    recoverable: Estimate | None = None


def lead_to_recoverable(theoretical: Estimate, steps: RecoverySteps) -> GisementChain:
    """
    Lead a quantity to what a collection reaches, then to what is good enough.

    Parameters
    ----------
    steps
        Shares; a step that is not known stops the chain, it never counts as 1.

    Raises
    ------
    InvalidInput
        If a share is not between 0 and 1 or has no uncertainty, or if the second step is given
        without the first.

    Notes
    -----
    The three quantities are taken as independent: their relative variances combine as those of a
    product. Nothing exceeds what it is a part of: bounds are cut at those of the step before.
    """
    _check_steps(steps)
    if steps.mobilisable is None:
        return GisementChain(theoretical=theoretical)
    mobilisable = _take_share(theoretical, steps.mobilisable)
    if steps.recoverable is None:
        return GisementChain(theoretical=theoretical, mobilisable=mobilisable)
    return GisementChain(
        theoretical=theoretical,
        mobilisable=mobilisable,
        recoverable=_take_share(mobilisable, steps.recoverable),
    )


def _take_share(whole: Estimate, share: UncertainShare) -> Estimate:
    cv = combine_variations(whole.cv, find_share_variation(share) or 0.0)
    part = make_estimate(whole.value * share.value, cv)
    return replace(
        part,
        low=min(part.low, whole.low),
        median=min(part.median, whole.median),
        high=min(part.high, whole.high),
    )


def _check_steps(steps: RecoverySteps) -> None:
    problems = []
    for name, share in (
        (_("La part mobilisable"), steps.mobilisable),
        (_("La part valorisable"), steps.recoverable),
    ):
        if share is None:
            continue
        if not 0 <= share.value <= 1:
            problems.append(_("{name} doit être entre 0 et 1.").format(name=name))
        elif find_share_variation(share) is None:
            problems.append(
                _("{name} n’a pas d’incertitude : donnez un minimum et un maximum.").format(
                    name=name
                )
            )
    if steps.recoverable is not None and steps.mobilisable is None:
        problems.append(
            _("La part valorisable s’applique à la part mobilisable : donnez d’abord celle-ci.")
        )
    if problems:
        raise InvalidInput(
            f"shares of a gisement: {problems}", user=problems[0], details=tuple(problems)
        )
