"""
Write the page that says where each arrangement of the sources is, from its data.

    python scripts/arrangements_page.py           # rewrite docs/reference/dispositifs.md
    python scripts/arrangements_page.py --check   # fail when the page is out of date
"""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent.parent / "docs" / "reference"
DATA = FOLDER / "dispositifs.yaml"
PAGE = FOLDER / "dispositifs.md"
STATES = {"here": "là", "partly": "en partie", "later": "plus tard"}
SOURCES = "../../src/maillon"
INTRODUCTION = """\
# Chaque dispositif des sources, et où il est

<!-- Page écrite par scripts/arrangements_page.py : corrigez dispositifs.yaml, pas ici. -->

Les cinq documents dont Maillon est parti racontent des dispositifs : un comité, une charte, une
matériauthèque, un lot réservé… Cette page dit, pour chacun, ce que la source chiffre, s’il est dans
Maillon et où, quelles fiches de la bibliothèque le racontent, et ce qui viendra plus tard. Quelle
page sert quel levier : [les leviers](leviers.md).

- **là** : on peut le faire aujourd’hui dans Maillon ;
- **en partie** : une part s’y fait, la dernière colonne dit ce qui manque ;
- **plus tard** : Maillon le raconte, sans l’outiller encore.

« Plus tard » est une intention, pas une date. Les chiffres sont ceux des sources, sans calcul de
notre part. Une fiche se lit dans la bibliothèque, ou par `maillon library show CLÉ`.
"""


def load_data(path: Path = DATA) -> dict[str, Any]:
    """Return the data of the page."""
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return data


def write_page(data: Mapping[str, Any]) -> str:
    """Return the whole page."""
    parts = [
        [INTRODUCTION],
        _summary(data),
        *(_section(data, section) for section in data["sections"]),
        _capabilities(data),
        _rooms(data),
    ]
    return "\n".join(line for part in parts for line in part).rstrip() + "\n"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for cells in (header, ["---"] * len(header), *rows):
        yield f"| {' | '.join(' '.join(cell.split()).replace('|', '/') for cell in cells)} |"
    yield ""


def _summary(data: Mapping[str, Any]) -> Iterator[str]:
    groups = [(section["title"], section["rows"]) for section in data["sections"]]
    groups.append(("Capacités suivies", data["capabilities"]))
    yield from _table(
        ("", *STATES.values(), "en tout"), (_count_row(title, rows) for title, rows in groups)
    )


def _count_row(title: str, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    counts = Counter(row["state"] for row in rows)
    return [title, *(str(counts[state]) for state in STATES), str(len(rows))]


def _section(data: Mapping[str, Any], section: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"## {section['title']}", "")
    header = (
        "Dispositif",
        "Chiffres de la source",
        "État",
        "Où, dans Maillon",
        "Fiches",
        "À venir",
    )
    yield from _table(
        header,
        (
            (
                row["what"],
                " ; ".join(figure["text"] for figure in row.get("figures", ())) or "–",
                STATES[row["state"]],
                _place(data, row),
                ", ".join(f"`{key}`" for key in row["sheets"]),
                _later(data, row),
            )
            for row in section["rows"]
        ),
    )


def _capabilities(data: Mapping[str, Any]) -> Iterator[str]:
    yield from ("## Capacités suivies", "")
    yield "Ce qu’une collectivité attend de la démarche, du plan, de la bibliothèque,"
    yield "des quantités et de leur valeur."
    yield "Le numéro est celui de nos notes de lecture."
    yield ""
    yield from _table(
        ("N°", "Capacité", "État", "Où, dans Maillon", "À venir"),
        (
            (
                str(row["row"]),
                row["what"],
                STATES[row["state"]],
                _place(data, row),
                _later(data, row),
            )
            for row in data["capabilities"]
        ),
    )


def _place(data: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    sentence = row.get("how", "").strip()
    parts = [sentence if not sentence or sentence.endswith(".") else f"{sentence}."]
    parts += [
        ", ".join(f"{data['pages'][name]} (`{name}`)" for name in row.get("pages", ())),
        ", ".join(f"`{command}`" for command in row.get("commands", ())),
        ", ".join(f"[`{path}`]({SOURCES}/{path})" for path in row.get("files", ())),
    ]
    told = [part for part in parts[1:] if part]
    return " ".join(part for part in (parts[0], " · ".join(told)) if part) or "–"


def _later(data: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    later = row.get("later")
    if not later:
        return "–"
    rooms = ", ".join(data["rooms"][room]["label"] for room in later["rooms"])
    return f"**{rooms}** : {later['what']}"


def _rooms(data: Mapping[str, Any]) -> Iterator[str]:
    yield from ("## Où viendra ce qui manque", "")
    yield from _table(
        ("Partie de Maillon", "Clé", "Ce qu’elle tiendra"),
        ((room["label"], f"`{key}`", room["about"]) for key, room in data["rooms"].items()),
    )


def main(arguments: Sequence[str]) -> int:
    """Write the page, or return 1 when it is out of date."""
    text = write_page(load_data())
    if "--check" in arguments:
        is_fresh = PAGE.exists() and PAGE.read_text(encoding="utf-8") == text
        if not is_fresh:
            print("Page à réécrire : python scripts/arrangements_page.py")
        return 0 if is_fresh else 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
