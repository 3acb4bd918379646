"""What is stored of an actor, in words: stages, reasons, sizes, families."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from maillon.reference.nomenclatures import list_workforce_bands, load_legal_categories
from maillon.studies.actor_documents import describe_placement_reason
from maillon_web.directory.models import Confidence, EssStatus, Placement
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.selectors.chain import list_stage_labels

__all__ = [
    "SITE_OF_COMPANIES",
    "StageLine",
    "StageName",
    "describe_band",
    "describe_ess",
    "describe_family",
    "describe_legal_form",
    "describe_reasons",
    "list_stage_names",
    "write_stages",
]

SITE_OF_COMPANIES = "https://annuaire-entreprises.data.gouv.fr"
_CODES = frozenset(
    {
        "decision",
        "declared",
        "naf_forte",
        "naf_moyenne",
        "naf_faible",
        "keyword_name",
        "keyword_object",
        "keyword_activity",
    }
)
_ORDER = ("confirmed", "declared", "placed", "to_check")


@dataclass(frozen=True, slots=True)
class StageName:
    """A stage of the chain: its place, which gives its symbol, and its name."""

    key: str
    rank: int
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StageLine:
    """An actor at a stage, in words."""

    stage: StageName
    confidence: str
    confidence_label: str
    reasons: Sequence[str]

    @property
    def is_sure(self) -> bool:
        """Whether it counts: a stage to check is only a lead."""
        return self.confidence != Confidence.TO_CHECK


def list_stage_names(filiere: Filiere) -> dict[str, StageName]:
    """Return the stages of the chain by key, in order."""
    labels = list_stage_labels(filiere)
    return {key: StageName(key, rank, label) for rank, (key, label) in enumerate(labels.items())}


def write_stages(placements: Sequence[Placement], stages: dict[str, StageName]) -> list[StageLine]:
    """Return the stages of an actor in words, the surest first; a stage taken away is left out."""
    known = [place for place in placements if place.stage_key in stages]
    known.sort(key=lambda place: (_ORDER.index(place.confidence), stages[place.stage_key].rank))
    return [
        StageLine(
            stage=stages[place.stage_key],
            confidence=place.confidence,
            confidence_label=str(Confidence(place.confidence).label),
            reasons=describe_reasons(place.reasons),
        )
        for place in known
    ]


def describe_reasons(reasons: Sequence[str]) -> list[str]:
    """Return reasons in words: codes of the library in the language in use, sentences as kept."""
    return [
        describe_placement_reason(reason) if reason.partition(":")[0] in _CODES else reason
        for reason in reasons
    ]


def describe_ess(status: str) -> str:
    """Return whether an actor is ESS, in words."""
    return str(EssStatus(status).label) if status in EssStatus.values else status


def describe_band(code: str) -> str:
    """Return a workforce band in words; nothing when it is not known."""
    band = list_workforce_bands().get(code)
    return band.label if band else ""


def describe_family(family: str) -> str:
    """Return a family of the ESS in words."""
    return _families().get(family, family.replace("_", " "))


def describe_legal_form(code: str) -> str:
    """Return a legal category in words, with its code when that is all that is known."""
    category = load_legal_categories().get(code)
    return category.label if category else code


def _families() -> dict[str, str]:
    return {
        "association": _("Association"),
        "cooperative": _("Coopérative"),
        "mutuelle": _("Mutuelle"),
        "fondation": _("Fondation"),
        "societe_commerciale_ess": _("Société commerciale de l’ESS"),
        "autre_prive_non_lucratif": _("Autre organisme privé non lucratif"),
        "hors_ess": _("Hors ESS"),
    }
