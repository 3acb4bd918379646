"""Read one actor of a result."""

from collections.abc import Mapping
from typing import Any

__all__ = ["get_main_stage"]

_CONFIDENCE_ORDER = ("to_check", "placed", "declared", "confirmed")


def get_main_stage(actor: Mapping[str, Any]) -> str:
    """Return the stage where the actor is surest, empty when it has none."""
    stages = actor["stages"]
    if not stages:
        return ""
    best = max(stages, key=lambda at: (_CONFIDENCE_ORDER.index(at["confidence"]), at["score"]))
    return str(best["key"])
