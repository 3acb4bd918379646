import pyarrow as pa
import pyarrow.compute as pc
from tests.store.conftest import PLACES, UNITS
from tests.store.made_up_stock import FORMS, import_rows, place, unit

from maillon.domain.provenance import Provenance
from maillon.store import Store
from maillon.store.schema import get_schema


def by_siret(table: pa.Table) -> dict[str, dict[str, object]]:
    return {row["siret"]: row for row in table.to_pylist()}


def test_an_empty_home_answers_with_the_described_columns(home):
    table = Store(home).read_establishments(commune_codes=["23096"])
    assert table.schema == get_schema("establishments")
    assert len(table) == 0
    assert not home.exists()


def test_every_active_establishment_is_found_once(store):
    table = store.read_establishments()
    active = {row["siret"] for row in PLACES if row["etatAdministratifEtablissement"] == "A"}
    assert table.schema == get_schema("establishments")
    assert sorted(table["siret"].to_pylist()) == sorted(active)
    for name in ("is_diffusible", "is_natural_person", "in_ess_list", "source_keys", "visibility"):
        assert table[name].null_count == 0


def test_a_commune_gives_its_own_establishments_only(store):
    table = store.read_establishments(commune_codes=["23096"])
    assert set(table["siret"].to_pylist()) == {"11111111100011", "22222222200014", "33333333300017"}


def test_arrondissements_are_read_under_their_commune(store):
    row = by_siret(store.read_establishments(commune_codes=["75056"]))["11111111100029"]
    assert (row["commune_code"], row["departement_code"]) == ("75056", "75")
    assert row["name"] == "Exemple fictif Étoffe et œuvre"


def test_departements_of_corsica_and_overseas_keep_their_code(store):
    table = store.read_establishments(departement_codes=["2A", "974"])
    assert sorted(table["departement_code"].to_pylist()) == ["2A", "974"]
    assert set(store.iter_departements()) == {"23", "2A", "75", "974"}


def test_a_place_unknown_is_kept_without_commune(store):
    row = by_siret(store.read_establishments())["77777777700019"]
    assert row["commune_code"] is None
    assert row["departement_code"] is None
    assert row["name"] == "EXEMPLE FICTIF SANS LIEU"


def test_partial_diffusion_shows_neither_name_nor_address(store):
    row = by_siret(store.read_establishments())["44444444400010"]
    assert row["is_diffusible"] is False
    assert (row["name"], row["other_names"], row["address"]) == (None, None, None)


def test_a_person_shows_a_name_but_no_address(store):
    row = by_siret(store.read_establishments())["33333333300017"]
    assert row["is_natural_person"] is True
    assert row["name"] == "EXEMPLE FICTIF (LAINE)"
    assert row["address"] is None


def test_an_organisation_shows_its_address_and_its_signs(store):
    row = by_siret(store.read_establishments())["11111111100011"]
    assert row["address"] == "4 RUE DE L EXEMPLE"
    assert row["other_names"] == "LA FICTIVE RECYCLERIE"
    assert row["rna_id"] == "W230000001"
    assert row["source_keys"] == "sirene-etablissements;sirene-unites-legales"


def test_integer_legal_categories_become_four_digits(store):
    row = by_siret(store.read_establishments())["22222222200014"]
    assert (row["legal_category_code"], row["ess_flag"]) == ("5710", "O")


def test_activity_or_name_suffices(store):
    wanted = store.read_establishments(
        commune_codes=["23096"], naf_codes=["13.10Z"], name_pattern=r"\bRECYCL"
    )
    assert set(wanted["siret"].to_pylist()) == {"11111111100011", "22222222200014"}


def test_names_are_searched_without_accents_or_ligatures(store):
    for pattern in (r"\bETOFFE", r"\bOEUVRE"):
        found = store.read_establishments(name_pattern=pattern)
        assert set(found["siret"].to_pylist()) == {"11111111100011", "11111111100029"}


def test_surnames_are_not_searched(store):
    assert len(store.read_establishments(name_pattern=r"\bLAINE")) == 0


def test_an_empty_pattern_and_no_code_finds_nothing(store):
    assert len(store.read_establishments(naf_codes=[], name_pattern="")) == 0


def test_sirets_are_found_wherever_they_are(store):
    found = store.read_establishments(sirets=["55555555500013", "99999999900000"])
    assert found["siret"].to_pylist() == ["55555555500013"]


