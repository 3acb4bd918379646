"""The bundled filières: complete, checked, equal to the table they come from."""

import csv
import json
import time
from collections import Counter
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from maillon.domain.filiere import Filiere, FiliereKind
from maillon.domain.language import use_language
from maillon.domain.text import fold
from maillon.reference.filieres import (
    get_filiere,
    list_filieres,
    list_purchases,
    load_filiere_file,
)
from maillon.reference.filieres.catalogue import _read_bundled
from maillon.reference.nomenclatures import (
    load_cpv_labels,
    load_naf25_targets,
    load_rep_families,
    load_waste_labels,
)

ROOT = Path(__file__).resolve().parents[3]
FILES = sorted((ROOT / "src/maillon/reference/filieres").glob("*.yaml"))
SCHEMA = ROOT / "src/maillon/reference/schemas/filiere.schema.json"
TABLES = ROOT / "../shared/tables"


def read_table(name: str) -> list[dict[str, str]]:
    if not TABLES.exists():
        pytest.skip("tables not beside the project")
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fold_roots(text: str) -> frozenset[str]:
    return frozenset(fold(root) for root in text.split(";") if root)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_bundled_file_passes_the_check_offered_to_everyone(path: Path) -> None:
    assert load_filiere_file(path).key == path.stem


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_bundled_file_fits_the_published_schema(path: Path) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def test_totals_are_those_of_the_tables() -> None:
    filieres = list_filieres()
    assert len(filieres) == 18
    assert sum(len(stage.activities) for item in filieres for stage in item.stages) == 401
    assert sum(len(item.cpv_codes) for item in filieres) == 304
    assert sum(len(item.waste_codes) for item in filieres) == 153
    assert sum(len(list_purchases(item.key)) for item in filieres) == 304


@pytest.mark.realdata
def test_activities_are_those_of_the_table() -> None:
    expected = Counter(
        (
            row["filiere"],
            row["maillon"],
            row["naf_rev2"],
            row["specificite"],
            fold_roots(row["mots_cles_nom"]),
            tuple(code for code in row["naf_2025_officiel"].split("|") if code),
        )
        for row in read_table("filiere_maillon_naf.csv")
    )
    found = Counter(
        (
            item.key,
            stage.key,
            activity.naf_code,
            str(activity.specificity),
            frozenset(activity.keywords),
            tuple(activity.naf25_codes),
        )
        for item in list_filieres()
        for stage in item.stages
        for activity in stage.activities
    )
    assert found == expected


@pytest.mark.realdata
def test_purchases_are_those_of_the_table() -> None:
    expected = Counter(
        (
            row["filiere"],
            row["cpv"],
            row["prefixe"],
            row["nature_achat"],
            row["specificite"],
            fold_roots(row["mots_cles_objet"]),
            int(row["nb_filieres"]),
        )
        for row in read_table("filiere_cpv.csv")
    )
    found = Counter(
        (
            item.key,
            purchase.cpv_code,
            purchase.prefix,
            purchase.nature,
            str(purchase.specificity),
            frozenset(purchase.keywords),
            purchase.shared_by,
        )
        for item in list_filieres()
        for purchase in list_purchases(item.key)
    )
    assert found == expected


@pytest.mark.realdata
def test_waste_codes_and_rep_families_are_those_of_the_tables() -> None:
    waste = Counter(
        (row["filiere"], row["code_dechet"]) for row in read_table("filiere_code_dechet.csv")
    )
    assert waste == Counter(
        (item.key, code) for item in list_filieres() for code in item.waste_codes
    )
    rep = Counter(
        (key.strip(), row["numero"])
        for row in read_table("filieres_rep.csv")
        for key in row["filieres_maillon"].split(";")
        if key.strip()
    )
    assert rep == Counter(
        (item.key, code) for item in list_filieres() for code in item.rep_families
    )


