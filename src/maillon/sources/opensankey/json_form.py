"""OpenSankey's JSON: nodes and links by identifier, values nested under their data tags."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.domain.text import fold
from maillon.sources.opensankey.document import (
    EXCHANGE,
    PRODUCT,
    SECTOR,
    OpenSankeyDocument,
    OpenSankeyLink,
    OpenSankeyNode,
    OpenSankeyValue,
)

__all__ = ["is_opensankey", "is_opensankey_file", "read_json", "render_json"]

_GROUP = "datatag_group"
# Key of a value by field; `value` and `display_value` are those of the older form.
_NUMBERS = {
    "value": "data_value",
    "standard_error": "data_standard_error",
    "uncertainty_percent": "data_uncertainty",
    "minimum": "data_min",
    "maximum": "data_max",
    "result": "result_value",
}
_KINDS = {
    "PRODUIT": PRODUCT,
    "PRODUCT": PRODUCT,
    "SECTEUR": SECTOR,
    "SECTOR": SECTOR,
    "ECHANGE": EXCHANGE,
    "EXCHANGE": EXCHANGE,
}
_WORDS = {PRODUCT: "produit", SECTOR: "secteur", EXCHANGE: "echange"}


def is_opensankey(document: object) -> bool:
    """Say whether a JSON document is OpenSankey's."""
    return isinstance(document, dict) and all(
        isinstance(document.get(name), dict) for name in ("nodes", "links")
    )


def is_opensankey_file(path: Path) -> bool:
    """Say whether a file is OpenSankey's JSON; one that cannot be read is not."""
    try:
        return is_opensankey(json.loads(path.read_text(encoding="utf-8-sig")))
    except (OSError, ValueError):
        return False


def read_json(text: str, *, name: str = "JSON") -> OpenSankeyDocument:
    """
    Return what a JSON file says, every key kept.

    Parameters
    ----------
    text
        Content of the file.
    name
        How to call it in a message.

    Raises
    ------
    InvalidInput
        If it is not JSON, has no nodes or links, or a link goes to a node that is not there.
    """
    try:
        root = json.loads(text)
    except json.JSONDecodeError as error:
        raise InvalidInput(f"{name} is not JSON: {error}", user=_refuse(name)) from error
    if not is_opensankey(root):
        raise InvalidInput(f"{name} has no nodes and links", user=_refuse(name))
    parts = [*root["nodes"].values(), *root["links"].values()]
    if not all(isinstance(part, dict) for part in parts):
        raise InvalidInput(f"{name}: a node or a link is no object", user=_refuse(name))
    nodes = tuple(_read_node(key, entry) for key, entry in root["nodes"].items())
    links = tuple(_read_link(key, entry) for key, entry in root["links"].items())
    _check(name, {node.key for node in nodes}, links)
    extras = {key: value for key, value in root.items() if key not in {"nodes", "links"}}
    return OpenSankeyDocument(form="json", nodes=nodes, links=links, extras=extras)


def render_json(document: OpenSankeyDocument) -> str:
    """Return the JSON; read again, it says the same."""
    is_own_form = document.form == "json"
    root: dict[str, Any] = dict(document.extras) if is_own_form else {"format_version": 1}
    if not is_own_form:
        root |= _write_levels(document)
    loose = set() if is_own_form else document.list_unbalanced()
    root["nodes"] = {
        node.key: _write_node(node, is_own_form)
        | ({"has_material_balance": False} if node.key in loose else {})
        for node in document.nodes
    }
    root["links"] = {link.key: _write_link(link, is_own_form) for link in document.links}
    return json.dumps(root, ensure_ascii=False, indent=1)


def _refuse(name: str) -> str:
    return _(
        "« {name} » n’est pas un fichier d’OpenSankey : il doit avoir des nœuds (« nodes ») et "
        "des liens (« links »)."
    ).format(name=name)


def _read_node(key: str, entry: Mapping[str, Any]) -> OpenSankeyNode:
    known = {"name", "has_material_balance", "dimensions", "color"}
    dimensions = _get_mapping(entry, "dimensions")
    parents = {
        name: str(dimension["parent_name"])
        for name, dimension in dimensions.items()
        if isinstance(dimension, dict) and dimension.get("parent_name")
    }
    if any(part != {"parent_name": parents.get(name)} for name, part in dimensions.items()):
        known.discard("dimensions")  # more than a parent is said: kept whole
    return OpenSankeyNode(
        key=key,
        name=str(entry.get("name") or key),
        kind=_find_kind(entry),
        is_balanced=entry.get("has_material_balance"),
        colour=str(entry.get("color") or ""),
        parents=parents,
        extras={name: value for name, value in entry.items() if name not in known},
    )