def test_without_legal_units_an_address_stays_hidden(home, tmp_path):
    store = Store(home)
    import_rows(store, tmp_path, places=PLACES)
    row = by_siret(store.read_establishments())["11111111100011"]
    assert row["address"] is None
    assert row["name"] == "LA FICTIVE RECYCLERIE"
    assert row["source_keys"] == "sirene-etablissements"


def test_files_imported_one_after_the_other_say_the_same_as_together(store, tmp_path):
    together = store.read_establishments().sort_by("siret")
    for order in (("places", "units"), ("units", "places")):
        apart = Store(tmp_path / order[0])
        for name in order:
            import_rows(apart, tmp_path, **{name: {"places": PLACES, "units": UNITS}[name]})
        assert apart.read_establishments().sort_by("siret").equals(together)
        assert apart.read_activity().equals(store.read_activity())


def test_the_activity_of_the_unit_replaces_a_missing_one_and_says_so(home, tmp_path):
    old = {"nomenclatureActivitePrincipaleEtablissement": "NAF1993"}
    store = Store(home)
    import_rows(store, tmp_path, places=[place("11111111100011", "23096", **old)], units=UNITS)
    row = store.read_establishments().to_pylist()[0]
    assert (row["naf_code"], row["naf_origin"]) == ("94.99Z", "unite_legale")


def test_naf_2025_in_the_main_column_is_told_apart(home, tmp_path):
    new = {
        "activitePrincipaleEtablissement": "95.29G",
        "nomenclatureActivitePrincipaleEtablissement": "NAF2025",
        "activitePrincipaleNAF25Etablissement": None,
    }
    store = Store(home)
    import_rows(store, tmp_path, places=[place("11111111100011", "23096", **new)])
    row = store.read_establishments().to_pylist()[0]
    assert (row["naf_code"], row["naf25_code"]) == (None, "95.29G")


def born(key: str) -> Provenance:
    return Provenance(key=key, label="Exemple fictif", vintage="2026-09-01", address="exemple.csv")


def test_small_registers_add_what_they_say(store):
    side = {
        "ess-france": {"siren": ["222222222"]},
        "annuaire-unites-legales": {
            "siren": ["111111111"],
            "is_ess": [True],
            "inclusive_kinds": ["EI;ACI"],
        },
        "fondations": {"siren": ["555555555"]},
        "rna": {"rna_id": ["W230000001"], "object": ["collecte et réemploi de vélos"]},
        "marche-inclusion": {"siret": ["11111111100011"], "kind": ["AI"]},
    }
    for key, columns in side.items():
        store.write_dataset(key, pa.table(columns), provenance=born(key), forms=FORMS)
    rows = by_siret(store.read_establishments())
    assert rows["22222222200014"]["in_ess_list"] is True
    assert rows["11111111100011"]["in_annuaire_ess"] is True
    assert rows["11111111100011"]["inclusive_kinds"] == "ACI;AI;EI"
    assert rows["11111111100029"]["inclusive_kinds"] == "ACI;EI"
    assert rows["55555555500013"]["in_foundations"] is True
    assert rows["11111111100011"]["source_keys"] == (
        "sirene-etablissements;sirene-unites-legales;annuaire-unites-legales;marche-inclusion;rna"
    )
    assert set(store.read_establishments(name_pattern=r"\bVELO")["siret"].to_pylist()) == {
        "11111111100011",
        "11111111100029",
    }
    published = store.read_activity(by="total")
    assert pc.sum(published["ess_published_count"]).as_py() == 4


def test_a_small_register_speaks_even_without_legal_units(home, tmp_path):
    store = Store(home)
    import_rows(store, tmp_path, places=PLACES)
    store.write_dataset(
        "ess-france", pa.table({"siren": ["222222222"]}), provenance=born("ess-france"), forms=FORMS
    )
    row = by_siret(store.read_establishments())["22222222200014"]
    assert row["in_ess_list"] is True
    assert row["source_keys"] == "sirene-etablissements;ess-france"
    assert row["is_natural_person"] is False
    assert row["address"] is None


def test_a_new_vintage_replaces_the_former_one(store, home, tmp_path):
    before = set((home / "store").glob("*/*"))
    import_rows(
        store, tmp_path, places=PLACES[:1], units=[unit("111111111", "EXEMPLE FICTIF NEUF")]
    )
    assert [row["name"] for row in store.read_establishments().to_pylist()] == [
        "EXEMPLE FICTIF NEUF"
    ]
    assert not before & set((home / "store").glob("*/*"))
