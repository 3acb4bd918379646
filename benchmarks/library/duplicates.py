"""
How well a sheet told again is recognised, and how many others are shown by mistake.

    python benchmarks/library/duplicates.py

Each bundled sheet is told again: two words of its title removed, the others shuffled, half of its
summary, half of its actors, no result, no key word, no link.
"""

import json
import random
import tempfile
from dataclasses import replace
from pathlib import Path

from maillon.domain.sheets import Sheet
from maillon.domain.visibility import Visibility
from maillon.studies.searching import Reader, list_bundled_entries, open_library


def main() -> None:
    """Count the sheets recognised, and the pairs of bundled sheets taken for one."""
    reader = Reader(levels=frozenset(Visibility))
    entries = list_bundled_entries()
    chance = random.Random(1)  # noqa: S311 - a draw, no secret
    with tempfile.TemporaryDirectory() as folder:
        library = open_library(Path(folder) / "sheets.sqlite")
        library.rebuild(entries)
        pairs, first, found = set(), 0, 0
        for entry in entries:
            key = entry.sheet.key
            for one in library.find_duplicates(entry.sheet, reader=reader):
                pairs.add(frozenset((key, one.key)))
            again = [
                one.key
                for one in library.find_duplicates(_tell_again(entry.sheet, chance), reader=reader)
            ]
            found += key in again
            first += again[:1] == [key]
    result = {
        "sheets": len(entries),
        "found": found,
        "found_first": first,
        "pairs_shown": len(pairs),
        "pairs_in_all": len(entries) * (len(entries) - 1) // 2,
    }
    print(json.dumps(result, indent=1))


def _tell_again(sheet: Sheet, chance: random.Random) -> Sheet:
    title, summary = sheet.title.split(), sheet.summary.split()
    if len(title) > 4:
        for _removed in range(2):
            title.pop(chance.randrange(len(title)))
    chance.shuffle(title)
    return replace(
        sheet,
        key="racontee",
        title=" ".join(title),
        summary=" ".join(summary[: max(6, len(summary) // 2)]),
        actors=sheet.actors[: max(1, len(sheet.actors) // 2)],
        results=(),
        difficulties=(),
        keywords=(),
        links=(),
    )


if __name__ == "__main__":
    main()
