"""Read one filière file; a file written by a person is checked from end to end."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from maillon.domain.errors import InvalidInput
from maillon.domain.filiere import Filiere
from maillon.domain.language import get_language, translate_plural
from maillon.domain.language import translate as _
from maillon.reference.filieres.building import FiliereFile, build_filiere
from maillon.reference.filieres.checks import check_filiere
from maillon.reference.filieres.nodes import Problems

__all__ = ["load_filiere_file", "read_bundled_file", "read_checked_file"]

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_filiere_file(path: Path) -> Filiere:
    """
    Read and check a filière file.

    Raises
    ------
    InvalidInput
        If the file cannot be read as a filière; `details` holds every problem found, each with
        its line and its remedy.
    """
    return read_checked_file(path).filiere


def read_checked_file(path: Path) -> FiliereFile:
    """Read a file written by a person, or give it back as last read if it has not changed."""
    try:
        stat = path.stat()
    except OSError as error:
        raise InvalidInput(
            repr(error),
            user=_("Le fichier « {name} » ne s’ouvre pas. Vérifiez son nom et son dossier.").format(
                name=path.name
            ),
        ) from error
    return _read_checked(path, stat.st_mtime_ns, stat.st_size, get_language())


def read_bundled_file(path: Path, language: str) -> FiliereFile:
    """Read a file of the reference, whose check is a test of the project."""
    return build_filiere(_parse(path.read_text(encoding="utf-8")), language)


@lru_cache(maxsize=256)
def _read_checked(path: Path, _changed_ns: int, _size: int, language: str) -> FiliereFile:
    problems = Problems(path.name)
    text = _read_text(path)
    _check_document(text, problems)
    sentences = problems.list_sentences()
    if sentences:
        raise InvalidInput(
            f"{path.name}: {len(sentences)} problems",
            user=translate_plural(
                "Le fichier « {name} » n’est pas encore une filière : {count} point à corriger.",
                "Le fichier « {name} » n’est pas encore une filière : {count} points à corriger.",
                len(sentences),
            ).format(name=path.name, count=len(sentences)),
            details=sentences,
        )
    return build_filiere(_parse(text), language)


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            repr(error),
            user=_(
                "Le fichier « {name} » ne se lit pas. Enregistrez-le en texte UTF-8, puis "
                "recommencez."
            ).format(name=path.name),
        ) from error


def _check_document(text: str, problems: Problems) -> None:
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        problems.add_syntax_error(error, text)
        return
    if root is None:
        problems.add(1, _("le fichier est vide. Partez d’une filière existante et modifiez-la."))
    else:
        check_filiere(root, problems)


def _parse(text: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, in C where it exists
    return document
