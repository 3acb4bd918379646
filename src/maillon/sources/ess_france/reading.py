"""Read the ESS France list."""

from pathlib import Path

import pyarrow as pa

from maillon.domain.language import translate_plural
from maillon.sources.identifiers import explain_problem, read_siren
from maillon.sources.register_files import open_register
from maillon.sources.rejects import RegisterReading, RejectBook

__all__ = ["read_ess_france"]

_COLUMN = "siren"


def read_ess_france(path: Path) -> RegisterReading:
    """
    Return the SIREN of the list, once each.

    Returns
    -------
    RegisterReading
        Table: `siren`. Rejects: rows whose SIREN is wrong, not kept.

    Raises
    ------
    InvalidInput
        If the file has no column SIREN.
    """
    book, sirens, padded = RejectBook(), dict[str, None](), 0
    with open_register(path, [_COLUMN]) as register:
        for number, (text,) in register.rows:
            found = read_siren(text)
            if found.siren is None and found.problem is not None:
                book.add(
                    row_number=number,
                    reason=explain_problem(found.problem),
                    column=_COLUMN,
                    value=text,
                    kept=False,
                )
                continue
            padded += found.is_padded
            sirens[found.siren or ""] = None
    notes = list(register.notes)
    if padded:
        notes.append(
            translate_plural(
                "{count} SIREN a retrouvé ses zéros de tête.",
                "{count} SIREN ont retrouvé leurs zéros de tête.",
                padded,
            ).format(count=padded)
        )
    table = pa.table({"siren": pa.array(sirens, type=pa.string())})
    return RegisterReading(table=table, rejects=book.to_table(), notes=notes)
