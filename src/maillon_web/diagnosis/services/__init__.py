"""Make diagnostics, rankings and files of them."""

from maillon_web.diagnosis.services.comparing import MOST_COMPARED, choose_comparison
from maillon_web.diagnosis.services.profiling import ask_profile, profile
from maillon_web.diagnosis.services.refreshing import refresh
from maillon_web.diagnosis.services.rendering import (
    DOCUMENTS,
    PICTURES,
    Rendered,
    render_document,
    render_drawing,
)

__all__ = [
    "DOCUMENTS",
    "MOST_COMPARED",
    "PICTURES",
    "Rendered",
    "ask_profile",
    "choose_comparison",
    "profile",
    "refresh",
    "render_document",
    "render_drawing",
]
