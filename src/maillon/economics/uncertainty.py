"""What the result of the chain owes to what is not sure: tornado, scenarios, chance."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from maillon.domain.figures import Figure, FigureBook, FigureInput
from maillon.domain.formatting import format_number, format_percent
from maillon.domain.language import translate as _
from maillon.economics.correlation import FactorGroup, read_groups
from maillon.economics.factor_names import name_factors
from maillon.economics.fields import FieldReader
from maillon.economics.model import ChainEconomy
from maillon.economics.sensitivity import (
    Outcome,
    TornadoBar,
    draw_tornado,
    run_scenario,
    simulate_chain,
)
from maillon.economics.variance import share_variance

__all__ = ["Trials", "describe_uncertainty"]

_PERCENTILES = (5, 50, 95)
_ROUNDING_EUR = 0.005
_SOBOL_FACTORS = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Trials:
    """
    How far to look.

    Attributes
    ----------
    draws, seed
        Of the simulation; no draw leaves it out.
    spread
        Half-width of what has no uncertainty of its own.
    sobol
        Size of the samples of the Sobol indices; 0 leaves them out.
    """

    draws: int
    seed: int
    spread: float
    sobol: int = 0


def describe_uncertainty(
    chain: ChainEconomy,
    values: Mapping[str, Any],
    trials: Trials,
    *,
    figures: FigureBook,
) -> dict[str, Any]:
    """
    Return tornado, scenarios and simulation of a complete chain; add the figure of its result.

    Parameters
    ----------
    values
        The model, for its `scenarios` (name and relative changes by key of factor) and its
        `correlations`.
    """
    draws, seed, spread = trials.draws, trials.seed, trials.spread
    names = name_factors(chain)
    groups = read_groups(values, list(names))
    tornado = draw_tornado(chain, spread=spread)
    spreads = {bar.factor.key: bar.spread for bar in tornado[""]}
    bars = {key: _write_bars(drawn, names) for key, drawn in tornado.items()}
    described: dict[str, Any] = {
        "spread": spread,
        "tornado": bars.pop(""),
        "stage_tornados": bars,
        "scenarios": _run_scenarios(chain, values),
        "simulation": None,
        "factors": [
            {"factor": key, "label": label, "spread": spreads[key]} for key, label in names.items()
        ],
        "correlations": [asdict(group) | {"factors": list(group.factors)} for group in groups],
        "sobol": None,
    }
    if described["tornado"]:
        figures.add(_explain_first_cause(described["tornado"][0], figures))
    if draws:
        outcome = simulate_chain(chain, draws=draws, seed=seed, spread=spread, groups=groups)
        described["simulation"] = {"draws": draws, "seed": seed} | _summarise(outcome)
        figures.add(_explain(outcome, groups, draws=draws, seed=seed, spread=spread))
    if trials.sobol:
        described["sobol"] = _share_variance(
            chain, described["tornado"], draws=trials.sobol, seed=seed, spread=spread
        )
    return described


def _share_variance(
    chain: ChainEconomy, bars: list[dict[str, Any]], *, draws: int, seed: int, spread: float
) -> dict[str, Any]:
    """Return the Sobol indices of the widest causes."""
    labels = {bar["factor"]: bar["label"] for bar in bars[:_SOBOL_FACTORS]}
    found = share_variance(chain, list(labels), draws=draws, seed=seed, spread=spread)
    return {
        "draws": draws,
        "factors": [
            {"factor": one.factor, "label": labels[one.factor]}
            | {"first": one.first, "total": one.total}
            for one in found
        ],
        "unexplained": 1 - sum(one.first for one in found) if found else None,
    }


def _explain_first_cause(bar: Mapping[str, Any], figures: FigureBook) -> Figure:
    base = figures["chain.result"]
    low, high = sorted((bar["low"], bar["high"]))
    return Figure(
        id="chain.first_cause",
        label=_("Résultat de la filière quand varie seulement : {cause}").format(
            cause=bar["label"]
        ),
        value=base.value,
        unit="€",
        formula_key="valeur",
        formula=_("Comptes refaits avec cette seule cause plus basse, puis plus haute."),
        inputs=(
            FigureInput(label=base.label, value=base.value, unit="€", figure=base.id),
            FigureInput(label=_("Variation, dans les deux sens"), value=bar["spread"]),
        ),
        low=round(low, 2),
        high=round(high, 2),
    )


def _write_bars(bars: list[TornadoBar], names: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "factor": bar.factor.key,
            "label": names[bar.factor.key],
            "spread": bar.spread,
            "low": bar.low,
            "high": bar.high,
        }
        for bar in bars
        if bar.width > _ROUNDING_EUR
    ]


def _run_scenarios(chain: ChainEconomy, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    reader = FieldReader()
    rows: list[tuple[str, dict[str, float]]] = []
    for path, row in reader.read_list(values, "", "scenarios"):
        name = reader.read_text(row, path, "name")
        changes = row.get("changes")
        if not isinstance(changes, Mapping):
            reader.add(path, "changes", _("attend un objet : nom de ce qui change, puis la part."))
            continue
        read = {key: reader.read_number(changes, path, key, low=-1) for key in changes}
        rows.append((name, {key: value for key, value in read.items() if value is not None}))
    reader.refuse_problems()
    return [
        _write_scenario(name, run_scenario(chain, changes)) | {"changes": changes}
        for name, changes in rows
    ]


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
    outcome: Outcome, groups: Sequence[FactorGroup], *, draws: int, seed: int, spread: float
) -> Figure:
    measured = _measure(outcome.result.sum(axis=1))
    return Figure(
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
        assumptions=tuple(_list_assumptions(groups, spread)),
        low=round(measured["p5"], 2),
        high=round(measured["p95"], 2),
        caveats=(
            _("La filière perd de l’argent dans {share} % des tirages.").format(
                share=format_number(100 * measured["loss_probability"])
            ),
        ),
    )


def _list_assumptions(groups: Sequence[FactorGroup], spread: float) -> Iterator[str]:
    yield _(
        "Chaque prix, rendement, coût et le volume varient de ±{spread} autour de la valeur "
        "donnée, sauf incertitude propre."
    ).format(spread=format_percent(spread))
    if not groups:
        yield _("Les causes varient sans lien entre elles.")
    for group in groups:
        yield _("Varient ensemble, corrélation de rang {share} : {name}.").format(
            share=format_number(group.rank_correlation), name=group.name
        )
