import re
from importlib import resources

import pytest

from maillon.domain.errors import InvalidInput
from maillon.reference.sources import SourceSheet, get_source_sheet, list_source_sheets

SHEETS = list_source_sheets()
RESOURCE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def test_each_file_is_named_after_its_source() -> None:
    files = {
        file.name.removesuffix(".yaml")
        for file in resources.files("maillon.reference.sources").iterdir()
        if file.name.endswith(".yaml")
    }
    assert files == {sheet.key for sheet in SHEETS}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.key)
def test_a_sheet_says_who_publishes_and_what_is_read(sheet: SourceSheet) -> None:
    assert sheet.label
    assert sheet.publisher
    assert sheet.fields_used
    assert sheet.evidence
    assert sheet.page.startswith("https://")
    if not sheet.is_verified:
        assert any(text.startswith("À vérifier") for text in sheet.caveats)
    for text in (*sheet.caveats, sheet.evidence):
        assert text.endswith(".")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.key)
def test_a_file_can_be_found_by_address_or_by_catalogue(sheet: SourceSheet) -> None:
    assert len({file.file_name for file in sheet.files}) == len(sheet.files)
    for file in sheet.files:
        assert file.address or sheet.catalogue_address
        if file.resource_id:
            assert RESOURCE.fullmatch(file.resource_id)
            assert file.address.endswith(file.resource_id)
            assert sheet.dataset_id in sheet.catalogue_address


def test_a_source_is_found_by_its_key() -> None:
    assert get_source_sheet("rna").key == "rna"
    assert get_source_sheet("sirene-etablissements").get_file().format == "parquet"
    assert get_source_sheet("sirene-etablissements").get_file("csv").format == "zip"


def test_an_unknown_source_gets_a_proposal() -> None:
    with pytest.raises(InvalidInput) as caught:
        get_source_sheet("sirene-etablissement")
    assert "sirene-etablissements" in caught.value.for_user()


def test_an_unknown_file_of_a_source_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no file"):
        get_source_sheet("rna").get_file("parquet")
