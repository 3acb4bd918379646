"""The commune and the département of a row, by the caller's geography."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from maillon.domain.language import translate as _
from maillon.domain.territory import find_departement
from maillon.sources.lists.cells import is_blank

__all__ = ["Place", "PlaceFinder", "departement_of_post_code", "read_departement"]

_REMEMBERED = 200_000
_CODE_LENGTH = 5
_ABROAD = "geonames:"


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """
    Where a row is.

    Attributes
    ----------
    problems
        (column, reason) of what is unknown or contradicts itself.
    """

    commune_code: str | None = None
    departement_code: str | None = None
    post_code: str | None = None
    problems: tuple[tuple[str, str], ...] = ()


class PlaceFinder:
    """
    Finds places and remembers them: a list names the same communes again and again.

    Parameters
    ----------
    locate
        Returns the code of a commune from what is known of it, or `None`.
    resolve_commune
        Returns the present code of a commune from any code it had, or `None`.
    """

    def __init__(
        self, *, locate: Callable[..., str | None], resolve_commune: Callable[[str], str | None]
    ) -> None:
        self._locate = lru_cache(maxsize=_REMEMBERED)(locate)
        self._resolve = lru_cache(maxsize=_REMEMBERED)(resolve_commune)

    def find(
        self,
        *,
        commune_code: str,
        city: str,
        post_code: str,
        departement: str,
        position: tuple[float, float] | None,
    ) -> Place:
        """Return the place of a row from its cells, each possibly empty."""
        code = _pad_code(commune_code)
        if not code and _looks_like_code(city):
            code, city = _pad_code(city), ""
        padded_post_code = _pad_code(post_code)
        said_departement = read_departement(departement)
        found = self._resolve(code) if code else None
        if found is None and (city or padded_post_code or position):
            found = self._locate(
                city=city or None,
                post_code=padded_post_code or None,
                departement_code=said_departement or departement_of_post_code(padded_post_code),
                lat=position[0] if position else None,
                lon=position[1] if position else None,
            )
        return _make_place(
            found=found,
            said=(code, city),
            post_code=(padded_post_code if found else post_code) or None,
            said_departement=said_departement,
        )


def departement_of_post_code(post_code: str) -> str | None:
    """Return the département that a post code tells, `None` when it tells none."""
    if len(post_code) != _CODE_LENGTH or not post_code.isdigit():
        return None
    if post_code.startswith("20"):
        return "2A" if post_code[2] in "01" else "2B"
    return find_departement(post_code)


def _make_place(
    *,
    found: str | None,
    said: tuple[str, str],
    post_code: str | None,
    said_departement: str | None,
) -> Place:
    code, city = said
    problems: list[tuple[str, str]] = []
    if found is None and (code or city):
        problems.append(("commune_code" if code else "city", _("Commune introuvable.")))
    departement: str | None
    if found is not None and found.startswith(_ABROAD):
        departement = None
    elif found is None:
        departement = said_departement or departement_of_post_code(post_code or "")
    elif said_departement and said_departement != find_departement(found):
        # The row contradicts itself: its own département counts, and a human chooses the commune.
        reason = _(
            "La commune ({commune}) n’est pas du département écrit : {code} est gardé, la commune "
            "est à corriger."
        )
        problems.append(("departement", reason.format(commune=found, code=said_departement)))
        found, departement = None, said_departement
    else:
        departement = find_departement(found)
    return Place(
        commune_code=found,
        departement_code=departement,
        post_code=post_code,
        problems=tuple(problems),
    )


def _pad_code(text: str) -> str:
    bare = text.strip().upper().removesuffix(".0")
    if is_blank(bare):
        return ""
    return bare.zfill(_CODE_LENGTH) if len(bare) == _CODE_LENGTH - 1 and bare.isdigit() else bare


def _looks_like_code(text: str) -> bool:
    return len(text) == _CODE_LENGTH and text[2:].isdigit() and text[0].isdigit()


def read_departement(text: str) -> str | None:
    """Return the code of the département that a cell gives, `None` when it gives none."""
    first = text.strip().upper().removesuffix(".0").split(" ")[0].split("-")[0]
    if first in ("2A", "2B") or (first.isdigit() and len(first) in (2, 3)):
        return first[1:] if len(first) == 3 and first.startswith("0") else first
    return first.zfill(2) if first.isdigit() and len(first) == 1 and first != "0" else None
