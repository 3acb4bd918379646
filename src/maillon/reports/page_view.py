"""A result arranged for reading: the same sections, in the same order, for the page and the PDF."""

from dataclasses import dataclass
from typing import Any

from maillon.domain.formatting import format_date, format_number, format_quantity
from maillon.domain.language import translate as _
from maillon.domain.language import translate_plural
from maillon.reports.chain_drawing import describe_chain, draw_chain, list_other_links
from maillon.reports.figure_text import list_summary_parts, make_cell, show_source
from maillon.reports.page_actors import view_actors
from maillon.reports.page_evidence import view_facts, view_method, view_opportunities, view_sources
from maillon.reports.page_stages import view_comparison, view_gaps, view_stages
from maillon.reports.wording import COUNT_NAMES, describe_short_name, typeset, warn_internal

__all__ = ["FULL", "Limits", "build_view", "typeset_all"]

_MOST_NAMED_SOURCES = 4
_NOT_SENTENCES = {"svg", "svg_narrow", "id", "figure", "href"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How much of each list is shown; the number left out is always said."""

    actors: int = 300
    gaps: int = 100
    nearest: int = 5
    opportunities: int = 30
    evidences: int = 10
    territories: int = 8
    facts: int = 50
    warnings: int = 50
    sources: int = 100
    summary: int = 20


FULL = Limits()


def build_view(document: dict[str, Any], limits: Limits = FULL) -> dict[str, Any]:
    """Return the sections of a result, as texts, cells that name their figure, and drawings."""
    return {
        "lang": document["language"],
        **_view_heading(document),
        "summary": [
            list_summary_parts(document, sentence["text"], sentence["figures"])
            for sentence in document["summary"][: limits.summary]
        ],
        "totals": [
            {
                "label": describe_short_name(name),
                **make_cell(document, document["totals"].get(name)),
            }
            for name in COUNT_NAMES
            if name in document["totals"]
        ],
        "chain": {
            "svg": draw_chain(document),
            "svg_narrow": draw_chain(document, narrow=True),
            "alt": describe_chain(document),
            "other_links": list_other_links(document),
        },
        "stages": view_stages(document),
        "gaps": view_gaps(document, most=limits.gaps, nearest=limits.nearest),
        "opportunities": view_opportunities(
            document, most=limits.opportunities, evidences=limits.evidences
        ),
        "comparison": view_comparison(document, most=limits.territories),
        "actors": view_actors(document, most=limits.actors),
        "facts": view_facts(document, most=limits.facts),
        "method": view_method(document, most=limits.warnings),
        "sources": view_sources(document, most=limits.sources),
    }


def _view_heading(document: dict[str, Any]) -> dict[str, Any]:
    territory, filiere = document["territory"], document["filiere"]
    facts = [
        format_quantity(territory["population"], _("habitants")),
        translate_plural("{count} commune", "{count} communes", territory["commune_count"]).format(
            count=format_number(territory["commune_count"])
        ),
    ]
    if territory["area_km2"] is not None:
        facts.append(format_quantity(round(territory["area_km2"]), "km²"))
    if territory["density_per_km2"] is not None:
        facts.append(format_quantity(round(territory["density_per_km2"]), _("habitants au km²")))
    return {
        "title": f"{filiere['label']} – {territory['name']}",
        "filiere": filiere["label"],
        "territory": territory["name"],
        "description": filiere["description"],
        "date": document["generated_on"],
        "date_shown": format_date(document["generated_on"]),
        "territory_facts": " · ".join(facts),
        "vintages": ", ".join(
            show_source(document, entry["key"]) for entry in document["vintages"]
        ),
        "band": warn_internal(document),
    }


def _say_vintages(document: dict[str, Any]) -> str:
    """Return the first sources by name and date; the table of sources has them all."""
    keys = [entry["key"] for entry in document["vintages"]]
    named = [show_source(document, key) for key in keys[:_MOST_NAMED_SOURCES]]
    left = len(keys) - len(named)
    if left > 0:
        named.append(
            translate_plural("{count} autre source", "{count} autres sources", left).format(
                count=format_number(left)
            )
        )
    return ", ".join(named)


def typeset_all(view: dict[str, Any]) -> dict[str, Any]:
    """Return the view with the punctuation of its sentences bound to their words."""
    return {key: item if key in _NOT_SENTENCES else _typeset(item) for key, item in view.items()}


def _typeset(value: object) -> object:
    if isinstance(value, str):
        return typeset(value)
    if isinstance(value, list):
        return [_typeset(item) for item in value]
    return typeset_all(value) if isinstance(value, dict) else value
