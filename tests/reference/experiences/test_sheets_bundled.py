"""The bundled sheets are read whole, name what exists, and nobody in person."""

import re
from pathlib import Path

import pytest
import yaml

import maillon.reference.experiences as bundled
from maillon.domain.errors import InvalidInput
from maillon.domain.sheets import SheetKind, build_sheet
from maillon.domain.visibility import Visibility
from maillon.reference.experiences import (
    get_sheet,
    list_documents,
    list_fields,
    list_kinds,
    list_resource_types,
    list_sheets,
    list_territory_kinds,
)
from maillon.reference.filieres import list_filieres
from maillon.reference.method import get_method

FOLDER = Path(bundled.__file__).parent
FILES = sorted(path for path in FOLDER.glob("*.yaml") if path.name != "fields.yaml")


def test_every_sheet_written_is_a_sheet_listed() -> None:
    written = [
        entry["key"]
        for path in FILES
        for entry in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["sheets"]
    ]
    assert [sheet.key for sheet in list_sheets()] == written
    assert len(written) > 200


def test_keys_are_unique() -> None:
    keys = [sheet.key for sheet in list_sheets()]
    assert len(set(keys)) == len(keys)


def test_each_sheet_comes_from_a_document_that_is_listed() -> None:
    documents = {document.key: document for document in list_documents()}
    assert {sheet.provenance for sheet in list_sheets()} == set(documents)
    assert sum(document.row_count or 0 for document in documents.values()) == len(list_sheets())
    assert all("/" not in document.address for document in documents.values())


def test_sheets_name_filieres_stages_steps_and_levers_that_exist() -> None:
    method = get_method()
    stages = {f.key: {stage.key for stage in f.stages} for f in list_filieres()}
    for sheet in list_sheets():
        assert set(sheet.filieres) <= set(stages), sheet.key
        assert set(sheet.stages) <= {s for f in sheet.filieres for s in stages[f]}, sheet.key
        assert set(sheet.steps) <= {step.key for step in method.steps}, sheet.key
        assert set(sheet.levers) <= {lever.key for lever in method.levers}, sheet.key


def test_each_lever_of_a_sheet_is_found_by_its_step() -> None:
    method = get_method()
    for sheet in list_sheets():
        assert {method.get_lever(key).step for key in sheet.levers} <= set(sheet.steps), sheet.key


def test_no_address_of_a_person_is_in_the_files() -> None:
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\S+@\S+\.\w+", text), path.name
        assert not re.search(r"\b0[1-9]([ .]\d\d){4}\b", text), path.name


def test_a_resource_that_its_source_keeps_private_is_for_members() -> None:
    for path in FILES:
        content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        for entry in content["sheets"]:
            expected = Visibility.PUBLIC if entry.get("is_public", True) else Visibility.MEMBERS
            assert get_sheet(entry["key"]).visibility is expected


def test_each_word_of_a_list_has_its_label() -> None:
    assert set(list_kinds()) == {kind.value for kind in SheetKind}
    for sheet in list_sheets():
        assert sheet.territory_kind.value in {*list_territory_kinds(), ""}
        assert sheet.resource_type in {*list_resource_types(), ""}


def test_details_are_those_of_the_kind() -> None:
    for sheet in list_sheets():
        assert set(sheet.details) <= {field.key for field in list_fields(sheet.kind)}, sheet.key


def test_trades_have_tasks_skills_training_and_employers() -> None:
    assert {"tasks", "skills", "training", "employers"} <= {
        field.key for field in list_fields(SheetKind.TRADE)
    }


def test_a_question_must_carry_its_warning() -> None:
    required = [f.key for f in list_fields(SheetKind.QUESTION) if f.is_required]
    assert required == ["warning"]
    assert not any(f.is_required for f in list_fields(SheetKind.RESOURCE))
    assert all(s.details["warning"] for s in list_sheets() if s.kind is SheetKind.QUESTION)


def test_a_sheet_survives_the_journey_through_plain_values() -> None:
    for sheet in list_sheets():
        assert build_sheet(sheet.to_dict()) == sheet


def test_a_day_is_given_only_when_the_source_gives_one() -> None:
    for sheet in list_sheets():
        assert re.fullmatch(r"(\d{4}-\d{2}-\d{2})?", sheet.written_on), sheet.key


def test_an_unknown_sheet_is_refused_with_the_nearest() -> None:
    key = list_sheets()[0].key
    with pytest.raises(InvalidInput) as caught:
        get_sheet(f"{key}x")
    assert key in caught.value.for_user()
