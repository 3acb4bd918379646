from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from maillon.domain.errors import InvalidInput
from maillon.domain.provenance import Provenance
from maillon.store import Store

PROVENANCE = Provenance(key="liste-exemple", label="Exemple fictif", vintage="2026-09-01")


def total(table: pa.Table, column: str) -> int:
    return int(pc.sum(table[column]).as_py() or 0)


def test_the_cube_counts_each_located_establishment_once(store):
    located = [row for row in store.read_establishments().to_pylist() if row["commune_code"]]
    for by in ("commune", "departement", "total"):
        assert total(store.read_activity(by=by), "establishment_count") == len(located)


def test_published_and_deduced_ess_are_never_in_the_same_count(store):
    counts = store.read_activity(by="total")
    assert total(counts, "ess_published_count") == 1
    # Two places of the first association, and the masked one.
    assert total(counts, "ess_form_count") == 3


def test_a_silent_register_counts_employers_from_the_band(store):
    counts = store.read_activity(commune_codes=["23096"])
    assert total(counts, "employer_count") == 3


def test_areas_gather_communes(store):
    counts = store.read_activity(by="area", areas={"23096": "epci:a", "75056": "epci:b"})
    assert set(counts["area_code"].to_pylist()) == {"epci:a", "epci:b"}
    assert total(counts, "establishment_count") == 4


def test_bands_split_the_counts_without_changing_them(store):
    plain = store.read_activity(naf_codes=["38.32Z"])
    split = store.read_activity(naf_codes=["38.32Z"], with_bands=True)
    assert total(plain, "establishment_count") == total(split, "establishment_count")
    assert split["band_code"].null_count == 0


def test_closed_establishments_are_told_with_their_date(store):
    found = store.find_closed(["66666666600016", "11111111100011"])
    assert found == {"66666666600016": date(2021, 5, 31)}
    assert store.find_closed([]) == {}


def test_nothing_is_closed_before_the_register_is_imported(home):
    assert Store(home).find_closed(["66666666600016"]) == {}
    assert len(Store(home).read_activity()) == 0


def test_a_table_comes_back_as_it_was_written(home):
    store = Store(home)
    table = pa.table({"name": ["Exemple fictif 1", "Exemple fictif 2"], "area": ["a", "b"]})
    store.write_dataset("liste-exemple", table, provenance=PROVENANCE)
    assert store.read_dataset("liste-exemple").equals(table)
    assert store.read_dataset("liste-exemple", where={"area": ["b"]}).to_pylist() == [
        {"name": "Exemple fictif 2", "area": "b"}
    ]
    assert store.has("liste-exemple")


def test_each_import_keeps_its_birth_certificate(store):
    told = {entry.key: entry for entry in store.list_provenances()}
    assert set(told) == {"sirene-etablissements", "sirene-unites-legales"}
    assert told["sirene-etablissements"].row_count == 7
    assert told["sirene-unites-legales"].row_count == 6
    assert told["sirene-etablissements"].vintage == "2026-08-01"
    assert told["sirene-etablissements"].address == "StockEtablissement_utf8.parquet"


def test_rows_set_aside_are_kept_with_their_reason(home):
    store = Store(home)
    rejects = pa.table({"row_number": [3], "reason": ["SIRET absent."]})
    store.write_dataset(
        "liste-exemple", pa.table({"a": [1]}), provenance=PROVENANCE, rejects=rejects
    )
    path = store.find_reject_path("liste-exemple")
    assert path is not None
    assert "SIRET absent." in path.read_text("utf-8")
    assert store.list_provenances()[0].rejected_count == 1


def test_what_is_removed_is_gone_with_what_followed_from_it(store, home):
    store.remove("sirene-etablissements")
    assert not store.has("sirene-etablissements")
    assert len(store.read_establishments()) == 0
    assert len(store.read_activity()) == 0
    assert store.find_closed(["66666666600016"]) == {}
    assert store.has("sirene-unites-legales")


@pytest.mark.parametrize("key", ["inconnu", "core-activity", "sirene-fermes"])
def test_only_imports_can_be_removed(store, key):
    with pytest.raises(InvalidInput, match="no dataset") as caught:
        store.remove(key)
    assert key in caught.value.for_user()


def test_reading_what_was_never_imported_is_refused(home):
    with pytest.raises(InvalidInput):
        Store(home).read_dataset("liste-exemple")


def test_a_reader_survives_an_import_that_replaces_its_files(store, home, monkeypatch):
    from maillon.store import store as module

    stale = module.load_catalogue(home)
    store.remove("sirene-unites-legales")
    answers = iter([stale])
    load = module.load_catalogue
    monkeypatch.setattr(module, "load_catalogue", lambda home: next(answers, None) or load(home))
    assert len(store.read_establishments()) == 7
