import subprocess
import sys

import pytest

from maillon.domain.errors import InvalidInput
from maillon.domain.territory import TerritoryKind
from maillon.reference.territories import (
    get_territory,
    list_members,
    list_territories,
    load_commune_codes_map,
    load_communes,
    load_manifest,
    resolve_commune_code,
)


def test_france_has_the_communes_and_groupings_of_2026():
    counts = {
        kind: len(list_territories(kind))
        for kind in ("commune", "epci", "ept", "departement", "region")
    }

    assert counts == {
        "commune": 34_969,
        "epci": 1_255,
        "ept": 11,
        "departement": 101,
        "region": 18,
    }


def test_no_commune_is_counted_twice():
    codes = load_communes().column("code").to_pylist()

    assert len(codes) == len(set(codes))
    assert codes == sorted(codes)


def test_departements_share_out_the_population_of_the_regions():
    departements = sum(territory.population for territory in list_territories("departement"))
    regions = sum(territory.population for territory in list_territories("region"))

    assert departements == regions
    assert 67_000_000 < departements < 70_000_000


def test_ept_and_paris_make_the_metropole_du_grand_paris():
    metropole = set(get_territory("epci:200054781").commune_codes)
    inside = {code for ept in list_territories("ept") for code in ept.commune_codes}

    assert metropole == inside | {"75056"}


def test_arrondissements_of_paris_share_out_its_population_and_area():
    districts = [get_territory(f"commune:751{number:02}") for number in range(1, 21)]
    paris = get_territory("commune:75056")

    assert sum(district.population for district in districts) == paris.population
    assert sum(d.area_km2 for d in districts) == pytest.approx(paris.area_km2, abs=0.2)


def test_metropole_de_lyon_has_58_communes():
    lyon = get_territory("epci:200046977")

    assert (lyon.name, lyon.kind, len(lyon.places)) == (
        "Métropole de Lyon",
        TerritoryKind.EPCI,
        58,
    )
    assert "69123" in lyon.commune_codes
    assert lyon.vintage == "2026"


def test_mel_holds_roubaix_and_not_lens():
    codes = get_territory("200093201").commune_codes

    assert {"59350", "59512", "59599"} <= set(codes)
    assert "62498" not in codes
    assert codes == list_members("epci", "200093201")


def test_corsica_keeps_its_letters():
    assert get_territory("2A").name == "Corse-du-Sud"
    assert get_territory("dep:2b").name == "Haute-Corse"
    assert get_territory("2A004").name == "Ajaccio"
    assert get_territory("reg:94").commune_codes == sorted(
        get_territory("2A").commune_codes + get_territory("2B").commune_codes
    )


def test_overseas_is_france():
    assert get_territory("97105").name == "Basse-Terre"
    assert get_territory("971").name == "Guadeloupe"
    assert get_territory("reg:04").commune_codes == get_territory("dep:974").commune_codes
    assert "98818" in get_territory("dep:988").commune_codes


def test_areas_come_close_to_those_published():
    # Cadastral areas, which leave large waters out; ours come from simplified contours.
    assert get_territory("commune:35238").area_km2 == pytest.approx(50.4, rel=0.01)
    assert get_territory("commune:75056").area_km2 == pytest.approx(105.4, rel=0.01)
    assert get_territory("reg:94").area_km2 == pytest.approx(8_680, rel=0.01)


def test_a_commune_drawn_with_others_has_no_area_alone_and_its_group_has_one():
    assert get_territory("commune:15031").area_km2 is None
    assert get_territory("commune:15141").area_km2 is None
    # Cadastral area.
    assert get_territory("dep:15").area_km2 == pytest.approx(5_726, rel=0.015)


def test_a_commune_drawn_in_part_has_no_area_alone():
    assert get_territory("commune:25390").area_km2 is None
    # Cadastral area.
    assert get_territory("dep:25").area_km2 == pytest.approx(5_234, rel=0.02)


