"""What a schema cannot say of a case: its parts must agree with each other."""

from collections.abc import Iterator
from typing import Any

from maillon.domain.language import translate as _
from maillon.reference.cases.marked import MarkedFile, YamlPath

__all__ = ["check_case"]

_LONGEST_QUOTE = 12
_STATEMENTS = ("needs", "resources", "know_how", "facts")


def check_case(file: MarkedFile, *, expected_key: str) -> None:
    """
    Report what does not agree inside a case whose shape is right.

    Parameters
    ----------
    file
        File whose content follows the schema of cases.
    expected_key
        Name of the file without its ending: the key of the case.
    """
    content = file.content
    if content["key"] != expected_key:
        file.report(
            ("key",),
            _(
                "la clé est « {key} », le fichier s’appelle « {name} ». Donnez-leur le même nom."
            ).format(key=content["key"], name=expected_key),
        )
    _check_actors(file, content)
    _check_filieres(file, content)
    for path, passage in _iter_passages(content, ()):
        _check_passage(file, path, passage)
    _check_lines(file, ("source", "lines"), content["source"]["lines"])


def _check_actors(file: MarkedFile, content: dict[str, Any]) -> None:
    seen: set[str] = set()
    for index, actor in enumerate(content["actors"]):
        path: YamlPath = ("actors", index)
        if actor["id"] in seen:
            file.report(
                (*path, "id"),
                _("l’acteur « {id} » est déjà décrit plus haut. Changez son identifiant.").format(
                    id=actor["id"]
                ),
            )
        seen.add(actor["id"])
        if actor.get("public") and "ess" in actor:
            file.report(
                (*path, "ess"),
                _("un acteur public n’est pas compté dans l’ESS. Retirez « ess »."),
            )
        if not actor.get("public") and "ess" not in actor:
            file.report(
                path,
                _("il manque « ess ». Si le texte n’en dit rien, mettez « declared: unknown »."),
            )
        _check_stages(file, actor, path)


def _check_stages(file: MarkedFile, actor: dict[str, Any], path: YamlPath) -> None:
    seen: set[tuple[str | None, str]] = set()
    for index, placement in enumerate(actor["stages"]):
        pair = (placement.get("filiere"), placement["stage"])
        if pair in seen:
            file.report(
                (*path, "stages", index, "stage"),
                _("le maillon « {stage} » est donné deux fois. Gardez-en un.").format(
                    stage=placement["stage"]
                ),
            )
        seen.add(pair)


def _check_filieres(file: MarkedFile, content: dict[str, Any]) -> None:
    known = content["filieres"]
    for path, entry, must_say in _iter_entries(content):
        filiere = entry.get("filiere")
        if filiere is not None and filiere not in known:
            file.report(
                (*path, "filiere"),
                _(
                    "la filière « {filiere} » n’est pas de ce cas. Ajoutez-la à « filieres »."
                ).format(filiere=filiere),
            )
        if filiere is None and must_say and len(known) > 1:
            file.report(path, _("il manque « filiere » : ce cas en a plusieurs. Dites laquelle."))
    for filiere in content.get("filiere_notes", {}):
        if filiere not in known:
            file.report(
                ("filiere_notes", filiere),
                _(
                    "la filière « {filiere} » n’est pas de ce cas. Ajoutez-la à « filieres »."
                ).format(filiere=filiere),
            )


def _iter_entries(content: dict[str, Any]) -> Iterator[tuple[YamlPath, dict[str, Any], bool]]:
    """Yield what may name a filière, and whether it must in a case of several."""
    for name in _STATEMENTS:
        for index, entry in enumerate(content[name]):
            yield (name, index), entry, False
    for index, actor in enumerate(content["actors"]):
        yield ("actors", index), actor, False
        for rank, placement in enumerate(actor["stages"]):
            yield ("actors", index, "stages", rank), placement, True


def _iter_passages(value: object, path: YamlPath) -> Iterator[tuple[YamlPath, dict[str, Any]]]:
    if isinstance(value, dict):
        if "quote" in value:
            yield path, value
        for key, child in value.items():
            yield from _iter_passages(child, (*path, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _iter_passages(child, (*path, index))


def _check_passage(file: MarkedFile, path: YamlPath, passage: dict[str, Any]) -> None:
    word_count = len(passage["quote"].split())
    if word_count > _LONGEST_QUOTE:
        file.report(
            (*path, "quote"),
            _("la citation a {count} mots. Gardez-en {limit} au plus.").format(
                count=word_count, limit=_LONGEST_QUOTE
            ),
        )
    _check_lines(file, (*path, "lines"), passage["lines"])


def _check_lines(file: MarkedFile, path: YamlPath, lines: str) -> None:
    first, last = (int(part) for part in lines.split("-"))
    if first > last:
        file.report(
            path,
            _("les lignes {lines} sont à l’envers. Écrivez la première, puis la dernière.").format(
                lines=lines
            ),
        )
