"""What the documents say of the filière, its territory and its diagnostic."""

from typing import Any

from maillon.reports.papers import describe_diagnosis
from maillon_web.diagnosis.models import DiagnosisText
from maillon_web.filieres.models import ChainKind, Filiere
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.chain import list_stage_labels

__all__ = ["describe_filiere", "find_french_text"]


def find_french_text(opened: Opened) -> DiagnosisText | None:
    """Return the current diagnostic made for this reader, in French; `None` before the first."""
    return (
        DiagnosisText.objects.filter(
            run__filiere=opened.filiere,
            run__is_current=True,
            audience=opened.audience,
            language="fr",
        )
        .select_related("run")
        .only("document", "audience", "language", "run__made_at", "run__read_at", "run__filiere_id")
        .first()
    )


def describe_filiere(opened: Opened) -> dict[str, Any]:
    """Return the fields `filiere`, `territory`, `authority`, `diagnosis` and `sources`."""
    filiere = opened.filiere
    text = find_french_text(opened)
    told = describe_diagnosis(_read_document(text)) if text else {}
    territory = {
        "name": filiere.territory_name,
        "vintage": filiere.territory_vintage,
        **told.get("territory", {}),
    }
    return {
        **told,
        "filiere": _describe_own(filiere, told.get("filiere", {})),
        "territory": territory,
        "authority": {"name": filiere.organisation.name},
    }


def _describe_own(filiere: Filiere, told: dict[str, Any]) -> dict[str, Any]:
    """Return the filière as its pages name it, which may be otherwise than its template does."""
    return {
        "name": filiere.name,
        "description": filiere.description or told.get("description", ""),
        "kind": "écosystème" if filiere.kind == ChainKind.ECOSYSTEM else "chaîne",
        "stages": [{"label": label} for label in list_stage_labels(filiere).values()],
    }


def _read_document(text: DiagnosisText) -> dict[str, Any]:
    """Return the result with the figures that documents quote: the whole may be very large."""
    document: dict[str, Any] = text.document
    wanted = [
        *document["totals"].values(),
        *(stage["figures"].get("establishments", "") for stage in document["stages"]),
    ]
    kept = text.figures.filter(key__in=wanted).values_list("key", "payload")
    return {**document, "figures": {key: payload["figure"] for key, payload in kept}}
