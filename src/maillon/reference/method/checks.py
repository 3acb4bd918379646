"""What a schema cannot say of the method: its parts must agree with each other."""

from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any

from maillon.domain.language import translate as _
from maillon.domain.text import find_nearest
from maillon.reference.cases.marked import MarkedFile, YamlPath

__all__ = ["check_means", "check_method"]

_LONGEST_QUOTE = 12
_LISTS = (
    "documents",
    "steps",
    "synthesis",
    "scenarios",
    "forms",
    "success_factors",
    "cooperation_kinds",
    "cooperation_aims",
    "evidence_kinds",
)


def check_method(file: MarkedFile) -> None:
    """Report what does not agree inside a method whose shape is right."""
    content = file.content
    for name in _LISTS:
        _check_unique(file, [((name, index), entry) for index, entry in enumerate(content[name])])
    levers = list(_iter_levers(content))
    _check_unique(file, levers)
    _check_numbers(file, content, "steps")
    _check_numbers(file, content, "synthesis")
    _check_prefixes(file, content)
    known = [lever["key"] for _path, lever in levers]
    _check_order(file, levers, known)
    _check_synthesis(file, content, levers, known)
    _check_evidence(file, content, levers)
    _check_passages(file, [entry["key"] for entry in content["documents"]])


def check_means(file: MarkedFile, *, filieres: Sequence[str]) -> None:
    """Report what does not agree inside a file of animation means whose shape is right."""
    cases = [(("cases", index), entry) for index, entry in enumerate(file.content["cases"])]
    _check_unique(file, cases)
    for path, case in cases:
        for rank, filiere in enumerate(case["filieres"]):
            _check_known(file, (*path, "filieres", rank), filiere, filieres)
        if case["fte"] is case["fte_total"] is case["people"] is None:
            file.report(
                (*path, "fte"),
                _("aucun moyen n’est chiffré. Donnez « fte », « fte_total » ou « people »."),
            )
    _check_passages(file, [file.content["document"]])


def _iter_levers(content: dict[str, Any]) -> Iterator[tuple[YamlPath, dict[str, Any]]]:
    for index, step in enumerate(content["steps"]):
        for rank, lever in enumerate(step["levers"]):
            yield ("steps", index, "levers", rank), lever


def _check_unique(file: MarkedFile, entries: Sequence[tuple[YamlPath, dict[str, Any]]]) -> None:
    seen: set[str] = set()
    for path, entry in entries:
        if entry["key"] in seen:
            file.report(
                (*path, "key"),
                _("la clé « {key} » est déjà prise plus haut. Changez-la.").format(
                    key=entry["key"]
                ),
            )
        seen.add(entry["key"])


def _check_numbers(file: MarkedFile, content: dict[str, Any], name: str) -> None:
    for index, entry in enumerate(content[name]):
        if entry["number"] != index + 1:
            file.report(
                (name, index, "number"),
                _("le numéro est {number}, on attendait {expected}. Suivez l’ordre.").format(
                    number=entry["number"], expected=index + 1
                ),
            )


def _check_prefixes(file: MarkedFile, content: dict[str, Any]) -> None:
    for index, step in enumerate(content["steps"]):
        for rank, lever in enumerate(step["levers"]):
            if not lever["key"].startswith(f"{step['key']}."):
                file.report(
                    ("steps", index, "levers", rank, "key"),
                    _("la clé « {key} » devrait commencer par « {step}. ».").format(
                        key=lever["key"], step=step["key"]
                    ),
                )


def _check_known(file: MarkedFile, path: YamlPath, key: str, known: Sequence[str]) -> None:
    if key not in known:
        near = ", ".join(find_nearest(key, known) or known[:3])
        file.report(
            path, _("« {key} » n’existe pas. Choisissez : {near}.").format(key=key, near=near)
        )


