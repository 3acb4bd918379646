"""
Write the reference page of the published ratios from their data.

    python scripts/ratio_page.py           # rewrite docs/reference/ratios.md
    python scripts/ratio_page.py --check   # fail when the page is out of date
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from maillon.domain.formatting import format_number
from maillon.domain.gisements import Ratio, RatioTable
from maillon.domain.provenance import Provenance
from maillon.reference.ratios import NO_FILIERE, list_city_facts, list_ratio_tables
from maillon.studies.gisements.figures import name_activity, name_scope

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "ratios.md"
INTRODUCTION = """\
# Les ratios publiés

<!-- Page écrite par scripts/ratio_page.py : ne la corrigez pas ici. -->

Les ratios que Maillon fournit, tels que `src/maillon/reference/ratios/` les tient : aucun n'y
entre sans source, sans année et sans incertitude. Comment ils servent :
[la méthode](../methodes/gisements.md).
Aucun ratio par salarié et par code d'activité n'y est : importez le vôtre.
"""


def write_page(tables: Sequence[RatioTable]) -> str:
    """Return the whole page."""
    country, cities = tables
    parts = [[INTRODUCTION], _country(country), _cities(cities)]
    return "\n".join(line for part in parts for line in part).rstrip() + "\n"


def _country(table: RatioTable) -> Iterator[str]:
    yield f"## {table.label}"
    yield ""
    yield from _caveats(table)
    rows = [
        (
            ratio.matter,
            f"{_write(ratio.value)} {ratio.unit} × {name_activity(ratio.activity)}",
            name_scope(ratio.scope),
            str(ratio.year),
            ratio.confidence,
            ratio.perimeter,
            ratio.method,
            _filieres(ratio),
            ratio.source_key,
        )
        for ratio in table.ratios
    ]
    header = ("Matière", "Valeur par an", "Moment", "Année", "Qualité", "Périmètre", "Méthode",
              "Filières", "Source")  # fmt: skip
    yield from _table(header, rows)
    yield from _sources(table.sources)


def _filieres(ratio: Ratio) -> str:
    if not ratio.filieres:
        return "toutes"
    return ", ".join("–" if key == NO_FILIERE else key for key in ratio.filieres)


def _cities(table: RatioTable) -> Iterator[str]:
    yield f"## {table.label}"
    yield ""
    yield from _caveats(table)
    yield (
        "Ratio d'une matière = total ÷ habitants × part. "
        "Une case vide n'est pas publiée, elle ne vaut pas zéro."
    )
    yield ""
    names = {
        ratio.key.removeprefix(f"{city['key']}-").replace("-", "_"): ratio.matter
        for city in list_city_facts()
        for ratio in table.ratios
        if ratio.place_key == city["territory"] and ratio.part_of
    }
    rows = [
        (
            city["name"],
            format_number(city["inhabitants"]),
            format_number(city["total_t_per_year"]),
            *(_percent(city["composition"].get(key)) for key in names),
        )
        for city in list_city_facts()
    ]
    shares = [f"{matter} (%)" for matter in names.values()]
    yield from _table(("Ville", "Habitants", "Total (t par an)", *shares), rows)
    yield from _sources(table.sources)


def _percent(value: float | None) -> str:
    return "" if value is None else _write(value)


def _write(value: float) -> str:
    """Return the number as published, not rounded."""
    return f"{value:g}".replace(".", ",")


def _caveats(table: RatioTable) -> Iterator[str]:
    for caveat in table.caveats:
        yield f"- {' '.join(caveat.split())}"
    yield ""


def _sources(sources: Iterable[Provenance]) -> Iterator[str]:
    rows = [
        (source.key, f"{source.label} ({source.publisher})", source.vintage, source.licence,
         f"<{source.address}>", source.retrieved_on)
        for source in sources
    ]  # fmt: skip
    yield from _table(("Source", "Titre", "Date", "Licence", "Adresse", "Relue le"), rows)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for cells in (header, ["---"] * len(header), *rows):
        yield f"| {' | '.join(' '.join(cell.split()).replace('|', '/') for cell in cells)} |"
    yield ""


def main() -> int:
    """Write the page, or compare it."""
    text = write_page(list_ratio_tables())
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    print(f"{PAGE.name} is out of date: run `make docs`.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
