"""One territory from what a person gives: key, code, or a name that leaves no doubt."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.domain.territory import Territory, TerritoryKind
from maillon.domain.text import fold
from maillon.reference.territories.custom_lists import get_custom
from maillon.reference.territories.foreign import find_country_code, get_country_name
from maillon.reference.territories.index import get_index, list_units
from maillon.reference.territories.keys import (
    PREFIXES,
    find_by_code,
    find_by_key,
    make_commune,
    make_grouping,
)
from maillon.reference.territories.names import NameTable, load_foreign_names, load_french_names

__all__ = ["get_territory", "list_territories"]

# « Saint-Denis, 93 », « Saint-Denis (La Réunion) », « Tunis, TN ».
_QUALIFIED = re.compile(r"(?P<name>.+?)\s*(?:,\s*(?P<after>[^,]+)|\((?P<inside>[^()]+)\))\s*")
_TYPE_WORDS = re.compile(r"^(?:CC|CA|CU|METROPOLE) (?:(?:DE|DU|DES|D|LA|LE|LES|L) )*")
_LONG_TYPES = {
    "COMMUNAUTE DE COMMUNES": "CC",
    "COMMUNAUTE D AGGLOMERATION": "CA",
    "COMMUNAUTE URBAINE": "CU",
}
_ARRONDISSEMENT = re.compile(r"^(\w+) (\d+)(?:ER|E)? ARRONDISSEMENT$")
_MOST_CHOICES = 8


def get_territory(reference: str, *, custom_folder: Path | None = None) -> Territory:
    """
    Return the one territory that a reference means.

    Parameters
    ----------
    reference
        A key (`commune:35238`, `epci:…`, `ept:…`, `dep:59`, `reg:32`, `geonames:<id>`,
        `list:<slug>`), a bare code (five characters: commune, former codes included; nine: EPCI
        or EPT; two or three: département), or a name without homonym, with a place behind it when
        it needs one ("Saint-Denis, 93", "Tunis, TN").
    custom_folder
        Folder of the lists that `write_territory_list` wrote.

    Raises
    ------
    InvalidInput
        If nothing bears that reference, the nearest ones are then named; or if several do, they
        are then listed with their keys.

    Notes
    -----
    The code of a municipal arrondissement gives the arrondissement itself; any other former code
    gives the commune that it is in today.
    """
    text = reference.strip()
    prefix, colon, slug = text.partition(":")
    if colon and prefix.strip().lower() == PREFIXES[TerritoryKind.LIST]:
        return get_custom(custom_folder, slug.strip())
    found = find_by_key(text) or find_by_code(text) or (_find_by_name(text) if text else None)
    if found is None:
        raise _unknown(text) if text else _empty()
    return found


def list_territories(kind: TerritoryKind | str) -> list[Territory]:
    """
    Return every territory of a kind, in code order.

    Départements are those of the State, 101; overseas collectivities have a key of their own
    (`dep:988`) and are left out.

    Raises
    ------
    InvalidInput
        If the kind is not one that France divides itself into.
    """
    wanted = TerritoryKind(kind)
    if wanted is TerritoryKind.COMMUNE:
        return [found for code in get_index().codes if (found := make_commune(code)) is not None]
    if wanted in {TerritoryKind.LIST, TerritoryKind.PLACES}:
        raise InvalidInput(
            f"territories of kind {wanted} cannot be listed",
            user=_(
                "Choisissez une nature de territoire : commune, epci, ept, departement ou region."
            ),
        )
    units = list_units(wanted).items()
    return [make_grouping(wanted, code) for code, unit in units if unit.type != "collectivite"]


def _find_by_name(text: str) -> Territory | None:
    readings = [(text, "")]
    qualified = _QUALIFIED.fullmatch(text)
    if qualified:
        readings.append((qualified["name"], qualified["after"] or qualified["inside"]))
    matches = (match(*reading) for match in (_match, _match_abroad) for reading in readings)
    chosen = _settle(next(filter(None, matches), []), text)
    if not chosen:
        return None
    if len(chosen) > 1:
        raise _ambiguous(text, chosen)
    table, row = chosen[0]
    if table.called[row] and table.kinds[row] is TerritoryKind.COMMUNE:
        raise _merged(table, row)
    return find_by_key(table.keys[row])


Row = tuple[NameTable, int]


def _match(name: str, qualifier: str) -> list[Row]:
    wanted, around = _shorten(fold(name)), fold(qualifier)
    french = load_french_names()
    rows = [(french, row) for row in _rows_by_name().get(wanted, [])]
    return [entry for entry in rows if not around or _is_around(entry, around)]


def _is_around(entry: Row, around: str) -> bool:
    table, row = entry
    key, kind = table.keys[row], table.kinds[row]
    departement = ""
    if kind is TerritoryKind.COMMUNE:
        code = key.partition(":")[2]
        departement = code[:3] if code.startswith(("97", "98")) else code[:2]
    return around in {fold(table.contexts[row]), departement, "FR", "FRANCE"}


def _match_abroad(name: str, qualifier: str) -> list[Row]:
    import pyarrow.compute as pc

    wanted, around = fold(name), fold(qualifier)
    table = load_foreign_names()
    rows = pc.indices_nonzero(pc.equal(table.folded, wanted)).to_pylist()
    if around:
        code = find_country_code(around)
        country = get_country_name(code) if code else None
        rows = [row for row in rows if table.contexts[row] == country]
    return [(table, row) for row in rows]


def _shorten(folded: str) -> str:
    for words, initials in _LONG_TYPES.items():
        if folded.startswith(words):
            return initials + folded.removeprefix(words)
    return folded


@cache
def _rows_by_name() -> dict[str, list[int]]:
    table = load_french_names()
    rows: dict[str, list[int]] = {}
    for row, (name, kind) in enumerate(zip(table.folded.to_pylist(), table.kinds, strict=True)):
        for other in _other_names(name, kind):
            rows.setdefault(other, []).append(row)
    return rows


def _other_names(folded: str, kind: TerritoryKind) -> set[str]:
    names = {folded}
    if kind is TerritoryKind.EPCI:
        names.add(_TYPE_WORDS.sub("", folded) or folded)
    elif kind is TerritoryKind.COMMUNE and (parts := _ARRONDISSEMENT.match(folded)):
        city, number = parts.groups()
        names |= {f"{city} {number}", f"{city} {number}E", f"{city} {number}EME"}
    return names


def _settle(rows: Sequence[Row], text: str) -> list[Row]:
    """Keep the names of today, then the exact spelling, then one of those with the same land."""
    distinct = {table.keys[row]: (table, row) for table, row in reversed(rows)}
    current = [entry for entry in rows if not entry[0].called[entry[1]]]
    kept = {table.keys[row]: (table, row) for table, row in current} or distinct
    exact = [e for e in kept.values() if e[0].names[e[1]].casefold() == text.casefold()]
    left = exact or list(kept.values())
    if len(left) > 1 and _share_communes(left):
        return left[:1]
    return left


def _share_communes(rows: Iterable[Row]) -> bool:
    territories = [find_by_key(table.keys[row]) for table, row in rows]
    return len({tuple(t.commune_codes) for t in territories if t is not None}) == 1


def _say_choice(entry: Row) -> str:
    table, row = entry
    return _("{name}, {context} : {key}").format(
        name=table.names[row], context=table.contexts[row] or "—", key=table.keys[row]
    )


def _ambiguous(text: str, rows: Sequence[Row]) -> InvalidInput:
    ordered = sorted(rows, key=lambda entry: -entry[0].populations[entry[1]])
    choices = [_say_choice(entry) for entry in ordered[:_MOST_CHOICES]]
    return InvalidInput(
        f"{len(rows)} territories are called {text!r}",
        user=_(
            "Plusieurs territoires s’appellent « {name} » ; reprenez avec la clé de l’un d’eux : "
            "{choices}."
        ).format(name=text, choices=" ; ".join(choices)),
        details=choices,
    )


def _merged(table: NameTable, row: int) -> InvalidInput:
    return InvalidInput(
        f"{table.called[row]!r} is in {table.keys[row]} today",
        user=_("« {former} » fait aujourd’hui partie de {name} : utilisez la clé {key}.").format(
            former=table.called[row], name=table.names[row], key=table.keys[row]
        ),
    )


def _empty() -> InvalidInput:
    return InvalidInput(
        "empty territory",
        user=_("Donnez un territoire : un code, un nom, ou une clé comme epci:200072999."),
    )


def _unknown(text: str) -> InvalidInput:
    # Only a refusal needs the search: the ordinary way does not wait for it.
    from maillon.reference.territories.search import search_territories

    hits = search_territories(text, limit=3)
    near = [f"{hit.name} ({hit.key})" for hit in hits]
    if not near:
        user = _(
            "Aucun territoire ne correspond à « {text} » ; cherchez son nom ou son code avec "
            "« maillon territory search »."
        ).format(text=text)
    else:
        user = _(
            "Aucun territoire ne correspond à « {text} » ; les plus proches : {near}. Cherchez-le "
            "avec « maillon territory search »."
        ).format(text=text, near=", ".join(near))
    return InvalidInput(f"no territory for {text!r}", user=user, details=near)