def test_every_code_has_a_label() -> None:
    for item in list_filieres():
        assert set(item.cpv_codes) <= set(load_cpv_labels())
        assert set(item.waste_codes) <= set(load_waste_labels())
        assert set(item.rep_families) <= set(load_rep_families())


def test_naf_2025_targets_agree_with_the_correspondence() -> None:
    targets = load_naf25_targets()
    for item in list_filieres():
        for stage in item.stages:
            for activity in stage.activities:
                assert tuple(sorted(activity.naf25_codes)) == tuple(
                    sorted(targets.get(activity.naf_code, ()))
                )


def test_a_code_shared_by_three_filieres_is_capped_at_weak() -> None:
    shared = [
        purchase
        for item in list_filieres()
        for purchase in list_purchases(item.key)
        if purchase.shared_by >= 3
    ]
    assert shared
    assert {str(purchase.specificity) for purchase in shared} == {"faible"}


def test_each_purchase_reaches_a_stage() -> None:
    for item in list_filieres():
        by_stage = [code for stage in item.stages for code in stage.cpv_codes]
        assert sorted(by_stage) == sorted(item.cpv_codes), item.key


def leads_somewhere(item: Filiere, key: str) -> bool:
    stage = item.get_stage(key)
    return bool(stage.outputs) or any(
        output.to_stage == key for other in item.stages for output in other.outputs
    )


def test_no_stage_is_cut_off_from_the_others_but_support() -> None:
    for item in list_filieres():
        for stage in item.stages:
            assert stage.key == "soutien" or leads_somewhere(item, stage.key), (item.key, stage.key)


def test_ecosystems_have_several_chains_and_chains_have_none() -> None:
    for item in list_filieres():
        assert (len(item.chains) > 1) == (item.kind is FiliereKind.ECOSYSTEM), item.key
        for chain in item.chains:
            assert set(chain.stage_keys) <= {stage.key for stage in item.stages}


def test_every_stage_of_an_ecosystem_belongs_to_a_chain() -> None:
    for item in list_filieres():
        if item.kind is FiliereKind.ECOSYSTEM:
            held = {key for chain in item.chains for key in chain.stage_keys}
            assert held == {stage.key for stage in item.stages}, item.key


def test_a_stage_of_the_trade_that_no_code_tells_is_kept_empty() -> None:
    laine = get_filiere("laine")
    assert laine.get_stage("recyclage").activities == ()
    assert laine.get_stage("recyclage").keywords


def test_the_glass_deposit_has_a_washing_stage() -> None:
    stage = get_filiere("consigne_verre").get_stage("preparation")
    assert stage.label == "Lavage"
    assert "LAVAGE DE BOUTEILLES" in stage.keywords


def test_roots_are_folded_so_that_accents_cannot_hide_a_match() -> None:
    for item in list_filieres():
        for stage in item.stages:
            for root in (*stage.keywords, *(r for a in stage.activities for r in a.keywords)):
                assert root == fold(root)


def test_every_text_exists_in_english() -> None:
    french = {item.key: item for item in list_filieres()}
    use_language("en")
    try:
        english = {item.key: item for item in list_filieres()}
    finally:
        use_language("fr")
    same_word_in_both = {"Culture", "Distribution", "Installation"}
    for key, item in french.items():
        other = english[key]
        assert item.description != other.description
        assert item.source != other.source
        for mine, theirs in zip(item.stages, other.stages, strict=True):
            assert mine.label != theirs.label or mine.label in same_word_in_both
            assert mine.description != theirs.description
            assert len(mine.outputs) == len(theirs.outputs)


def test_all_filieres_load_in_less_than_150_ms() -> None:
    list_filieres()
    _read_bundled.cache_clear()
    best = min(_time_once() for _ in range(3))
    assert best < 0.150


def _time_once() -> float:
    _read_bundled.cache_clear()
    start = time.perf_counter()
    list_filieres()
    return time.perf_counter() - start
