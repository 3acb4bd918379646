from pathlib import Path

import pytest
from tests.plain import plain

from maillon.reference.sources import SourceSheet, list_source_sheets

PAGE = Path(__file__).resolve().parents[3] / "docs/reference/sources.md"


@pytest.mark.parametrize("sheet", list_source_sheets(), ids=lambda sheet: sheet.key)
def test_the_page_of_the_sources_says_what_their_sheets_say(sheet: SourceSheet) -> None:
    parts = PAGE.read_text(encoding="utf-8").split("\n## ")
    (part,) = [text for text in parts if f"- Clé : `{sheet.key}`\n" in text]
    told = (sheet.label, sheet.publisher, sheet.page, sheet.evidence, *sheet.caveats)
    for text in (*told, *sheet.fields_used, *(file.file_name for file in sheet.files)):
        assert plain(text) in plain(part)
    assert ("Fiche vérifiée" in part) == sheet.is_verified
