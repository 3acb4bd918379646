"""
Measure the linkage on names that buyers wrote, beside its peers, in one run.

    python benchmarks/identity/measure.py --data ../shared/data
"""

import argparse
import json
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import peers
from contracts import Task, make_task
from shares import share

from maillon.domain.text import fold
from maillon.identity import LinkageModel, Outcome, link, read_model
from maillon.reference.parameters import load_identity_parameters

_PRECISION = 0.99
_BINS = (0.0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.85, 0.95, 0.99, 1.0)
PEERS: dict[str, Callable[[Task], list[peers.Answer]]] = {
    "normalised exact match": peers.match_exactly,
    "rapidfuzz ratio": peers.match_by_ratio,
    "rapidfuzz WRatio": peers.match_by_token_ratio,
    "Splink, its own comparisons": peers.match_by_default_splink,
}


def measure_ours(task: Task, model: LinkageModel) -> dict[str, Any]:
    """Link and compare with the truth: accepted, accepted or shown, and by kind of line."""
    began = time.perf_counter()
    found = link(task.lines, task.register, model, precision=_PRECISION)
    seconds = time.perf_counter() - began
    accepted: dict[int, set[int]] = {}
    shown: dict[int, set[int]] = {}
    trust: list[tuple[float, bool]] = []
    for proposal in found.proposals:
        trust.append((proposal.probability, task.truth[proposal.line] == proposal.candidate))
        if proposal.outcome is Outcome.ACCEPTED:
            accepted.setdefault(proposal.line, set()).add(proposal.candidate)
        if proposal.outcome is not Outcome.REFUSED:
            shown.setdefault(proposal.line, set()).add(proposal.candidate)
    right = {line for line, places in accepted.items() if places and task.truth[line] in places}
    seen = {line for line, places in shown.items() if task.truth[line] in places}
    known = [line for line, place in enumerate(task.truth) if place is not None]
    hard = [line for line in known if is_written_otherwise(task, line)]
    wrong = sum(len(places - {task.truth[line]}) for line, places in accepted.items())
    result = {
        "seconds": round(seconds, 2),
        "precision_accepted": share(len(right), len(right) + wrong),
        "recall_accepted": share(len(right), len(known)),
        "recall_with_review": share(len(seen), len(known)),
        "shown_to_a_person": sum(
            proposal.outcome is Outcome.REVIEW for proposal in found.proposals
        ),
        "written_otherwise": {
            "recall_accepted": share(len(right & set(hard)), len(hard)),
            "recall_with_review": share(len(seen & set(hard)), len(hard)),
        },
        "calibration": calibrate(trust),
    }
    absent = [line for line, place in enumerate(task.truth) if place is None]
    if absent:
        result["absent_wrongly_accepted"] = share(
            sum(line in accepted for line in absent), len(absent)
        )
    return result


def measure_peer(answers: Sequence[peers.Answer], task: Task) -> dict[str, Any]:
    """Give a peer its best cut: the most lines found at the precision asked of us."""
    ranked = sorted(
        (
            (answer[1], task.truth[line] == answer[0])
            for line, answer in enumerate(answers)
            if answer
        ),
        key=lambda pair: -pair[0],
    )
    known = sum(place is not None for place in task.truth)
    right, best = 0, (0, 0)
    for place, (score, is_right) in enumerate(ranked, start=1):
        right += is_right
        is_last = place == len(ranked) or ranked[place][0] < score
        if is_last and right / place >= _PRECISION:
            best = right, place
    return {
        "precision_accepted": share(*best),
        "recall_accepted": share(best[0], known),
        "recall_at_any_precision": share(sum(is_right for _score, is_right in ranked), known),
    }


def is_written_otherwise(task: Task, line: int) -> bool:
    """Tell whether the buyer wrote another name than the one the register holds."""
    place = task.truth[line]
    return place is not None and fold(task.lines[line].names[0]) != fold(
        task.register[place].names[0]
    )


def calibrate(trust: Sequence[tuple[float, bool]]) -> dict[str, Any]:
    """Compare what was said with what was: expected calibration error, and by band."""
    bands = []
    error = 0.0
    for low, high in pairwise(_BINS):
        inside = [
            pair for pair in trust if low <= pair[0] < high or (high == 1.0 and pair[0] == 1.0)
        ]
        if inside:
            said = sum(probability for probability, _right in inside) / len(inside)
            was = share(sum(right for _probability, right in inside), len(inside))
            error += len(inside) / len(trust) * abs(said - was["share"])
            bands.append({"from": low, "to": high, "said": round(said, 4), "was": was})
    return {"expected_calibration_error": round(error, 4), "bands": bands}


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/identity.json"))
    given = parser.parse_args()
    model = read_model(load_identity_parameters())
    task = make_task(given.data).split(measured=True)
    open_world = make_task(given.data, absent_share=0.2).split(measured=True)
    result: dict[str, Any] = {
        "lines": len(task.lines),
        "units": len(task.register),
        "ours": measure_ours(task, model),
        "ours_one_unit_in_five_absent": measure_ours(open_world, model),
        "peers": {},
        "peers_one_unit_in_five_absent": {},
    }
    for name, match in PEERS.items():
        began = time.perf_counter()
        answers = match(task)
        seconds = round(time.perf_counter() - began, 2)
        result["peers"][name] = measure_peer(answers, task) | {"seconds": seconds}
        result["peers_one_unit_in_five_absent"][name] = measure_peer(match(open_world), open_world)
    text = json.dumps(result, ensure_ascii=False, indent=1)
    given.out.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
