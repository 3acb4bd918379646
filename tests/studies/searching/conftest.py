"""Made-up sheets, all of them fictitious, and a library that holds them."""

from pathlib import Path

import pytest

from maillon.domain.sheets import Sheet, SheetFigure, SheetKind, TerritoryKind
from maillon.domain.visibility import Visibility
from maillon.studies.searching import Entry, Library, open_library

WOOL = Sheet(
    key="fictive-laine",
    kind=SheetKind.EXPERIENCE,
    title="Exemple fictif : laver la laine ensemble",
    summary="Trois éleveuses fictives partagent un atelier de lavage des toisons.",
    country="FR",
    territory_kind=TerritoryKind.EPCI,
    filieres=("laine",),
    stages=("lavage",),
    steps=("financement",),
    levers=("financement.appels",),
    actors=("Coopérative fictive des bergers",),
    figures=(SheetFigure(label="laine lavée", value=12, unit="t", year=2023),),
    year=2023,
)
REUSE = Sheet(
    key="fictive-ressourcerie",
    kind=SheetKind.PROJECT,
    title="Exemple fictif : une ressourcerie au bord de l’eau",
    summary=(
        "Collecte de meubles et d’électroménager, réparés puis vendus. Économie sociale et "
        "solidaire."
    ),
    territory_kind=TerritoryKind.COMMUNE,
    filieres=("mobilier", "numerique_deee"),
    steps=("animation",),
    actors=("Atelier fictif",),
    year=2021,
)
ABROAD = Sheet(
    key="fictive-tunis",
    kind=SheetKind.EXPERIENCE,
    title="Exemple fictif : trier les bio-déchets d’un marché",
    summary="Les collectes ont lieu le soir ; le compost retourne aux jardins.",
    country="TN",
    territory_kind=TerritoryKind.CITY_ABROAD,
    filieres=("biodechets",),
    year=2019,
)
MEMBERS = Sheet(
    key="fictive-membres",
    kind=SheetKind.RESOURCE,
    title="Exemple fictif : note interne sur la laine",
    summary="Le zirconage des toisons, mot que seule cette fiche emploie.",
    filieres=("laine",),
    visibility=Visibility.MEMBERS,
    year=2024,
)
PRIVATE = Sheet(
    key="fictive-privee",
    kind=SheetKind.RESOURCE,
    title="Exemple fictif : brouillon sur la laine",
    filieres=("laine",),
    country="BE",
    visibility=Visibility.PRIVATE,
)
ENTRIES = [
    Entry(sheet=WOOL),
    Entry(sheet=REUSE),
    Entry(sheet=ABROAD),
    Entry(sheet=MEMBERS),
    Entry(sheet=PRIVATE, owner="filiere:1"),
]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """A library of five fictitious sheets, three of them public."""
    opened = open_library(tmp_path / "folder" / "sheets.sqlite")
    opened.rebuild(ENTRIES, "first")
    return opened
