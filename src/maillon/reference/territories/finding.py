"""The commune of a row of someone's list, from its town, post code or coordinates."""

import re
from functools import cache, lru_cache

from maillon.domain.text import fold
from maillon.reference.territories.files import read_columns
from maillon.reference.territories.index import get_index, load_arrondissements
from maillon.reference.territories.post_codes import list_post_code_communes

__all__ = ["find_commune"]

_CEDEX = re.compile(r" CEDEX(?: \d+)?\b.*$")
_DISTRICT = re.compile(
    r"^(PARIS|LYON|MARSEILLE) (?:0?\d{1,2}) ?(?:ER|E|EME|IEME)?(?: ARRONDISSEMENT)?$"
)
_WORDS = {"ST": "SAINT", "STE": "SAINTE", "S": "SUR"}
_ARTICLES = re.compile(r"^(?:LE|LA|LES|L) ")


@lru_cache(maxsize=65_536)
def _tidy(city: str) -> str:
    folded = _CEDEX.sub("", fold(city))
    district = _DISTRICT.match(folded)
    if district:
        return district[1]
    return " ".join(_WORDS.get(word, word) for word in folded.split())


@cache
def _codes_by_name() -> dict[str, set[str]]:
    index = get_index()
    former = read_columns("former_communes")
    names = list(zip(index.names, index.codes, strict=True))
    names += [
        (name, code)
        for name, code in zip(former["name"], former["commune_code"], strict=True)
        if name
    ]
    names += [(e.place.name, e.commune_code) for e in load_arrondissements().values()]
    codes: dict[str, set[str]] = {}
    for name, code in names:
        tidy = _tidy(name)
        for spelling in {tidy, _ARTICLES.sub("", tidy), tidy.replace(" ", "")}:
            codes.setdefault(spelling, set()).add(code)
    return codes


@cache
def _own_names() -> dict[str, str]:
    index = get_index()
    return {code: _tidy(name) for code, name in zip(index.codes, index.names, strict=True)}


def find_commune(
    *,
    city: str | None = None,
    post_code: str | None = None,
    departement_code: str | None = None,
    lat: float | None = None,
    lon: float | None = None,
) -> str | None:
    """
    Return the code of the commune of today that an address is in, `None` when in doubt.

    Parameters
    ----------
    city
        Name of the town as people write it: case, accents, CEDEX, ST for Saint, arrondissements
        and names of former communes are understood.
    post_code
        French post code; its first digits tell the département when it is a CEDEX.
    departement_code
        Code of the département, to tell homonyms apart.
    lat, lon
        Degrees WGS84, used when the words are not enough.

    Notes
    -----
    In order: town and post code; post code of a single commune, without a town; town and
    département; town without homonym, when neither is given; contour that holds the point; nearest
    commune within 10 km of it. A town that contradicts its post code is not guessed.
    """
    found = _find_by_words(city or "", _tidy_post_code(post_code), departement_code)
    if found is None and lat is not None and lon is not None:
        # Numeric libraries load only for those who ask for a point.
        from maillon.reference.territories.points import find_commune_at

        return find_commune_at(lat, lon)
    return found


def _tidy_post_code(post_code: str | None) -> str:
    digits = re.sub(r"\s+", "", post_code or "").removesuffix(".0")
    return digits.zfill(5) if len(digits) == 4 and digits.isdigit() else digits


def _find_by_words(city: str, post_code: str, departement_code: str | None) -> str | None:
    served = list_post_code_communes(post_code) if post_code else []
    tidy = _tidy(city)
    if not tidy:
        return served[0] if len(served) == 1 else None
    names = _codes_by_name()
    named = (
        names.get(tidy) or names.get(_ARTICLES.sub("", tidy)) or names.get(tidy.replace(" ", ""))
    )
    if not named:
        return None
    by_post_code = named.intersection(served)
    if by_post_code:
        return _only(by_post_code, tidy)
    departements = _list_departements(departement_code, post_code)
    if departements:
        index = get_index()
        named = {c for c in named if index.get_value(c, "departement_code") in departements}
    return _only(named, tidy)


def _list_departements(departement_code: str | None, post_code: str) -> set[str]:
    if departement_code:
        return {departement_code.strip().upper().zfill(2)}
    if post_code.startswith("20"):
        return {"2A", "2B"}
    return {post_code[:3] if post_code.startswith(("97", "98")) else post_code[:2]} - {""}


def _only(codes: set[str], tidy: str) -> str | None:
    # A former commune may bear the name of another one of today: today's wins.
    current = {code for code in codes if _own_names()[code] == tidy}
    kept = current or codes
    return next(iter(kept)) if len(kept) == 1 else None
