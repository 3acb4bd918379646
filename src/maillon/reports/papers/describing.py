"""The part of a context that a diagnosis fills, with the same figures as its pages."""

from typing import Any

from maillon.domain.formatting import format_date
from maillon.reports.figure_text import explain_in_words, make_cell, show_figure
from maillon.reports.wording import in_language_of, show_state, typeset

__all__ = ["describe_diagnosis"]

_KEY_TOTALS = ("establishments", "ess_published", "ess_deduced", "workforce")


def describe_diagnosis(document: dict[str, Any]) -> dict[str, Any]:
    """
    Return the fields that a diagnosis knows: `filiere`, `territory`, `diagnosis`, `sources`.

    Parameters
    ----------
    document
        A result, as `reference/schemas/diagnosis.schema.json` describes it.
    """
    with in_language_of(document):
        return {
            "filiere": _describe_filiere(document),
            "territory": {
                "name": document["territory"]["name"],
                "population": document["territory"]["population"],
                "vintage": document["territory"]["vintage"],
            },
            "diagnosis": {
                "made_on": document["generated_on"],
                "actor_count": _read_total(document, "establishments"),
                "ess_count": _read_total(document, "ess_published"),
                "summary": [typeset(sentence["text"]) for sentence in document["summary"]],
                "stages": [_describe_stage(document, stage) for stage in document["stages"]],
                "missing": _list_gaps(document, "missing"),
                "fragile": _list_gaps(document, "fragile"),
                "unobserved": [
                    {"label": stage["label"]}
                    for stage in document["stages"]
                    if stage["state"] == "unobservable"
                ],
                "figures": _list_figures(document),
            },
            "sources": [
                {
                    "label": source["label"],
                    "publisher": source["publisher"],
                    "date": format_date(source["vintage"]),
                }
                for source in document["vintages"]
            ],
        }


def _describe_filiere(document: dict[str, Any]) -> dict[str, Any]:
    filiere = document["filiere"]
    return {
        "name": filiere["label"],
        "description": filiere["description"],
        "kind": "écosystème" if filiere["kind"] == "ecosystem" else "chaîne",
        "stages": [{"label": stage["label"]} for stage in filiere["stages"]],
    }


def _read_total(document: dict[str, Any], name: str) -> int | None:
    """Return a total, `None` when it is unknown or withheld."""
    figure = document["figures"].get(document["totals"].get(name))
    if figure is None or figure["is_protected"] or figure["value"] is None:
        return None
    return int(figure["value"])


def _describe_stage(document: dict[str, Any], stage: dict[str, Any]) -> dict[str, Any]:
    cell = make_cell(document, stage["figures"].get("establishments"))
    reasons = " ".join(typeset(reason["text"]) for reason in stage["state_reasons"])
    return {
        "label": stage["label"],
        "actors": cell["text"],
        "state": show_state(stage["state"]),
        "state_reason": reasons or "–",
    }


def _list_gaps(document: dict[str, Any], state: str) -> list[dict[str, str]]:
    return [
        {
            "label": stage["label"],
            "reason": " ".join(typeset(reason["text"]) for reason in stage["state_reasons"]),
        }
        for stage in document["stages"]
        if stage["state"] == state
    ]


def _list_figures(document: dict[str, Any]) -> list[dict[str, str]]:
    keys = [document["totals"][name] for name in _KEY_TOTALS if name in document["totals"]]
    return [
        {
            "id": key,
            "label": words["label"],
            "value": show_figure(document["figures"][key]),
            "explanation": _join(words),
        }
        for key in keys
        if key in document["figures"]
        for words in (explain_in_words(document, key),)
    ]


def _join(words: dict[str, Any]) -> str:
    parts = [words["protection"], words["formula"], *words["caveats"]]
    if words["sources"]:
        parts.append(f"Sources : {', '.join(words['sources'])}.")
    return " ".join(typeset(part) for part in parts if part)
