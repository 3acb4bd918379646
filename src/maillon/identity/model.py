"""The numbers of a linkage: what each degree of likeness weighs, and how far to trust the sum."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _

__all__ = ["Calibration", "LevelWeight", "LinkageModel", "read_model"]

_LARGEST = 60.0


@dataclass(frozen=True, kw_only=True, slots=True)
class LevelWeight:
    """
    How often a degree of likeness is met.

    Attributes
    ----------
    m, u
        Share of the pairs that are one actor, and of the pairs that are two, that have it.
    true_pairs, false_pairs
        How many pairs the shares were counted on; 0 where the value was chosen.
    """

    m: float
    u: float
    true_pairs: int = 0
    false_pairs: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Calibration:
    """
    From the evidence on the best candidates of a line to the probability that it is right.

    `intercept + slope × evidence`, in natural log-odds, where the evidence is the log-odds (bits)
    of a candidate against all others of the line and against nobody.
    """

    intercept: float
    slope: float

    def to_probability(self, evidence: float) -> float:
        """Return the probability that the candidate is the right one."""
        odds = max(-_LARGEST, min(_LARGEST, self.intercept + self.slope * evidence))
        return 1.0 / (1.0 + math.exp(-odds))


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkageModel:
    """
    A trained linkage.

    Attributes
    ----------
    weights
        By comparison, then by level.
    calibration
        From evidence to probability.
    found_share
        Share of the lines that have their actor in the register, before anything is compared.
    thresholds
        Least probability to accept without a person, by target precision.
    review_from
        Least probability to show to a person.
    register_size
        How many records the weights were learnt on; 0 when unknown.
    record
        How it was trained: on what, when, on how many pairs, what it reached.
    """

    weights: Mapping[str, Mapping[str, LevelWeight]]
    calibration: Calibration
    found_share: float
    thresholds: Mapping[float, float]
    review_from: float
    register_size: int = 0
    record: Mapping[str, Any] = field(default_factory=dict)

    def choose_threshold(self, precision: float) -> float:
        """
        Return the least probability that reaches a target precision.

        Raises
        ------
        InvalidInput
            If no threshold was measured for this precision.
        """
        for target in sorted(self.thresholds):
            if target >= precision - 1e-9:
                return self.thresholds[target]
        if not self.thresholds:
            raise InvalidInput(
                "the model has no threshold",
                user=_(
                    "Ce modèle n’a aucun seuil mesuré : entraînez-le à nouveau, avec plus de"
                    " réponses connues."
                ),
            )
        best = max(self.thresholds)
        raise InvalidInput(
            f"no threshold reaches a precision of {precision}",
            user=_(
                "Aucun seuil mesuré n’atteint cette précision : demandez au plus {best}."
            ).format(best=f"{best:.3f}".replace(".", ",")),
        )

    def count_more_bits(self, size: int) -> float:
        """Return by how much a register exceeds the one of the training: 1 when twice as large."""
        return max(0.0, math.log2(max(1, size) / self.register_size)) if self.register_size else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return the model as plain values, to be kept as JSON."""
        return {
            "weights": {
                comparison: {
                    key: {
                        "m": weight.m,
                        "u": weight.u,
                        "true_pairs": weight.true_pairs,
                        "false_pairs": weight.false_pairs,
                    }
                    for key, weight in levels.items()
                }
                for comparison, levels in self.weights.items()
            },
            "calibration": {
                "intercept": self.calibration.intercept,
                "slope": self.calibration.slope,
            },
            "found_share": self.found_share,
            "thresholds": {str(target): value for target, value in self.thresholds.items()},
            "review_from": self.review_from,
            "register_size": self.register_size,
            "record": dict(self.record),
        }


def read_model(values: Mapping[str, Any]) -> LinkageModel:
    """
    Return a model kept as plain values.

    Raises
    ------
    InvalidInput
        If a part is missing or is no number.
    """
    try:
        return LinkageModel(
            weights={
                comparison: {key: _read_weight(weight) for key, weight in levels.items()}
                for comparison, levels in values["weights"].items()
            },
            calibration=Calibration(
                intercept=_read_number(values["calibration"]["intercept"]),
                slope=_read_number(values["calibration"]["slope"]),
            ),
            found_share=_read_number(values["found_share"]),
            thresholds={
                _read_number(key): _read_number(value)
                for key, value in values["thresholds"].items()
            },
            review_from=_read_number(values["review_from"]),
            register_size=int(values.get("register_size", 0)),
            record=values.get("record", {}),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidInput(
            f"this is no linkage model: {error!r}",
            user=_("Ce fichier n’est pas un modèle de rapprochement : entraînez-le à nouveau."),
        ) from error


def _read_weight(values: Mapping[str, Any]) -> LevelWeight:
    m, u = _read_number(values["m"]), _read_number(values["u"])
    if not (0.0 < m <= 1.0 and 0.0 < u <= 1.0):
        raise ValueError(f"m {m} and u {u} are no shares")
    return LevelWeight(
        m=m,
        u=u,
        true_pairs=int(values.get("true_pairs", 0)),
        false_pairs=int(values.get("false_pairs", 0)),
    )


def _read_number(value: Any) -> float:  # noqa: ANN401 - as the file gives it
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{value} is no finite number")
    return number
