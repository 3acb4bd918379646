"""What the pages show of a result: words and cells, laid out once when it is computed."""

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillon.domain.figures import Figure, FigureInput
from maillon.domain.formatting import format_interval, format_number, format_quantity
from maillon.reports.figure_text import explain_in_words, make_cell, show_source
from maillon.reports.page_view import Limits, build_view, typeset_all
from maillon.reports.wording import (
    describe_short_name,
    in_language_of,
    show_ess_status,
    show_state,
)

__all__ = ["add_own_figures", "explain_figures", "lay_out"]

_SHARE = "ess_published_share"
_SECTIONS = ("totals", "gaps", "opportunities", "comparison", "facts", "sources")
_SHARE_UNITS = {"part", "share"}


def add_own_figures(document: dict[str, Any]) -> dict[str, Any]:
    """Return the result with the shares that the pages add, explained like the other figures."""
    figures = dict(document["figures"])
    stages = []
    with translation.override(document["language"]):
        for stage in document["stages"]:
            share = _make_share(stage, figures)
            named = dict(stage["figures"])
            if share is not None:
                figures[share.id] = share.to_dict()
                named[_SHARE] = share.id
            stages.append({**stage, "figures": named})
    return {**document, "figures": figures, "stages": stages}


def _make_share(stage: Mapping[str, Any], figures: Mapping[str, Any]) -> Figure | None:
    whole_id = stage["figures"].get("establishments", "")
    part_id = stage["figures"].get("ess_published", "")
    whole, part = figures.get(whole_id), figures.get(part_id)
    if whole is None or part is None or whole["is_protected"] or part["is_protected"]:
        return None
    if not whole["value"] or part["value"] is None:
        return None
    return Figure(
        id=f"stage.{stage['key']}.{_SHARE}",
        label=_("Part de l’ESS publiée – {stage}").format(stage=stage["label"]),
        value=part["value"] / whole["value"],
        unit="part",
        formula_key="qualification-ess",
        formula=_(
            "Établissements que l’ESS publiée compte à ce maillon, divisés par les établissements "
            "placés à ce maillon."
        ),
        inputs=[
            FigureInput(label=part["label"], value=part["value"], figure=part_id),
            FigureInput(label=whole["label"], value=whole["value"], figure=whole_id),
        ],
        sources=sorted({*part["sources"], *whole["sources"]}),
        caveats=[_("L’ESS déduite et l’ESS déclarée n’y entrent pas.")],
    )


