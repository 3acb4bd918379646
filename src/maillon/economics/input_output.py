"""Order of magnitude of what a demand sets in motion: regionalised input-output."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from maillon.domain.errors import InvalidInput, NoSolution
from maillon.domain.language import translate as _

__all__ = [
    "compute_location_quotients",
    "leontief_inverse",
    "regional_coefficients",
    "technical_coefficients",
    "total_output",
]

_SMALLEST = 1e-9  # below, a production is the rounding of another
_METHODS = ("slq", "cilq", "flq", "aflq")

Array = npt.NDArray[np.float64]
Numbers = Sequence[Any] | Array


def technical_coefficients(transactions: Numbers, output: Numbers) -> Array:
    """
    Return what each sector buys from each other per euro that it produces.

    Parameters
    ----------
    transactions
        Square table, sellers in rows, buyers in columns, in euros.
    output
        Production of each sector, strictly positive, in euros.

    References
    ----------
    Miller and Blair (2009), Input-Output Analysis, ch. 2.
    """
    table, made = _read_square(transactions), _read_vector(output)
    if made.shape != (len(table),) or not (np.isfinite(made) & (made >= _SMALLEST)).all():
        raise InvalidInput(
            f"output of shape {made.shape} beside {table.shape}",
            user=_(
                "La production (« output ») doit donner un nombre strictement positif pour chaque "
                "secteur du tableau."
            ),
        )
    return np.asarray(table / made)


def leontief_inverse(coefficients: Numbers) -> Array:
    """
    Return the total production that one euro of final demand calls for.

    Raises
    ------
    NoSolution
        If the sectors use up as much as they produce.
    """
    table = _read_square(coefficients)
    # A productive economy: every sum of powers converges, which the spectral radius says.
    if np.abs(np.linalg.eigvals(table)).max() >= 1:
        raise NoSolution(
            "the coefficients have a spectral radius of one or more",
            user=_(
                "Les secteurs consomment autant qu’ils produisent : vérifiez le tableau des "
                "échanges et la production."
            ),
        )
    return np.asarray(np.linalg.inv(np.eye(len(table)) - table), dtype=float)


def total_output(coefficients: Numbers, demand: Numbers) -> Array:
    """Return the production of each sector that a final demand calls for, in euros."""
    return np.asarray(leontief_inverse(coefficients) @ np.asarray(demand, dtype=float))


def compute_location_quotients(
    region: Numbers, country: Numbers, *, method: str = "flq", delta: float | None = None
) -> Array:
    """
    Return the share of each need that the region can meet, sellers in rows, buyers in columns.

    Parameters
    ----------
    region, country
        Employment by sector; the country includes the region.
    method
        `slq` (weight of the seller), `cilq` (seller against buyer), `flq` (the same, corrected
        for the size of the region) or `aflq` (and for the specialisation of the buyer).
    delta
        Strength of the correction for size, between 0 and 1; `flq` and `aflq` need it.

    Returns
    -------
    array
        Never more than one, but for `aflq`, which may go beyond before being capped in
        `regional_coefficients`.

    References
    ----------
    Flegg and Webber (1997), Regional Studies 31 (8), 795-805.
    """
    local, whole = _read_vector(region), _read_vector(country)
    _check_employment(local, whole, delta)
    if method not in _METHODS:
        raise InvalidInput(
            f"unknown method {method!r}",
            user=_(
                "La méthode « {method} » est inconnue : choisissez slq, cilq, flq ou aflq."
            ).format(method=method),
        )
    simple = (local / local.sum()) / (whole / whole.sum())
    if method == "slq":
        return np.asarray(np.minimum(1.0, np.repeat(simple[:, None], len(simple), axis=1)))
    with np.errstate(divide="ignore", invalid="ignore"):
        # A buyer that is absent from the region buys nothing there.
        crossed = np.where(simple > 0, simple[:, None] / simple[None, :], 0.0)
    np.fill_diagonal(crossed, simple)
    if method == "cilq":
        return np.asarray(np.minimum(1.0, crossed))
    if delta is None:
        raise InvalidInput(
            f"{method} without delta",
            user=_("La formule FLQ demande un paramètre « delta », entre 0 et 1 : indiquez-le."),
        )
    size = np.log2(1 + local.sum() / whole.sum()) ** delta
    fitted = np.minimum(1.0, crossed * size)
    if method == "flq":
        return np.asarray(fitted)
    return np.asarray(fitted * np.where(simple > 1, np.log2(1 + simple), 1.0)[None, :])


def regional_coefficients(coefficients: Numbers, quotients: Numbers) -> Array:
    """Return the coefficients of the region: never more than those of the country."""
    return np.asarray(_read_square(coefficients) * np.minimum(1.0, np.asarray(quotients)))


def _read_square(values: Numbers) -> Array:
    try:
        table = np.asarray(values, dtype=float)
    except (TypeError, ValueError, OverflowError):
        table = np.full(1, np.nan)
    if (
        table.ndim != 2
        or table.shape[0] != table.shape[1]
        or not (np.isfinite(table) & (table >= 0)).all()
    ):
        raise InvalidInput(
            f"not a square table of positive numbers: {table.shape}",
            user=_(
                "Le tableau des échanges doit être carré, sans case vide ni nombre négatif : "
                "autant de lignes que de colonnes, une par secteur."
            ),
        )
    return table


def _read_vector(values: Numbers) -> Array:
    try:
        return np.asarray(values, dtype=float)
    except (TypeError, ValueError, OverflowError):
        return np.full(1, np.nan)


def _check_employment(local: Array, whole: Array, delta: float | None) -> None:
    is_right = (
        local.ndim == 1
        and local.shape == whole.shape
        and bool(np.isfinite(whole).all() and (whole > 0).all())
        and bool((local >= 0).all() and local.sum() > 0)
        and bool((local <= whole).all())
    )
    if not is_right:
        raise InvalidInput(
            "employment of region and country do not match",
            user=_(
                "Donnez l’emploi de chaque secteur, dans la région et dans le pays : deux listes "
                "de même longueur, et jamais plus d’emplois dans la région que dans le pays."
            ),
        )
    if delta is not None and not 0 <= delta <= 1:
        raise InvalidInput(
            f"delta {delta}",
            user=_("Le paramètre « delta » de la formule FLQ est compris entre 0 et 1."),
        )
