"""Made-up actors in the shape of a diagnosis."""

from typing import Any

__all__ = ["make_actor"]


def make_actor(number: int, *, siren: str = "", **fields: Any) -> dict[str, Any]:
    """Return an actor as a diagnosis tells it, named as made up."""
    own_siren = siren or f"{900000000 + number}"
    siret = f"{own_siren}{number:05d}"
    ess = {"status": "none", "family": None, "rule": "none", "rule_text": "", "sources": []}
    actor = {
        "id": siret,
        "name": f"Exemple fictif {number}",
        "siret": siret,
        "siren": own_siren,
        "commune_code": "69123",
        "commune_name": "Lyon",
        "lat": 45.75,
        "lon": 4.85,
        "position_quality": "precise",
        "naf_code": "38.11Z",
        "naf_label": "Collecte des déchets non dangereux",
        "band_code": "11",
        "band_label": "10 à 19 salariés",
        "is_employer": True,
        "ess": ess | {"inclusive_kinds": [], "reserved_articles": []} | fields.pop("ess", {}),
        "stages": [place("collecte")],
        "sources": ["sirene-etablissements"],
        "visibility": "public",
        "other_names": None,
        "post_code": "69001",
        "address": f"{number} rue fictive",
        "legal_category_code": "5499",
        "qpv_code": None,
        "is_head_office": True,
        "is_natural_person": False,
        "declared_activity": None,
    }
    return actor | fields


def place(key: str, confidence: str = "placed", score: float = 3.0) -> dict[str, Any]:
    """Return a stage of such an actor."""
    reasons = ["son code d’activité suffit à le dire"]
    return {
        "key": key,
        "confidence": confidence,
        "score": score,
        "reasons": reasons,
        "reason_codes": ["naf_forte"],
    }
