"""Made-up networks whose true flows are known: everything that enters a stage leaves it."""

from dataclasses import dataclass

import numpy as np

from maillon.domain.flows import OUTSIDE, Flow, FlowModel

__all__ = ["MadeNetwork", "make_network"]

RELATIVE_ERROR = 0.1
_STAGES_PER_GATE = 10
_WALKS_PER_FLOW = 1


@dataclass(frozen=True, kw_only=True)
class MadeNetwork:
    """A model, its measures drawn around the truth, and the truth."""

    model: FlowModel
    truth: np.ndarray


def make_network(
    stage_count: int, flow_count: int, *, measured_share: float, seed: int
) -> MadeNetwork:
    """
    Draw walks that enter by some stages and leave by others, add them up, then measure a part.

    Notes
    -----
    A measure that falls under zero is written as zero: nobody declares a negative quantity.
    """
    rng = np.random.default_rng(seed)
    gates = max(2, stage_count // _STAGES_PER_GATE)
    between = flow_count - 2 * gates
    # Every stage gives to another at least once, along a ring, so that all are joined.
    sources = np.concatenate([np.arange(stage_count), rng.integers(stage_count, size=between)])
    steps = np.concatenate([np.ones(stage_count, int), rng.integers(1, stage_count, size=between)])
    sources, targets = sources[:between], ((sources + steps) % stage_count)[:between]
    truth = np.zeros(flow_count)
    ways = [np.flatnonzero(sources == stage) for stage in range(stage_count)]
    entries, exits = rng.choice(stage_count, size=(2, gates))
    exit_of = {int(stage): between + gates + rank for rank, stage in enumerate(exits)}
    for start in range(_WALKS_PER_FLOW * flow_count):
        gate = start % gates
        walk, stage = [between + gate], int(entries[gate])
        while stage not in exit_of or rng.random() < 0.5:
            walk.append(int(rng.choice(ways[stage])))
            stage = int(targets[walk[-1]])
        np.add.at(truth, [*walk, exit_of[stage]], rng.lognormal())
    stages = [f"exemple_{k}" for k in range(stage_count)]
    ends = [(stages[a], stages[b]) for a, b in zip(sources, targets, strict=True)]
    ends += [(OUTSIDE, stages[k]) for k in entries] + [(stages[k], OUTSIDE) for k in exits]
    errors = RELATIVE_ERROR * (truth + 0.1 * np.median(truth[truth > 0]))
    measured = rng.random(len(truth)) < measured_share
    values = np.maximum(truth + errors * rng.standard_normal(len(truth)), 0.0)
    flows = tuple(
        Flow(
            source=a,
            target=b,
            matter="exemple fictif",
            unit="t",
            value=float(value) if known else None,
            standard_error=float(error) if known else None,
        )
        for (a, b), value, error, known in zip(ends, values, errors, measured, strict=True)
    )
    return MadeNetwork(model=FlowModel(flows=flows), truth=truth)
