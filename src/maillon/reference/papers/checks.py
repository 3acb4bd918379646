"""What a schema cannot say of a template: known fields, one content a block, dated law."""

from collections.abc import Iterator, Mapping
from typing import Any

from maillon.domain.language import translate as _
from maillon.domain.text import find_nearest
from maillon.reference.cases.marked import MarkedFile, YamlPath
from maillon.reference.papers.fields import FieldKind, PaperField, list_paper_fields
from maillon.reference.papers.syntax import split_text

__all__ = ["CONTENTS", "check_template"]

CONTENTS = (
    "heading",
    "text",
    "list",
    "lines",
    "table",
    "figures",
    "note",
    "blank",
    "signatures",
    "page_break",
    "repeat",
)
_LISTS = {FieldKind.LIST, FieldKind.TEXTS}
# Name of an item inside a repetition, and the list that it comes from.
_Names = Mapping[str, str]


def check_template(file: MarkedFile, *, expected_key: str) -> None:
    """Report what does not agree inside a template whose shape is right."""
    content = file.content
    if content["key"] != expected_key:
        file.report(
            ("key",),
            _(
                "la clé est « {key} », le fichier s’appelle « {name} ». Donnez-leur le même nom."
            ).format(key=content["key"], name=expected_key),
        )
    _Checker(file).check_all(content)


class _Checker:
    def __init__(self, file: MarkedFile) -> None:
        self._file = file
        self._fields: dict[str, PaperField] = {field.path: field for field in list_paper_fields()}

    def check_all(self, content: dict[str, Any]) -> None:
        for path, text in _iter_texts(content["paper"], ("paper",)):
            self._check_text(path, text, {})
        self._check_blocks(content["blocks"], ("blocks",), {})

    def _check_blocks(self, blocks: list[dict[str, Any]], path: YamlPath, names: _Names) -> None:
        for index, block in enumerate(blocks):
            self._check_block(block, (*path, index), names)

    def _check_block(self, block: dict[str, Any], path: YamlPath, names: _Names) -> None:
        held = [name for name in CONTENTS if name in block]
        if len(held) != 1:
            self._file.report(
                path,
                _("un bloc a un seul contenu, parmi : {names}. Gardez-en un.").format(
                    names=", ".join(CONTENTS)
                ),
            )
            return
        for condition in ("if", "unless"):
            if condition in block:
                self._check_field((*path, condition), block[condition], names)
        content, here = block[held[0]], (*path, held[0])
        if isinstance(content, dict):
            self._check_group(content, here, names)
        else:
            for place, text in _iter_texts(content, here):
                self._check_text(place, text, names)
        if held[0] == "note":
            self._check_note(content, here)

    def _check_group(self, content: dict[str, Any], path: YamlPath, names: _Names) -> None:
        inner = dict(names)
        if "each" in content:
            self._check_list((*path, "each"), content["each"], names)
            if "as" in content:
                inner[content["as"]] = _resolve(content["each"], names)
        for key, held in content.items():
            if key in {"each", "as", "kind", "as_of"}:
                continue
            if key == "blocks":
                self._check_blocks(held, (*path, "blocks"), inner)
                continue
            for place, text in _iter_texts(held, (*path, key)):
                self._check_text(place, text, inner)

    def _check_note(self, note: dict[str, Any], path: YamlPath) -> None:
        missing = [name for name in ("as_of", "basis", "verified") if name not in note]
        if note["kind"] == "legal" and missing:
            self._file.report(
                path,
                _(
                    "une note de droit dit son texte, sa date et si elle est lue : ajoutez {names}."
                ).format(names=", ".join(missing)),
            )

    def _check_list(self, path: YamlPath, written: str, names: _Names) -> None:
        field = self._fields.get(_resolve(written, names))
        if field is None:
            self._check_field(path, written, names)
        elif field.kind not in _LISTS:
            self._file.report(
                path,
                _("« {field} » n’est pas une liste : choisissez un champ qui en est une.").format(
                    field=written
                ),
            )

    def _check_text(self, path: YamlPath, text: str, names: _Names) -> None:
        try:
            pieces = split_text(text)
        except ValueError:
            self._file.report(
                path,
                _("une accolade ne tient pas un champ : écrivez {example}.").format(
                    example="{filiere.name}"
                ),
            )
            return
        for piece in pieces:
            if piece.field:
                self._check_field(path, piece.field, names)

    def _check_field(self, path: YamlPath, written: str, names: _Names) -> None:
        resolved = _resolve(written, names)
        if resolved in self._fields:
            return
        near = find_nearest(resolved, self._fields, limit=1)
        hint = _("Vouliez-vous écrire « {near} » ?").format(near=near[0]) if near else ""
        problem = _("le champ « {field} » est inconnu.").format(field=written)
        self._file.report(path, f"{problem} {hint}".strip())


def _resolve(written: str, names: _Names) -> str:
    first, dot, rest = written.partition(".")
    return f"{names[first]}{dot}{rest}" if first in names else written


def _iter_texts(value: object, path: YamlPath) -> Iterator[tuple[YamlPath, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _iter_texts(item, (*path, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _iter_texts(item, (*path, str(key)))
