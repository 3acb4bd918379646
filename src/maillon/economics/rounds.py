"""Orders of magnitude around the chain: LM3 and regionalised input-output, limits said."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from maillon.domain.errors import InvalidInput
from maillon.domain.figures import Figure, FigureBook, FigureInput
from maillon.domain.language import translate as _
from maillon.economics.fields import LARGEST, FieldReader
from maillon.economics.input_output import (
    compute_location_quotients,
    leontief_inverse,
    regional_coefficients,
    technical_coefficients,
)
from maillon.economics.local_multiplier import compute_local_multiplier

__all__ = ["describe_input_output", "describe_local_multiplier"]


def describe_local_multiplier(
    values: Mapping[str, Any], *, figures: FigureBook
) -> dict[str, Any] | None:
    """Return the three rounds of `lm3` and its figure, or `None` when the model has none."""
    given = values.get("lm3")
    if given is None:
        return None
    reader = FieldReader()
    if not isinstance(given, Mapping):
        reader.add("", "lm3", _("attend un objet, entre accolades."))
        given = {}
    names = ("injected", "spent_locally", "respent_locally")
    rounds = {name: reader.read_number(given, "lm3", name, low=0) for name in names}
    for name, value in rounds.items():
        if value is None and not reader.problems:
            reader.add("lm3", name, _("manque : donnez les trois montants, en euros."))
    reader.refuse_problems()
    found = compute_local_multiplier(*(rounds[name] or 0.0 for name in names))
    labels = (
        _("Montant injecté"),
        _("Dépensé sur le territoire par celui qui le reçoit"),
        _("Redépensé sur le territoire par ceux qui le reçoivent à leur tour"),
    )
    figures.add(
        Figure(
            id="lm3",
            label=_("Multiplicateur local en trois tours (LM3)"),
            value=round(found.value, 4),
            formula_key="valeur",
            formula=_("Somme des trois tours, divisée par le montant injecté."),
            inputs=tuple(
                FigureInput(label=label, value=rounds[name], unit="€")
                for label, name in zip(labels, names, strict=True)
            ),
            caveats=(
                _("Entre 1 et 3. Ne dit rien des emplois, ni de ce qui aurait eu lieu sans cela."),
                _(
                    "Ne se compare pas à une somme des seules redépenses, qui laisse de côté le "
                    "premier achat."
                ),
            ),
        )
    )
    return rounds | {"respent": found.respent, "lm3": found.value}


def describe_input_output(
    values: Mapping[str, Any], *, figures: FigureBook
) -> dict[str, Any] | None:
    """Return what a demand sets in motion in the region, or `None` without `input_output`."""
    given = values.get("input_output")
    if given is None:
        return None
    reader = FieldReader()
    if not isinstance(given, Mapping):
        reader.add("", "input_output", _("attend un objet, entre accolades."))
        given = {}
    wanted = ("sectors", "transactions", "output", "region", "country", "demand")
    for name in wanted:
        if not isinstance(given.get(name), list) and not reader.problems:
            reader.add("input_output", name, _("manque : donnez une liste, entre crochets."))
    delta = reader.read_number(given, "input_output", "delta", low=0, high=1)
    reader.refuse_problems()
    national = technical_coefficients(given["transactions"], given["output"])
    method = str(given.get("method") or "flq")
    quotients = compute_location_quotients(
        given["region"], given["country"], method=method, delta=delta
    )
    _check_sizes(given, len(national), len(quotients))
    regional = regional_coefficients(national, quotients)
    inverse = leontief_inverse(regional)
    output = inverse @ np.asarray(given["demand"], dtype=float)
    sectors = [str(name) for name in given["sectors"]]
    total, asked = float(output.sum()), float(sum(given["demand"]))
    figures.add(_explain_input_output(total, asked, method=method, delta=delta))
    return {
        "method": method,
        "quotients": quotients.tolist(),
        "coefficients": regional.tolist(),
        "multipliers": dict(zip(sectors, inverse.sum(axis=0).tolist(), strict=True)),
        "output": dict(zip(sectors, output.tolist(), strict=True)),
    }


def _check_sizes(given: Mapping[str, Any], sectors: int, quotients: int) -> None:
    demand = given["demand"]
    is_numbers = all(
        isinstance(one, (int, float)) and not isinstance(one, bool) and 0 <= one <= LARGEST
        for one in demand
    )
    sizes = {sectors, quotients, len(demand), len(given["sectors"])}
    if not is_numbers or len(sizes) > 1 or sum(demand) <= 0:
        raise InvalidInput(
            f"sizes {sizes} in input_output",
            user=_(
                "Dans « input_output », secteurs, tableau, production, emplois et demande doivent "
                "avoir le même nombre de cases, et la demande être positive."
            ),
        )


def _explain_input_output(
    total: float, asked: float, *, method: str, delta: float | None
) -> Figure:
    inputs = [
        FigureInput(label=_("Demande finale"), value=asked, unit="€"),
        FigureInput(label=_("Méthode de régionalisation"), value=method),
    ]
    if method in {"flq", "aflq"}:
        inputs.append(FigureInput(label=_("Paramètre delta de la formule FLQ"), value=delta))
    return Figure(
        id="input_output.output",
        label=_("Production entraînée dans la région, ordre de grandeur"),
        value=round(total, 2),
        unit="€",
        formula_key="valeur",
        formula=_(
            "Coefficients techniques du pays, réduits à ce que la région peut fournir, puis "
            "inverse de Leontief appliquée à la demande."
        ),
        inputs=tuple(inputs),
        assumptions=(
            _("Rendements constants, mêmes techniques que le pays, aucun effet sur les prix."),
        ),
        caveats=(_("Un ordre de grandeur, pas une mesure."),),
    )
