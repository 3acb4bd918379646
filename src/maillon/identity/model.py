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
    record
        How it was trained: on what, when, on how many pairs, what it reached.
    """

    weights: Mapping[str, Mapping[str, LevelWeight]]
    calibration: Calibration
    found_share: float
    thresholds: Mapping[float, float]
    review_from: float
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
        best = max(self.thresholds)
        raise InvalidInput(
            f"no threshold reaches a precision of {precision}",
            user=_(
                "Aucun seuil mesuré n’atteint cette précision : demandez au plus {best}."
            ).format(best=f"{best:.3f}".replace(".", ",")),
        )

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
                comparison: {key: LevelWeight(**weight) for key, weight in levels.items()}
                for comparison, levels in values["weights"].items()
            },
            calibration=Calibration(**values["calibration"]),
            found_share=float(values["found_share"]),
            thresholds={float(key): float(value) for key, value in values["thresholds"].items()},
            review_from=float(values["review_from"]),
            record=values.get("record", {}),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidInput(
            f"this is no linkage model: {error!r}",
            user=_("Ce fichier n’est pas un modèle de rapprochement : entraînez-le à nouveau."),
        ) from error
