"""What a workbook that a page gave holds."""

import zipfile
from io import BytesIO

import python_calamine

__all__ = ["has_formula", "read_sheets"]


def read_sheets(content: bytes) -> dict[str, list[list[object]]]:
    """Return the rows of each sheet by its name."""
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def has_formula(content: bytes) -> bool:
    """Tell whether a cell would compute something when the workbook is opened."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/")]
        assert sheets
        return any(b"<f>" in package.read(name) or b"<f " in package.read(name) for name in sheets)
