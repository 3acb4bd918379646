"""A diagnosis on the made-up country: valid, counted twice, every figure explained."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.studies.documents import check_document, find_actor, read_figures, read_states, to_text
from tests.studies.made_up_country import (
    CLOSED,
    FILIERE,
    METROPOLIS,
    NEIGHBOUR,
    ORCHIES,
    PLACES,
    POSITIONS,
    TWO_STAGES,
    UNITS,
    VINTAGE,
    WORKSHOP,
    Row,
    make_place,
    make_siret,
    make_unit,
    write_csv,
    write_parquet,
    write_stock,
)
from tests.studies.placing_by_hand import Actor, place_by_hand

from maillon.domain.errors import InvalidInput
from maillon.domain.language import use_language
from maillon.domain.visibility import Audience
from maillon.reference.filieres import list_filieres
from maillon.reference.territories import get_territory, list_neighbours
from maillon.studies.diagnosing import diagnose
from maillon.studies.importing import import_registers

DAY = date(2026, 11, 22)


@pytest.fixture
def english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("fr")


@pytest.fixture(scope="module")
def document(country_home: Path) -> dict[str, Any]:
    return diagnose(METROPOLIS, FILIERE, home=country_home, on=DAY).document


@pytest.mark.parametrize("audience", list(Audience))
def test_a_diagnosis_is_a_valid_document_where_every_figure_opens(
    country_home: Path, audience: Audience
) -> None:
    made = diagnose(METROPOLIS, FILIERE, home=country_home, audience=audience).document
    check_document(made)
    assert made["audience"] == str(audience)


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("audience", list(Audience))
def test_a_diagnosis_in_english_is_valid_and_says_so(
    country_home: Path, audience: Audience
) -> None:
    made = diagnose(METROPOLIS, FILIERE, home=country_home, audience=audience).document
    check_document(made)
    assert made["language"] == "en"


@pytest.mark.parametrize("filiere", [entry.key for entry in list_filieres()])
def test_every_filiere_gives_a_valid_document(country_home: Path, filiere: str) -> None:
    check_document(diagnose(METROPOLIS, filiere, home=country_home).document)


def _read_rows_by_hand(stock: Path, commune_codes: set[str]) -> list[tuple[Actor, Row]]:
    """Join the two files row by row, as a person would with a spreadsheet."""
    units = {str(row["siren"]): row for row in UNITS}
    with stock.open(encoding="utf-8") as file:
        places = [
            row
            for row in csv.DictReader(file)
            if row["etatAdministratifEtablissement"] == "A"
            and row["codeCommuneEtablissement"] in commune_codes
        ]
    rows = []
    for place in places:
        unit = units[place["siren"]]
        is_masked = "P" in (
            place["statutDiffusionEtablissement"],
            unit["statutDiffusionUniteLegale"],
        )
        names = [unit["denominationUniteLegale"], place["enseigne1Etablissement"]]
        text = "" if is_masked else " ".join(str(name) for name in names if name)
        actor = Actor(place["siret"], place["activitePrincipaleEtablissement"], [text])
        rows.append((actor, {**unit, **place}))
    return rows


def test_counts_of_each_stage_equal_a_count_done_by_hand(
    document: dict[str, Any], tmp_path: Path
) -> None:
    stock = write_stock(tmp_path)["sirene-etablissements"]
    rows = _read_rows_by_hand(stock, set(document["territory"]["commune_codes"]))
    placed, to_check = place_by_hand([actor for actor, _row in rows], FILIERE)
    by_siret = {actor.identifier: row for actor, row in rows}
    for stage in document["stages"]:
        key = stage["key"]
        counted = [by_siret[siret] for siret in placed[key]]
        flags = Counter(row["economieSocialeSolidaireUniteLegale"] for row in counted)
        deduced = [
            row
            for row in counted
            if row["economieSocialeSolidaireUniteLegale"] is None
            and row["categorieJuridiqueUniteLegale"] == 9220
        ]
        figures = read_figures(document, key)
        assert figures["establishments"] == len(counted), key
        assert figures["to_check"] == len(to_check[key]), key
        assert figures["ess_published"] == flags["O"], key
        assert figures["ess_deduced"] == len(deduced), key
        assert figures["employers"] == sum(
            row["caractereEmployeurEtablissement"] == "O" for row in counted
        )
    everyone = set().union(*placed.values())
    assert read_figures(document)["establishments"] == len(everyone) == 7
    assert read_figures(document)["to_check"] == len(set().union(*to_check.values()) - everyone)


def test_an_establishment_on_two_stages_counts_once_in_the_total(document: dict[str, Any]) -> None:
    actor = find_actor(document, make_siret(TWO_STAGES))
    assert actor is not None
    assert [stage["key"] for stage in actor["stages"]] == ["preparation", "recyclage"]
    by_stage = [read_figures(document, stage["key"]) for stage in document["stages"]]
    assert sum(figures["establishments"] for figures in by_stage) == 8
    assert read_figures(document)["establishments"] == 7
    assert read_figures(document)["ess_published"] == 2


def test_published_and_deduced_are_two_numbers_everywhere(document: dict[str, Any]) -> None:
    total = read_figures(document)
    assert (total["ess_published"], total["ess_deduced"], total["ess_declared"]) == (2, 2, 0)
    labels = [figure["label"] for figure in document["figures"].values()]
    assert not [label for label in labels if label.startswith("ESS –")]
    quoting = [entry for entry in document["summary"] if "total.ess_published" in entry["figures"]]
    assert quoting[0]["figures"][:2] == ["total.ess_published", "total.ess_deduced"]
    statuses = Counter(actor["ess"]["status"] for actor in document["actors"])
    # One deduced of them is only to be checked: shown, counted nowhere.
    assert (statuses["published"], statuses["deduced"]) == (2, 3)


def test_the_status_of_an_actor_names_its_rule_and_its_sources(document: dict[str, Any]) -> None:
    for actor in document["actors"]:
        assert actor["ess"]["rule"]
        assert actor["ess"]["rule_text"]
        assert actor["ess"]["sources"] == ["sirene-etablissements", "sirene-unites-legales"] or (
            "sirene-geolocalisation" in actor["ess"]["sources"]
        )
        assert all(stage["reasons"] for stage in actor["stages"])


def test_a_closed_establishment_of_the_register_is_nowhere(document: dict[str, Any]) -> None:
    assert make_siret(CLOSED) not in to_text(document)


def test_with_a_register_a_stage_without_anyone_is_missing(document: dict[str, Any]) -> None:
    states = read_states(document)
    assert states["amont"] == "missing"
    assert states["collecte"] == "fragile"
    lacking = next(stage for stage in document["stages"] if stage["key"] == "collecte")
    assert [reason["code"] for reason in lacking["state_reasons"]] == ["only_to_check"]


def test_without_a_register_nothing_is_said_to_be_missing(home: Path) -> None:
    made = diagnose(METROPOLIS, FILIERE, home=home).document
    check_document(made)
    assert set(read_states(made).values()) == {"unobservable"}
    assert {reason["code"] for stage in made["stages"] for reason in stage["state_reasons"]} == {
        "no_register"
    }
    assert "no_register" in {warning["code"] for warning in made["warnings"]}
    assert len(made["comparison"]["territories"]) == 5


def test_a_stage_that_no_code_tells_is_unobservable_even_with_a_register(own_home: Path) -> None:
    folder = own_home / "filieres"
    folder.mkdir()
    (folder / "fictive.yaml").write_text(
        """key: fictive
