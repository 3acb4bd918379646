"""The distinct words of a list in the columns whose meanings are a closed set."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from maillon.domain.jobs import Progress
from maillon.sources.lists.cells import (
    is_blank,
    make_position,
    parse_coordinates,
    parse_number,
    split_list,
    tidy,
)
from maillon.sources.lists.choices import RECONCILED_FIELDS, name_place
from maillon.sources.lists.headers import check_match, match_by_hand
from maillon.sources.lists.places import PlaceFinder, departement_of_post_code, read_departement
from maillon.sources.lists.rows import name_columns, open_rows

__all__ = ["ListValues", "WrittenPlace", "find_written_departement", "list_values"]

# Beyond, a column holds free words rather than a vocabulary.
_MOST_DISTINCT = 5_000


@dataclass(frozen=True, kw_only=True, slots=True)
class WrittenPlace:
    """A place that no commune answers to, as the list writes it."""

    city: str
    post_code: str
    departement: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ListValues:
    """
    What a list writes.

    Attributes
    ----------
    counts
        Rows by field and value.
    places
        Places that were not found, by the words under which they are settled.
    left_out
        Rows by field whose value came after the most that are kept.
    """

    counts: Mapping[str, Mapping[str, int]]
    places: Mapping[str, WrittenPlace]
    left_out: Mapping[str, int] = field(default_factory=dict)


def list_values(
    path: Path,
    mapping: Mapping[str, str],
    *,
    places: PlaceFinder,
    sheet: str = "",
    progress: Progress | None = None,
) -> ListValues:
    """
    Count the values of the columns whose meanings are a closed set.

    Parameters
    ----------
    mapping
        Column of `listed_actors` by name of the column of the file.
    places
        Finds communes; only those that it does not find are listed.

    Raises
    ------
    InvalidInput
        If the file cannot be read, or the mapping does not hold.
    """
    counts: dict[str, Counter[str]] = {}
    left_out: Counter[str] = Counter()
    lost: dict[str, WrittenPlace] = {}
    with open_rows(path, progress, sheet=sheet) as listed:
        names = name_columns(listed.headers)
        match = match_by_hand(names, mapping)
        check_match(match, names)
        for _number, cells in listed.rows:
            for name, value in _iter_values(cells, match.positions, places, lost):
                counter = counts.setdefault(name, Counter())
                if value in counter or len(counter) < _MOST_DISTINCT:
                    counter[value] += 1
                else:
                    left_out[name] += 1
    return ListValues(
        counts={name: counts[name] for name in RECONCILED_FIELDS if name in counts},
        places={key: place for key, place in lost.items() if key in counts.get("city", ())},
        left_out=left_out,
    )


def _iter_values(
    cells: Sequence[str],
    positions: Mapping[str, Sequence[int]],
    places: PlaceFinder,
    lost: dict[str, WrittenPlace],
) -> Iterator[tuple[str, str]]:
    for name in RECONCILED_FIELDS:
        if name != "city" and name in positions:
            text = _read(cells, positions, name)
            yield from ((name, part) for part in _split(name, text))
    place = WrittenPlace(
        city=tidy(_read(cells, positions, "city")),
        post_code=_read(cells, positions, "post_code"),
        departement=_read(cells, positions, "departement"),
    )
    if place.city:
        found = places.find(
            commune_code=_read(cells, positions, "commune_code"),
            city=place.city,
            post_code=place.post_code,
            departement=place.departement,
            position=_read_position(cells, positions),
        )
        if found.commune_code is None:
            key = name_place(
                city=place.city, post_code=place.post_code, departement=place.departement
            )
            if len(lost) < _MOST_DISTINCT:
                lost.setdefault(key, place)
            yield "city", key


def find_written_departement(place: WrittenPlace) -> str | None:
    """Return the département that the words around a town tell, `None` when they tell none."""
    return read_departement(place.departement) or departement_of_post_code(place.post_code)


def _read(cells: Sequence[str], positions: Mapping[str, Sequence[int]], name: str) -> str:
    for position in positions.get(name, ()):
        if position < len(cells) and cells[position]:
            text = cells[position].strip()
            return "" if is_blank(text) else text
    return ""


def _read_position(
    cells: Sequence[str], positions: Mapping[str, Sequence[int]]
) -> tuple[float, float] | None:
    both = _read(cells, positions, "coordinates")
    return (
        parse_coordinates(both)
        if both
        else make_position(_read(cells, positions, "lat"), _read(cells, positions, "lon"))
    )


def _split(name: str, text: str) -> list[str]:
    if name == "declared_stages":
        return split_list(text)
    # A number of people needs nobody's advice.
    is_number = name == "employee_count" and parse_number(text) is not None
    return [text] if text and not is_number else []
