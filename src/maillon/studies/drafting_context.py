"""Does a context hold what the fields of the documents expect?"""

from collections.abc import Iterator, Mapping
from typing import Any

from maillon.domain.language import translate as _
from maillon.domain.text import find_nearest
from maillon.reference.papers import FieldKind, PaperField, list_paper_fields

__all__ = ["check_context"]

_LISTS = {FieldKind.LIST, FieldKind.TEXTS}
_NUMBERS = {FieldKind.COUNT, FieldKind.NUMBER, FieldKind.EUROS}


def check_context(context: Mapping[str, Any]) -> list[str]:
    """Return what in a context is no known field, or not of its kind; nothing when all is right."""
    return list(_iter_problems(context, "", {field.path: field for field in list_paper_fields()}))


def _iter_problems(
    group: Mapping[str, Any], prefix: str, fields: Mapping[str, PaperField]
) -> Iterator[str]:
    for key, value in group.items():
        path = f"{prefix}{key}"
        known = fields.get(path)
        if known is None and isinstance(value, Mapping) and _is_group(path, fields):
            yield from _iter_problems(value, f"{path}.", fields)
        elif known is None:
            near = find_nearest(path, fields, limit=1)
            hint = _("Le plus proche : « {near} ».").format(near=near[0]) if near else ""
            yield _("« {field} » n’est pas un champ. {hint}").format(field=path, hint=hint).strip()
        elif value is not None:
            yield from _check_value(value, known, fields)


def _is_group(path: str, fields: Mapping[str, PaperField]) -> bool:
    return any(known.startswith(f"{path}.") for known in fields)


def _check_value(
    value: object, known: PaperField, fields: Mapping[str, PaperField]
) -> Iterator[str]:
    wrong = _("« {field} » n’a pas la forme attendue ({kind}).").format(
        field=known.path, kind=known.kind
    )
    if known.kind in _LISTS:
        if not isinstance(value, (list, tuple)):
            yield wrong
            return
        for item in value:
            if not isinstance(item, str if known.kind is FieldKind.TEXTS else Mapping):
                yield wrong
            elif isinstance(item, Mapping):
                yield from _iter_problems(item, f"{known.path}.", fields)
    elif known.kind in _NUMBERS:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            yield wrong
    elif not isinstance(value, (str, int)) or isinstance(value, bool):
        yield wrong
