"""The filières that Maillon knows: the bundled ones, and those of a person's own folder."""

from functools import cache
from pathlib import Path

from maillon.domain.errors import InvalidInput
from maillon.domain.filiere import Filiere
from maillon.domain.language import get_language
from maillon.domain.language import translate as _
from maillon.domain.text import find_nearest, fold
from maillon.reference.filieres.building import FiliereFile
from maillon.reference.filieres.purchases import PurchaseCode
from maillon.reference.filieres.reading import read_bundled_file, read_checked_file

__all__ = ["get_filiere", "list_filieres", "list_purchases"]

_BUNDLED = Path(__file__).parent


def list_filieres(folder: Path | None = None) -> list[Filiere]:
    """
    Return the filières by label: the bundled ones, and those of a folder, which win by key.

    Raises
    ------
    InvalidInput
        If a file of the folder is not a filière, or if two of them bear the same key.
    """
    return [file.filiere for file in _list_files(folder)]


def get_filiere(key: str, folder: Path | None = None) -> Filiere:
    """
    Return the filière of that key or label, whatever its case and accents.

    Raises
    ------
    InvalidInput
        If there is none; the sentence names the nearest.
    """
    return _get_file(key, folder).filiere


def list_purchases(key: str, folder: Path | None = None) -> list[PurchaseCode]:
    """
    Return the purchases that reach a filière, in the order of its file.

    Raises
    ------
    InvalidInput
        If there is no such filière.
    """
    return list(_get_file(key, folder).purchases)


@cache
def _read_bundled(language: str) -> dict[str, FiliereFile]:
    files = [read_bundled_file(path, language) for path in sorted(_BUNDLED.glob("*.yaml"))]
    return {file.filiere.key: file for file in files}


def _read_folder(folder: Path) -> dict[str, FiliereFile]:
    found: dict[str, FiliereFile] = {}
    origins: dict[str, str] = {}
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
        file = read_checked_file(path)
        key = file.filiere.key
        if key in found:
            raise InvalidInput(
                f"filiere {key!r} stands in {origins[key]} and {path.name}",
                user=_(
                    "Deux fichiers de votre dossier décrivent la filière « {key} » : {first} et "
                    "{second}. Gardez-en un, ou changez une clé."
                ).format(key=key, first=origins[key], second=path.name),
            )
        found[key], origins[key] = file, path.name
    return found


def _list_files(folder: Path | None) -> list[FiliereFile]:
    by_key = dict(_read_bundled(get_language()))
    if folder is not None and folder.is_dir():
        by_key |= _read_folder(folder)
    return sorted(by_key.values(), key=lambda file: fold(file.filiere.label))


def _get_file(wanted: str, folder: Path | None) -> FiliereFile:
    files = _list_files(folder)
    folded = fold(wanted)
    for file in files:
        if folded in (fold(file.filiere.key), fold(file.filiere.label)):
            return file
    raise InvalidInput(
        f"unknown filiere {wanted!r}",
        user=_("La filière « {wanted} » n’existe pas. {near}").format(
            wanted=wanted, near=_name_near(wanted, [file.filiere for file in files])
        ),
    )


def _name_near(wanted: str, filieres: list[Filiere]) -> str:
    folded = fold(wanted)
    known = {name: filiere for filiere in filieres for name in (filiere.key, filiere.label)}
    close = [name for name in known if folded and folded in fold(name)]
    names = close or find_nearest(wanted, known)
    near = list(dict.fromkeys(known[name].key for name in names))
    if near:
        labels = {filiere.key: filiere.label for filiere in filieres}
        return _("Vouliez-vous dire : {near} ?").format(
            near=", ".join(f"{key} ({labels[key]})" for key in near)
        )
    return _("Filières connues : {known}.").format(
        known=", ".join(filiere.key for filiere in filieres)
    )
