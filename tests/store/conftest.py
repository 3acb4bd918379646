from pathlib import Path

import pytest
from tests.store.made_up_stock import import_rows, place, unit

from maillon.store import Store

PLACES = [
    place("11111111100011", "23096", enseigne1Etablissement="LA FICTIVE RECYCLERIE"),
    place(
        "11111111100029",
        "75120",
        activitePrincipaleEtablissement="95.29Z",
        etablissementSiege=False,
    ),
    place("22222222200014", "23096", activitePrincipaleEtablissement="13.10Z"),
    place("33333333300017", "23096", caractereEmployeurEtablissement=None),
    place(
        "44444444400010", "2A004", statutDiffusionEtablissement="P", numeroVoieEtablissement="[ND]"
    ),
    place("55555555500013", "97411"),
    place("66666666600016", "23096", etatAdministratifEtablissement="F", dateDebut="2021-05-31"),
    place("77777777700019", None, codePostalEtablissement=None),
]

UNITS = [
    unit("111111111", "Exemple fictif Étoffe et œuvre",
         identifiantAssociationUniteLegale="W230000001"),
    unit("222222222", "EXEMPLE FICTIF FILATURE", categorieJuridiqueUniteLegale=5710,
         economieSocialeSolidaireUniteLegale="O", sigleUniteLegale="EFF"),
    unit("333333333", None, categorieJuridiqueUniteLegale=1000, nomUniteLegale="LAINE",
         prenomUsuelUniteLegale="EXEMPLE", nomUsageUniteLegale="FICTIF"),
    unit("444444444", "EXEMPLE FICTIF MASQUE", statutDiffusionUniteLegale="P"),
    unit("555555555", "EXEMPLE FICTIF REUNION", categorieJuridiqueUniteLegale=5710),
    unit("777777777", "EXEMPLE FICTIF SANS LIEU"),
    unit("888888888", "EXEMPLE FICTIF CESSE", etatAdministratifUniteLegale="C"),
]  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def store(home: Path, tmp_path: Path) -> Store:
    """A working base with the made-up stock imported."""
    made = Store(home)
    import_rows(made, tmp_path, places=PLACES, units=UNITS)
    return made
