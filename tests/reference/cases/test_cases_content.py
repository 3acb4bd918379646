"""The bundled cases say what they must, and nothing that they must not."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from maillon.domain.errors import InvalidInput
from maillon.reference.cases import Case, get_case, list_cases, list_provenances

REFERENCE = Path(__file__).resolve().parents[3] / "src" / "maillon" / "reference"
FILES = sorted((REFERENCE / "cases").glob("*.yaml"))
SCHEMA = json.loads((REFERENCE / "schemas" / "case.schema.json").read_text(encoding="utf-8"))
KEYS = [path.stem for path in FILES]
PHONE = re.compile(r"(?<!\d)(?:\+33|0)[ .]?[1-9](?:[ .]?\d{2}){4}(?!\d)")


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.fixture(params=KEYS)
def case(request: pytest.FixtureRequest) -> Case:
    return get_case(request.param)


def test_the_eight_initiatives_of_the_guide_are_there_in_order() -> None:
    assert [case.key for case in list_cases()] == [
        "auvergne-rhone-alpes-rebooteille",
        "creuse-art-textile",
        "grenoble-reemploi-reparation",
        "lorraine-laine",
        "occitanie-recyclocc",
        "paris-economie-circulaire",
        "plaine-commune-alimentation",
        "sud-aquitaine-alimentation",
    ]


def test_our_schema_is_a_valid_json_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_file_follows_the_published_schema(path: Path) -> None:
    jsonschema.validate(_read(path), SCHEMA)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_file_holds_an_address_or_a_telephone_of_a_person(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "@" not in text
    assert not PHONE.search(text)


def test_no_siret_or_website_is_guessed(case: Case) -> None:
    assert all(actor.siret is None and actor.website is None for actor in case.actors)


def test_a_public_actor_only_supports_and_is_never_of_the_ess(case: Case) -> None:
    for actor in case.actors:
        if actor.is_public:
            assert actor.stage_keys == ["soutien"]
            assert actor.ess.declared == "non"


def test_an_actor_without_a_commune_says_why(case: Case) -> None:
    assert all(actor.commune_code or actor.place_reason for actor in case.actors)


def test_bataville_is_no_commune_so_the_wool_cooperative_has_none() -> None:
    cooperative = get_case("lorraine-laine").actors[0]
    assert cooperative.name == "SCIC MOS-Laine"
    assert cooperative.commune_code is None
    assert "Bataville" in cooperative.place_reason


def test_lainamac_is_placed_where_it_rents_premises_as_the_guide_says() -> None:
    lainamac = get_case("creuse-art-textile").actors[0]
    assert lainamac.commune_code == "23008"
    assert lainamac.place_passage is not None


@pytest.mark.parametrize(
    ("key", "is_exact"), [("lorraine-laine", False), ("creuse-art-textile", True)]
)
def test_a_territory_that_only_stands_for_another_says_so(key: str, *, is_exact: bool) -> None:
    territory = get_case(key).territory
    assert territory.is_exact is is_exact
    assert territory.note


def test_the_capital_of_rebooteille_held_by_metropoles_is_less_than_half() -> None:
    # The law of SCIC keeps public bodies together at or under half of the capital.
    facts = {fact.text: fact.value for fact in get_case("auvergne-rhone-alpes-rebooteille").facts}
    capital = facts["Capital social de la coopérative"]
    public = [value for text, value in facts.items() if text.startswith("Participation de")]
    assert capital == 163_500
    assert sum(value for value in public if value) == 50_000
    assert sum(value for value in public if value) <= capital / 2


def test_the_lack_of_container_washing_in_paris_is_an_unmet_need_of_preparation() -> None:
    needs = [need for need in get_case("paris-economie-circulaire").needs if not need.answer]
    assert ("consigne_verre", "preparation") in [(n.filiere_key, n.stage_key) for n in needs]


def test_a_case_of_one_filiere_gives_its_key_to_every_statement() -> None:
    case = get_case("lorraine-laine")
    statements = [*case.needs, *case.resources, *case.know_how, *case.facts]
    assert {statement.filiere_key for statement in statements} == {"laine"}


def test_each_case_has_its_provenance_and_no_licence_that_the_document_does_not_give() -> None:
    provenances = list_provenances()
    assert [p.key for p in provenances] == [case.provenance_key for case in list_cases()]
    assert {p.publisher for p in provenances} == {"RTES"}
    assert {p.licence for p in provenances} == {""}
    assert all(p.row_count for p in provenances)


def test_a_passage_is_cited_with_its_page_only_when_the_page_is_known() -> None:
    rebooteille = get_case("auvergne-rhone-alpes-rebooteille")
    assert "p. 46" in rebooteille.cite(rebooteille.facts[0].passage)
    creuse = get_case("creuse-art-textile")
    assert "p. " not in creuse.cite(creuse.facts[0].passage)


def test_an_unknown_case_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(InvalidInput) as caught:
        get_case("lorraine-lainne")
    assert "lorraine-laine" in caught.value.for_user()


def test_the_codes_of_territories_are_those_of_the_bundled_official_list() -> None:
    files = [
        path for path in (REFERENCE / "territories").rglob("*") if path.suffix in {".csv", ".json"}
    ]
    if not files:
        pytest.skip("the official lists are not installed")
    known = set(re.findall(r"\d{9}", "".join(path.read_text(encoding="utf-8") for path in files)))
    for case in list_cases():
        keys = [*case.territory.keys, *(actor.territory_key for actor in case.actors)]
        codes = {key.partition(":")[2] for key in keys if key.startswith("ep")}
        assert codes <= known


@pytest.mark.parametrize("key", KEYS)
def test_each_stage_exists_in_the_bundled_filiere(key: str) -> None:
    case = get_case(key)
    folder = REFERENCE / "filieres"
    stages = {
        (filiere, stage["key"])
        for filiere in case.filieres
        for stage in _read(folder / f"{filiere}.yaml")["stages"]
    }
    used = {(s.filiere_key, s.stage_key) for actor in case.actors for s in actor.stages}
    assert used <= stages
