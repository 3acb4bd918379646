from pathlib import Path

import pytest
from tests.store.conftest import PLACES, UNITS
from tests.store.made_up_stock import write_parquet
from tests.studies.made_up_country import make_siren

from maillon.domain.errors import InvalidInput
from maillon.studies.importing import (
    forget_import,
    import_register,
    import_registers,
    list_imports,
)


def test_files_of_several_registers_come_in_together(tmp_path):
    home = tmp_path / "home"
    listed = tmp_path / "ess.csv"
    listed.write_text("SIREN\n552081317\n", encoding="utf-8")
    reports = import_registers(
        {
            "sirene-unites-legales": write_parquet(tmp_path / "ul.parquet", UNITS),
            "sirene-etablissements": write_parquet(tmp_path / "et.parquet", PLACES),
            "ess-france": listed,
        },
        home=home,
        vintage="2026-08-01",
    )
    assert reports["sirene-etablissements"].row_count == 7
    assert reports["sirene-unites-legales"].row_count == 6
    assert reports["ess-france"].row_count == 1
    assert reports["ess-france"].reject_path is None
    known = {entry.key: entry for entry in list_imports(home=home)}
    assert set(reports) <= set(known)
    assert known["ess-france"].vintage == "2026-08-01"


def test_an_unknown_source_is_refused_with_the_nearest_one(tmp_path):
    with pytest.raises(InvalidInput) as caught:
        import_register("sirene-etablissement", tmp_path / "a.parquet", home=tmp_path / "home")
    assert "sirene-etablissements" in caught.value.for_user()
    assert not (tmp_path / "home").exists()


def test_a_forgotten_register_is_no_longer_listed(tmp_path):
    home = tmp_path / "home"
    path = write_parquet(tmp_path / "et.parquet", PLACES)
    import_register("sirene-etablissements", path, home=home)
    forget_import("sirene-etablissements", home=home)
    assert "sirene-etablissements" not in {entry.key for entry in list_imports(home=home)}
    assert path.exists()


def test_a_register_without_date_says_so_and_one_with_a_date_does_not(
    home: Path, tmp_path: Path
) -> None:
    path = tmp_path / "ess.csv"
    path.write_text(f"SIREN\n{make_siren(1)}\n", encoding="utf-8")
    undated = import_register("ess-france", path, home=home)
    dated = import_register("ess-france", path, home=home, vintage="2026-08-01")
    assert any("--date" in note for note in undated.notes)
    assert not any("--date" in note for note in dated.notes)
    assert dated.provenance.vintage == "2026-08-01"
