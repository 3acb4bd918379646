"""The printed form of a result: a tagged PDF of two to six pages."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from maillon.domain.language import translate as _
from maillon.reports.figure_text import explain_in_words
from maillon.reports.map_drawing import count_unplaced, describe_map, draw_map, list_symbols
from maillon.reports.page_figures import list_key_figures
from maillon.reports.page_view import Limits, build_view, typeset_all
from maillon.reports.pdf_words import list_words
from maillon.reports.typesetting import compile_pdf, count_pages
from maillon.reports.wording import in_language_of

__all__ = ["render_pdf"]

_TEMPLATE = Path(__file__).parent / "templates" / "report.typ"
_MOST_PAGES = 6
# A4 less its margins, in points; the drawings keep to a share of the height.
_TEXT_WIDTH_PT, _TALL_PT = 493.0, 370.0
_MOST_OTHER_LINKS, _MOST_CAVEATS, _MOST_SOURCES = 5, 2, 3
_SIZE = re.compile(r' width="([\d.]+)" height="([\d.]+)"')
_STAGE_COLUMNS = ("establishments", "ess_published", "ess_deduced", "ess_declared", "workforce")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Budget:
    """
    How much one attempt shows: tried from the richest to the barest.

    Attributes
    ----------
    limits
        Length of each list.
    annex
        Number of figures explained.
    text
        Longest text, in characters.
    drawing_pt
        Tallest drawing, in points.
    """

    limits: Limits
    annex: int
    text: int
    drawing_pt: float


_RICH = Limits(
    actors=25, nearest=3, opportunities=5, evidences=3, territories=5, facts=6, warnings=10
)
_MIDDLE = Limits(
    actors=25,
    gaps=8,
    nearest=2,
    opportunities=3,
    evidences=2,
    territories=4,
    facts=4,
    warnings=6,
    sources=10,
    summary=8,
)
_BARE = Limits(
    actors=15,
    gaps=6,
    nearest=1,
    opportunities=2,
    evidences=1,
    territories=3,
    facts=3,
    warnings=3,
    sources=6,
    summary=5,
)
_BAREST = Limits(
    actors=8,
    gaps=4,
    nearest=1,
    opportunities=1,
    evidences=1,
    territories=2,
    facts=2,
    warnings=2,
    sources=4,
    summary=3,
)
_BUDGETS = (
    _Budget(limits=_RICH, annex=60, text=320, drawing_pt=610),
    _Budget(limits=_RICH, annex=24, text=320, drawing_pt=480),
    _Budget(limits=_MIDDLE, annex=18, text=240, drawing_pt=430),
    _Budget(limits=_BARE, annex=15, text=160, drawing_pt=430),
    _Budget(limits=_BARE, annex=12, text=110, drawing_pt=360),
    _Budget(limits=_BAREST, annex=8, text=80, drawing_pt=330),
)


def render_pdf(document: dict[str, Any], *, shapes: Mapping[str, Any] | None = None) -> bytes:
    """
    Return the PDF, tagged for assistive tools (PDF/UA-1 by construction) and reproducible.

    Parameters
    ----------
    document
        A result. Long lists are cut, and what is cut is said, until six pages are enough.
    shapes
        Contours for the map, as `draw_map` takes them; without them the note has no map.
    """
    with in_language_of(document):
        for budget in _BUDGETS:
            data = json.dumps(_build_data(document, shapes, budget), ensure_ascii=False)
            if budget is _BUDGETS[-1] or count_pages(_TEMPLATE, data) <= _MOST_PAGES:
                break
        return compile_pdf(_TEMPLATE, data, written_on=document["generated_on"], standards=["ua-1"])


def _build_data(
    document: dict[str, Any], shapes: Mapping[str, Any] | None, budget: _Budget
) -> dict[str, Any]:
    view = build_view(document, budget.limits)
    view["about"] = _("Établi le {date}. {facts}. Données : {vintages}.").format(
        date=view["date_shown"], facts=view["territory_facts"], vintages=view["vintages"]
    )
    view["words"] = list_words()
    view["stages"] = _narrow_stages(view["stages"])
    view["chain"] = _fit_chain(view["chain"], budget.drawing_pt)
    view["map"] = None if shapes is None else _view_map(document, shapes, budget.drawing_pt)
    view["actors"] = _flatten_actors(view["actors"])
    keys = list_key_figures(document)
    view["annex"] = [_explain(document, key) for key in keys[: budget.annex]]
    view["annex_note"] = _(
        "Les autres chiffres sont expliqués dans la page HTML et dans le tableur."
    )
    return _shorten_all(typeset_all(view), budget.text)


def _narrow_stages(stages: dict[str, Any]) -> dict[str, Any]:
    """Keep the columns that an A4 page holds."""
    kept = [rank for rank, col in enumerate(stages["columns"]) if col["key"] in _STAGE_COLUMNS]
    return {
        "columns": [stages["columns"][rank] for rank in kept],
        "rows": [{**row, "cells": [row["cells"][rank] for rank in kept]} for row in stages["rows"]],
    }


def _fit_chain(chain: dict[str, Any], most_pt: float) -> dict[str, Any]:
    caption = _(
        "Un cadre en pointillé dit un maillon manquant, fragile ou non observable. ESS publiée et "
        "ESS déduite ne s’ajoutent pas."
    )
    if chain["other_links"]:
        links = " ; ".join(chain["other_links"][:_MOST_OTHER_LINKS])
        caption = f"{caption} {_('Autres flux : {list}.').format(list=links)}"
    width = _fit_width(chain["svg"], most_pt)
    return {
        "svg": chain["svg"],
        "alt": chain["alt"],
        "caption": caption,
        "width": width,
        "is_tall": _read_ratio(chain["svg"]) * _TEXT_WIDTH_PT * width / 100 > _TALL_PT,
    }


def _fit_width(svg: str, most_pt: float) -> float:
    """Return the width of a drawing, in percent of the text, so that its height stays in bounds."""
    return round(min(100.0, 100 * most_pt / _read_ratio(svg) / _TEXT_WIDTH_PT), 1)


def _read_ratio(svg: str) -> float:
    """Return the height of a drawing over its width."""
    size = _SIZE.search(svg)
    if size is None:
        raise ValueError("a drawing says its width and height")
    width, height = map(float, size.groups())
    return height / width


def _view_map(
    document: dict[str, Any], shapes: Mapping[str, Any], most_pt: float
) -> dict[str, Any]:
    svg = draw_map(document, shapes)
    caption = _(
        "Chaque acteur est dessiné à son maillon principal. Symbole plein : adresse ou rue connue. "
        "Symbole creux : commune seule ou position douteuse, dessinée autour du point connu, "
        "vingt au plus par point."
    )
    unplaced = count_unplaced(document)
    if unplaced:
        caption = f"{caption} {_('Sans position : {count}.').format(count=unplaced)}"
    return {
        "svg": svg,
        "alt": describe_map(document),
        "caption": caption,
        "symbols": list_symbols(document),
        "width": _fit_width(svg, min(most_pt, 400) * 0.75),
    }


def _flatten_actors(actors: dict[str, Any]) -> dict[str, Any]:
    rows = [
        {
            "name": _("{name} (donnée interne)").format(name=actor["name"])
            if actor["is_internal"]
            else actor["name"],
            "commune": actor["commune"],
            "stages": " ; ".join(
                f"{place['label']} ({place['confidence']})" for place in actor["stages"]
            ),
            "ess": actor["ess"],
            "band": actor["band"],
        }
        for actor in actors["rows"]
    ]
    caption = _("Acteurs du territoire : {count}").format(count=actors["count"])
    return {"rows": rows, "more": actors["more"], "caption": caption}


def _explain(document: dict[str, Any], figure_id: str) -> dict[str, str]:
    words = explain_in_words(document, figure_id)
    parts = [words["protection"], words["formula"], *words["caveats"][:_MOST_CAVEATS]]
    if words["sources"]:
        parts.append(
            _("Sources : {list}.").format(list=", ".join(words["sources"][:_MOST_SOURCES]))
        )
    return {
        "id": figure_id,
        "label": words["label"],
        "value": words["value"],
        "explanation": " ".join(part for part in parts if part),
    }


_NEVER_CUT = {
    "svg",
    "alt",
    "caption",
    "words",
    "annex",
    "title",
    "id",
    "figure",
    "href",
    "about",
    "sentences",
    "more",
}


def _shorten_all(view: dict[str, Any], most: int) -> dict[str, Any]:
    """Cut long texts at a word, so that one wordy record cannot push the note past its size."""
    return {key: item if key in _NEVER_CUT else _shorten(item, most) for key, item in view.items()}


def _shorten(value: object, most: int) -> object:
    if isinstance(value, str):
        return value if len(value) <= most else value[:most].rsplit(" ", 1)[0] + "…"
    if isinstance(value, list):
        return [_shorten(item, most) for item in value]
    return _shorten_all(value, most) if isinstance(value, dict) else value
