"""A ratio surveyed here, weighed against the published one."""

from dataclasses import replace

from maillon.domain.errors import InvalidInput
from maillon.domain.formatting import format_percent
from maillon.domain.gisements import Ratio
from maillon.domain.language import translate as _
from maillon.domain.text import fold
from maillon.flows.gisements.laws import Estimate, find_variation, make_estimate
from maillon.flows.gisements.shrinking import shrink_ratio
from maillon.flows.units import find_unit
from maillon.reference.parameters.pedigree import load_pedigree

__all__ = ["weigh_local_ratio"]


def weigh_local_ratio(local: Ratio, national: Ratio) -> tuple[Ratio, float]:
    """
    Return the ratio to use here, between the local and the national one.

    Returns
    -------
    ratio
        The local one with its value, its variation and its method rewritten; both sources named.
    weight
        Share of the local ratio in it, 0 to 1.

    Raises
    ------
    InvalidInput
        If they do not count the same thing, or are of two years: a difference of vintages is no
        difference of places.
    """
    problem = _find_difference(local, national)
    if problem:
        raise InvalidInput(f"{local.key} and {national.key} differ", user=problem)
    unit, other = find_unit(local.unit), find_unit(national.unit)
    factor = other.factor / unit.factor if unit and other else 1.0
    shrunk = shrink_ratio(
        _estimate(local, local.value), _estimate(national, national.value * factor)
    )
    weight = shrunk.local_weight
    ratio = replace(
        local,
        value=shrunk.estimate.value,
        cv=shrunk.estimate.cv,
        low=None,
        high=None,
        confidence="",
        source=f"{local.source} ; {national.source}",
        method=_(
            "Ratio local rapproché du ratio national : poids du local {weight}, d’après les deux "
            "incertitudes."
        ).format(weight=format_percent(weight)),
        is_verified=local.is_verified and national.is_verified,
    )
    return ratio, weight


def _estimate(ratio: Ratio, value: float) -> Estimate:
    variation = find_variation(
        ratio.value,
        cv=ratio.cv,
        low=ratio.low,
        high=ratio.high,
        confidence=ratio.confidence,
        pedigree=load_pedigree(),
    )
    if variation is None:
        raise InvalidInput(
            f"ratio {ratio.key} has no uncertainty",
            user=_("Le ratio « {source} » n’a pas d’incertitude : rien ne peut le peser.").format(
                source=ratio.source
            ),
        )
    return make_estimate(value, variation)


def _find_difference(local: Ratio, national: Ratio) -> str:
    unit, other = find_unit(local.unit), find_unit(national.unit)
    if unit is None or other is None or unit.dimension != other.dimension:
        return _("Les deux ratios n’ont pas d’unités qui se comparent.")
    same = (
        (fold(local.matter), local.activity, local.scope, local.naf_code)
        == (fold(national.matter), national.activity, national.scope, national.naf_code)
    )  # fmt: skip
    if not same:
        return _(
            "Les deux ratios ne comptent pas la même chose : matière, activité, code NAF et moment "
            "doivent être les mêmes."
        )
    if local.year != national.year:
        return _(
            "Les deux ratios sont de deux années ({local} et {national}) : leur écart dit aussi un "
            "changement de méthode, ils ne se pèsent pas l’un l’autre."
        ).format(local=local.year, national=national.year)
    return ""
