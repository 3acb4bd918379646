"""Judge each stage of a filière on a territory: present, fragile, missing or unobservable."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from maillon.diagnosis.counting import Counts
from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.domain.language import translate_plural

__all__ = [
    "StageAssessment",
    "StageState",
    "StageThresholds",
    "StateReason",
    "assess_stage",
    "describe_state_reason",
]


class StageState(StrEnum):
    """What can be said of a stage here."""

    PRESENT = "present"
    FRAGILE = "fragile"
    MISSING = "missing"
    UNOBSERVABLE = "unobservable"


@dataclass(frozen=True, kw_only=True, slots=True)
class StageThresholds:
    """
    From where a stage is called fragile.

    Attributes
    ----------
    min_workforce
        Central workforce below which the stage is too small.
    max_far_share
        Share of the population farther than `far_km` above which the stage is too far.
    far_km
        Distance at which the share was measured, as the crow flies.
    max_unit_share
        Share of the workforce above which the stage hangs on one organisation.
    """

    min_workforce: float
    max_far_share: float
    far_km: float
    max_unit_share: float

    def __post_init__(self) -> None:
        """Refuse thresholds that no stage could meet, or that every stage would."""
        shares = (self.max_far_share, self.max_unit_share)
        if (
            self.min_workforce < 0
            or self.far_km <= 0
            or not all(0 < share <= 1 for share in shares)
        ):
            raise InvalidInput(
                f"stage thresholds out of range: {self}",
                user=_(
                    "Les seuils de fragilité ne conviennent pas : un effectif et une distance sont "
                    "positifs, une part est comprise entre 0 et 1. Corrigez les paramètres."
                ),
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class StateReason:
    """
    Why a stage is in its state.

    Attributes
    ----------
    code
        `none`, `single`, `too_small`, `too_far`, `one_actor`, `no_code` or `only_to_check`.
    data
        Numbers that the sentence quotes.
    """

    code: str
    data: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class StageAssessment:
    """State of a stage with its reasons; none when it is present."""

    state: StageState
    reasons: Sequence[StateReason] = ()


def assess_stage(
    counts: Counts,
    thresholds: StageThresholds,
    *,
    has_codes: bool,
    far_share: float | None = None,
) -> StageAssessment:
    """
    Judge one stage.

    Parameters
    ----------
    counts
        Counts of the stage.
    thresholds
        From where it is fragile.
    has_codes
        Whether an activity code of the nomenclature tells the stage. Without code, the absence of
        establishments says nothing of the territory: the stage is unobservable, not missing.
    far_share
        Share of the population farther than the limit; `None` when it was not measured.

    Notes
    -----
    A stage with nothing but establishments to be checked is fragile: it can be called neither
    present nor missing before someone has looked.
    """
    if counts.establishments:
        reasons = _list_weaknesses(counts, thresholds, far_share)
        state = StageState.FRAGILE if reasons else StageState.PRESENT
        return StageAssessment(state=state, reasons=reasons)
    if counts.to_check:
        reason = StateReason(code="only_to_check", data={"count": counts.to_check})
        return StageAssessment(state=StageState.FRAGILE, reasons=(reason,))
    if has_codes:
        return StageAssessment(state=StageState.MISSING, reasons=(StateReason(code="none"),))
    return StageAssessment(state=StageState.UNOBSERVABLE, reasons=(StateReason(code="no_code"),))


def _list_weaknesses(
    counts: Counts, thresholds: StageThresholds, far_share: float | None
) -> tuple[StateReason, ...]:
    reasons = []
    share = counts.dependence.share if counts.dependence else 0.0
    if counts.legal_units == 1:
        reasons.append(StateReason(code="single", data={"count": counts.establishments}))
    elif share > thresholds.max_unit_share:
        reasons.append(StateReason(code="one_actor", data={"share": share}))
    size = counts.workforce.central
    # Establishments without a band might hold the missing people: no verdict on size then.
    if size is not None and not counts.workforce.unknown_count and size < thresholds.min_workforce:
        data = {"workforce": size, "limit": thresholds.min_workforce}
        reasons.append(StateReason(code="too_small", data=data))
    if far_share is not None and far_share > thresholds.max_far_share:
        data = {"share": far_share, "limit_km": thresholds.far_km}
        reasons.append(StateReason(code="too_far", data=data))
    return tuple(reasons)


def describe_state_reason(reason: StateReason) -> str:
    """Return the sentence of a reason."""
    data = reason.data
    sentences = {
        "none": _("Aucun établissement repéré."),
        "no_code": _(
            "Aucun code d’activité ne décrit ce maillon : les registres ne peuvent pas le montrer."
        ),
        "single": _("Une seule organisation tient ce maillon."),
        "one_actor": _("Une organisation porte {share} % de l’emploi estimé du maillon.").format(
            share=round(100 * data.get("share", 0))
        ),
        "too_small": translate_plural(
            "Environ {workforce} salarié seulement, sous le seuil de {limit}.",
            "Environ {workforce} salariés seulement, sous le seuil de {limit}.",
            round(data.get("workforce", 0)),
        ).format(workforce=round(data.get("workforce", 0)), limit=round(data.get("limit", 0))),
        "too_far": _(
            "{share} % de la population vit à plus de {limit} km, à vol d’oiseau, de "
            "l’acteur le plus proche."
        ).format(share=round(100 * data.get("share", 0)), limit=round(data.get("limit_km", 0))),
        "only_to_check": translate_plural(
            "{count} établissement possible, à vérifier avant de conclure.",
            "{count} établissements possibles, à vérifier avant de conclure.",
            data.get("count", 0),
        ).format(count=round(data.get("count", 0))),
    }
    return sentences[reason.code]