def _find_kind(entry: Mapping[str, Any]) -> str:
    for group, values in _get_mapping(entry, "tags").items():
        if fold(group) in {"TYPE DE NOEUD", "NODE TYPE"} and isinstance(values, list):
            words = [fold(str(tag)) for tag in values]
            return next((_KINDS[word] for word in words if word in _KINDS), "")
    return _KINDS.get(fold(str(entry.get("type") or "")), "")


def _write_node(node: OpenSankeyNode, is_own_form: bool) -> dict[str, Any]:  # noqa: FBT001 - private
    entry: dict[str, Any] = {"name": node.name}
    if node.is_balanced is not None:
        entry["has_material_balance"] = node.is_balanced
    if node.colour:
        entry["color"] = node.colour
    if node.parents and "dimensions" not in node.extras:
        entry["dimensions"] = {name: {"parent_name": key} for name, key in node.parents.items()}
    if is_own_form:
        return entry | dict(node.extras)
    word = _WORDS.get(node.kind)
    tags = {"type de noeud": [word]} if word else {}
    if node.level is not None:
        tags |= {name: [str(node.level)] for name in node.parents}
    return entry | ({"tags": tags} if tags else {})


def _write_levels(document: OpenSankeyDocument) -> dict[str, Any]:
    """Return the levels of each dimension, the first one shown."""
    depths: dict[str, int] = {}
    for node in document.nodes:
        for name in node.parents:
            depths[name] = max(depths.get(name, 1), node.level or 2)
    if not depths:
        return {}
    return {
        "levelTags": {
            name: {
                "name": name,
                "tags": {
                    str(level): {"name": str(level), "selected": level == 1}
                    for level in range(1, depth + 1)
                },
                "banner": "one",
                "activated": True,
                "siblings": [],
            }
            for name, depth in depths.items()
        }
    }


def _read_link(key: str, entry: Mapping[str, Any]) -> OpenSankeyLink:
    return OpenSankeyLink(
        key=key,
        source=str(entry.get("idSource", "")),
        target=str(entry.get("idTarget", "")),
        matter=str(entry.get("matter") or ""),
        values=tuple(_read_values(_get_mapping(entry, "value"), ())),
        cell=f"links[{key}]",
        extras={
            name: kept
            for name, kept in entry.items()
            if name not in {"idSource", "idTarget", "value", "matter"}
        },
    )


def _read_values(
    entry: Mapping[str, Any], tags: tuple[tuple[str, str], ...]
) -> Iterator[OpenSankeyValue]:
    group = entry.get(_GROUP)
    if group is not None:
        for tag in entry:
            if tag != _GROUP:
                yield from _read_values(_get_mapping(entry, tag), (*tags, (str(group), tag)))
        return
    numbers = {field: _number(entry, name) for field, name in _NUMBERS.items()}
    kept = {
        name: value
        for name, value in entry.items()
        if name not in _NUMBERS.values() or _number(entry, name) is None
    }
    yield OpenSankeyValue(tags=tags, extras=kept, **numbers)


def _get_mapping(entry: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return what stands under a name; nothing when it is no object."""
    value = entry.get(name)
    return value if isinstance(value, dict) else {}


def _number(entry: Mapping[str, Any], name: str) -> float | None:
    value = entry.get(name)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and value is not None else None


def _write_link(link: OpenSankeyLink, is_own_form: bool) -> dict[str, Any]:  # noqa: FBT001 - private
    root: dict[str, Any] = {}
    for value in link.values:
        place = root
        for group, tag in value.tags:
            place[_GROUP] = group
            place = place.setdefault(tag, {})
        place |= {
            name: getattr(value, field)
            for field, name in _NUMBERS.items()
            if getattr(value, field) is not None
        }
        if value.uncertainty_share is not None and value.uncertainty_percent is None:
            place[_NUMBERS["uncertainty_percent"]] = value.uncertainty_share * 100
        if is_own_form:
            place |= value.extras
    entry = {"idSource": link.source, "idTarget": link.target, "value": root}
    if link.matter:
        entry["matter"] = link.matter
    return entry | (dict(link.extras) if is_own_form else {})


def _check(name: str, known: set[str], links: tuple[OpenSankeyLink, ...]) -> None:
    problems = [
        _("Le lien « {link} » va ou vient d’un nœud absent : « {end} ».").format(
            link=link.key, end=end
        )
        for link in links
        for end in (link.source, link.target)
        if end not in known
    ]
    if problems:
        raise InvalidInput(
            f"{name}: {len(problems)} dangling links",
            user=_(
                "« {name} » a des liens sans nœud : ajoutez les nœuds, ou retirez ces liens."
            ).format(name=name),
            details=problems,
        )
