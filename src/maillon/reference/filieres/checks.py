"""Check a filière document from end to end, collecting every problem."""

import re
from collections.abc import Callable, Iterable
from datetime import date

from yaml.nodes import Node, ScalarNode

from maillon.domain.filiere import FiliereKind, Specificity
from maillon.domain.language import translate as _
from maillon.reference.filieres.codes import (
    explain_cpv,
    explain_naf,
    explain_naf25,
    explain_rep_family,
    explain_waste,
)
from maillon.reference.filieres.nodes import Problems, name_nearest

__all__ = ["check_filiere"]

_KEY = re.compile(r"[a-z][a-z0-9_]*")
_SHORTEST_ROOT = 3
_NATURES = ("fournitures", "services", "travaux")
_FILIERE = {
    **dict.fromkeys(("key", "label", "description", "kind", "version", "source"), True),
    "stages": True,
    **dict.fromkeys(("label_en", "description_en", "source_en", "matters", "chains"), False),
    **dict.fromkeys(("cpv", "waste_codes", "rep_families"), False),
}
_STAGE = {
    **dict.fromkeys(("key", "label", "activities"), True),
    **dict.fromkeys(("label_en", "description", "description_en", "keywords", "outputs"), False),
}
_ACTIVITY = {"naf": True, "specificite": True, "keywords": False, "naf25": False}
_OUTPUT = {"matter": True, "to": True}
_CHAIN = {"key": True, "label": True, "label_en": False, "stages": True}
_MATTER = {"label": True, "label_en": False}
_PURCHASE = {
    **dict.fromkeys(("cpv", "specificite"), True),
    **dict.fromkeys(("prefix", "nature", "stage", "keywords", "shared_by"), False),
}


def check_filiere(root: Node, problems: Problems) -> None:
    """Note in `problems` everything that would keep this document from being a filière."""
    fields = problems.read_mapping(root, _FILIERE)
    for name in ("label", "label_en", "description", "description_en", "source", "source_en"):
        problems.read_text(fields.get(name))
    _check_key(fields.get("key"), problems)
    _check_among(fields.get("kind"), [str(kind) for kind in FiliereKind], problems)
    _check_version(fields.get("version"), problems)

    matters = [_read_matter(item, problems) for item in problems.read_items(fields.get("matters"))]
    stages = [
        (item, problems.read_mapping(item, _STAGE))
        for item in problems.read_items(fields.get("stages"))
    ]
    keys = _check_keys([stage.get("key") for _item, stage in stages], problems)
    if "stages" in fields and not stages:
        problems.add_at(
            fields["stages"], _("la filière n’a aucun maillon. Écrivez-en au moins un.")
        )
    for _item, stage in stages:
        _check_stage(stage, keys, [matter for matter in matters if matter], problems)

    _check_chains(fields.get("chains"), keys, problems)
    for item in problems.read_items(fields.get("cpv")):
        _check_purchase(item, keys, problems)
    _check_codes(fields.get("waste_codes"), explain_waste, problems)
    _check_codes(fields.get("rep_families"), explain_rep_family, problems)


def _check_stage(
    stage: dict[str, Node], keys: list[str], matters: list[str], problems: Problems
) -> None:
    for name in ("label", "label_en", "description", "description_en"):
        problems.read_text(stage.get(name))
    _check_keywords(stage.get("keywords"), problems)
    seen: list[str] = []
    for item in problems.read_items(stage.get("activities")):
        _check_activity(item, seen, problems)
    for item in problems.read_items(stage.get("outputs")):
        output = problems.read_mapping(item, _OUTPUT)
        _check_among(output.get("to"), keys, problems, _no_stage())
        _check_among(
            output.get("matter"),
            matters,
            problems,
            _("« {value} » n’est pas dans les matières (matters). {near}"),
        )


def _check_activity(item: Node, seen: list[str], problems: Problems) -> None:
    activity = problems.read_mapping(item, _ACTIVITY)
    code = problems.read_text(activity.get("naf"))
    if code is not None:
        _note(activity["naf"], explain_naf(code), problems)
        if code in seen:
            problems.add_at(
                item,
                _("le code « {code} » est déjà dans ce maillon. Gardez-en un.").format(code=code),
            )
        seen.append(code)
    _check_specificity(activity.get("specificite"), problems)
    _check_keywords(activity.get("keywords"), problems)
    _check_codes(activity.get("naf25"), explain_naf25, problems)


