"""Compose a territory: a list of communes with a name and a date."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from maillon.domain.errors import InvalidInput, MaillonError
from maillon.domain.language import translate as _
from maillon.domain.territory import Place, Territory, TerritoryKind
from maillon.reference.territories import (
    make_slug,
    read_territory_list,
    write_territory_list,
)
from maillon.studies.asking import find_territory
from maillon.studies.home import custom_territories_folder, prepare_home

__all__ = ["create_territory", "import_territory", "make_territory"]

_YEAR = re.compile(r"\d{4}")


def make_territory(
    name: str, commune_codes: Sequence[str], vintage: str = "", *, home: Path | None = None
) -> Territory:
    """
    Return a territory made of places, without keeping it.

    Parameters
    ----------
    name
        Name to show; its folded form makes the key, `list:<slug>`.
    commune_codes
        Codes or keys; an EPCI or a département stands for all its communes.
    vintage
        Year or ISO date for which the list holds; by default that of the division of the country.
    home
        Where the territories composed by the team are read, when a key names one.

    Raises
    ------
    InvalidInput
        If the name is empty, the date is not one or a place is unknown; every unknown place is
        named.
    """
    slug = make_slug(name)
    if not slug or not commune_codes:
        raise InvalidInput(
            "a territory needs a name and places",
            user=_("Donnez un nom au territoire, et au moins une commune."),
        )
    if vintage and not _YEAR.fullmatch(vintage):
        _check_date(vintage)
    members: dict[str, Place] = {}
    problems: list[str] = []
    for code in commune_codes:
        try:
            found = find_territory(code, home)
        except MaillonError as error:
            problems.append(error.for_user())
            continue
        members |= {place.code: place for place in found.places}
        vintage = vintage or found.vintage
    if problems:
        raise InvalidInput(
            f"{len(problems)} unknown places",
            user=_(
                "Des communes de la liste sont inconnues : corrigez-les, rien n’est enregistré."
            ),
            details=problems,
        )
    is_abroad = all(code.startswith("geonames:") for code in members)
    return Territory(
        key=f"list:{slug}",
        code=slug,
        name=name,
        kind=TerritoryKind.PLACES if is_abroad else TerritoryKind.LIST,
        vintage=vintage,
        places=[members[code] for code in sorted(members)],
    )


def create_territory(
    *, name: str, places: Sequence[str], vintage: str, home: Path | None = None
) -> Territory:
    """
    Keep a list of communes, or of whole territories, under a name.

    Parameters
    ----------
    name
        Name to show; its folded form is the key.
    places
        Codes or keys; an EPCI or a département stands for all its communes.
    vintage
        Date for which the list holds, ISO.

    Raises
    ------
    InvalidInput
        As `make_territory`; the date is required here.
    """
    if not make_slug(name) or not places:
        raise InvalidInput(
            "a territory needs a name and places",
            user=_("Donnez un nom et au moins une commune (--commune CODE)."),
        )
    _check_date(vintage)
    territory = make_territory(name, places, vintage, home=home)
    write_territory_list(custom_territories_folder(prepare_home(home)), territory)
    return territory


def _check_date(vintage: str) -> None:
    try:
        date.fromisoformat(vintage)
    except ValueError as error:
        raise InvalidInput(
            f"territory date {vintage!r} is not ISO",
            user=_("La date « {date} » ne se lit pas : écrivez-la AAAA-MM-JJ, par exemple "
                   "2026-03-31.").format(date=vintage),
        ) from error  # fmt: skip


def import_territory(path: Path, *, home: Path | None = None) -> Territory:
    """
    Keep the territory that a file describes.

    Raises
    ------
    InvalidInput
        If the file does not read; every problem with its line.
    """
    territory = read_territory_list(path)
    write_territory_list(custom_territories_folder(prepare_home(home)), territory)
    return replace(territory)
