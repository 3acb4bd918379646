"""What we count is held against what another office publishes."""

from pathlib import Path

import pyarrow.compute as pc
import pytest

from maillon.domain.errors import InvalidInput
from maillon.studies.controlling import control_region
from maillon.studies.gathering import open_store
from maillon.studies.importing import import_register

HEADER = (
    "region;champ_ess;famille_ess;secteur_na88;annee;code_region;nombre_d_etablissements;"
    "effectifs_salaries_moyens;masse_salariale"
)
ROWS = [
    "Région fictive;ESS;Association;88 Exemple;2024;32;12;34,5;1000",
    "Région fictive;ESS;Coopérative;13 Exemple;2024;32;8;20;1000",
    "Région fictive;Hors ESS;Hors ESS;13 Exemple;2024;32;500;20;1000",
    "Région fictive;ESS;Association;88 Exemple;2023;32;99;34,5;1000",
    "Autre région fictive;ESS;Association;88 Exemple;2024;11;77;34,5;1000",
]


@pytest.fixture
def controlled_home(own_home: Path, tmp_path: Path) -> Path:
    totals = tmp_path / "urssaf.csv"
    totals.write_text("\n".join([HEADER, *ROWS]), encoding="utf-8")
    import_register("urssaf-ess", totals, home=own_home, vintage="2024")
    return own_home


def test_the_latest_year_of_the_region_is_the_total(controlled_home: Path) -> None:
    assert control_region("reg:32", home=controlled_home)["control.urssaf"].value == 20


def test_published_and_deduced_employers_come_apart_and_the_ratio_opens(
    controlled_home: Path,
) -> None:
    book = control_region("reg:32", home=controlled_home)
    store = open_store(controlled_home)
    north = store.read_establishments(departement_codes=["02", "59", "60", "62", "80"])
    flagged = north.filter(pc.and_(pc.equal(north["ess_flag"], "O"), north["is_employer"]))
    assert book["control.published"].value == len(flagged) > 0
    assert book["control.ratio"].value == pytest.approx(len(flagged) / 20, abs=1e-4)
    assert {entry.figure for entry in book["control.ratio"].inputs} == {
        "control.published",
        "control.urssaf",
    }


def test_a_departement_has_no_control_total(controlled_home: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        control_region("dep:59", home=controlled_home)
    assert "région" in refused.value.for_user()


def test_without_the_totals_the_file_to_import_is_named(own_home: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        control_region("reg:32", home=own_home)
    assert "urssaf-ess" in refused.value.for_user()
