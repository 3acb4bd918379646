"""Read the programmes for companies, from the JSON that their publisher's site is made of."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.sources.aid_rows import AidBook, join_lines, read_day
from maillon.sources.plain_text import (
    read_address,
    remove_contacts,
    to_plain_lines,
    to_plain_text,
)
from maillon.sources.register_files import check_columns, unreadable
from maillon.sources.rejects import RegisterReading

__all__ = ["read_aides_entreprises"]

_NEEDED = ("id", "titre", "nature de l'aide", "opérateur de contact", "eligibilityData")
_AMOUNTS = ("montant du financement", "montant du prêt", "montant de l'avantage fiscal")
_DURATIONS = ("durée de l'accompagnement", "durée du prêt")
_CONDITIONS = "conditions d'éligibilité"
_AREA = "secteur géographique"
_ALL_SECTIONS = 21
_COMPANIES, _PUBLIC_BODIES = "Entreprises", "Établissement public"
_AUTHORITIES = ("Commune", "Intercommunalité", "Département", "Région")


def read_aides_entreprises(path: Path) -> RegisterReading:
    """
    Return the programmes of a JSON list.

    Returns
    -------
    RegisterReading
        Table `reference/tables/aids.csv`: the operator who handles requests is not said to be the
        funder; the public is companies, and public bodies when the programme says so, other
        publics being unknown. Rejects: programmes without title, repeated; unreadable dates and
        headcounts, the programme being kept.

    Raises
    ------
    InvalidInput
        If the file cannot be read or lacks a field.
    """
    book = AidBook()
    for number, item in enumerate(_load(path), start=1):
        book.add(number, _read_item(book, number, item))
    return book.to_reading(path)


def _load(path: Path) -> list[Mapping[str, Any]]:
    try:
        items = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise unreadable(path) from error
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise InvalidInput(
            f"no list of programmes in {path.name}",
            user=_(
                "« {name} » ne contient pas une liste de programmes : vérifiez que c’est le bon "
                "fichier."
            ).format(name=path.name),
        )
    if items:
        check_columns(path, list(dict.fromkeys(name for item in items for name in item)), _NEEDED)
    return items


def _read_item(book: AidBook, number: int, item: Mapping[str, Any]) -> dict[str, Any]:
    rules = _mapping(item, "eligibilityData")
    company, validity = _mapping(rules, "company"), _mapping(rules, "validity")
    conditions = _mapping(item, _CONDITIONS)
    sections = _texts(company.get("allowedNafSections"))
    is_for_public = company.get("openToPublicAdministration") is True
    public = (_PUBLIC_BODIES, *_AUTHORITIES) if is_for_public else ()
    area = ", ".join(_texts(conditions.get(_AREA)))
    return {
        "aid_id": _text(item, "id"),
        "title": remove_contacts(_text(item, "titre")),
        "operators": join_lines(
            [_text(item, "opérateur de contact"), *_texts(item.get("autres opérateurs"))]
        ),
        "instruments": join_lines([_text(item, "nature de l'aide").capitalize()]),
        "audiences": join_lines([_COMPANIES, *public]),
        "is_audience_closed": False,
        "categories": join_lines(_texts(rules.get("priorityObjectives"))),
        "summary": to_plain_text(_text(item, "promesse")),
        "description": to_plain_text(
            "\n\n".join([_text(item, "description"), _text(item, "description longue")])
        ),
        "eligibility": join_lines(_list_conditions(conditions)),
        "how_to": join_lines(_list_steps(item)),
        "perimeter": area,
        "perimeter_names": join_lines(_texts(company.get("allowedRegion")) or area.split(", ")),
        "is_suspended": _text(item, "aide temporairement indisponible") == "oui",
        "opens_on": read_day(book, number, column="start", text=_text(validity, "start")),
        "deadline": read_day(book, number, column="end", text=_text(validity, "end")),
        "amount": _first(item, _AMOUNTS),
        "cost": to_plain_text(_text(item, "coût de l'accompagnement")),
        "duration": _first(item, _DURATIONS),
        "employees_min": _read_count(book, number, company, "minEmployees"),
        "employees_max": _read_count(book, number, company, "maxEmployees"),
        "naf_sections": join_lines(sections) if len(set(sections)) < _ALL_SECTIONS else None,
        "excludes_micro": True if company.get("excludeMicroentrepreneur") is True else None,
        "has_variants": bool(item.get("champs conditionnels")),
        "address": read_address(_text(item, "url")),
    }


def _list_conditions(conditions: Mapping[str, Any]) -> Iterable[str]:
    """Return each condition behind the kind of condition that it is."""
    for kind, texts in conditions.items():
        for text in _texts(texts):
            lines = to_plain_lines(text)
            if lines:
                yield f"{kind[:1].upper()}{kind[1:]} : {' '.join(lines)}"


def _list_steps(item: Mapping[str, Any]) -> Iterable[str]:
    steps = item.get("objectifs")
    for step in steps if isinstance(steps, list) else []:
        if isinstance(step, dict):
            yield " ".join(to_plain_lines(_text(step, "description")))


def _first(item: Mapping[str, Any], names: Iterable[str]) -> str:
    return next((to_plain_text(text) for name in names if (text := _text(item, name))), "")


def _read_count(book: AidBook, number: int, company: Mapping[str, Any], name: str) -> int | None:
    text = _text(company, name)
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return int(text)
    book.doubt(
        number, _("Effectif illisible : l’aide est gardée sans lui."), column=name, value=text
    )
    return None


def _mapping(item: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = item.get(name)
    return value if isinstance(value, dict) else {}


def _text(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name)
    return "" if value is None or isinstance(value, dict | list) else str(value).strip()


def _texts(value: object) -> list[str]:
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []
