"""What a schema cannot say of sheets: they must name what exists, and nobody in person."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from maillon.domain.language import translate as _
from maillon.domain.sheets import SheetKind
from maillon.domain.text import find_nearest
from maillon.reference.cases.marked import MarkedFile, YamlPath
from maillon.reference.experiences.fields import FieldType, SheetField, SheetWords

__all__ = ["KnownKeys", "check_keys_together", "check_sheets"]

_LONGEST_TITLE = 120
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+|mailto:", re.IGNORECASE)
# A French number with or without its country code, in pairs or not.
_PHONE = re.compile(
    r"(?<![\w/-])(?:\+\s?33\s?\(?0?\)?|0)[1-9](?:[ .\u00a0\u202f-]?\d{2}){4}(?![\w-])"
)
_DATE = re.compile(r"^\d{4}(-\d{2}(-\d{2})?)?$")


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownKeys:
    """What sheets may name: stages by filière, keys of steps and levers, words of the lists."""

    stages: Mapping[str, Collection[str]]
    steps: Sequence[str]
    levers: Sequence[str]
    words: SheetWords


def check_sheets(file: MarkedFile, known: KnownKeys) -> None:
    """
    Report what does not agree in a file of sheets whose shape is right.

    Parameters
    ----------
    file
        File whose content follows the schema of sheets.
    known
        What a sheet may name.
    """
    for index, sheet in enumerate(file.content["sheets"]):
        path: YamlPath = ("sheets", index)
        _check_title(file, path, sheet)
        _check_listed(file, (*path, "filieres"), sheet, list(known.stages))
        _check_listed(file, (*path, "steps"), sheet, known.steps)
        _check_listed(file, (*path, "levers"), sheet, known.levers)
        _check_stages(file, path, sheet, known.stages)
        _check_resource_type(file, path, sheet, list(known.words.resource_types))
        _check_figures(file, path, sheet)
        _check_links(file, path, sheet)
        _check_details(file, path, sheet, known.words.fields)
    _check_nobody(file)


def check_keys_together(files: Sequence[MarkedFile]) -> None:
    """Report, in each file, a key that another sheet bears, and a `same_as` that names nothing."""
    first_file: dict[str, str] = {}
    for file in files:
        for index, sheet in enumerate(file.content["sheets"]):
            if sheet["key"] in first_file:
                file.report(
                    ("sheets", index, "key"),
                    _("la clé « {key} » est déjà prise dans {other}. Changez-la.").format(
                        key=sheet["key"], other=first_file[sheet["key"]]
                    ),
                )
            first_file.setdefault(sheet["key"], file.name)
    for file in files:
        for index, sheet in enumerate(file.content["sheets"]):
            if sheet.get("same_as"):
                _check_known(file, ("sheets", index, "same_as"), sheet["same_as"], list(first_file))


def _check_known(file: MarkedFile, path: YamlPath, key: str, known: Sequence[str]) -> None:
    if key not in known:
        near = ", ".join(find_nearest(key, known) or known[:3])
        file.report(
            path, _("« {key} » n’existe pas. Choisissez : {near}.").format(key=key, near=near)
        )


def _check_listed(
    file: MarkedFile, path: YamlPath, sheet: dict[str, Any], known: Sequence[str]
) -> None:
    for rank, key in enumerate(sheet.get(str(path[-1]), [])):
        _check_known(file, (*path, rank), key, known)


def _check_title(file: MarkedFile, path: YamlPath, sheet: dict[str, Any]) -> None:
    if len(sheet["title"]) > _LONGEST_TITLE:
        file.report(
            (*path, "title"),
            _("le titre a {count} caractères. Gardez-en {limit} au plus.").format(
                count=len(sheet["title"]), limit=_LONGEST_TITLE
            ),
        )


def _check_stages(
    file: MarkedFile,
    path: YamlPath,
    sheet: dict[str, Any],
    stages: Mapping[str, Collection[str]],
) -> None:
    own = {key for filiere in sheet.get("filieres", []) for key in stages.get(filiere, ())}
    for rank, stage in enumerate(sheet.get("stages", [])):
        if stage not in own:
            file.report(
                (*path, "stages", rank),
                _(
                    "le maillon « {stage} » n’est d’aucune filière de la fiche. Corrigez-le, ou "
                    "ajoutez la filière."
                ).format(stage=stage),
            )


def _check_resource_type(
    file: MarkedFile, path: YamlPath, sheet: dict[str, Any], known: Sequence[str]
) -> None:
    if sheet.get("resource_type"):
        _check_known(file, (*path, "resource_type"), sheet["resource_type"], known)


def _check_figures(file: MarkedFile, path: YamlPath, sheet: dict[str, Any]) -> None:
    for rank, figure in enumerate(sheet.get("figures", [])):
        if figure.get("value") is None and not figure.get("note"):
            file.report(
                (*path, "figures", rank),
                _("ce chiffre n’a ni valeur ni note. Donnez l’une des deux."),
            )


def _check_links(file: MarkedFile, path: YamlPath, sheet: dict[str, Any]) -> None:
    for rank, link in enumerate(sheet.get("links", [])):
        if not re.fullmatch(r"https://[^\s/]+\.[^\s/]+(/\S*)?", link["address"]):
            file.report(
                (*path, "links", rank, "address"),
                _(
                    "« {address} » n’est pas une adresse https complète. Écrivez-la en entier."
                ).format(address=link["address"]),
            )


def _check_details(
    file: MarkedFile,
    path: YamlPath,
    sheet: dict[str, Any],
    fields: Mapping[SheetKind, Sequence[SheetField]],
) -> None:
    own = {field.key: field for field in fields[SheetKind(sheet["kind"])]}
    details = sheet.get("details", {})
    for name, value in details.items():
        here: YamlPath = (*path, "details", name)
        if name not in own:
            near = ", ".join(find_nearest(name, own) or list(own)[:3])
            file.report(
                here,
                _(
                    "une fiche de ce genre n’a pas de « {field} ». Retirez-le, ou choisissez : "
                    "{near}."
                ).format(field=name, near=near),
            )
        elif not _is_of_type(value, own[name].type):
            file.report(here, _wrong_type(own[name]))
    for field in own.values():
        if field.is_required and not details.get(field.key):
            file.report(
                (*path, "details"),
                _("il manque « {field} » ({label}). Ajoutez ce détail.").format(
                    field=field.key, label=field.label
                ),
            )


def _is_of_type(value: object, kind: FieldType) -> bool:
    if kind is FieldType.LIST:
        return isinstance(value, str) or (
            isinstance(value, list) and all(isinstance(item, str) for item in value)
        )
    if kind is FieldType.NUMBER:
        return value is None or (isinstance(value, int | float) and not isinstance(value, bool))
    if not isinstance(value, str):
        return False
    return kind is FieldType.TEXT or not value or bool(_DATE.match(value))


def _wrong_type(field: SheetField) -> str:
    expected = {
        FieldType.TEXT: _("un texte"),
        FieldType.LIST: _("une liste de textes"),
        FieldType.DATE: _('une date entre guillemets, comme "2023-11-27" ou "2023"'),
        FieldType.NUMBER: _("un nombre"),
    }[field.type]
    return _("« {field} » devrait être {expected}. Corrigez la valeur.").format(
        field=field.key, expected=expected
    )


def _check_nobody(file: MarkedFile) -> None:
    for path, text in _iter_texts(file.content, ()):
        if _MAIL.search(text):
            file.report(
                path, _("une adresse électronique est écrite ici. Retirez-la, gardez l’organisme.")
            )
        if _PHONE.search(text):
            file.report(
                path, _("un numéro de téléphone est écrit ici. Retirez-le, gardez l’organisme.")
            )


def _iter_texts(value: object, path: YamlPath) -> Iterator[tuple[YamlPath, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, child in value.items():
            yield from _iter_texts(child, (*path, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _iter_texts(child, (*path, index))
