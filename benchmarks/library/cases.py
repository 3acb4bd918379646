"""The sheets and the queries of the evaluation, and the halves that they are split into."""

import csv
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from maillon.domain.sheets import Sheet, SheetKind
from maillon.domain.visibility import Visibility

__all__ = ["FIELDS", "Case", "list_field_texts", "read_cases", "read_sheets", "recombine"]

# The same four fields for every engine.
FIELDS = ("title", "keywords", "summary", "rest")


@dataclass(frozen=True)
class Case:
    """
    A query and the key of the sheet that answers it.

    Attributes
    ----------
    is_known
        In the half by which choices were made; the other half was only measured.
    """

    query: str
    answer: str
    is_known: bool


def read_sheets(folder: Path) -> list[Sheet]:
    """Return the ADEME sheets of objects as sheets of the library."""
    products = json.loads((folder / "produits.json").read_text(encoding="utf-8"))
    return [
        Sheet(
            key=f"objet-{place}",
            kind=SheetKind.RESOURCE,
            title=one["nom"],
            summary=one.get("qu_est_ce_que_j_en_fais") or "",
            results=tuple(
                text
                for text in (one.get("que_va_t_il_devenir"), one.get("comment_les_eviter"))
                if text
            ),
            keywords=tuple(filter(None, [one.get("filieres_rep")])),
        )
        for place, one in enumerate(products)
    ]


def read_cases(folder: Path, sheets: Sequence[Sheet]) -> list[Case]:
    """Return the queries; the halves are drawn by sheet, so that none has queries in both."""
    keys = {sheet.title: sheet.key for sheet in sheets}
    titles = sorted(keys)
    random.Random(2026).shuffle(titles)  # noqa: S311 - a draw, no secret
    known = set(titles[: len(titles) // 2])
    with (folder / "requetes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [Case(row["requete"], keys[row["produit"]], row["produit"] in known) for row in rows]


def list_field_texts(sheet: Sheet) -> tuple[str, ...]:
    """Return the text of each of `FIELDS`."""
    return (sheet.title, " ".join(sheet.keywords), sheet.summary, " ".join(sheet.results))


def recombine(sheets: Sequence[Sheet], count: int) -> Iterator[Sheet]:
    """Yield sheets that join the title of a real one, the summary of another…: for speed only."""
    chance = random.Random(20261122)  # noqa: S311 - a draw, no secret
    for place in range(count):
        title, summary, rest = (chance.choice(sheets) for _part in range(3))
        yield replace(
            title,
            key=f"recombinee-{place}",
            summary=summary.summary,
            results=rest.results,
            actors=rest.actors,
            filieres=summary.filieres,
            steps=summary.steps,
            levers=summary.levers,
            year=chance.choice([None, *range(2010, 2027)]),
            # A stranger asks: one sheet in ten is not for strangers.
            visibility=Visibility.PUBLIC if place % 10 else Visibility.MEMBERS,
        )
