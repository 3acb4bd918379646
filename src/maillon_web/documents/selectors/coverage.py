"""How much of a document can be filled: the fields that it quotes, and those that are known."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from maillon.reference.papers import (
    PaperTemplate,
    get_paper_template,
    list_paper_fields,
    split_text,
)

__all__ = ["Coverage", "list_used_fields", "list_words", "measure", "measure_fields"]

_Names = Mapping[str, str]
_NOT_TEXT = frozenset({"each", "as", "kind", "as_of", "verified", "if", "unless"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage:
    """How many fields a document quotes, and those that nothing fills."""

    total: int
    missing: tuple[str, ...]

    @property
    def filled(self) -> int:
        """How many fields are filled."""
        return self.total - len(self.missing)


def list_used_fields(template: PaperTemplate) -> tuple[str, ...]:
    """Return the fields that a document quotes, in reading order; a list is known by its fields."""
    return _list_used(template.key)


@cache
def _list_used(key: str) -> tuple[str, ...]:
    template = get_paper_template(key)
    found = dict.fromkeys((*_iter_texts(template.opening, {}), *_iter_blocks(template.blocks, {})))
    return tuple(path for path in found if not _is_around(path, found))


def list_words(template: PaperTemplate) -> frozenset[str]:
    """Return the first word of each field that a document may quote, its conditions included."""
    return _list_words(template.key)


@cache
def _list_words(key: str) -> frozenset[str]:
    template = get_paper_template(key)
    written = repr((template.opening, template.blocks))
    words = {field.path.partition(".")[0] for field in list_paper_fields()}
    return frozenset(word for word in words if word in written)


def _is_around(path: str, others: Mapping[str, None]) -> bool:
    return any(other.startswith(f"{path}.") for other in others)


def _iter_blocks(blocks: Any, names: _Names) -> Iterator[str]:  # noqa: ANN401 -- as the file says it
    for block in blocks:
        for key, content in block.items():
            if key in _NOT_TEXT:
                continue
            yield from _iter_content(content, names)


def _iter_content(content: Any, names: _Names) -> Iterator[str]:  # noqa: ANN401 -- as the file says it
    if not isinstance(content, Mapping) or "each" not in content:
        yield from _iter_texts(content, names)
        return
    path = _resolve(content["each"], names)
    inner = {**names, content["as"]: path} if "as" in content else names
    yield path
    for key, held in content.items():
        if key == "blocks":
            yield from _iter_blocks(held, inner)
        elif key not in _NOT_TEXT:
            yield from _iter_texts(held, inner)


def _iter_texts(value: Any, names: _Names) -> Iterator[str]:  # noqa: ANN401 -- as the file says it
    if isinstance(value, str):
        yield from (_resolve(piece.field, names) for piece in split_text(value) if piece.field)
    elif isinstance(value, Mapping):
        for key, held in value.items():
            if key not in _NOT_TEXT:
                yield from _iter_texts(held, names)
    elif isinstance(value, (list, tuple)):
        for held in value:
            yield from _iter_texts(held, names)


def _resolve(written: str, names: _Names) -> str:
    first, dot, rest = written.partition(".")
    return f"{names[first]}{dot}{rest}" if first in names else written


def measure(template: PaperTemplate, context: Mapping[str, Any]) -> Coverage:
    """Return how much of a document of Maillon a context fills."""
    return measure_fields(list_used_fields(template), context)


def measure_fields(fields: tuple[str, ...], context: Mapping[str, Any]) -> Coverage:
    """Return how many of these fields a context fills; the day of the document is always known."""
    missing = tuple(path for path in fields if path != "date" and not _is_known(context, path))
    return Coverage(total=len(fields), missing=missing)


def _is_known(value: Any, path: str) -> bool:  # noqa: ANN401 -- any value of a context
    """Tell whether something stands at a path; a list known to be empty has nothing to fill."""
    name, _dot, rest = path.partition(".")
    if not path:
        return value is not None and value != ""
    if isinstance(value, Mapping):
        return _is_known(value.get(name), rest)
    if isinstance(value, (list, tuple)):
        return not value or any(_is_known(item, path) for item in value)
    return False
