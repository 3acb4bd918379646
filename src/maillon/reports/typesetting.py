"""A template and its data set by typst: always the same letters, always the same bytes."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypeAlias

__all__ = ["Standard", "compile_pdf", "count_pages"]

Standard: TypeAlias = Literal["ua-1", "a-2a"]


def compile_pdf(template: Path, data: str, *, written_on: str, standards: list[Standard]) -> bytes:
    """
    Return the PDF that a template makes of JSON data.

    Parameters
    ----------
    template
        File of `templates/`; it reads the input `data`.
    written_on
        ISO date, the only one that the file knows.
    standards
        Standards that the file keeps, e.g. `ua-1`; typst refuses to write one that would not.
    """
    import typst
    from font_source_sans_pro import font_directory

    written = datetime.fromisoformat(written_on).replace(tzinfo=UTC)
    compiled = typst.compile(
        template.read_bytes(),
        format="pdf",
        sys_inputs={"data": data},
        font_paths=[font_directory],
        ignore_system_fonts=True,
        pdf_standards=[*standards],
        timestamp=int(written.timestamp()),
    )
    return bytes(compiled)


def count_pages(template: Path, data: str) -> int:
    """Return how many pages a template makes of the data; it marks them `<page-count>`."""
    import typst
    from font_source_sans_pro import font_directory

    found = typst.query(
        template.read_bytes(),
        "<page-count>",
        field="value",
        one=True,
        sys_inputs={"data": data},
        font_paths=[font_directory],
        ignore_system_fonts=True,
    )
    return int(json.loads(found))
