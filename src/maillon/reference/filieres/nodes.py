"""Walk a YAML document and note each problem with its line."""

from collections.abc import Iterable, Mapping
from typing import Final

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from maillon.domain.language import translate as _
from maillon.domain.text import find_nearest

__all__ = ["Problems", "name_nearest"]

_TEXT_TAG: Final = "tag:yaml.org,2002:str"


def name_nearest(wanted: str, known: Iterable[str]) -> str:
    """Return a sentence that names the closest known words, or all of them if none is close."""
    words = list(known)
    near = find_nearest(wanted, words)
    if near:
        return _("Le plus proche : {near}.").format(near=", ".join(f"« {word} »" for word in near))
    if not words:
        return _("Rien n’est encore déclaré : commencez par là.")
    return _("Possibles : {known}.").format(known=", ".join(words))


class Problems:
    """The problems of one file, and the readers that find the most common of them."""

    def __init__(self, file_name: str) -> None:
        self._file_name = file_name
        self._found: list[tuple[int, str]] = []

    def add(self, line: int, sentence: str) -> None:
        """Note a problem at a line (from 1)."""
        self._found.append((line, sentence))

    def add_at(self, node: Node, sentence: str) -> None:
        """Note a problem where a node begins."""
        self.add(node.start_mark.line + 1, sentence)

    def list_sentences(self) -> list[str]:
        """Return the problems in the order of the file, each with file, line and remedy."""
        return [
            _("{file}, ligne {line} : {problem}").format(
                file=self._file_name, line=line, problem=sentence
            )
            for line, sentence in sorted(self._found)
        ]

    def read_mapping(self, node: Node, fields: Mapping[str, bool]) -> dict[str, Node]:
        """
        Return the known fields of a mapping.

        Parameters
        ----------
        fields
            Names that may stand there; true when the name is required.
        """
        if not isinstance(node, MappingNode):
            names = ", ".join(name for name, is_required in fields.items() if is_required)
            self.add_at(
                node,
                _("on attend ici des champs « nom: valeur ». Écrivez au moins : {names}.").format(
                    names=names
                ),
            )
            return {}
        found: dict[str, Node] = {}
        for name_node, value in node.value:
            name = str(name_node.value)
            if name in found:
                self.add_at(
                    name_node,
                    _("le champ « {name} » est écrit deux fois. Gardez-en un.").format(name=name),
                )
            elif name in fields:
                found[name] = value
            else:
                self.add_at(
                    name_node,
                    _("le champ « {name} » n’existe pas ici. {near}").format(
                        name=name, near=name_nearest(name, fields)
                    ),
                )
        for name, is_required in fields.items():
            if is_required and name not in found:
                self.add_at(node, _("il manque le champ « {name} ». Ajoutez-le.").format(name=name))
        return found

    def read_items(self, node: Node | None) -> list[Node]:
        """Return the items of a list; none when the field is absent."""
        if node is None:
            return []
        if isinstance(node, SequenceNode):
            return list(node.value)
        self.add_at(
            node,
            _("on attend ici une liste. Écrivez chaque élément après un tiret, ou entre crochets."),
        )
        return []

    def read_text(self, node: Node | None) -> str | None:
        """Return a text, `None` when the field is absent or is not one."""
        if node is None:
            return None
        if not isinstance(node, ScalarNode):
            self.add_at(node, _("on attend ici un texte simple, pas une liste ni des champs."))
        elif node.tag != _TEXT_TAG:
            self.add_at(
                node,
                _(
                    "« {value} » se lit comme un nombre, une date ou un vide. Mettez la valeur "
                    "entre guillemets."
                ).format(value=node.value),
            )
        elif not node.value.strip():
            self.add_at(node, _("le texte est vide. Écrivez-le ou retirez le champ."))
        else:
            return str(node.value)
        return None

    def add_syntax_error(self, error: yaml.YAMLError, text: str) -> None:
        """Note why the document cannot be read at all; tabs are the most common reason."""
        tabbed = [
            number
            for number, line in enumerate(text.splitlines(), start=1)
            if "\t" in line[: len(line) - len(line.lstrip())]
        ]
        for number in tabbed:
            self.add(number, _("une tabulation sert de marge. Remplacez-la par des espaces."))
        if tabbed:
            return
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        self.add(
            mark.line + 1 if mark else 1,
            _(
                "la mise en forme ne se lit pas ici ou juste au-dessus. Vérifiez l’alignement des "
                "lignes, les deux-points suivis d’une espace, les guillemets et les crochets."
            ),
        )
