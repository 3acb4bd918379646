"""Read the legal units of the directory and keep those of the ESS or of inclusion."""

from pathlib import Path

import duckdb
import pyarrow as pa

from maillon.domain.language import translate as _
from maillon.sources.identifiers import (
    IdentifierProblem,
    explain_problem,
    is_valid_siren,
    read_siren,
)
from maillon.sources.register_files import check_columns, unreadable
from maillon.sources.rejects import RegisterReading, RejectBook

__all__ = ["read_annuaire"]

_COLUMNS = ("siren", "est_ess", "est_siae", "type_siae")
_PARQUET = b"PAR1"
_YES = "('true', 't', '1', 'o', 'oui')"


def read_annuaire(path: Path) -> RegisterReading:
    """
    Return the legal units flagged ESS or inclusive, from the Parquet or the `csv.gz` file.

    Returns
    -------
    RegisterReading
        Table: `siren`, `is_ess`, `is_siae`, `inclusive_kinds` (`ACI;EI`, null when none).
        Rejects: flagged rows whose SIREN is wrong, not kept.

    Raises
    ------
    InvalidInput
        If the file cannot be read or lacks a column.
    """
    with duckdb.connect() as connection:
        try:
            source = _open_source(path)
            found = [row[0] for row in connection.sql(f"DESCRIBE FROM {source}").fetchall()]
            notes = check_columns(path, found, _COLUMNS)
            kept = connection.sql(_select(source)).to_arrow_table()
        except duckdb.Error as error:
            raise unreadable(path) from error
    return _check_sirens(kept, notes)


def _open_source(path: Path) -> str:
    """Return the table function that reads the file, by its content."""
    try:
        with path.open("rb") as file:
            start = file.read(len(_PARQUET))
    except OSError as error:
        raise unreadable(path) from error
    address = str(path).replace("'", "''")
    if start == _PARQUET:
        return f"read_parquet('{address}')"
    return f"read_csv('{address}', header = true, all_varchar = true)"


def _select(source: str) -> str:
    return f"""
        SELECT
            lpad(siren::VARCHAR, 9, '0') AS siren,
            coalesce(lower(est_ess::VARCHAR) IN {_YES}, false) AS is_ess,
            coalesce(lower(est_siae::VARCHAR) IN {_YES}, false) AS is_siae,
            nullif(list_aggregate(
                list_sort(list_distinct(regexp_extract_all(upper(type_siae::VARCHAR), '[A-Z]+'))),
                'string_agg', ';'), '') AS inclusive_kinds
        FROM {source}
        WHERE lower(est_ess::VARCHAR) IN {_YES} OR lower(est_siae::VARCHAR) IN {_YES}
        ORDER BY siren
    """


def _check_sirens(kept: pa.Table, notes: list[str]) -> RegisterReading:
    book = RejectBook()
    is_good = [is_valid_siren(siren or "") for siren in kept["siren"].to_pylist()]
    wrong = kept["siren"].filter(pa.array([not good for good in is_good], type=pa.bool_()))
    for siren in wrong.to_pylist():
        problem = read_siren(siren or "").problem or IdentifierProblem.LENGTH
        book.add(
            row_number=None,
            reason=explain_problem(problem),
            column="siren",
            value=siren or "",
            kept=False,
        )
    table = kept.filter(pa.array(is_good, type=pa.bool_()))
    notes = [
        *notes,
        _("L’annuaire ne dit pas « hors ESS » : une organisation absente est seulement inconnue."),
    ]
    return RegisterReading(table=table, rejects=book.to_table(), notes=notes)