def _check_purchase(item: Node, keys: list[str], problems: Problems) -> None:
    purchase = problems.read_mapping(item, _PURCHASE)
    code = problems.read_text(purchase.get("cpv"))
    prefix = problems.read_text(purchase.get("prefix"))
    if code is not None:
        _note(purchase["cpv"], explain_cpv(code), problems)
    if code is not None and prefix is not None and not code.startswith(prefix):
        problems.add_at(
            purchase["prefix"],
            _(
                "« {prefix} » n’est pas le début du code « {code} ». Corrigez l’un ou l’autre."
            ).format(prefix=prefix, code=code),
        )
    _check_among(purchase.get("nature"), _NATURES, problems)
    _check_specificity(purchase.get("specificite"), problems)
    _check_among(purchase.get("stage"), keys, problems, _no_stage())
    _check_keywords(purchase.get("keywords"), problems)
    shared = purchase.get("shared_by")
    if shared is not None and not (isinstance(shared, ScalarNode) and shared.value.isdigit()):
        problems.add_at(shared, _("shared_by est un nombre de filières. Écrivez un nombre entier."))


def _check_chains(node: Node | None, keys: list[str], problems: Problems) -> None:
    chains = [problems.read_mapping(item, _CHAIN) for item in problems.read_items(node)]
    _check_keys([chain.get("key") for chain in chains], problems)
    for chain in chains:
        problems.read_text(chain.get("label"))
        problems.read_text(chain.get("label_en"))
        for item in problems.read_items(chain.get("stages")):
            _check_among(item, keys, problems, _no_stage())


def _read_matter(item: Node, problems: Problems) -> str | None:
    if isinstance(item, ScalarNode):
        return problems.read_text(item)
    matter = problems.read_mapping(item, _MATTER)
    problems.read_text(matter.get("label_en"))
    return problems.read_text(matter.get("label"))


def _check_keys(nodes: Iterable[Node | None], problems: Problems) -> list[str]:
    keys: list[str] = []
    for node in nodes:
        key = _check_key(node, problems)
        if node is not None and key in keys:
            problems.add_at(
                node,
                _("la clé « {key} » est déjà prise plus haut. Choisissez-en une autre.").format(
                    key=key
                ),
            )
        elif key is not None:
            keys.append(key)
    return keys


def _check_key(node: Node | None, problems: Problems) -> str | None:
    key = problems.read_text(node)
    if node is not None and key is not None and not _KEY.fullmatch(key):
        problems.add_at(
            node,
            _(
                "la clé « {key} » doit être en minuscules sans accent, les mots reliés par « _ », "
                "par exemple « reparation_reemploi »."
            ).format(key=key),
        )
    return key


def _check_version(node: Node | None, problems: Problems) -> None:
    version = problems.read_text(node)
    if node is None or version is None:
        return
    try:
        date.fromisoformat(version)
    except ValueError:
        problems.add_at(
            node,
            _("la version est la date du contenu. Écrivez-la comme « 2026-11-22 »."),
        )


def _check_specificity(node: Node | None, problems: Problems) -> None:
    _check_among(node, [str(level) for level in Specificity], problems)


def _check_among(
    node: Node | None, known: Iterable[str], problems: Problems, sentence: str | None = None
) -> None:
    value = problems.read_text(node)
    if node is None or value is None:
        return
    words = list(known)
    if value not in words:
        unknown = sentence or _("« {value} » n’est pas une valeur admise. {near}")
        problems.add_at(node, unknown.format(value=value, near=name_nearest(value, words)))


def _no_stage() -> str:
    return _("« {value} » n’est pas un maillon de cette filière. {near}")


def _check_keywords(node: Node | None, problems: Problems) -> None:
    for item in problems.read_items(node):
        word = problems.read_text(item)
        if word is not None and len(word.strip()) < _SHORTEST_ROOT:
            problems.add_at(
                item,
                _(
                    "le mot-clé « {word} » est trop court, il se trouverait partout. Écrivez au "
                    "moins trois lettres."
                ).format(word=word),
            )


def _check_codes(
    node: Node | None, explain: Callable[[str], str | None], problems: Problems
) -> None:
    for item in problems.read_items(node):
        code = problems.read_text(item)
        if code is not None:
            _note(item, explain(code), problems)


def _note(node: Node, sentence: str | None, problems: Problems) -> None:
    if sentence is not None:
        problems.add_at(node, sentence)
