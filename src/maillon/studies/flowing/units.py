"""Flows in the unit that a person asks for: what measures the same thing is converted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from maillon.domain.errors import InvalidInput
from maillon.domain.flows import Flow, FlowModel, StockChange
from maillon.domain.language import translate as _
from maillon.flows.units import Unit, find_unit, list_units

__all__ = ["choose_unit", "convert_model", "find_factor", "get_unit"]


def get_unit(text: str) -> Unit:
    """
    Return the unit that a person wrote.

    Raises
    ------
    InvalidInput
        If it is unknown: the sentence gives those that are known.
    """
    unit = find_unit(text)
    if unit is None:
        raise InvalidInput(
            f"unknown unit {text!r}",
            user=_("L’unité « {unit} » est inconnue. Unités connues : {known}.").format(
                unit=text, known=", ".join(one.symbol for one in list_units())
            ),
        )
    return unit


def find_factor(text: str, wanted: Unit) -> float | None:
    """Return how many of a unit one of another is; `None` when they do not measure the same."""
    unit = find_unit(text)
    if unit is None or unit.dimension != wanted.dimension:
        return None
    return unit.factor / wanted.factor


def choose_unit(units: Iterable[str]) -> str:
    """Return the unit most often used, when all convert into it; nothing otherwise."""
    counts = Counter(units)
    most = max(counts, key=counts.__getitem__, default="")
    wanted = find_unit(most)
    if len(counts) == 1 or wanted is None:
        return most if len(counts) == 1 else ""
    return most if all(find_factor(unit, wanted) is not None for unit in counts) else ""


def convert_model(model: FlowModel, text: str) -> tuple[FlowModel, tuple[str, ...]]:
    """
    Return the model with every quantity that can be in that unit, and a sentence on the others.

    Raises
    ------
    InvalidInput
        If the unit is unknown, or if no flow can be counted in it.
    """
    wanted = get_unit(text)
    flows = tuple(_convert_flow(flow, wanted) for flow in model.flows)
    if not any(flow.unit == wanted.symbol for flow in flows):
        raise InvalidInput(
            f"no flow in {wanted.dimension}",
            user=_("Aucun flux ne se compte en {unit} : ceux du modèle sont en {units}.").format(
                unit=wanted.symbol, units=", ".join(dict.fromkeys(flow.unit for flow in flows))
            ),
        )
    left = [flow for flow in flows if flow.unit != wanted.symbol]
    converted = replace(
        model,
        flows=flows,
        stock_changes=tuple(_convert_stock(change, wanted) for change in model.stock_changes),
        ties=tuple(
            replace(
                tie,
                coefficients=tuple(
                    (place, coefficient / (find_factor(model.flows[place].unit, wanted) or 1.0))
                    for place, coefficient in tie.coefficients
                ),
            )
            for tie in model.ties
        ),
    )
    return converted, _say_left(model, left, wanted) if left else ()


def _say_left(model: FlowModel, left: Iterable[Flow], wanted: Unit) -> tuple[str, ...]:
    names = dict.fromkeys(f"{model.get_label(flow.matter)} ({flow.unit})" for flow in left)
    return (
        _("Ne se comptent pas en {unit} et restent dans leur unité : {names}.").format(
            unit=wanted.symbol, names=", ".join(names)
        ),
    )


def _convert_flow(flow: Flow, wanted: Unit) -> Flow:
    factor = find_factor(flow.unit, wanted)
    if factor is None:
        return flow
    return replace(
        flow,
        unit=wanted.symbol,
        value=_times(flow.value, factor),
        standard_error=_times(flow.standard_error, factor),
        minimum=flow.minimum * factor,
        maximum=_times(flow.maximum, factor),
    )


def _convert_stock(change: StockChange, wanted: Unit) -> StockChange:
    factor = find_factor(change.unit, wanted)
    if factor is None:
        return change
    return replace(
        change,
        unit=wanted.symbol,
        value=_times(change.value, factor),
        standard_error=_times(change.standard_error, factor),
    )


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor
