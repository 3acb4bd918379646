"""The help on the fields: what to copy into a template of one's own."""

from collections.abc import Sequence
from dataclasses import dataclass

from maillon.reference.papers import FieldKind, PaperField, list_paper_fields

__all__ = ["FieldGroup", "FieldRow", "list_field_groups"]

_LISTS = (FieldKind.LIST, FieldKind.TEXTS)


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldRow:
    """A field, and what to copy: its name between braces, or a loop over its items."""

    field: PaperField
    copy: str
    is_inside: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldGroup:
    """Fields that one screen fills."""

    origin: str
    rows: Sequence[FieldRow]


def list_field_groups() -> list[FieldGroup]:
    """Return every field by the screen that fills it, in the order of the table of fields."""
    fields = list_paper_fields()
    lists = {field.path for field in fields if field.kind in _LISTS}
    groups: dict[str, list[FieldRow]] = {}
    for field in fields:
        groups.setdefault(field.origin, []).append(_make_row(field, lists))
    return [FieldGroup(origin=origin, rows=rows) for origin, rows in groups.items()]


def _make_row(field: PaperField, lists: set[str]) -> FieldRow:
    around = _find_list_around(field.path, lists)
    name = f"{_name_item(around)}.{field.path.removeprefix(f'{around}.')}" if around else field.path
    if field.kind in _LISTS:
        item = _name_item(field.path)
        inside = f"{{{{ {item} }}}}" if field.kind is FieldKind.TEXTS else "…"
        copy = f"{{% for {item} in {name} %}} {inside} {{% endfor %}}"
    else:
        copy = f"{{{{ {name} }}}}"
    return FieldRow(field=field, copy=copy, is_inside=bool(around))


def _find_list_around(path: str, lists: set[str]) -> str:
    """Return the innermost list that holds a field; empty when it stands alone."""
    around = [known for known in lists if path.startswith(f"{known}.")]
    return max(around, key=len, default="")


def _name_item(path: str) -> str:
    """Return how one item of a list is called in its loop."""
    word = path.rpartition(".")[2]
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") else f"{word}_item"
