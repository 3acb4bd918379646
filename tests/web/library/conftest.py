"""A small library of made-up sheets, in a home of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from maillon.domain.sheets import Sheet, SheetFigure, SheetKind, SheetLink, TerritoryKind
from maillon.domain.visibility import Visibility
from maillon.studies.searching import Entry, Library
from maillon_web.accounts.models import User
from maillon_web.library.models import Contribution
from maillon_web.library.services import contributions as services
from maillon_web.library.services import indexing

PUBLIC_KEY, MEMBERS_KEY, QUESTION_KEY, TRADE_KEY = "verre", "secret", "scic", "laveur"


def make_sheet(key: str, title: str, **fields: object) -> Sheet:
    """Make a sheet up."""
    given = {"kind": SheetKind.EXPERIENCE, "provenance": "exemple-fictif"} | fields
    return Sheet(key=key, title=title, **given)


SHEETS = (
    make_sheet(
        PUBLIC_KEY,
        "Exemple fictif 1 : laver les bouteilles",
        summary="Une laverie fictive de bouteilles consignées.",
        place="Ville fictive",
        territory_kind=TerritoryKind.EPCI,
        filieres=("consigne_verre",),
        steps=("developpement",),
        levers=("developpement.lieu_totem",),
        figures=(SheetFigure(label="bouteilles lavées", value=1200, unit="bouteilles", year=2021),),
        links=(
            SheetLink(label="Site fictif", address="https://exemple.test/"),
            SheetLink(label="Lien trompeur", address="javascript:alert(1)"),
        ),
        passage="page fictive 3",
        doubt="La source fictive se contredit.",
        year=2021,
    ),
    make_sheet(
        MEMBERS_KEY,
        "Exemple fictif 2 : le chapitre réservé des bouteilles",
        summary="Une laverie fictive de bouteilles, réservée aux comptes.",
        filieres=("consigne_verre",),
        steps=("developpement",),
        levers=("developpement.lieu_totem",),
        keywords=("motréservé",),
        country="LU",
        year=1987,
        visibility=Visibility.MEMBERS,
    ),
    make_sheet(
        QUESTION_KEY,
        "Exemple fictif 3 : une question <b>de droit</b> ?",
        kind=SheetKind.QUESTION,
        details={
            "answer": "Réponse fictive.",
            "as_of": "2023",
            "warning": "Mise en garde fictive.",
        },
        filieres=("bois",),
        year=2023,
    ),
    make_sheet(
        TRADE_KEY,
        "Exemple fictif 4 : laveur de contenants",
        kind=SheetKind.TRADE,
        filieres=("consigne_verre",),
        details={"tasks": ["Laver"], "skills": ["Savoir laver"], "employers": ["Laverie fictive"]},
    ),
)


@pytest.fixture
def bundled(monkeypatch: pytest.MonkeyPatch) -> list[Sheet]:
    """What comes with Maillon: a list that a test may change."""
    held = list(SHEETS)
    monkeypatch.setattr(
        indexing, "list_lasting_entries", lambda _home=None: [Entry(sheet=sheet) for sheet in held]
    )
    return held


@pytest.fixture
def library(settings, tmp_path: Path, bundled: list[Sheet], db: None) -> Iterator[Library]:
    """The library of a new server."""
    settings.HOME = tmp_path
    indexing.ensure_index()
    opened = indexing.get_library()
    yield opened
    opened.close()


@pytest.fixture
def write_sheet() -> Callable[..., Contribution]:
    """Write the draft of a sheet that lacks nothing."""

    def write(author: User, title: str = "Exemple fictif : notre consigne", **fields: object):
        sheet = {
            "summary": "Résumé fictif de la consigne.",
            "passage": "Témoignage fictif",
            "filieres": ["consigne_verre"],
        } | dict(fields.pop("sheet", {}))
        made = Contribution(title=title, **{"kind": "experience"} | fields)
        return services.add_contribution(made, sheet, author=author)

    return write
