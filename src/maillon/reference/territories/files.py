"""Read the files of `data/`, once each; the tables are described in `manifest.yaml`."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["get_vintage", "load_manifest", "read_columns", "read_table"]

_DATA = Path(__file__).parent / "data"


@cache
def read_table(name: str) -> "pa.Table":
    """Return a table of reference as it stands in its file."""
    # The package opens without Arrow: `maillon --help` does not wait for it.
    import pyarrow.parquet as pq

    # ParquetFile, not read_table: it does not wait for Arrow's datasets.
    return pq.ParquetFile(_DATA / f"{name}.parquet").read()


def read_columns(name: str, *, leave_out: Sequence[str] = ()) -> dict[str, list[Any]]:
    """Return the columns of a table as lists, by name."""
    table = read_table(name)
    wanted = [column for column in table.column_names if column not in leave_out]
    return {column: table.column(column).to_pylist() for column in wanted}


@cache
def load_manifest() -> dict[str, Any]:
    """Return what is said of the files: producers, packages, vintages, licences, differences."""
    import yaml

    manifest: dict[str, Any] = yaml.safe_load((_DATA / "manifest.yaml").read_text("utf-8"))
    return manifest


@cache
def get_vintage() -> str:
    """Return the year of the official code of communes that the files hold for."""
    with (_DATA / "manifest.yaml").open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("cog_vintage:"):
                return line.partition(":")[2].strip(" '\"\n")
    raise KeyError("cog_vintage")
