"""The values of a context as a Word file of one's own shows them: never an empty place."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.reference.papers import FieldKind, PaperField, list_paper_fields
from maillon.reports.clean_text import drop_forbidden
from maillon.studies.drafting import format_field, show_blank

__all__ = ["build_values"]

_MOST_TURNS = 20_000


class _Blank(str):
    """What is to be written: shown between brackets, and false in a condition."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False


class _Budget:
    """How many turns all the loops of a file may make together."""

    def __init__(self) -> None:
        self.left = _MOST_TURNS

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise InvalidInput(
                "own template: too many turns",
                user=_(
                    "Les boucles de ce modèle répètent trop de lignes : évitez de parcourir une "
                    "liste à l’intérieur d’elle-même."
                ),
            )


class _Items(Sequence[Any]):
    """A list whose reading is counted; an unknown one is false and shows one item of blanks."""

    def __init__(self, items: Sequence[Any], budget: _Budget, *, is_known: bool) -> None:
        self._items, self._budget, self._is_known = items, budget, is_known

    def __len__(self) -> int:
        return len(self._items)

    def __bool__(self) -> bool:
        return self._is_known and bool(self._items)

    def __getitem__(self, rank: Any) -> Any:  # noqa: ANN401 -- an item of any kind
        return self._items[rank]

    def __str__(self) -> str:
        shown = [next(iter(item.values())) if isinstance(item, dict) else item for item in self]
        return ", ".join(map(str, shown))

    def __iter__(self) -> Iterator[Any]:
        for item in self._items:
            self._budget.spend()
            yield item


def build_values(context: Mapping[str, Any]) -> dict[str, Any]:
    """Return every field by name, written as a person reads it, blanks where nothing is known."""
    fields = {field.path: field for field in list_paper_fields()}
    return _build_group(context, "", fields, _Budget())


def _build_group(
    group: Mapping[str, Any], prefix: str, fields: Mapping[str, PaperField], budget: _Budget
) -> dict[str, Any]:
    names = dict.fromkeys(
        path.removeprefix(prefix).partition(".")[0] for path in fields if path.startswith(prefix)
    )
    built: dict[str, Any] = {}
    for name in names:
        field, value = fields.get(f"{prefix}{name}"), group.get(name)
        if field is None:
            inner = value if isinstance(value, Mapping) else {}
            built[name] = _build_group(inner, f"{prefix}{name}.", fields, budget)
        elif field.kind is FieldKind.LIST:
            built[name] = _build_list(value, field, fields, budget)
        elif field.kind is FieldKind.TEXTS:
            built[name] = _build_texts(value, field, budget)
        else:
            built[name] = _write(value, field)
    return built


def _build_list(
    value: object, field: PaperField, fields: Mapping[str, PaperField], budget: _Budget
) -> _Items:
    is_known = isinstance(value, (list, tuple))
    items: Sequence[Any] = value if isinstance(value, (list, tuple)) else [{}]
    built = [_build_group(item, f"{field.path}.", fields, budget) for item in items]
    return _Items(built, budget, is_known=is_known)


def _build_texts(value: object, field: PaperField, budget: _Budget) -> _Items:
    if isinstance(value, (list, tuple)):
        return _Items([drop_forbidden(str(item)) for item in value], budget, is_known=True)
    return _Items([_blank(field)], budget, is_known=False)


def _write(value: object, field: PaperField) -> str:
    shown = format_field(value, field.kind)
    return drop_forbidden(shown) if shown else _blank(field)


def _blank(field: PaperField) -> _Blank:
    return _Blank(f"[{show_blank(field.label)}]")
