"""NAF codes: which exist, how they are written, of which version they are."""

import json
from pathlib import Path

import pytest

from maillon.reference.nomenclatures import (
    NAF_2025,
    NAF_REV2,
    detect_naf_version,
    load_naf25_targets,
    load_naf_labels,
    normalize_naf,
)

OFFICIAL_LIST = (
    Path(__file__).resolve().parents[3] / "../shared/data/nomenclatures/naf_rev2_732.json"
)


def test_naf_rev2_has_the_732_sub_classes_of_insee() -> None:
    assert len(load_naf_labels()) == 732


def test_a_known_sub_class_bears_its_official_label() -> None:
    assert load_naf_labels()["13.10Z"] == "Préparation de fibres textiles et filature"


@pytest.mark.realdata
def test_naf_rev2_codes_are_those_of_the_state_search_engine() -> None:
    if not OFFICIAL_LIST.exists():
        pytest.skip("real data not beside the project")
    official = json.loads(OFFICIAL_LIST.read_text(encoding="utf-8"))
    assert set(load_naf_labels()) == set(official)


@pytest.mark.parametrize("written", ["56.21Z", "5621Z", "56.21 Z", " 56.21z ", "56 21Z"])
def test_a_naf_code_is_recognised_however_it_is_written(written: str) -> None:
    assert normalize_naf(written) == "56.21Z"


@pytest.mark.parametrize("nonsense", ["", "56", "56.21", "56.21W", "ZZ.21Z", "56.21ZZ", "traiteur"])
def test_nonsense_is_not_a_naf_code(nonsense: str) -> None:
    assert normalize_naf(nonsense) is None
    assert detect_naf_version(nonsense) is None


def test_every_rev2_code_is_told_by_its_last_letter() -> None:
    assert {detect_naf_version(code) for code in load_naf_labels()} == {NAF_REV2}


def test_every_2025_target_is_told_by_its_last_letter() -> None:
    targets = {code for codes in load_naf25_targets().values() for code in codes}
    assert {detect_naf_version(code) for code in targets} == {NAF_2025}


def test_bicycle_repair_becomes_visible_in_naf_2025() -> None:
    assert load_naf25_targets()["95.29Z"] == ("95.29G", "95.29H")


def test_the_target_of_second_hand_shops_was_not_read_and_is_not_guessed() -> None:
    assert "47.79Z" not in load_naf25_targets()


def test_correspondences_start_from_existing_codes() -> None:
    assert set(load_naf25_targets()) <= set(load_naf_labels())
