"""Made-up bounded least squares that some point satisfies."""

import numpy as np
from scipy.sparse import csr_array, vstack

from maillon.flows.problems import NearestProblem


def make_problem(seed, rows=10, columns=36):
    """Return balances, then yields, then balances said twice; bounds, constants and gaps."""
    rng = np.random.default_rng(seed)
    truth = rng.lognormal(size=columns)
    ends = rng.integers(-1, rows, (columns, 2))
    entries = [
        (row, column, sign)
        for column, pair in enumerate(ends)
        for row, sign in zip(pair, (-1.0, 1.0), strict=True)
        if row >= 0 and pair[0] != pair[1]
    ]
    for rank in range(3):
        out, into = rng.choice(columns, 2, replace=False)
        entries += [(rows + rank, out, 1.0), (rows + rank, into, -truth[out] / truth[into])]
    places, others, signs = (np.array(part) for part in zip(*entries, strict=True))
    matrix = csr_array((signs, (places, others)), shape=(rows + 3, columns))
    matrix = vstack([matrix, matrix[:2]]).tocsr()
    is_measured = rng.random(columns) < rng.uniform(0.3, 1.0)
    sigma = np.where(is_measured, 0.3 * truth, np.nan)
    lower = np.where(rng.random(columns) < 0.2, truth * rng.random(columns), 0.0)
    upper = np.where(rng.random(columns) < 0.2, truth * (1 + rng.random(columns)), np.inf)
    is_constant = rng.random(columns) < 0.05
    return NearestProblem(
        matrix=matrix,
        right=matrix @ truth,
        value=np.maximum(truth + sigma * rng.standard_normal(columns), 0.0),
        sigma=sigma,
        lower=np.where(is_constant, truth, lower),
        upper=np.where(is_constant, truth, upper),
    ), truth


def make_chain(values, sigma=1.0):
    """Return flows in series, each measured."""
    count = len(values)
    entries = [
        (row, row + step, sign) for row in range(count - 1) for step, sign in ((0, 1.0), (1, -1.0))
    ]
    places, columns, signs = (np.array(part) for part in zip(*entries, strict=True))
    return NearestProblem(
        matrix=csr_array((signs, (places, columns)), shape=(count - 1, count)),
        right=np.zeros(count - 1),
        value=np.asarray(values, dtype=float),
        sigma=np.full(count, sigma),
        lower=np.zeros(count),
        upper=np.full(count, np.inf),
    )
