"""Check a YAML file against a JSON schema and remember the line of every value."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.domain.text import find_nearest

__all__ = ["MarkedFile", "YamlPath", "read_schema"]

YamlPath = tuple[str | int, ...]
_TAG = "tag:yaml.org,2002:"
_TYPES = {
    "str": {"string"},
    "int": {"integer", "number"},
    "float": {"number"},
    "bool": {"boolean"},
    "null": {"null"},
}


@cache
def read_schema(path: Path) -> dict[str, Any]:
    """Return the content of a JSON schema."""
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


class MarkedFile:
    """
    The content of a YAML file, with the line of every value and the problems found.

    Parameters
    ----------
    path
        File to read.
    schema
        JSON schema of its content. Only the words that our schemas use are understood: type,
        required, properties, propertyNames, additionalProperties, items, minItems, minLength,
        enum, pattern, examples, and `$ref` to `$defs`.

    Raises
    ------
    InvalidInput
        If the file is not YAML, is not UTF-8 or is empty: nothing more can be said of it.
    """

    def __init__(self, path: Path, schema: dict[str, Any]) -> None:
        self.name = path.name
        self.problems: list[str] = []
        self._schema = schema
        self._lines: dict[YamlPath, int] = {}
        self.content: Any = None
        try:
            self._load(yaml.CSafeLoader(self._read(path)))
        except yaml.YAMLError as error:
            raise self._not_yaml(error) from error

    def report(self, path: YamlPath, problem: str) -> None:
        """Add a problem, placed on the line of the nearest value that exists."""
        known = path
        while known not in self._lines and known:
            known = known[:-1]
        self.problems.append(
            _("{file}, ligne {line} : {problem}").format(
                file=self.name, line=self._lines.get(known, 1), problem=problem
            )
        )

    def raise_problems(self) -> None:
        """
        Raise what was found, all at once.

        Raises
        ------
        InvalidInput
            If there is at least one problem; its details name the lines.
        """
        if self.problems:
            raise InvalidInput(
                f"{self.name}: {len(self.problems)} problem(s)",
                user=_(
                    "Le fichier {file} ne peut pas être lu. Corrigez les lignes indiquées, puis "
                    "recommencez."
                ).format(file=self.name),
                details=self.problems,
            )

    def _load(self, loader: yaml.CSafeLoader) -> None:
        root = loader.get_single_node()
        if root is None:
            raise InvalidInput(
                f"{self.name} is empty",
                user=_("Le fichier {file} est vide. Remplissez-le.").format(file=self.name),
            )
        self._check(root, self._schema, ())
        if not self.problems:
            self.content = loader.construct_document(root)

    def _read(self, path: Path) -> str:
        try:
            return path.read_text(encoding="utf-8")
        except FileNotFoundError as error:
            raise InvalidInput(
                f"no file {path.name}",
                user=_("Le fichier {file} n’existe pas. Vérifiez son nom.").format(file=self.name),
            ) from error
        except UnicodeDecodeError as error:
            raise InvalidInput(
                f"{path.name} is not UTF-8",
                user=_("Le fichier {file} n’est pas en UTF-8. Enregistrez-le en UTF-8.").format(
                    file=self.name
                ),
            ) from error

    def _not_yaml(self, error: yaml.YAMLError) -> InvalidInput:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        return InvalidInput(
            f"{self.name}, line {line}: {error}",
            user=_(
                "Le fichier {file} ne peut pas être lu à partir de la ligne {line}. Vérifiez les "
                "retraits, les deux-points et les guillemets."
            ).format(file=self.name, line=line),
        )

    def _check(self, node: yaml.Node, schema: dict[str, Any], path: YamlPath) -> None:
        self._lines.setdefault(path, node.start_mark.line + 1)
        if "$ref" in schema:
            schema = self._schema["$defs"][schema["$ref"].rpartition("/")[2]]
        if not self._has_type(node, schema, path):
            return
        if isinstance(node, yaml.MappingNode):
            self._check_mapping(node, schema, path)
        elif isinstance(node, yaml.SequenceNode):
            if len(node.value) < schema.get("minItems", 0):
                self.report(
                    path,
                    _("« {field} » est vide. Complétez-le.").format(field=_describe_path(path)),
                )
            for index, item in enumerate(node.value):
                self._check(item, schema.get("items", {}), (*path, index))
        elif isinstance(node, yaml.ScalarNode):
            self._check_scalar(node, schema, path)

    def _has_type(self, node: yaml.Node, schema: dict[str, Any], path: YamlPath) -> bool:
        wanted = schema.get("type", [])
        wanted = {wanted} if isinstance(wanted, str) else set(wanted)
        if isinstance(node, yaml.MappingNode):
            found = {"object"}
        elif isinstance(node, yaml.SequenceNode):
            found = {"array"}
        else:
            found = _TYPES.get(node.tag.removeprefix(_TAG), set())
        if not wanted or wanted & found:
            return True
        expected = _(" ou ").join(_describe_type(name) for name in sorted(wanted))
        self.report(
            path,
            _("« {field} » devrait être {expected}. Corrigez la valeur.").format(
                field=_describe_path(path), expected=expected
            ),
        )
        return False

    def _check_mapping(
        self, node: yaml.MappingNode, schema: dict[str, Any], path: YamlPath
    ) -> None:
        properties = schema.get("properties", {})
        others = schema.get("additionalProperties", {})
        names = self._list_names(schema)
        seen: set[str] = set()
        for key_node, value_node in node.value:
            field = str(key_node.value)
            here = (*path, field)
            self._lines[here] = key_node.start_mark.line + 1
            if field in seen:
                problem = _("« {field} » est écrit deux fois. Gardez-en un.").format(field=field)
                self.report(here, problem)
            elif names and field not in names:
                self.report(here, _unknown_field(field, names))
            else:
                self._check(value_node, properties.get(field, others), here)
            seen.add(field)
        for field in schema.get("required", []):
            if field not in seen:
                problem = _("il manque « {field} ». Ajoutez ce champ.").format(field=field)
                self.report(path, problem)

    def _list_names(self, schema: dict[str, Any]) -> list[str]:
        if "propertyNames" in schema:
            reference = schema["propertyNames"]["$ref"]
            return list(self._schema["$defs"][reference.rpartition("/")[2]]["enum"])
        return list(schema.get("properties", {}))

    def _check_scalar(self, node: yaml.ScalarNode, schema: dict[str, Any], path: YamlPath) -> None:
        value = str(node.value)
        field = _describe_path(path)
        if node.tag == f"{_TAG}null":
            return
        if len(value.strip()) < schema.get("minLength", 0):
            self.report(path, _("« {field} » est vide. Complétez-le.").format(field=field))
        choices = [str(choice) for choice in schema.get("enum", [])]
        if choices and value not in choices:
            near = find_nearest(value, choices) or choices
            self.report(
                path,
                _("« {value} » n’est pas admis pour « {field} ». Choisissez : {choices}.").format(
                    value=value, field=field, choices=", ".join(near)
                ),
            )
        if "pattern" in schema and not re.search(schema["pattern"], value):
            example = str(schema.get("examples", [""])[0])
            self.report(
                path,
                _(
                    "« {value} » n’a pas la forme de « {field} ». Suivez l’exemple : {example}."
                ).format(value=value, field=field, example=example),
            )


def _describe_path(path: YamlPath) -> str:
    names = [part for part in path if isinstance(part, str)]
    return names[-1] if names else _("le fichier")


def _describe_type(name: str) -> str:
    return {
        "string": _("un texte (entre guillemets si ce sont des chiffres)"),
        "integer": _("un nombre entier"),
        "number": _("un nombre"),
        "boolean": _("true ou false"),
        "null": _("null"),
        "array": _("une liste"),
        "object": _("un groupe de champs"),
    }[name]


def _unknown_field(field: str, known: list[str]) -> str:
    near = find_nearest(field, known, limit=1)
    if near:
        return _("« {field} » est inconnu ici. Vouliez-vous écrire « {near} » ?").format(
            field=field, near=near[0]
        )
    return _("« {field} » est inconnu ici. Retirez ce champ.").format(field=field)
