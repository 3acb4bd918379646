"""The actors of a result arranged for reading."""

from typing import Any

from maillon.domain.formatting import format_number, format_siret
from maillon.domain.language import translate_plural
from maillon.reports.wording import show_confidence, show_ess_status, show_position_quality

__all__ = ["view_actors"]


def view_actors(document: dict[str, Any], *, most: int) -> dict[str, Any]:
    """Return the first actors in the order of the result, and how many follow."""
    labels = {stage["key"]: stage["label"] for stage in document["stages"]}
    actors = document["actors"]
    shown = actors[:most]
    return {
        "count": format_number(len(actors)),
        "rows": [_view_actor(actor, labels) for actor in shown],
        "more": _say_left_out(len(actors) - len(shown)),
    }


def _view_actor(actor: dict[str, Any], labels: dict[str, str]) -> dict[str, Any]:
    ess = actor["ess"]
    activity = " – ".join(part for part in (actor["naf_code"] or "", actor["naf_label"]) if part)
    return {
        "name": actor["name"],
        "siret": format_siret(actor["siret"]) if actor["siret"] else "",
        "commune": actor["commune_name"],
        "position": show_position_quality(actor["position_quality"]),
        "stages": [
            {
                "label": labels.get(place["key"], place["key"]),
                "confidence": show_confidence(place["confidence"]),
                "reasons": place["reasons"],
            }
            for place in actor["stages"]
        ],
        "ess": show_ess_status(ess["status"]),
        "ess_rule": ess["rule_text"],
        "ess_family": ess["family"] or "",
        "inclusive": ", ".join(ess["inclusive_kinds"]),
        "band": actor["band_label"],
        "activity": activity,
        "is_internal": actor["visibility"] != "public",
        "evidence": actor.get("evidence", ""),
    }


def _say_left_out(left: int) -> str:
    if left <= 0:
        return ""
    return translate_plural(
        "{count} autre acteur n’est pas montré ici ; le fichier CSV ou le tableur les donne tous "
        "(maillon diagnose … --format csv ou --format xlsx).",
        "{count} autres acteurs ne sont pas montrés ici ; le fichier CSV ou le tableur les donne "
        "tous (maillon diagnose … --format csv ou --format xlsx).",
        left,
    ).format(count=format_number(left))
