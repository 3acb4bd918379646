"""What a question bears on: the territory and the filière that a person means."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from maillon.domain.errors import InvalidInput, MaillonError
from maillon.domain.filiere import Filiere
from maillon.domain.language import LANGUAGES
from maillon.domain.language import translate as _
from maillon.domain.territory import Territory, TerritoryKind
from maillon.domain.typography import typeset_french
from maillon.reference.filieres import get_filiere
from maillon.reference.territories import get_territory, resolve_commune_code
from maillon.studies.cases import find_case_territory
from maillon.studies.home import custom_filieres_folder, custom_territories_folder
from maillon.studies.speaking import speaking

__all__ = ["find_filiere", "find_territory", "find_words", "list_wordings"]


def find_territory(reference: Territory | str, home: Path | None = None) -> Territory:
    """
    Return the territory meant: an object, a key, a code, a name, or `case:<key>`.

    Raises
    ------
    InvalidInput
        If nothing of that name is known, the nearest names are then given; or if it is a part of
        a commune, of which no register tells.
    """
    if isinstance(reference, Territory):
        found = reference
    else:
        found = find_case_territory(reference) or get_territory(
            reference, custom_folder=custom_territories_folder(home)
        )
    if found.kind is TerritoryKind.COMMUNE:
        _check_whole_commune(found)
    return found


def _check_whole_commune(territory: Territory) -> None:
    current = resolve_commune_code(territory.code)
    if current in {None, territory.code}:
        return
    raise InvalidInput(
        f"{territory.key} is a part of commune {current}",
        user=_(
            "« {name} » n’est qu’une partie d’une commune, et les registres sont lus par commune "
            "entière : demandez « {whole} » ({key})."
        ).format(
            name=territory.name,
            whole=get_territory(f"commune:{current}").name,
            key=f"commune:{current}",
        ),
    )


def find_filiere(reference: Filiere | str, home: Path | None = None) -> Filiere:
    """
    Return the filière meant: an object, a key or a label.

    Raises
    ------
    InvalidInput
        If nothing of that name is known; the nearest names are given.
    """
    if isinstance(reference, Filiere):
        return reference
    return get_filiere(reference, custom_filieres_folder(home))


def list_wordings(filiere: Filiere, home: Path | None = None) -> Mapping[str, Filiere]:
    """
    Return a filière in each language.

    Notes
    -----
    A filière that people composed from one of the catalogue is translated where it kept its words;
    what they wrote themselves stays as they wrote it.
    """
    known = _list_same(filiere.key, home)
    return {language: _reword(filiere, known, language) for language in LANGUAGES}


def find_words(key: str, language: str, home: Path | None = None) -> Mapping[str, str]:
    """
    Return the words of a filière of the catalogue in a language, by the same in any language.

    Notes
    -----
    Empty when the catalogue has no filière of that key: own words have no other wording.
    """
    return _list_words(_list_same(key, home), language)


def _list_same(key: str, home: Path | None) -> dict[str, Filiere]:
    """Return the filière of the catalogue that has this key, by language; maybe none."""
    found = {}
    for language in LANGUAGES:
        with speaking(language):
            try:
                found[language] = get_filiere(key, custom_filieres_folder(home))
            except MaillonError:
                # One handed as a value need not be known, nor the folder of the team be clean.
                return {}
    return found


def _reword(filiere: Filiere, known: Mapping[str, Filiere], language: str) -> Filiere:
    if filiere in known.values():
        return known[language]
    words = _list_words(known, language)

    def say(text: str) -> str:
        return words.get(text) or words.get(typeset_french(text), text)

    return replace(
        filiere,
        label=say(filiere.label),
        description=say(filiere.description),
        source=say(filiere.source),
        matters=[say(matter) for matter in filiere.matters],
        stages=[
            replace(
                stage,
                label=say(stage.label),
                description=say(stage.description),
                outputs=[replace(out, matter=say(out.matter)) for out in stage.outputs],
            )
            for stage in filiere.stages
        ],
        chains=[replace(chain, label=say(chain.label)) for chain in filiere.chains],
    )


def _list_words(known: Mapping[str, Filiere], language: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for wording in known.values():
        words |= dict(zip(_list_texts(wording), _list_texts(known[language]), strict=True))
    return words


def _list_texts(filiere: Filiere) -> list[str]:
    return [
        filiere.label,
        filiere.description,
        filiere.source,
        *filiere.matters,
        *(text for stage in filiere.stages for text in (stage.label, stage.description)),
        *(chain.label for chain in filiere.chains),
    ]
