"""
Spread the gisements of many matters over the communes, with Maillon and with DuckDB SQL.

One million made-up establishments (a commune, an activity, employees), ratios of 25 matters for 732
activities. Both sides start from the same columns in memory and end with one quantity a commune and
matter; Maillon's is a table, DuckDB's rows in Arrow. DuckDB is asked in three ways, and its best
counts: joined row by row; added up by commune and activity first; and with one sum a matter.
"""

import argparse
import json
import time
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from maillon.flows.gisements.spreading import FloatArray, spread_by_place

ESTABLISHMENTS, COMMUNES, ACTIVITIES, MATTERS = 1_000_000, 5_000, 732, 25


def main() -> None:
    """Measure, print, and write the figures beside the others when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--communes", type=int, nargs="+", default=[COMMUNES, 35_000])
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    cases = [measure(count, options.rounds, options.seed) for count in options.communes]
    content = {
        "versions": {"duckdb": version("duckdb"), "numpy": version("numpy")},
        "establishments": ESTABLISHMENTS,
        "activities": ACTIVITIES,
        "matters": MATTERS,
        "seed": options.seed,
        "cases": cases,
    }
    text = json.dumps(content, indent=1)
    print(text)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")


def measure(communes: int, rounds: int, seed: int) -> dict[str, Any]:
    """Return the figures of one size: the best of several rounds, turn by turn."""
    drawn = np.random.default_rng(seed)
    # A few communes hold most establishments, as in a country.
    weights = 1 / np.arange(1, communes + 1)
    places = drawn.choice(communes, ESTABLISHMENTS, p=weights / weights.sum())
    activities = drawn.integers(0, ACTIVITIES, ESTABLISHMENTS)
    sizes = drawn.choice([1.5, 4.0, 7.5, 14.5, 34.5], ESTABLISHMENTS)
    ratios = drawn.gamma(1.0, 0.4, (ACTIVITIES, MATTERS))
    engine = _open(places, activities, sizes, ratios)
    ours: list[float] = []
    theirs: dict[str, list[float]] = {name: [] for name in QUERIES}
    for _round in range(rounds):
        found, seconds = _time(
            lambda: spread_by_place(places, activities, sizes, ratios, place_count=communes)
        )
        ours.append(seconds)
        for name, query in QUERIES.items():
            answer, seconds = _time(partial(_ask, engine, query))
            theirs[name].append(seconds)
            gap = _compare(found, answer, is_wide=name == "one_sum_a_matter")
            if gap > 1e-9:
                raise SystemExit(f"{name}: results differ by {gap}")
    best = {name: min(seconds) for name, seconds in theirs.items()}
    return {
        "communes": communes,
        "maillon_s": min(ours),
        "duckdb_s": best,
        "ratio_to_best": min(ours) / min(best.values()),
        "ratio_to_plain": min(ours) / best["joined"],
        "largest_relative_gap_under": 1e-9,
    }


QUERIES = {
    "joined": """SELECT e.commune, r.matter, sum(e.employees * r.ratio) AS quantity
        FROM establishments e JOIN ratios r USING (activity) GROUP BY 1, 2""",
    "added_up_first": """WITH counted AS (
            SELECT commune, activity, sum(employees) AS employees FROM establishments GROUP BY 1, 2)
        SELECT c.commune, r.matter, sum(c.employees * r.ratio) AS quantity
        FROM counted c JOIN ratios r USING (activity) GROUP BY 1, 2""",
    "one_sum_a_matter": f"""SELECT e.commune,
            {", ".join(f"sum(e.employees * w.m{rank}) AS m{rank}" for rank in range(MATTERS))}
        FROM establishments e JOIN wide w USING (activity) GROUP BY 1""",
}


def _open(
    places: Any,  # noqa: ANN401 - integers, as numpy draws them
    activities: Any,  # noqa: ANN401 - as above
    sizes: FloatArray,
    ratios: FloatArray,
) -> duckdb.DuckDBPyConnection:
    """Return an engine that holds the same columns, in tables of its own."""
    engine = duckdb.connect()
    given = pa.table({"commune": places, "activity": activities, "employees": sizes})
    long = pa.table(
        {
            "activity": np.repeat(np.arange(ACTIVITIES), MATTERS),
            "matter": np.tile(np.arange(MATTERS), ACTIVITIES),
            "ratio": ratios.ravel(),
        }
    )
    wide = pa.table(
        {
            "activity": np.arange(ACTIVITIES),
            **{f"m{rank}": ratios[:, rank] for rank in range(MATTERS)},
        }
    )
    for name, table in (("establishments", given), ("ratios", long), ("wide", wide)):
        engine.register(f"{name}_arrow", table)
        engine.execute(f"CREATE TABLE {name} AS FROM {name}_arrow")
    return engine


def _ask(engine: duckdb.DuckDBPyConnection, query: str) -> pa.Table:
    return engine.execute(query).to_arrow_table()


def _time(run: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    answer = run()
    return answer, time.perf_counter() - start


def _compare(found: FloatArray, answer: pa.Table, *, is_wide: bool) -> float:
    """Return the largest relative gap between the two results."""
    theirs = np.zeros_like(found)
    communes = answer["commune"].to_numpy()
    if is_wide:
        for rank in range(MATTERS):
            theirs[communes, rank] = answer[f"m{rank}"].to_numpy()
    else:
        theirs[communes, answer["matter"].to_numpy()] = answer["quantity"].to_numpy()
    return float(np.max(np.abs(found - theirs) / np.maximum(np.abs(theirs), 1e-12)))


if __name__ == "__main__":
    main()
