"""Read the register of foundations."""

from pathlib import Path

import pyarrow as pa

from maillon.sources.identifiers import explain_problem, read_siret
from maillon.sources.register_files import open_register
from maillon.sources.rejects import RegisterReading, RejectBook

__all__ = ["read_fondations"]

_COLUMNS = (
    *("titre", "numero_rnf", "siret", "date_creation", "adresse", "code_postal", "ville"),
    "type_organisme",
)
_SCHEMA = pa.schema(
    [
        ("rnf_id", pa.string()),
        ("siret", pa.string()),
        ("siren", pa.string()),
        ("name", pa.string()),
        ("kind", pa.string()),
        ("address", pa.string()),
        ("post_code", pa.string()),
        ("city", pa.string()),
        ("created", pa.string()),
    ]
)


def read_fondations(path: Path) -> RegisterReading:
    """
    Return the foundations of the register, from its zip or one of its CSV.

    Returns
    -------
    RegisterReading
        Table: `rnf_id`, `siret`, `siren`, `name`, `kind`, `address`, `post_code`, `city`,
        `created` (as published); `siret` is null when absent or wrong. Rejects: those rows, kept.

    Raises
    ------
    InvalidInput
        If the file lacks a column.
    """
    book = RejectBook()
    rows = []
    with open_register(path, _COLUMNS) as register:
        for number, values in register.rows:
            cells = dict(zip(_COLUMNS, values, strict=True))
            found = read_siret(cells["siret"])
            if found.problem is not None:
                book.add(
                    row_number=number,
                    reason=explain_problem(found.problem),
                    column="siret",
                    value=cells["siret"],
                    kept=True,
                )
            rows.append(
                {
                    "rnf_id": cells["numero_rnf"] or None,
                    "siret": found.siret,
                    "siren": found.siren,
                    "name": cells["titre"] or None,
                    "kind": cells["type_organisme"] or None,
                    "address": cells["adresse"] or None,
                    "post_code": cells["code_postal"] or None,
                    "city": cells["ville"] or None,
                    "created": cells["date_creation"] or None,
                }
            )
    table = pa.Table.from_pylist(rows, schema=_SCHEMA)
    return RegisterReading(table=table, rejects=book.to_table(), notes=list(register.notes))
