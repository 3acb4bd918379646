"""What a result rests on, arranged for reading: candidate activities, facts, method, sources."""

from typing import Any

from maillon.domain.formatting import format_date, format_number, format_quantity
from maillon.domain.language import translate as _
from maillon.reports.figure_text import list_summary_parts, show_source
from maillon.reports.page_stages import say_more
from maillon.reports.wording import show_strength

__all__ = ["view_facts", "view_method", "view_opportunities", "view_sources"]


def view_opportunities(document: dict[str, Any], *, most: int, evidences: int) -> dict[str, Any]:
    """Return the candidate activities: a resource, a know-how and a need, with their evidence."""
    labels = {stage["key"]: stage["label"] for stage in document["stages"]}
    names = {actor["id"]: actor["name"] for actor in document["actors"]}
    shown = document["opportunities"][:most]
    return {
        "rows": [
            {
                "title": entry["title"],
                "stage": labels.get(entry["stage"], entry["stage"]),
                "strength": show_strength(entry["strength"]),
                "evidences": [
                    {
                        "label": label,
                        "items": [
                            _view_evidence(document, item, names)
                            for item in entry[kind][:evidences]
                        ],
                    }
                    for kind, label in (
                        ("resources", _("Ressources")),
                        ("know_how", _("Savoir-faire")),
                        ("needs", _("Besoins")),
                    )
                ],
            }
            for entry in shown
        ],
        "more": say_more(len(shown), len(document["opportunities"])),
    }


def _view_evidence(
    document: dict[str, Any], item: dict[str, Any], names: dict[str, str]
) -> dict[str, Any]:
    figures = [item["figure"]] if item.get("figure") else []
    actors = [names[key] for key in item.get("actors", []) if key in names]
    source = item.get("source", "")
    return {
        **list_summary_parts(document, item["text"], figures),
        "actors": ", ".join(actors[:5]),
        "source": show_source(document, source) if source else "",
    }


def view_facts(document: dict[str, Any], *, most: int) -> dict[str, Any]:
    """Return what published documents say, each with its source and the place in it."""
    facts = document.get("facts", [])
    return {
        "rows": [_view_fact(document, fact) for fact in facts[:most]],
        "more": say_more(len(facts[:most]), len(facts)),
    }


def _view_fact(document: dict[str, Any], fact: dict[str, Any]) -> dict[str, str]:
    value = fact.get("value")
    known = "" if value is None else format_quantity(value, fact.get("unit", ""))
    where = [show_source(document, fact["source"]), fact["passage"]]
    return {
        "text": fact["text"],
        "value": known,
        "year": str(fact["year"]) if fact.get("year") else "",
        "source": ", ".join(part for part in where if part),
    }


def view_method(document: dict[str, Any], *, most: int) -> dict[str, Any]:
    """Return how to read the result and what to beware of."""
    filiere = document["filiere"]
    warnings = document["warnings"]
    return {
        "sentences": [
            _(
                "Un établissement est placé à un maillon par son code d’activité, les mots de son "
                "nom ou de son objet, une déclaration, ou la décision d’une personne ; la décision "
                "l’emporte. Il peut être à plusieurs maillons."
            ),
            _(
                "L’appartenance à l’ESS est dite publiée quand un registre la donne, déduite quand "
                "la forme juridique y conduit, déclarée quand une liste ou un document le dit. Ces "
                "trois nombres ne s’ajoutent pas."
            ),
            _(
                "Manquant : aucun établissement trouvé sur le territoire. Fragile : le maillon "
                "tient à peu. Non observable par les codes : aucun code d’activité ne dit ce "
                "maillon et personne ne l’a déclaré ; cela ne prouve pas une absence."
            ),
            _("Lecture de la filière : {source}, version du {version}.").format(
                source=filiere["source"], version=format_date(filiere["version"])
            ),
        ],
        "warnings": [
            " ".join(part for part in (warning["text"], warning.get("remedy", "")) if part)
            for warning in warnings[:most]
        ],
        "more": say_more(len(warnings[:most]), len(warnings)),
    }


def view_sources(document: dict[str, Any], *, most: int) -> dict[str, Any]:
    """Return the sources with their dates and licences."""
    vintages = document["vintages"]
    return {
        "rows": [
            {
                "label": entry["label"],
                "publisher": entry["publisher"],
                "vintage": format_date(entry["vintage"]),
                "licence": entry["licence"] or _("non dite"),
                "retrieved": format_date(entry["retrieved_on"]),
                "rows": "" if entry["row_count"] is None else format_number(entry["row_count"]),
                "rejected": ""
                if entry["rejected_count"] is None
                else format_number(entry["rejected_count"]),
                "address": entry["address"],
                "href": entry["address"] if entry["address"].startswith("https://") else "",
            }
            for entry in vintages[:most]
        ],
        "more": say_more(len(vintages[:most]), len(vintages)),
    }