def explain_figures(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return every figure with its explanation in words, by identifier."""
    explained = {}
    with in_language_of(document):
        for key, figure in document["figures"].items():
            words = explain_in_words(document, key) | {"range": _say_range(figure)}
            explained[key] = {"figure": figure, "words": typeset_all(words)}
    return explained


def _say_range(figure: Mapping[str, Any]) -> str:
    if figure["range"] is None or figure["is_protected"]:
        return ""
    low, high = figure["range"]
    unit = figure["unit"]
    if unit in _SHARE_UNITS:
        low, high = (None if bound is None else bound * 100 for bound in (low, high))
        unit = "%"
    return format_interval(low, high, unit)


def lay_out(document: dict[str, Any]) -> dict[str, Any]:
    """
    Return what the pages show, as plain values.

    Parameters
    ----------
    document
        A whole result, see `add_own_figures`.
    """
    with in_language_of(document), translation.override(document["language"]):
        view = build_view(document, Limits(actors=0))
        heading = {name: view[name] for name in ("title", "description", "territory_facts", "band")}
        heading["sources"] = _list_main_sources(document)
        pages = {
            **{name: view[name] for name in _SECTIONS},
            "summary": _name_quoted(document, view["summary"]),
            "heading": heading,
            "date": document["generated_on"],
            "has_register": _has_register(document),
            "method": _list_method(document, view),
            "warnings": [warning["text"] for warning in document["warnings"]],
            "chain": {"alt": view["chain"]["alt"], "other_links": view["chain"]["other_links"]},
            "stages": _list_stages(document, view),
            "chains": document["filiere"]["chains"],
            "labels": {key: figure["label"] for key, figure in document["figures"].items()},
        }
        return typeset_all(pages)


def _list_main_sources(document: dict[str, Any]) -> list[str]:
    """Return what the figures rest on; the division of the country is told with all sources."""
    used = {key for figure in document["figures"].values() for key in figure["sources"]}
    return [
        show_source(document, entry["key"])
        for entry in document["vintages"]
        if entry["key"] in used
    ]


def _name_quoted(
    document: Mapping[str, Any], sentences: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the sentences; a figure that they do not quote is called by its name alone."""
    return [
        {
            "parts": sentence["parts"],
            "others": [
                {"text": document["figures"][other["figure"]]["label"], "figure": other["figure"]}
                for other in sentence["others"]
            ],
        }
        for sentence in sentences
    ]


def _has_register(document: Mapping[str, Any]) -> bool:
    codes = {warning["code"] for warning in document["warnings"]}
    return not codes & {"no_register", "not_covered"}


def _list_method(document: Mapping[str, Any], view: Mapping[str, Any]) -> list[str]:
    sentences: list[str] = view["method"]["sentences"]
    # The last one names the reading of the chain; people's own chain has none to name.
    return sentences if document["filiere"]["source"] else sentences[:-1]


def _list_stages(document: dict[str, Any], view: Mapping[str, Any]) -> list[dict[str, Any]]:
    labels = {stage["key"]: stage["label"] for stage in document["stages"]}
    descriptions = {stage["key"]: stage["description"] for stage in document["filiere"]["stages"]}
    return [
        {
            "key": stage["key"],
            "rank": rank,
            "label": stage["label"],
            "description": descriptions.get(stage["key"], ""),
            "state": stage["state"],
            "state_label": show_state(stage["state"]),
            "reasons": [reason["text"] for reason in stage["state_reasons"]],
            "cells": {
                name: make_cell(document, identifier)
                for name, identifier in stage["figures"].items()
            },
            "numbers": _list_numbers(document, stage),
            "link_name": _name_link(document, stage),
            "chains": [
                chain["label"]
                for chain in document["filiere"]["chains"]
                if stage["key"] in chain["stages"]
            ],
            "arrivals": _list_flows(document, labels, stage["key"], mine="to", other="from"),
            "departures": _list_flows(document, labels, stage["key"], mine="from", other="to"),
            "dependence": _show_dependence(document, stage),
            "nearest": [_show_nearest(candidate) for candidate in stage["nearest_outside"]],
            "neighbours": [_say_neighbour(entry) for entry in stage["neighbours"]],
            "opportunities": _list_opportunities(document, view, stage["key"]),
        }
        for rank, stage in enumerate(document["stages"])
    ]


def _list_numbers(document: dict[str, Any], stage: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "label": _name_number(name, document["figures"][identifier]),
            "cell": make_cell(document, identifier),
        }
        for name, identifier in stage["figures"].items()
        if identifier in document["figures"]
    ]


def _name_number(name: str, figure: Mapping[str, Any]) -> str:
    ours = {
        _SHARE: _("Part de l’ESS publiée"),
        "per_10000_median": _("Médiane des territoires comparés"),
    }
    label = ours.get(name) or describe_short_name(name)
    return str(figure["label"]) if label == name else label


def _say_neighbour(entry: Mapping[str, Any]) -> str:
    total = entry["establishment_count"]
    return ngettext(
        "{name} : {total} établissement", "{name} : {total} établissements", total
    ).format(name=entry["name"], total=format_number(total))


def _name_link(document: dict[str, Any], stage: Mapping[str, Any]) -> str:
    count = make_cell(document, stage["figures"].get("establishments"))["text"]
    return _("{stage} – établissements : {count} ; état : {state}. Voir les acteurs.").format(
        stage=stage["label"], count=count or _("non connu"), state=show_state(stage["state"])
    )


def _list_flows(
    document: Mapping[str, Any], labels: Mapping[str, str], key: str, *, mine: str, other: str
) -> list[dict[str, str]]:
    return [
        {"key": link[other], "label": labels[link[other]], "matter": link["matter"]}
        for link in document["filiere"]["links"]
        if link[mine] == key and link[other] in labels
    ]


def _show_dependence(document: dict[str, Any], stage: Mapping[str, Any]) -> dict[str, Any] | None:
    dependence = stage["dependence"]
    if dependence is None:
        return None
    return {"name": dependence["name"], "cell": make_cell(document, dependence["figure"])}


def _show_nearest(candidate: Mapping[str, Any]) -> dict[str, str]:
    status = candidate["ess_status"]
    return {
        "name": candidate["name"],
        "commune": candidate["commune_name"],
        "distance": format_quantity(round(candidate["distance_km"]), "km"),
        "ess": show_ess_status(status) if status not in {"none", "refused"} else "",
    }


def _list_opportunities(
    document: Mapping[str, Any], view: Mapping[str, Any], key: str
) -> list[dict[str, Any]]:
    pairs = zip(document["opportunities"], view["opportunities"]["rows"], strict=False)
    return [row for entry, row in pairs if entry["stage"] == key]
