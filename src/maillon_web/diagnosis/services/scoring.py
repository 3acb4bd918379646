"""A score of the ranking opened: what each criterion brings."""

from collections.abc import Mapping
from typing import Any

from maillon.reports.figure_text import explain_in_words, show_figure
from maillon.reports.page_view import typeset_all

__all__ = ["explain_score", "explain_value"]


def explain_score(ranked: Mapping[str, Any], filiere_key: str) -> dict[str, Any] | None:
    """
    Return the parts of a score, criterion by criterion, `None` when no filière has that key.

    Parameters
    ----------
    ranked
        Result of `rerank`.
    """
    found = next((entry for entry in ranked["filieres"] if entry["key"] == filiere_key), None)
    if found is None:
        return None
    total = sum(
        criterion["weight"]
        for criterion in ranked["criteria"]
        if criterion["key"] in found["criteria"]
    )
    return {
        "label": found["label"],
        "key": filiere_key,
        "score": found["score"],
        "parts": [
            {
                "label": criterion["label"],
                "meaning": criterion["meaning"],
                "weight": criterion["weight"],
                "share": criterion["weight"] / total if total else 0,
                **found["criteria"][criterion["key"]],
                "value": _show_value(ranked, found["criteria"][criterion["key"]]),
            }
            for criterion in ranked["criteria"]
            if criterion["key"] in found["criteria"]
        ],
        "unknown": [
            criterion["label"]
            for criterion in ranked["criteria"]
            if criterion["key"] in found["unknown"]
        ],
    }


def _show_value(ranked: Mapping[str, Any], part: Mapping[str, Any]) -> str:
    return show_figure({**ranked["figures"][part["figure"]], "range": None}, with_unit=False)


def explain_value(ranked: Mapping[str, Any], key: str) -> dict[str, Any] | None:
    """Return the explanation of the value of a criterion, `None` when no figure has that name."""
    if key not in ranked["figures"]:
        return None
    document = {"vintages": [], **ranked}
    return typeset_all(explain_in_words(document, key) | {"range": ""})