def test_former_codes_lead_to_the_commune_of_today():
    assert resolve_commune_code("75101") == "75056"
    assert resolve_commune_code("13203") == "13055"
    assert resolve_commune_code("69385") == "69123"
    assert resolve_commune_code("74011") == "74010"  # Annecy-le-Vieux
    assert resolve_commune_code("59298") == "59350"  # Hellemmes
    assert resolve_commune_code("35238") == "35238"
    assert resolve_commune_code("00000") is None
    assert get_territory("74011").key == "commune:74010"


def test_every_known_code_leads_to_a_commune_of_today():
    current = set(load_communes().column("code").to_pylist())

    assert set(load_commune_codes_map().values()) == current


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Rennes", "commune:35238"),
        ("rennes metropole", "epci:243500139"),
        ("Grand Langres", "epci:200072999"),
        ("Communauté de communes du Grand Langres", "epci:200072999"),
        ("haute marne", "dep:52"),
        ("Bretagne, FR", None),
        ("Loire", "dep:42"),
        ("Paris", "commune:75056"),
        ("Paris 10e", "commune:75110"),
        ("Mayotte", "dep:976"),
        ("Saint-Denis, 93", "commune:93066"),
        ("Saint-Denis (La Réunion)", "commune:97411"),
        ("Tunis", "geonames:2464470"),
        ("Tunis, TN", "geonames:2464470"),
        ("Alexandrie, Égypte", "geonames:361058"),
        ("Le Caire, EG", "geonames:360630"),
        ("Bruxelles", "geonames:2800866"),
        ("Genève", "geonames:2660646"),
        ("Ouagadougou", "geonames:2357048"),
    ],
)
def test_a_name_without_homonym_is_enough(name, key):
    if key is None:
        with pytest.raises(InvalidInput):
            get_territory(name)
    else:
        assert get_territory(name).key == key


def test_a_town_abroad_is_one_place_without_area():
    tunis = get_territory("geonames:2464470")

    assert tunis.kind is TerritoryKind.PLACES
    assert tunis.commune_codes == ["geonames:2464470"]
    assert tunis.population > 500_000
    assert tunis.area_km2 is None


def test_a_homonym_is_refused_with_the_keys_to_choose_from():
    with pytest.raises(InvalidInput) as refusal:
        get_territory("Saint-Denis")

    assert "commune:93066" in refusal.value.for_user()
    assert "commune:97411" in refusal.value.for_user()
    assert len(refusal.value.details) == 4


def test_a_homonym_abroad_is_refused_with_the_countries():
    with pytest.raises(InvalidInput, match="2 territories"):
        get_territory("Alexandrie")


def test_a_merged_commune_is_refused_with_the_one_it_is_in():
    with pytest.raises(InvalidInput) as refusal:
        get_territory("Annecy-le-Vieux")

    assert "commune:74010" in refusal.value.for_user()


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ("Langrs", "Langres (commune:52269)"),
        ("35000", "Rennes (commune:35238)"),
        ("Pariss", "Paris (commune:75056)"),
    ],
)
def test_an_unknown_territory_is_refused_with_the_nearest_names(wrong, near):
    with pytest.raises(InvalidInput) as refusal:
        get_territory(wrong)

    assert near in refusal.value.for_user()
    assert "maillon territory search" in refusal.value.for_user()


@pytest.mark.parametrize(
    "wrong",
    ["", "xyzzyqq", "99999", "epci:000000000", "reg:00", "geonames:abc", "geonames:1", "dep:zz"],
)
def test_nothing_is_guessed(wrong):
    with pytest.raises(InvalidInput) as refusal:
        get_territory(wrong)

    assert refusal.value.for_user().endswith(".")


def test_lists_and_towns_abroad_cannot_be_listed():
    with pytest.raises(InvalidInput):
        list_territories("places")


def test_the_manifest_counts_the_rows_of_each_file():
    from maillon.reference.territories.files import read_table

    manifest = load_manifest()

    for entry in manifest["files"]:
        table = read_table(entry["file"].removesuffix(".parquet"))
        assert table.num_rows == entry["rows"]
        assert all(source["licence"] for source in entry["sources"])


def test_importing_the_package_waits_for_no_heavy_library():
    code = (
        "import sys, maillon.reference.territories;"
        "print([n for n in ('pyarrow', 'numpy', 'scipy', 'shapely', 'duckdb') if n in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "[]"
