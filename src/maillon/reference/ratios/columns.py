"""The columns of a table of ratios that somebody brings, as `tables/ratios.csv` describes them."""

import csv
from pathlib import Path

__all__ = ["list_ratio_columns"]

_TABLE = Path(__file__).parent.parent / "tables" / "ratios.csv"


def list_ratio_columns() -> list[dict[str, str]]:
    """Return the columns in order: name, French header, whether it is required, other headers."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
