"""What the result of the chain owes to what is not sure: tornado, scenarios, chance."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from maillon.domain.figures import Figure, FigureBook, FigureInput
from maillon.domain.formatting import format_number, format_percent
from maillon.domain.language import translate as _
from maillon.economics.fields import FieldReader
from maillon.economics.model import ChainEconomy
from maillon.economics.sensitivity import (
    Outcome,
    TornadoBar,
    draw_tornado,
    run_scenario,
    simulate_chain,
)

__all__ = ["describe_uncertainty"]

_PERCENTILES = (5, 50, 95)
_ROUNDING_EUR = 0.005


def describe_uncertainty(
    chain: ChainEconomy,
    values: Mapping[str, Any],
    *,
    figures: FigureBook,
    draws: int,
    seed: int,
    spread: float,
) -> dict[str, Any]:
    """
    Return tornado, scenarios and simulation of a complete chain; add the figure of its result.

    Parameters
    ----------
    values
        The model, for its `scenarios`: name and relative changes by key of factor.
    draws
        None leaves the simulation out.
    """
    bars = {key: _write_bars(drawn) for key, drawn in draw_tornado(chain, spread=spread).items()}
    described: dict[str, Any] = {
        "spread": spread,
        "tornado": bars.pop(""),
        "stage_tornados": bars,
        "scenarios": _run_scenarios(chain, values),
        "simulation": None,
    }
    if draws:
        outcome = simulate_chain(chain, draws=draws, seed=seed, spread=spread)
        described["simulation"] = {"draws": draws, "seed": seed} | _summarise(outcome)
        _explain(outcome, figures, draws=draws, seed=seed, spread=spread)
    return described


def _write_bars(bars: list[TornadoBar]) -> list[dict[str, Any]]:
    return [
        {"factor": bar.factor.key, "spread": bar.spread, "low": bar.low, "high": bar.high}
        for bar in bars
        if bar.width > _ROUNDING_EUR
    ]


def _run_scenarios(chain: ChainEconomy, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    reader = FieldReader()
    rows = []
    for path, row in reader.read_list(values, "", "scenarios"):
        name = reader.read_text(row, path, "name")
        changes = row.get("changes")
        if not isinstance(changes, Mapping):
            reader.add(path, "changes", _("attend un objet : nom de ce qui change, puis la part."))
            continue
        read = {key: reader.read_number(changes, path, key, low=-1) for key in changes}
        rows.append((name, {key: value for key, value in read.items() if value is not None}))
    reader.refuse_problems()
    return [_write_scenario(name, run_scenario(chain, changes)) for name, changes in rows]


def _write_scenario(name: str, outcome: Outcome) -> dict[str, Any]:
    return {
        "name": name,
        "value_added": float(outcome.value_added.sum()),
        "result": float(outcome.result.sum()),
        "stages": {
            key: {
                "value_added": float(outcome.value_added[0, place]),
                "result": float(outcome.result[0, place]),
            }
            for place, key in enumerate(outcome.stages)
        },
    }


def _summarise(outcome: Outcome) -> dict[str, Any]:
    return {
        "result": _measure(outcome.result.sum(axis=1)),
        "value_added": _measure(outcome.value_added.sum(axis=1)),
        "stages": {
            key: _measure(outcome.result[:, place]) for place, key in enumerate(outcome.stages)
        },
    }


def _measure(drawn: npt.NDArray[np.float64]) -> dict[str, float]:
    low, middle, high = np.percentile(drawn, _PERCENTILES)
    return {
        "mean": float(drawn.mean()),
        "standard_deviation": float(drawn.std()),
        "p5": float(low),
        "p50": float(middle),
        "p95": float(high),
        "loss_probability": float((drawn < 0).mean()),
    }


def _explain(
    outcome: Outcome, figures: FigureBook, *, draws: int, seed: int, spread: float
) -> None:
    measured = _measure(outcome.result.sum(axis=1))
    figures.add(
        Figure(
            id="chain.simulated_result",
            label=_("Résultat de la filière, incertitudes comprises"),
            value=round(measured["mean"], 2),
            unit="€",
            formula_key="valeur",
            formula=_("Moyenne des tirages ; l’intervalle en contient neuf sur dix."),
            inputs=(
                FigureInput(label=_("Tirages"), value=draws),
                FigureInput(label=_("Graine du hasard"), value=seed),
            ),
            assumptions=(
                _(
                    "Chaque prix, rendement, coût et le volume varient de ±{spread} autour de la "
                    "valeur donnée, sauf incertitude propre, et sans lien entre eux."
                ).format(spread=format_percent(spread)),
            ),
            low=round(measured["p5"], 2),
            high=round(measured["p95"], 2),
            caveats=(
                _("La filière perd de l’argent dans {share} % des tirages.").format(
                    share=format_number(100 * measured["loss_probability"])
                ),
            ),
        )
    )
