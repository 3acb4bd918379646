"""The tables of the workbook: titles of the columns and rows, in words for people."""

from collections.abc import Sequence
from typing import Any

from maillon.domain.formatting import format_date
from maillon.domain.language import translate as _
from maillon.reports.figure_text import explain_in_words, show_figure, show_source
from maillon.reports.page_evidence import view_method
from maillon.reports.tables import Cell
from maillon.reports.wording import (
    COUNT_NAMES,
    describe_short_name,
    show_confidence,
    show_ess_status,
    show_position_quality,
    show_state,
    warn_internal,
)

__all__ = [
    "Table",
    "list_actors",
    "list_figures",
    "list_notes",
    "list_sources",
    "list_stages",
    "list_summary",
]

Table = tuple[list[str], list[list[Cell]]]


def _number(figure: dict[str, Any]) -> Cell:
    """Return the number, or the words that say why there is none."""
    is_known = figure["value"] is not None and not figure["is_protected"]
    return figure["value"] if is_known else show_figure(figure)


def list_summary(document: dict[str, Any]) -> Table:
    """Return the totals and the findings."""
    warning = warn_internal(document)
    rows: list[list[Cell]] = [[warning, None, None, None]] if warning else []
    for name in COUNT_NAMES:
        figure = document["figures"].get(document["totals"].get(name, ""))
        if figure is not None:
            rows.append(
                [describe_short_name(name), _number(figure), figure["unit"], figure["formula"]]
            )
    rows += [[_("Constat"), None, None, sentence["text"]] for sentence in document["summary"]]
    return [_("Quoi"), _("Valeur"), _("Unité"), _("Explication")], rows


def list_stages(document: dict[str, Any]) -> Table:
    """Return one row a stage; a withheld number is said in words."""
    names = [name for name in COUNT_NAMES if any(name in s["figures"] for s in document["stages"])]
    columns = [_("Maillon"), _("État"), _("Pourquoi"), *map(describe_short_name, names)]
    columns += [_("Effectif, borne basse"), _("Effectif, borne haute"), _("Plus proche en dehors")]
    return columns, [_read_stage(document, stage, names) for stage in document["stages"]]


def _read_stage(
    document: dict[str, Any], stage: dict[str, Any], names: Sequence[str]
) -> list[Cell]:
    figures = {
        name: document["figures"][stage["figures"][name]]
        for name in names
        if stage["figures"].get(name) in document["figures"]
    }
    workforce = figures.get("workforce", {"range": None, "is_protected": False})
    low, high = (None, None) if workforce["is_protected"] else workforce["range"] or (None, None)
    nearest = stage["nearest_outside"][0] if stage["nearest_outside"] else None
    return [
        stage["label"],
        show_state(stage["state"]),
        " ".join(reason["text"] for reason in stage["state_reasons"]),
        *(_number(figures[name]) if name in figures else None for name in names),
        low,
        high,
        None if nearest is None else f"{nearest['name']} ({nearest['commune_name']})",
    ]


def list_actors(document: dict[str, Any]) -> Table:
    """Return one row an actor."""
    labels = {stage["key"]: stage["label"] for stage in document["stages"]}
    columns = [
        _("Nom"),
        _("SIRET"),
        _("Code commune"),
        _("Commune"),
        _("Maillons"),
        _("Confiance"),
        _("ESS"),
        _("Règle"),
        _("Structure inclusive"),
        _("Effectif"),
        _("Code d’activité"),
        _("Activité"),
        _("Latitude"),
        _("Longitude"),
        _("Position"),
        _("Sources"),
        _("Visibilité"),
        _("Passage"),
    ]
    return columns, [_read_actor(document, actor, labels) for actor in document["actors"]]


def _read_actor(
    document: dict[str, Any], actor: dict[str, Any], labels: dict[str, str]
) -> list[Cell]:
    ess, places = actor["ess"], actor["stages"]
    is_public = actor["visibility"] == "public"
    return [
        actor["name"],
        actor["siret"],
        actor["commune_code"],
        actor["commune_name"],
        " ; ".join(labels.get(place["key"], place["key"]) for place in places),
        " ; ".join(show_confidence(place["confidence"]) for place in places),
        show_ess_status(ess["status"]),
        ess["rule_text"],
        ", ".join(ess["inclusive_kinds"]),
        actor["band_label"],
        actor["naf_code"],
        actor["naf_label"],
        actor["lat"],
        actor["lon"],
        show_position_quality(actor["position_quality"]),
        ", ".join(show_source(document, key) for key in actor["sources"]),
        _("publique") if is_public else _("donnée interne"),
        actor.get("evidence", ""),
    ]


def list_figures(document: dict[str, Any]) -> Table:
    """Return every figure explained."""
    columns = [
        _("Chiffre"),
        _("Valeur"),
        _("Valeur en mots"),
        _("Calcul"),
        _("À partir de"),
        _("Choix faits"),
        _("Ce que ce chiffre ne dit pas"),
        _("Sources"),
        _("Identifiant"),
    ]
    rows: list[list[Cell]] = []
    for key, figure in document["figures"].items():
        words = explain_in_words(document, key)
        rows.append(
            [
                words["label"],
                None if figure["is_protected"] else figure["value"],
                words["value"],
                words["formula"],
                "\n".join(f"{entry['label']} : {entry['value']}" for entry in words["inputs"]),
                "\n".join(words["assumptions"]),
                "\n".join([words["protection"], *words["caveats"]]).strip(),
                "\n".join(words["sources"]),
                key,
            ]
        )
    return columns, rows


def list_sources(document: dict[str, Any]) -> Table:
    """Return every source with its date and licence."""
    columns = [
        _("Source"),
        _("Producteur"),
        _("Date"),
        _("Licence"),
        _("Lue le"),
        _("Lignes gardées"),
        _("Lignes refusées"),
        _("Adresse"),
    ]
    return columns, [
        [
            entry["label"],
            entry["publisher"],
            format_date(entry["vintage"]),
            entry["licence"] or _("non dite"),
            format_date(entry["retrieved_on"]),
            entry["row_count"],
            entry["rejected_count"],
            entry["address"],
        ]
        for entry in document["vintages"]
    ]


def list_notes(document: dict[str, Any]) -> Table:
    """Return what to know before use."""
    method = view_method(document, most=len(document["warnings"]))
    notes = [
        warn_internal(document),
        _("Établi le {date}.").format(date=format_date(document["generated_on"])),
        *method["sentences"],
        *method["warnings"],
    ]
    return [_("À lire avant de s’en servir")], [[note] for note in notes if note]