label: "Filière fictive"
description: "Exemple fictif."
kind: chain
version: "2026-11-22"
source: "Exemple fictif"
stages:
  - key: tissage
    label: Tissage
    activities:
      - {naf: "13.20Z", specificite: forte}
  - key: sans_code
    label: Sans code
    activities: []
""",
        encoding="utf-8",
    )
    made = diagnose(METROPOLIS, "fictive", home=own_home).document
    check_document(made)
    assert read_states(made)["sans_code"] == "unobservable"
    assert read_figures(made, "tissage")["establishments"] == 2


def test_a_missing_stage_shows_the_nearest_candidates_and_the_neighbours_that_have_it(
    document: dict[str, Any],
) -> None:
    stage = next(stage for stage in document["stages"] if stage["key"] == "amont")
    names = [near["name"] for near in stage["nearest_outside"]]
    assert names == ["EXEMPLE FICTIF CHANVRE", "EXEMPLE FICTIF LIN"]
    assert [near["ess_status"] for near in stage["nearest_outside"]] == ["none", "deduced"]
    distances = [near["distance_km"] for near in stage["nearest_outside"]]
    assert distances == sorted(distances)
    assert 0 < distances[0] < 60
    assert {near["commune_code"] for near in stage["nearest_outside"]} == {"62498", ORCHIES}
    assert NEIGHBOUR in {near["key"] for near in stage["neighbours"]}
    here = next(stage for stage in document["stages"] if stage["key"] == "fabrication")
    assert METROPOLIS not in {near["key"] for near in here["neighbours"]}


def test_a_need_that_the_neighbours_share_is_evidence(document: dict[str, Any]) -> None:
    sorting = next(entry for entry in document["opportunities"] if entry["stage"] == "tri")
    needs = " ".join(need["text"] for need in sorting["needs"])
    neighbours = list_neighbours(get_territory(METROPOLIS))
    assert f"{len(neighbours)} territoires voisins sur {len(neighbours)}" in needs
    flax = [entry for entry in document["opportunities"] if entry["stage"] == "amont"]
    assert "CC Pévèle-Carembault" not in to_text({"needs": [entry["needs"] for entry in flax]})


@pytest.mark.parametrize("abroad", ["Tunis, TN", "dep:988"])
def test_the_national_register_says_nothing_of_a_place_that_it_does_not_cover(
    own_home: Path, tmp_path: Path, abroad: str
) -> None:
    made = diagnose(abroad, FILIERE, home=own_home).document
    check_document(made)
    assert set(read_states(made).values()) == {"unobservable"}
    assert "not_covered" in {warning["code"] for warning in made["warnings"]}
    assert not [key for key in made["figures"] if key.endswith("location_quotient")]


def test_a_partial_extract_does_not_make_the_rest_of_the_country_empty(country_home: Path) -> None:
    """The country has rows in the Nord and not in the Somme."""
    assert "missing" in read_states(diagnose("59", FILIERE, home=country_home).document).values()
    for larger in ("80", "reg:32"):
        made = diagnose(larger, FILIERE, home=country_home).document
        assert "missing" not in read_states(made).values()


def test_an_arrondissement_is_refused_rather_than_found_empty(country_home: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        diagnose("75120", FILIERE, home=country_home)
    assert "commune:75056" in caught.value.for_user()


def test_five_comparable_territories_come_with_the_reason_of_the_choice(
    document: dict[str, Any],
) -> None:
    comparison = document["comparison"]
    assert len(comparison["territories"]) == 5
    for territory in comparison["territories"]:
        assert territory["key"].startswith("epci:")
        assert territory["key"] != METROPOLIS
        assert len(territory["reason"]) > 20
    row = next(row for row in comparison["rows"] if row["stage"] == "fabrication")
    assert len(row["values"]) == 5
    population = document["territory"]["population"]
    assert document["figures"][row["figure"]]["value"] == round(10_000 * 3 / population, 3)


def test_a_quotient_is_made_of_the_four_numbers_it_shows(document: dict[str, Any]) -> None:
    figure = document["figures"]["stage.fabrication.location_quotient"]
    inputs = [entry["value"] for entry in figure["inputs"][:4]]
    is_active = [row for row in PLACES if row["etatAdministratifEtablissement"] == "A"]
    employers = [row for row in is_active if row["caractereEmployeurEtablissement"] == "O"]
    codes = {"13.20Z", "14.13Z"}  # of the stage, among those of the country
    makers = [row for row in employers if row["activitePrincipaleEtablissement"] in codes]
    here = set(document["territory"]["commune_codes"])
    # An employer of which the register says nothing is told by its band.
    own = [row for row in is_active if row["codeCommuneEtablissement"] in here
           and row["caractereEmployeurEtablissement"] != "N"
           and row["trancheEffectifsEtablissement"] != "NN"]  # fmt: skip
    unknown = sum(row["caractereEmployeurEtablissement"] is None for row in is_active)
    masked_employer = sum(
        row["caractereEmployeurEtablissement"] == "O"
        and row["trancheEffectifsEtablissement"] == "NN"
        for row in is_active
        if row["codeCommuneEtablissement"] in here
    )
    assert inputs[0] == 3
    assert inputs[1] == len(own) + masked_employer
    assert inputs[2] == len(makers)
    assert inputs[3] == len(employers) + unknown
    expected = inputs[1] * inputs[2] / inputs[3]
    # Drawn towards what comparable territories have, never beyond the raw ratio and its contrary.
    assert 0 < figure["range"][0] <= figure["value"] <= figure["range"][1]
    assert figure["value"] == pytest.approx(inputs[0] / expected, rel=0.2)


def test_the_same_input_gives_the_same_document(
    country_home: Path, document: dict[str, Any], tmp_path: Path
) -> None:
    again = diagnose(METROPOLIS, FILIERE, home=country_home, on=DAY).document
    assert to_text(again) == to_text(document)


def test_rows_in_another_order_and_the_other_format_give_the_same_document(
    document: dict[str, Any], tmp_path: Path
) -> None:
    files = {
        "sirene-unites-legales": write_csv(
            tmp_path / "StockUniteLegale_utf8.csv", list(reversed(UNITS))
        ),
        "sirene-etablissements": write_parquet(
            tmp_path / "StockEtablissement_utf8.parquet", list(reversed(PLACES))
        ),
        "sirene-geolocalisation": write_parquet(tmp_path / "positions.parquet", POSITIONS),
    }
    other = tmp_path / "other"
    import_registers(files, home=other, vintage=VINTAGE)
    made = diagnose(METROPOLIS, FILIERE, home=other, on=DAY).document
    for part in (made, found := json.loads(to_text(document))):
        for vintage in part["vintages"]:
            vintage.pop("address")
    assert to_text(made) == to_text(found)


def test_more_establishments_never_make_a_stage_missing(own_home: Path, tmp_path: Path) -> None:
    before = diagnose(METROPOLIS, FILIERE, home=own_home).document
    files = {
        "sirene-etablissements": write_parquet(
            tmp_path / "StockEtablissement_utf8.parquet",
            [*PLACES, make_place(500, "59350", "01.16Z")],
        ),
        "sirene-unites-legales": write_parquet(
            tmp_path / "StockUniteLegale_utf8.parquet",
            [*UNITS, make_unit(500, "EXEMPLE FICTIF CHANVRE DU NORD")],
        ),
    }
    import_registers(files, home=own_home, vintage="2026-09-01")
    after = diagnose(METROPOLIS, FILIERE, home=own_home).document
    gained = read_figures(after)["establishments"] - read_figures(before)["establishments"]
    assert gained == 1
    assert read_states(before)["amont"] == "missing"
    assert read_states(after)["amont"] == "fragile"
    assert {v["vintage"] for v in after["vintages"] if v["key"] == "sirene-etablissements"} == {
        "2026-09-01"
    }


def test_an_arrondissement_counts_in_its_commune(country_home: Path) -> None:
    made = diagnose("75056", FILIERE, home=country_home).document
    actor = find_actor(made, make_siret(16))
    assert actor is not None
    assert actor["commune_code"] == "75056"


def test_the_table_of_actors_has_one_row_per_placement(country_home: Path) -> None:
    found = diagnose(METROPOLIS, FILIERE, home=country_home)
    table = found.actors
    assert len(table) == len(found.findings.placements) == 11
    assert {"stage_key", "siret", "ess_status", "score"} <= set(table.column_names)
    ids = table["actor_id"].to_pylist()
    assert ids.count(make_siret(TWO_STAGES)) == 2
    assert ids.count(make_siret(WORKSHOP)) == 1
