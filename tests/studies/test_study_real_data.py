"""Real lists and extracts, counted a second time with the csv module and nothing of ours."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from stdnum import luhn
from tests.studies.documents import check_document, read_figures
from tests.studies.placing_by_hand import Actor, place_by_hand

from maillon.domain.visibility import Visibility
from maillon.studies.diagnosing import diagnose
from maillon.studies.importing import import_list, import_registers
from maillon.studies.listing import list_actors

DATA = Path(__file__).resolve().parents[2] / "../shared/data"
SIAE = DATA / "siae" / "siae.csv"
PLACES = DATA / "sirene" / "etablissements_titulaires_2022.csv"
UNITS = DATA / "sirene" / "unites_legales_titulaires_2022.csv"
FILIERES = ("textile_tlc", "encombrants", "alimentation_durable", "biodechets", "numerique_deee")
DEPARTEMENTS = ("2A", "13", "59", "67", "69", "75", "93", "974")

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not SIAE.exists(), reason="the real data are not beside the project"),
]


@pytest.fixture(scope="module")
def siae_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("siae") / "home"
    report = import_list(
        SIAE, label="SIAE", vintage="2021-06-30", visibility=Visibility.PUBLIC, home=home
    )
    assert "3 853" in report.notes[0].replace("\u202f", " ").replace("\xa0", " ")
    # 11 rows repeat a SIRET of the same place: one actor each, nothing lost.
    assert report.row_count == 3853 - 11
    assert report.reject_path is not None
    return home


def _is_right(siret: str) -> bool:
    if len(siret) != 14 or not siret.isdigit():
        return False
    is_post_office = siret.startswith("356000000") and sum(map(int, siret)) % 5 == 0
    return (luhn.is_valid(siret) or is_post_office) and luhn.is_valid(siret[:9])


@pytest.fixture(scope="module")
def structures() -> dict[str, tuple[Actor, frozenset[str]]]:
    """Actors by département, merged by SIRET as a careful person would do it."""
    with SIAE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    by_key: dict[str, list[dict[str, str]]] = defaultdict(list)
    for number, row in enumerate(rows, start=2):
        key = row["siret"] if _is_right(row["siret"]) else f"row {number}"
        same = by_key.get(key)
        if same and same[0]["department"] != row["department"]:
            key = f"row {number}"
        by_key[key].append(row)
    found = {}
    for key, same in by_key.items():
        code = next((row["naf"] for row in same if row["naf"]), "").upper()
        names = " ".join(f"{row['name']} {row['brand']}" for row in same)
        said = " ".join(row["description"] for row in same)
        actor = Actor(f"{same[0]['department']} {key}", f"{code[:2]}.{code[2:]}", [names, said])
        found[actor.identifier] = (actor, frozenset(row["kind"] for row in same))
    return found


@pytest.mark.parametrize("filiere", FILIERES)
def test_counts_by_departement_kind_and_stage_equal_a_count_done_another_way(
    siae_home: Path, structures: dict[str, tuple[Actor, frozenset[str]]], filiere: str
) -> None:
    placed, _to_check = place_by_hand([actor for actor, _kinds in structures.values()], filiere)
    expected = Counter(
        (identifier.partition(" ")[0], kind, stage)
        for stage, identifiers in placed.items()
        for identifier in identifiers
        for kind in structures[identifier][1]
        if identifier.partition(" ")[0] in DEPARTEMENTS
    )
    found: Counter[tuple[str, str, str]] = Counter()
    for departement in DEPARTEMENTS:
        document = list_actors(f"dep:{departement}", filiere, home=siae_home)
        for actor in document["actors"]:
            if "liste-siae" not in actor["sources"]:
                continue
            for stage in actor["stages"]:
                if stage["confidence"] != "to_check":
                    for kind in actor["ess"]["inclusive_kinds"]:
                        found[departement, kind, stage["key"]] += 1
    assert found == expected
    assert sum(expected.values()) > 0


@pytest.mark.parametrize("departement", DEPARTEMENTS)
def test_those_to_be_checked_are_the_same_too(
    siae_home: Path, structures: dict[str, tuple[Actor, frozenset[str]]], departement: str
) -> None:
    here = [actor for name, (actor, _kinds) in structures.items() if name.split()[0] == departement]
    _placed, to_check = place_by_hand(here, "encombrants")
    document = diagnose(f"dep:{departement}", "encombrants", home=siae_home).document
    check_document(document)
    found = {stage["key"]: read_figures(document, stage["key"])["to_check"]
             for stage in document["stages"]}  # fmt: skip
    assert found == {stage: len(names) for stage, names in to_check.items()}


def test_every_structure_is_found_again_in_its_departement(
    siae_home: Path, structures: dict[str, tuple[Actor, frozenset[str]]]
) -> None:
    from maillon.domain.visibility import Audience
    from maillon.reference.territories import list_territories
    from maillon.studies.gathering import Gatherer, open_store

    gatherer = Gatherer(open_store(siae_home), audience=Audience.MEMBERS)
    found = Counter()
    for territory in list_territories("departement"):
        table = gatherer.gather(territory, naf_codes=[], name_pattern=None).table
        for keys in table["source_keys"].to_pylist():
            found[territory.code] += "liste-siae" in keys.split(";")
    expected = Counter(name.partition(" ")[0] for name in structures)
    assert +found == Counter(
        {code: count for code, count in expected.items() if code not in {"975", "977", "978"}}
    )


@pytest.fixture(scope="module")
def extract_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("extract") / "home"
    reports = import_registers(
        {"sirene-etablissements": PLACES, "sirene-unites-legales": UNITS},
        home=home,
        vintage="2022-10",
    )
    assert reports["sirene-etablissements"].provenance.vintage == "2022-10"
    return home


def test_the_real_extract_of_sirene_is_read_whole(extract_home: Path) -> None:
    with PLACES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    from maillon.studies.importing import list_imports

    kept = {entry.key: entry for entry in list_imports(home=extract_home)}
    places = kept["sirene-etablissements"]
    wrong = [row for row in rows if not _is_right(row["siret"])]
    assert places.row_count == len(rows) - len(wrong)
    assert places.rejected_count == len(wrong)


@pytest.mark.parametrize("departement", ["04", "21", "69", "75"])
@pytest.mark.parametrize("filiere", ["bois", "ecoconstruction"])
def test_codes_of_the_real_extract_place_as_a_count_by_hand(
    extract_home: Path, departement: str, filiere: str
) -> None:
    with PLACES.open(encoding="utf-8", newline="") as file:
        actors = [
            Actor(row["siret"], row["activitePrincipaleEtablissement"], [])
            for row in csv.DictReader(file)
            if row["codeCommuneEtablissement"].startswith(departement)
            and row["nomenclatureActivitePrincipaleEtablissement"] == "NAFRev2"
        ]
    placed, to_check = place_by_hand(actors, filiere)
    document = diagnose(f"dep:{departement}", filiere, home=extract_home).document
    check_document(document)
    for stage in document["stages"]:
        figures = read_figures(document, stage["key"])
        assert figures["establishments"] == len(placed[stage["key"]]), stage["key"]
        assert figures["to_check"] == len(to_check[stage["key"]]), stage["key"]
