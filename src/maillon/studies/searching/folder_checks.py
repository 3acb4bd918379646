"""What a sheet written by a person must say before it is indexed."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields
from enum import StrEnum
from typing import Any

from maillon.domain.language import translate as _
from maillon.domain.sheets import (
    Sheet,
    SheetFigure,
    SheetKind,
    SheetLink,
    TerritoryKind,
    build_sheet,
)
from maillon.domain.text import find_nearest
from maillon.domain.visibility import Visibility
from maillon.reference.filieres import list_filieres
from maillon.reference.method import get_method
from maillon.studies.searching.folder_files import Problem, WrittenSheet

__all__ = ["build_written"]

_NAMES = [*(field.name for field in fields(Sheet)), "is_public", "same_as"]
_LISTS = (
    "filieres",
    "stages",
    "steps",
    "levers",
    "actors",
    "results",
    "difficulties",
    "keywords",
)
_TEXTS = (
    "key",
    "title",
    "summary",
    "place",
    "country",
    "budget",
    "contact",
    "resource_type",
    "provenance",
    "passage",
    "doubt",
    "written_on",
)
_WORDS: dict[str, type[StrEnum]] = {
    "kind": SheetKind,
    "territory_kind": TerritoryKind,
    "visibility": Visibility,
}


def build_written(written: WrittenSheet) -> tuple[Sheet | None, list[Problem]]:
    """Return the sheet, or every problem that keeps it from being one."""
    values = {name: value for name, value in written.values.items() if value is not None}
    values.setdefault("kind", SheetKind.RESOURCE.value)
    for name in _LISTS:
        if isinstance(values.get(name), str):
            values[name] = [values[name]]
    # YAML reads an unquoted day as a date.
    for name in _TEXTS:
        if name in values and not isinstance(values[name], list | dict):
            values[name] = str(values[name])
    problems = [
        Problem(written.get_line(name), sentence) for name, sentence in _iter_problems(values)
    ]
    return (None, problems) if problems else (build_sheet(values), [])


def _iter_problems(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in values:
        if name not in _NAMES:
            yield name, _say_unknown(name, _NAMES)
    if not str(values.get("title", "")).strip():
        yield "", _("il manque le titre. Ajoutez une ligne « title : … ».")
    for name in _TEXTS:
        if not isinstance(values.get(name, ""), str):
            yield name, _("« {name} » est un texte, sur une ligne.").format(name=name)
    for name, words in _WORDS.items():
        if name in values and values[name] not in list(words):
            yield name, _say_unknown(values[name], [str(word) for word in words if word])
    yield from _iter_list_problems(values)
    yield from _iter_part_problems(values)


def _iter_list_problems(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in _LISTS:
        held = values.get(name, [])
        if not isinstance(held, list) or not all(isinstance(one, str) for one in held):
            yield name, _("« {name} » est une liste de textes.").format(name=name)
            continue
        known = _list_known(name)
        for one in held if known else ():
            if one not in known:
                yield name, _say_unknown(one, known)


def _iter_part_problems(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    year = values.get("year")
    if year is not None and (isinstance(year, bool) or not isinstance(year, int)):
        yield "year", _("« year » est une année, comme 2024.")
    if not isinstance(values.get("is_public", True), bool):
        yield "is_public", _("« is_public » est true ou false.")
    if not isinstance(values.get("details", {}), dict):
        yield "details", _("« details » est fait de lignes « nom : valeur ».")
    for name, part in (("figures", SheetFigure), ("links", SheetLink)):
        allowed = [field.name for field in fields(part)]
        needed = allowed[:1] if name == "figures" else allowed
        held = values.get(name, [])
        if not isinstance(held, list) or not all(_is_part(one, allowed, needed) for one in held):
            yield (
                name,
                _("« {name} » est une liste dont chaque élément a : {fields}.").format(
                    name=name, fields=", ".join(allowed)
                ),
            )


def _is_part(held: object, allowed: Collection[str], needed: Collection[str]) -> bool:
    if not isinstance(held, dict) or set(held) - set(allowed) or set(needed) - set(held):
        return False
    value = held.get("value")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value is None or is_number


def _list_known(name: str) -> list[str]:
    match name:
        case "filieres":
            return [filiere.key for filiere in list_filieres()]
        case "steps":
            return [step.key for step in get_method().steps]
        case "levers":
            return [lever.key for lever in get_method().levers]
        case _:
            return []


def _say_unknown(value: object, known: Collection[str]) -> str:
    near = find_nearest(str(value), known) or list(known)
    return _("« {value} » n’existe pas. Choisissez : {near}.").format(
        value=value, near=", ".join(near)
    )
