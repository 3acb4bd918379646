"""One row of a list becomes one actor, with the reasons why it may need a look."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from maillon.domain.language import translate as _
from maillon.domain.text import fold
from maillon.reference.nomenclatures import NAF_2025, detect_naf_version, normalize_naf
from maillon.sources.identifiers import (
    IdentifierProblem,
    ReadIdentifier,
    explain_problem,
    read_siren,
    read_siret,
)
from maillon.sources.lists.cells import (
    is_blank,
    make_position,
    parse_coordinates,
    parse_day,
    parse_number,
    split_list,
    tidy,
)
from maillon.sources.lists.choices import NO_CHOICES, ValueChoices, name_place
from maillon.sources.lists.declarations import (
    find_band,
    find_declared_ess,
    is_ess_by_form,
    make_key,
)
from maillon.sources.lists.kinds import find_inclusive_kinds
from maillon.sources.lists.places import Place, PlaceFinder

__all__ = ["ActorReader", "ReadRow"]

_NAF_AT_START = re.compile(r"\s*(\d{2})[.\s]?(\d{2})\s?([A-Za-z])(?![A-Za-z0-9])")
_RNA = re.compile(r"W[0-9A-Z]\d{8}")
# What tells one actor of a list from another when nobody numbered it.
_IDENTITY = ("name", "post_code", "commune_code", "departement_code", "address")
_TOTAL = re.compile(r"(?:SOUS |GRAND )?TOTA(?:L|UX)(?: GENERA(?:L|UX))?(?: \d+)?")


@dataclass(slots=True)
class ReadRow:
    """
    What a row says.

    Attributes
    ----------
    values
        By column of `establishments`; the columns that a list never fills are left out.
    problems
        (column of the list, value, reason) of what needs a look.
    is_padded, is_ess_by_form
        Leading zeros were put back; the ESS was told by the legal form.
    """

    values: dict[str, Any]
    problems: list[tuple[str, str, str]] = field(default_factory=list)
    is_padded: bool = False
    is_ess_by_form: bool = False


class ActorReader:
    """
    Reads the rows of one list.

    Parameters
    ----------
    positions
        Positions of the cells that feed each column of the list.
    slug
        Key of the list, for the identifiers of actors without SIRET.
    places
        Finds communes.
    choices
        What a person decided about the words of the list.
    """

    def __init__(
        self,
        *,
        positions: Mapping[str, Sequence[int]],
        slug: str,
        places: PlaceFinder,
        choices: ValueChoices = NO_CHOICES,
    ) -> None:
        self._choices = choices
        self._positions = positions
        self._slug = slug
        self._places = places
        self._namesakes: Counter[str] = Counter()

    def read(self, cells: Sequence[str]) -> ReadRow | None:
        """Return the actor of a row, `None` when the row has neither name nor identifier."""
        name, brand = self._name(cells, "name"), self._name(cells, "brand")
        identifier = self._read_identifier(cells)
        if identifier.siren is None and not self._is_actor(cells, name or brand, identifier):
            return None
        row = ReadRow({}, is_padded=identifier.is_padded)
        row.values.update(
            siret=identifier.siret,
            siren=identifier.siren,
            name=name or brand or None,
            other_names=brand if name and brand and brand != name else None,
        )
        self._note_identifier(row, identifier, cells)
        self._add_activity(row, cells)
        self._add_place(row, cells)
        self._add_declarations(row, cells)
        row.values["actor_id"] = identifier.siret or self._name_actor(row.values)
        return row

    def _name_actor(self, values: Mapping[str, Any]) -> str:
        """
        Return the identifier of an actor without SIRET.

        It is made of its name and place, not of its row: what a human decided about it still
        holds when the list comes again with rows added or moved.
        """
        said = [fold(str(values.get(column) or "")) for column in _IDENTITY]
        digest = hashlib.blake2s("|".join(said).encode(), digest_size=5).hexdigest()
        self._namesakes[digest] += 1
        rank = self._namesakes[digest]
        return f"list:{self._slug}:{digest}" + (f"-{rank}" if rank > 1 else "")

    def forget_siret(self, values: dict[str, Any]) -> None:
        """Make an actor to identify of a row whose SIRET proved to be that of another."""
        values.update(actor_id=self._name_actor(values), siret=None, siren=None)

    def _name(self, cells: Sequence[str], column: str) -> str:
        return " ".join(tidy(cell) for cell in self._cells(cells, column))

    def _cells(self, cells: Sequence[str], column: str) -> list[str]:
        places = self._positions.get(column, ())
        return [cells[place] for place in places if place < len(cells) and cells[place]]

    def _cell(self, cells: Sequence[str], column: str) -> str:
        found = self._cells(cells, column)
        text = found[0].strip() if found else ""
        return "" if is_blank(text) else text

    def _read_identifier(self, cells: Sequence[str]) -> ReadIdentifier:
        identifier = read_siret(self._cell(cells, "siret"))
        if identifier.siren is None and (text := self._cell(cells, "siren")):
            other = read_siren(text)
            if other.siret or (other.siren and identifier.problem is IdentifierProblem.MISSING):
                return other
            if other.siren:
                return ReadIdentifier(siren=other.siren, problem=identifier.problem)
        return identifier

    def _is_actor(self, cells: Sequence[str], name: str, identifier: ReadIdentifier) -> bool:
        if not name:
            return identifier.problem is not IdentifierProblem.MISSING
        words = [cell for cell in cells if cell.strip() and parse_number(cell) is None]
        return len(words) > 1 or _TOTAL.fullmatch(fold(name)) is None

    def _note_identifier(
        self, row: ReadRow, identifier: ReadIdentifier, cells: Sequence[str]
    ) -> None:
        column = "siret" if "siret" in self._positions else "siren"
        if identifier.problem is not None and column in self._positions:
            value = self._cell(cells, column)
            row.problems.append((column, value, explain_problem(identifier.problem)))

    def _add_activity(self, row: ReadRow, cells: Sequence[str]) -> None:
        text = self._cell(cells, "naf")
        code = _read_naf(text)
        if text and code is None:
            row.problems.append(("naf", text, _("Code d’activité illisible : laissé vide.")))
        is_new = code is not None and detect_naf_version(code) == NAF_2025
        kind_text = self._cell(cells, "kind")
        kinds = find_inclusive_kinds(self._pick(cells, "kind"))
        said = [] if kinds or not kind_text else [kind_text]
        said += self._cells(cells, "declared_activity")
        row.values.update(
            naf_code=None if is_new else code,
            naf25_code=code if is_new else None,
            naf_origin="liste" if code else None,
            inclusive_kinds=";".join(kinds) or None,
            declared_activity=" | ".join(tidy(text) for text in said if not is_blank(text)) or None,
            band_code=find_band(
                label=self._pick(cells, "employees_label"),
                count=self._pick(cells, "employee_count"),
            ),
        )

    def _add_place(self, row: ReadRow, cells: Sequence[str]) -> None:
        position = self._read_position(row, cells)
        words = {
            "city": tidy(self._cell(cells, "city")),
            "post_code": self._cell(cells, "post_code"),
            "departement": self._cell(cells, "departement"),
        }
        chosen = self._choices.find("city", name_place(**words))
        place: Place = self._places.find(
            commune_code=chosen or self._cell(cells, "commune_code"),
            **words | ({"city": ""} if chosen else {}),
            position=position,
        )
        for column, reason in place.problems:
            row.problems.append((column, self._cell(cells, column), reason))
        row.values.update(
            commune_code=place.commune_code,
            departement_code=place.departement_code,
            post_code=place.post_code,
            address=tidy(self._cell(cells, "address")) or None,
            lat=position[0] if position else None,
            lon=position[1] if position else None,
        )

    def _pick(self, cells: Sequence[str], column: str) -> str:
        """Return the cell, or what a person decided that it means."""
        return self._choices.pick(column, self._cell(cells, column))

    def _read_stages(self, row: ReadRow, cells: Sequence[str]) -> list[str]:
        parts = split_list(self._cell(cells, "declared_stages"))
        if self._choices.stages is None:
            chosen = [self._choices.find_stage(part) for part in parts]
            return [
                make_key(part) if key is None else key
                for part, key in zip(parts, chosen, strict=True)
            ]
        found = []
        for part in parts:
            key = self._choices.find_stage(part)
            if key is None:
                reason = _("Ce n’est pas un maillon de la filière : laissé vide.")
                row.problems.append(("declared_stages", part, reason))
            else:
                found.append(key)
        return found

    def _read_position(self, row: ReadRow, cells: Sequence[str]) -> tuple[float, float] | None:
        lat, lon = self._cell(cells, "lat"), self._cell(cells, "lon")
        both = self._cell(cells, "coordinates")
        if not (lat or lon or both):
            return None
        position = make_position(lat, lon) if lat or lon else parse_coordinates(both)
        if position is not None and _is_on_earth(position):
            return position
        column, value = ("coordinates", both) if both else ("lat", f"{lat} ; {lon}")
        reason = _("Coordonnées illisibles : il faut une latitude et une longitude en degrés.")
        row.problems.append((column, value, reason))
        return None

    def _add_declarations(self, row: ReadRow, cells: Sequence[str]) -> None:
        ess_cell, form = self._pick(cells, "declared_ess"), self._cell(cells, "legal_form")
        declared_ess = find_declared_ess(ess_cell)
        if "declared_ess" in self._positions and not ess_cell:
            row.is_ess_by_form = is_ess_by_form(form)
            declared_ess = "oui" if row.is_ess_by_form else None
        stages = self._read_stages(row, cells)
        rna_id = self._cell(cells, "rna_id").replace(" ", "").upper()
        row.values.update(
            declared_stages=";".join(dict.fromkeys(key for key in stages if key)) or None,
            declared_filiere=make_key(self._cell(cells, "declared_filiere")) or None,
            legal_category_code=self._choices.find("legal_form", form) or None,
            declared_ess=declared_ess,
            rna_id=rna_id if _RNA.fullmatch(rna_id) else None,
            created_date=parse_day(self._cell(cells, "created_date")),
        )


def _read_naf(text: str) -> str | None:
    start = _NAF_AT_START.match(text)
    return normalize_naf("".join(start.groups()).upper() if start else text) if text else None


def _is_on_earth(position: tuple[float, float]) -> bool:
    return abs(position[0]) <= 90 and abs(position[1]) <= 180 and position != (0, 0)
