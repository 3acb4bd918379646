"""Learn what each degree of likeness weighs, and how far to trust the sum, from known answers."""

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.optimize import minimize

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.identity.comparing import COMPARISONS, NAME, READING
from maillon.identity.engine import duckdb_backend, score
from maillon.identity.linking import (
    Evidence,
    compare,
    is_more_alike,
    join_sides,
    keep_best_reading,
    weigh_evidence,
)
from maillon.identity.model import Calibration, LevelWeight, LinkageModel
from maillon.identity.records import IdentityRecord, count_words, read_names, weigh

__all__ = ["KnownAnswers", "calibrate", "choose_thresholds", "learn_weights", "train"]

_SMOOTHING = 0.5
_RANDOM_PAIRS = 200_000
_LEAST_TRUE_PAIRS = 30
_LARGEST_EVIDENCE = 40.0
# Shown to a person: the three best, unless they are hopeless.
_SHOWN = 3
_REVIEW_FROM = 0.02
TARGETS = (0.95, 0.98, 0.99, 0.995)
_UNTRAINED = LinkageModel(
    weights={},
    calibration=Calibration(intercept=0.0, slope=1.0),
    found_share=0.5,
    thresholds={},
    review_from=_REVIEW_FROM,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownAnswers:
    """
    Lines whose actor is known.

    Attributes
    ----------
    lines, register
        What is compared.
    truth
        Rank in the register of the actor of each line; None when it is not there.
    questions
        The comparisons that these answers teach.
    origin
        Where they come from, for the training record.
    """

    lines: Sequence[IdentityRecord]
    register: Sequence[IdentityRecord]
    truth: Sequence[int | None]
    questions: tuple[str, ...]
    origin: str = ""


_Levels = dict[str, Counter[str]]


@dataclass(slots=True)
class _Sides:
    """Both sides in one table, and the readings of each line and record."""

    both: pa.Table
    left: dict[int, list[int]]
    right: dict[int, list[int]]

    def count(self, pairs: Sequence[tuple[int, int]]) -> _Levels:
        """Count the levels of these pairs, each on its best reading."""
        owner: dict[tuple[int, int], tuple[int, int]] = {}
        for line, record in pairs:
            for one in self.left.get(line, ()):
                for other in self.right.get(record, ()):
                    owner[one, other] = line, record
        uids = sorted(owner)
        table = pa.table(
            {
                "uid_l": pa.array([one for one, _other in uids], pa.int64()),
                "uid_r": pa.array([other for _one, other in uids], pa.int64()),
            }
        )
        names = self.both["compact"].unique()
        frequencies = pa.table({"compact": names, "tf_compact": pa.array([0.5] * len(names))})
        backend = duckdb_backend(duckdb.connect())
        scored = score(self.both, table, {"compact": frequencies}, _UNTRAINED, backend)
        best: dict[tuple[int, int], dict[str, Any]] = {}
        for row in scored.to_pylist():
            pair = owner[row["uid_l"], row["uid_r"]]
            if pair not in best or is_more_alike(row, best[pair]):
                best[pair] = row
        return {
            comparison.key: Counter(row[comparison.key] for row in best.values())
            for comparison in COMPARISONS
        }


def train(
    names: KnownAnswers,
    others: Iterable[KnownAnswers] = (),
    *,
    base: LinkageModel | None = None,
    trained_on: str = "",
    seed: int = 1,
) -> LinkageModel:
    """
    Learn a model.

    Parameters
    ----------
    names
        Teach the names, the calibration and the thresholds.
    others
        Teach the comparisons that `names` says nothing of.
    base
        Gives the weights of the comparisons that nothing teaches.
    trained_on
        ISO date, for the training record.
    seed
        Of the pairs drawn at random.

    Raises
    ------
    InvalidInput
        If fewer than thirty lines have their actor in the register.
    """
    taught: dict[str, Mapping[str, LevelWeight]] = dict(base.weights) if base else {}
    others = list(others)
    for answers in (names, *others):
        taught |= learn_weights(answers, seed=seed)
    found = sum(place is not None for place in names.truth)
    model = replace(
        _UNTRAINED,
        weights=taught,
        found_share=min(0.98, found / len(names.truth)),
        register_size=len(names.register),
    )
    evidence = weigh_evidence(compare(names.lines, names.register, model), model)
    calibration = calibrate(evidence, names.truth)
    thresholds = choose_thresholds(evidence, names.truth, calibration)
    record = {
        "trained_on": trained_on,
        "sets": [
            {
                "origin": answers.origin,
                "lines": len(answers.lines),
                "found": sum(place is not None for place in answers.truth),
                "register": len(answers.register),
                "questions": list(answers.questions),
            }
            for answers in (names, *others)
        ],
    }
    return replace(model, calibration=calibration, thresholds=thresholds, record=record)


def learn_weights(answers: KnownAnswers, *, seed: int = 1) -> dict[str, dict[str, LevelWeight]]:
    """
    Count how often each level is met among pairs that are one actor, and among the others.

    Notes
    -----
    Names are counted on the best reading of each pair. The pairs that share nothing are not
    looked at one by one: their names differ. What does not depend on names is counted on pairs
    drawn at random.

    Raises
    ------
    InvalidInput
        If fewer than thirty lines have their actor in the register.
    """
    found = sum(place is not None for place in answers.truth)
    if found < _LEAST_TRUE_PAIRS:
        raise InvalidInput(
            f"{found} known answers are too few",
            user=_(
                "Il faut au moins {least} lignes dont l’acteur est connu pour entraîner le"
                " rapprochement ; la liste en donne {found}."
            ).format(least=_LEAST_TRUE_PAIRS, found=found),
        )
    sides = _prepare(answers)
    true = sides.count(
        [(line, place) for line, place in enumerate(answers.truth) if place is not None]
    )
    drawn = sides.count(_draw_pairs(answers, sides, seed))
    false = _count_rivals(answers)
    weights = {}
    for comparison in COMPARISONS:
        if comparison.key not in answers.questions:
            continue
        keys = [level.key for level in comparison.levels if not level.is_unknown]
        counted = false if comparison.key in {NAME, READING} else drawn
        weights[comparison.key] = {
            key: LevelWeight(
                m=_share(true[comparison.key], key, keys),
                u=_share(counted[comparison.key], key, keys),
                true_pairs=true[comparison.key][key],
                false_pairs=counted[comparison.key][key],
            )
            for key in keys
        }
    return weights


def calibrate(evidence: Sequence[Evidence], truth: Sequence[int | None]) -> Calibration:
    """
    Fit the probability that a candidate is right to its evidence: a logistic of two terms.

    Raises
    ------
    InvalidInput
        If no candidate is right.
    """
    shown = _list_shown(evidence)
    bits = np.array([_bound(one.evidence) for one in shown])
    right = np.array([truth[one.line] == one.candidate for one in shown], float)
    if not right.any():
        raise InvalidInput(
            "no known answer is found by its name",
            user=_(
                "Aucun des noms de la liste ne ressemble à celui de son acteur dans le registre : "
                "vérifiez la colonne du nom."
            ),
        )

    def lose(terms: npt.NDArray[np.float64]) -> float:
        odds = terms[0] + terms[1] * bits
        return float(np.mean(np.logaddexp(0.0, odds) - right * odds))

    intercept, slope = minimize(lose, np.array([0.0, 0.5])).x
    return Calibration(intercept=float(intercept), slope=float(slope))


def choose_thresholds(
    evidence: Sequence[Evidence], truth: Sequence[int | None], calibration: Calibration
) -> dict[float, float]:
    """
    Return, for each target precision, the least probability that reaches it on known answers.

    A target that is never reached is left out.
    """
    best: dict[int, Evidence] = {}
    for one in evidence:
        if one.line not in best or best[one.line].evidence < one.evidence:
            best[one.line] = one
    ranked = sorted(best.values(), key=lambda one: -one.evidence)
    found: dict[float, float] = {}
    right = 0
    for place, one in enumerate(ranked, start=1):
        right += truth[one.line] == one.candidate
        for target in TARGETS:
            if right / place >= target:
                found[target] = calibration.to_probability(one.evidence)
    return found


def _count_rivals(answers: KnownAnswers) -> _Levels:
    """Count the levels of the pairs that are two actors: those that look alike, then the rest."""
    compared = compare(answers.lines, answers.register, _UNTRAINED)
    counts: _Levels = {comparison.key: Counter() for comparison in COMPARISONS}
    best: dict[tuple[int, int], dict[str, Any]] = {}
    for row in keep_best_reading(compared.pairs):
        best.setdefault((row["line"], row["candidate"]), row)
    for (line, candidate), row in best.items():
        if answers.truth[line] != candidate:
            for key, counter in counts.items():
                counter[row[key]] += 1
    every = len(answers.lines) * (len(answers.register) - 1)
    counts[NAME]["different"] += max(0, every - sum(counts[NAME].values()))
    return counts


def _draw_pairs(answers: KnownAnswers, sides: _Sides, seed: int) -> list[tuple[int, int]]:
    generator = random.Random(seed)  # noqa: S311 - a draw, no secret
    lines, records = list(sides.left), list(sides.right)
    drawn = {
        (generator.choice(lines), generator.choice(records))
        for _turn in range(min(_RANDOM_PAIRS, len(lines) * len(records)))
    }
    return sorted(pair for pair in drawn if answers.truth[pair[0]] != pair[1])


def _prepare(answers: KnownAnswers) -> _Sides:
    read = read_names(answers.register)
    counts = count_words(read)
    left, right = weigh(read_names(answers.lines), counts), weigh(read, counts)
    return _Sides(join_sides(left, right), _list_uids(left, 0), _list_uids(right, left.num_rows))


def _list_uids(table: pa.Table, shift: int) -> dict[int, list[int]]:
    uids: dict[int, list[int]] = {}
    for record, uid in zip(table["record"].to_pylist(), table["uid"].to_pylist(), strict=True):
        uids.setdefault(record, []).append(uid + shift)
    return uids


def _share(counts: Mapping[str, int], key: str, keys: Sequence[str]) -> float:
    total = sum(counts.get(other, 0) for other in keys)
    return (counts.get(key, 0) + _SMOOTHING) / (total + _SMOOTHING * len(keys))


def _list_shown(evidence: Sequence[Evidence]) -> list[Evidence]:
    by_line: dict[int, list[Evidence]] = {}
    for one in evidence:
        by_line.setdefault(one.line, []).append(one)
    return [
        one
        for found in by_line.values()
        for one in sorted(found, key=lambda one: -one.evidence)[:_SHOWN]
    ]


def _bound(bits: float) -> float:
    return max(-_LARGEST_EVIDENCE, min(_LARGEST_EVIDENCE, bits))
