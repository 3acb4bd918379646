"""Every ratio that ships has a year, a source with its address, and an uncertainty."""

import csv
from pathlib import Path

import pytest
import yaml

from maillon.domain.errors import InvalidInput
from maillon.flows.gisements.laws import find_variation
from maillon.flows.units import find_unit
from maillon.reference.captures import list_securing_measures, list_split_advice
from maillon.reference.filieres import list_filieres
from maillon.reference.parameters.pedigree import load_pedigree
from maillon.reference.ratios import (
    NO_FILIERE,
    get_ratio_table,
    list_city_facts,
    list_ratio_tables,
    load_ratio_file,
)

FOLDER = Path(__file__).parents[3] / "src/maillon/reference/ratios"
SHARED = Path(__file__).parents[3].parent / "shared"
# Published names differ from the French ones.
ENGLISH = {"Alger": "Algiers", "Tanger": "Tangier", "Beyrouth": "Beirut", "Hanoï": "Hanoi",
           "Hô Chi Minh-Ville": "Ho Chi Minh City", "Saïda (Liban)": "Saida", "Lomé": "Lome",
           "Port-au-Prince": "Port Au Prince", "Béni Mellal": "Beni Mellal"}  # fmt: skip


def test_no_ratio_ships_without_year_source_address_and_uncertainty() -> None:
    for table in list_ratio_tables():
        sources = {source.key: source for source in table.sources}
        for ratio in table.ratios:
            assert 1990 < ratio.year < 2027
            assert ratio.source
            assert ratio.perimeter
            assert sources[ratio.source_key].address.startswith("https://")
            assert sources[ratio.source_key].retrieved_on
            assert find_unit(ratio.unit)
            assert find_variation(
                ratio.value,
                cv=ratio.cv,
                low=ratio.low,
                high=ratio.high,
                confidence=ratio.confidence,
                pedigree=load_pedigree(),
            )


def test_ratios_speak_of_filieres_that_exist_and_keys_are_unique() -> None:
    known = {filiere.key for filiere in list_filieres()} | {NO_FILIERE}
    ratios = [ratio for table in list_ratio_tables() for ratio in table.ratios]
    assert {key for ratio in ratios for key in ratio.filieres} <= known
    keys = [ratio.key for ratio in ratios]
    assert len(set(keys)) == len(keys)


def test_no_ratio_by_activity_code_ships_for_none_was_found_with_its_source() -> None:
    assert not any(ratio.naf_code for table in list_ratio_tables() for ratio in table.ratios)


def test_the_parts_of_a_city_make_its_whole() -> None:
    table = get_ratio_table("villes_francophones")
    for city in list_city_facts():
        own = [ratio for ratio in table.ratios if ratio.place_key == city["territory"]]
        (whole,) = [ratio for ratio in own if not ratio.part_of]
        parts = [ratio.value for ratio in own if ratio.part_of == whole.key]
        assert sum(parts) == pytest.approx(whole.value, rel=0.021)
        assert whole.value == pytest.approx(1000 * city["total_t_per_year"] / city["inhabitants"])


def test_an_unknown_table_says_which_are_known() -> None:
    with pytest.raises(InvalidInput) as caught:
        get_ratio_table("francs")
    assert "france" in caught.value.for_user()


def test_a_file_of_ratios_tells_every_problem_with_its_line(tmp_path: Path) -> None:
    content = yaml.safe_load((FOLDER / "france.yaml").read_text(encoding="utf-8"))
    first, second = content["ratios"][:2]
    content["ratios"] = [
        {**first, "source": "nulle-part"},
        {**second, "key": first["key"], "value": -1, "cv": 0.1},
    ]
    path = tmp_path / "fictif.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        load_ratio_file(path)
    assert len(caught.value.details) == 5
    assert all("ligne" in problem for problem in caught.value.details)


@pytest.mark.realdata
def test_the_cities_are_as_the_world_bank_published_them() -> None:
    path = SHARED / "data/monde/whatawaste_villes_francophones.csv"
    if not path.exists():
        pytest.skip("no shared data")
    with path.open(encoding="utf-8", newline="") as file:
        rows = {row["city_name"].strip("Â\xa0 "): row for row in csv.DictReader(file)}
    for city in list_city_facts():
        row = rows[ENGLISH.get(city["name"], city["name"])]
        assert float(row["population_population_number_of_people"]) == city["inhabitants"]
        assert float(row["total_msw_total_msw_generated_tons_year"]) == city["total_t_per_year"]
        published = sorted(
            float(value) for name, value in row.items() if name.startswith("composition") and value
        )
        assert published == sorted(map(float, city["composition"].values()))


@pytest.mark.realdata
def test_what_secures_and_how_to_share_stand_where_they_are_said_to_be() -> None:
    files = {
        "guide": SHARED / "sources/reperess_filieres_ess.txt",
        "cooperation": SHARED / "sources/cooperation_economie_circulaire.txt",
    }
    if not files["guide"].exists():
        pytest.skip("no shared sources")
    passages = [one.passage for one in (*list_securing_measures(), *list_split_advice())]
    for passage in filter(None, passages):
        lines = files[passage.document].read_text(encoding="utf-8").splitlines()
        text = " ".join(" ".join(lines[passage.first_line - 1 : passage.last_line]).split())
        assert passage.quote.replace("’", "'") in text.replace("’", "'")
        assert len(passage.quote.split()) <= 12
