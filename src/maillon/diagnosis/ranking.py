"""Rank candidate filières by weighted criteria, so that every score opens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _

__all__ = ["CRITERIA", "Contribution", "FiliereProfile", "RankedFiliere", "rank_filieres"]

CRITERIA = ("ess_presence", "coverage", "specialisation", "gaps", "employment")
NORMALISATIONS = ("minmax", "rank")


@dataclass(frozen=True, kw_only=True, slots=True)
class FiliereProfile:
    """Raw value of each criterion for one filière, more is better; `None` when unknown."""

    key: str
    values: Mapping[str, float | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Contribution:
    """
    Part of one criterion in a score.

    Attributes
    ----------
    criterion
        One of `CRITERIA`.
    value
        Raw value.
    score
        Value among the filières, 0 to 1.
    weight
        Its share of the weights that counted for this filière.
    points
        `score` times `weight`: the points of a filière add up to its score.
    """

    criterion: str
    value: float
    score: float
    weight: float
    points: float


@dataclass(frozen=True, kw_only=True, slots=True)
class RankedFiliere:
    """
    A filière with its score.

    Attributes
    ----------
    key
        Key of the filière.
    score
        Weighted mean of its criteria, 0 to 1.
    contributions
        Part of each criterion that counted.
    unknown
        Weighted criteria without value here: the others carry their weight.
    """

    key: str
    score: float
    contributions: Sequence[Contribution]
    unknown: Sequence[str]


def rank_filieres(
    profiles: Sequence[FiliereProfile],
    weights: Mapping[str, float],
    *,
    normalisation: str = "minmax",
) -> list[RankedFiliere]:
    """
    Rank filières, best first; keys in order when equal.

    Parameters
    ----------
    profiles
        Candidate filières.
    weights
        Weight of each criterion; absent means zero, only their proportions count.
    normalisation
        `minmax`: place of the value between the lowest and the highest; `rank`: place in the
        order, which one extreme filière does not crush. Equal everywhere gives 0.5.

    Raises
    ------
    InvalidInput
        If a criterion or a normalisation is unknown, a weight negative, or all of them zero.

    Notes
    -----
    Scores compare the filières of one run; they change when a filière enters or leaves.
    """
    _check_weights(weights, profiles, normalisation)
    normalise = _place_in_range if normalisation == "minmax" else _place_in_order
    scores = {
        criterion: normalise(
            {
                profile.key: value
                for profile in profiles
                if (value := profile.values.get(criterion)) is not None
            }
        )
        for criterion, weight in weights.items()
        if weight > 0
    }
    ranked = [_open_score(profile, weights, scores) for profile in profiles]
    return sorted(ranked, key=lambda filiere: (-filiere.score, filiere.key))


def _open_score(
    profile: FiliereProfile,
    weights: Mapping[str, float],
    scores: Mapping[str, Mapping[str, float]],
) -> RankedFiliere:
    known = [criterion for criterion in scores if profile.key in scores[criterion]]
    total = sum(weights[criterion] for criterion in known)
    contributions = [
        Contribution(
            criterion=criterion,
            value=profile.values[criterion] or 0.0,
            score=scores[criterion][profile.key],
            weight=weights[criterion] / total,
            points=scores[criterion][profile.key] * weights[criterion] / total,
        )
        for criterion in known
    ]
    return RankedFiliere(
        key=profile.key,
        score=sum(entry.points for entry in contributions),
        contributions=contributions,
        unknown=[criterion for criterion in scores if criterion not in known],
    )


def _place_in_range(values: Mapping[str, float]) -> dict[str, float]:
    low, high = min(values.values(), default=0.0), max(values.values(), default=0.0)
    if high == low:
        return dict.fromkeys(values, 0.5)
    return {key: (value - low) / (high - low) for key, value in values.items()}


def _place_in_order(values: Mapping[str, float]) -> dict[str, float]:
    if len(values) < 2:
        return dict.fromkeys(values, 0.5)
    everyone = list(values.values())
    # Half a place for each equal one: equal values share the mean of their places.
    return {
        key: (sum(other < value for other in everyone) + (everyone.count(value) - 1) / 2)
        / (len(everyone) - 1)
        for key, value in values.items()
    }


def _check_weights(
    weights: Mapping[str, float], profiles: Sequence[FiliereProfile], normalisation: str
) -> None:
    known = ", ".join(CRITERIA)
    criteria = {*weights, *(criterion for profile in profiles for criterion in profile.values)}
    problems = [
        _("Le critère « {criterion} » n’existe pas ; critères connus : {known}.").format(
            criterion=criterion, known=known
        )
        for criterion in sorted(criteria - set(CRITERIA))
    ]
    problems += [
        _("Le poids du critère « {criterion} » doit être un nombre positif ou nul.").format(
            criterion=criterion
        )
        for criterion, weight in weights.items()
        if not 0 <= weight < float("inf")
    ]
    if not problems and not any(weights.values()):
        problems.append(_("Donnez un poids à un critère au moins."))
    if normalisation not in NORMALISATIONS:
        problems.append(
            _("La mise à l’échelle se fait par « minmax » ou par « rank », pas « {name} ».").format(
                name=normalisation
            )
        )
    if problems:
        raise InvalidInput(
            f"filières cannot be ranked: {problems}",
            user=_("Les critères de classement ne conviennent pas : corrigez les poids."),
            details=problems,
        )
