"""
How well everyday words find their sheet, beside other engines.

    python benchmarks/library/quality.py FOLDER [--out benchmarks/results/library-quality.json]

FOLDER holds `produits.json` and `requetes.csv` (ADEME, 2026).
"""

import argparse
import json
import math
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from cases import Case, read_cases, read_sheets
from engines import Search, list_engines

DEEPEST, SHOWN, DRAWS = 20, 10, 4000
MEASURES = ("nDCG@10", "MRR", "recall@20")
SAME = (("eau", "l'eau"), ("collecte", "collectes"), ("oeuf", "œufs"), ("maraîcher", "maraîchers"))


def main() -> None:
    """Measure every engine, on the known half and on the other."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    sheets = read_sheets(asked.folder)
    cases = read_cases(asked.folder, sheets)
    with tempfile.TemporaryDirectory() as folder:
        engines = list_engines(sheets, Path(folder))
        gains = {name: measure(search, cases) for name, search in engines.items()}
        same = {" / ".join(pair): _is_same(engines["Maillon"], *pair) for pair in SAME}
    result = {
        "queries": len(cases),
        "halves": {half: summarise(gains, cases, half) for half in ("known", "apart", "all")},
        "same_ten": same,
    }
    text = json.dumps(result, ensure_ascii=False, indent=1)
    print(text)
    if asked.out:
        asked.out.write_text(text + "\n", encoding="utf-8")


def measure(search: Search, cases: Sequence[Case]) -> np.ndarray:
    """Return the three gains of each query."""
    gains = []
    for case in cases:
        found = search(case.query, DEEPEST)
        place = found.index(case.answer) if case.answer in found else None
        if place is None:
            gains.append((0.0, 0.0, 0.0))
        else:
            ndcg = 1 / math.log2(place + 2) if place < SHOWN else 0.0
            gains.append((ndcg, 1 / (place + 1), 1.0))
    return np.array(gains)


def summarise(gains: dict[str, np.ndarray], cases: Sequence[Case], half: str) -> dict[str, object]:
    """Return the means and the ratios of Maillon to each, with intervals at 95 %."""
    kept = [
        place
        for place, case in enumerate(cases)
        if half == "all" or case.is_known == (half == "known")
    ]
    draws = _draw([cases[place].answer for place in kept])
    ours = gains["Maillon"][kept]
    return {
        name: {
            "measures": {
                measure: _interval(values[kept][:, column], draws)
                for column, measure in enumerate(MEASURES)
            },
            "maillon_ratio_ndcg": _ratio(ours[:, 0], values[kept][:, 0], draws),
        }
        for name, values in gains.items()
    }


def _draw(answers: Sequence[str]) -> list[np.ndarray]:
    """Draw sheets, with all their queries: the queries of one sheet are alike."""
    by_sheet = defaultdict(list)
    for place, answer in enumerate(answers):
        by_sheet[answer].append(place)
    groups = [np.array(places) for places in by_sheet.values()]
    chance = np.random.default_rng(20261122)
    return [
        np.concatenate([groups[one] for one in chance.integers(len(groups), size=len(groups))])
        for _draw in range(DRAWS)
    ]


def _interval(values: np.ndarray, draws: Sequence[np.ndarray]) -> list[float]:
    means = [values[draw].mean() for draw in draws]
    return [round(float(one), 4) for one in (values.mean(), *np.quantile(means, (0.025, 0.975)))]


def _ratio(ours: np.ndarray, theirs: np.ndarray, draws: Sequence[np.ndarray]) -> list[float]:
    ratios = [ours[draw].mean() / theirs[draw].mean() for draw in draws]
    whole = ours.mean() / theirs.mean()
    return [round(float(one), 3) for one in (whole, *np.quantile(ratios, (0.025, 0.975)))]


def _is_same(search: Search, first: str, second: str) -> bool:
    return search(first, SHOWN) == search(second, SHOWN)


if __name__ == "__main__":
    main()