def _check_order(
    file: MarkedFile, levers: Sequence[tuple[YamlPath, dict[str, Any]]], known: Sequence[str]
) -> None:
    for path, lever in levers:
        after = lever.get("after", [])
        for rank, key in enumerate(after):
            _check_known(file, (*path, "after", rank), key, known)
        if after and not (lever.get("after_reason") and lever.get("after_passage")):
            file.report(
                (*path, "after"),
                _("l’ordre n’est pas expliqué. Ajoutez « after_reason » et « after_passage »."),
            )
        if not after and (lever.get("after_reason") or lever.get("after_passage")):
            file.report(path, _("une raison d’ordre sans « after ». Ajoutez « after »."))
    _check_circles(file, {lever["key"]: (path, lever.get("after", [])) for path, lever in levers})


def _check_circles(file: MarkedFile, after: Mapping[str, tuple[YamlPath, Sequence[str]]]) -> None:
    try:
        TopologicalSorter({key: keys for key, (_path, keys) in after.items()}).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        path = next(after[key][0] for key in circle if key in after)
        file.report(
            (*path, "after"),
            _("ces leviers s’attendent l’un l’autre : {circle}. Retirez un « after ».").format(
                circle=", ".join(circle)
            ),
        )


def _check_synthesis(
    file: MarkedFile,
    content: dict[str, Any],
    levers: Sequence[tuple[YamlPath, dict[str, Any]]],
    known: Sequence[str],
) -> None:
    gathered: set[str] = set()
    for index, entry in enumerate(content["synthesis"]):
        for rank, key in enumerate(entry["levers"]):
            _check_known(file, ("synthesis", index, "levers", rank), key, known)
        gathered |= set(entry["levers"])
    outside = content["outside_synthesis"]["levers"]
    for rank, key in enumerate(outside):
        here: YamlPath = ("outside_synthesis", "levers", rank)
        _check_known(file, here, key, known)
        if key in gathered:
            file.report(
                here, _("« {key} » est déjà dans la synthèse. Retirez-le d’ici.").format(key=key)
            )
    for path, lever in levers:
        if lever["key"] not in gathered and lever["key"] not in outside:
            file.report(
                (*path, "key"),
                _(
                    "aucun levier de la synthèse ne réunit « {key} ». Ajoutez-le à l’un d’eux, ou "
                    "à « outside_synthesis »."
                ).format(key=lever["key"]),
            )


def _check_evidence(
    file: MarkedFile, content: dict[str, Any], levers: Sequence[tuple[YamlPath, dict[str, Any]]]
) -> None:
    known = [entry["key"] for entry in content["evidence_kinds"]]
    users = [*levers]
    users += [
        (("success_factors", index), entry)
        for index, entry in enumerate(content["success_factors"])
    ]
    used: set[str] = set()
    for path, entry in users:
        for rank, key in enumerate(entry["evidence"]):
            _check_known(file, (*path, "evidence", rank), key, known)
            used.add(key)
    for index, key in enumerate(known):
        if key not in used:
            file.report(
                ("evidence_kinds", index, "key"),
                _("« {key} » ne sert à aucun levier ni facteur. Retirez cette trace.").format(
                    key=key
                ),
            )


def _check_passages(file: MarkedFile, documents: Sequence[str]) -> None:
    for path, passage in _iter_passages(file.content, ()):
        if "document" in passage:
            _check_known(file, (*path, "document"), passage["document"], documents)
        count = len(passage["quote"].split())
        if count > _LONGEST_QUOTE:
            file.report(
                (*path, "quote"),
                _("la citation a {count} mots. Gardez-en {limit} au plus.").format(
                    count=count, limit=_LONGEST_QUOTE
                ),
            )
        first, last = (int(part) for part in passage["lines"].split("-"))
        if first > last:
            file.report(
                (*path, "lines"),
                _(
                    "les lignes {lines} sont à l’envers. Écrivez la première, puis la dernière."
                ).format(lines=passage["lines"]),
            )


def _iter_passages(value: object, path: YamlPath) -> Iterator[tuple[YamlPath, dict[str, Any]]]:
    if isinstance(value, dict):
        if "quote" in value:
            yield path, value
        for key, child in value.items():
            yield from _iter_passages(child, (*path, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _iter_passages(child, (*path, index))
