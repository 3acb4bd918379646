"""Read the structures of le Marché de l'inclusion, as JSON answers or as CSV."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.sources.identifiers import explain_problem, read_siret
from maillon.sources.register_files import (
    RegisterFile,
    check_columns,
    open_register,
    unreadable,
)
from maillon.sources.rejects import RegisterReading, RejectBook

__all__ = ["read_marche_inclusion"]

_COLUMNS = ("siret", "name", "brand", "kind", "address", "post_code", "city", "department")
_FIELDS = ("siret", "siren", "name", "brand", "kind", "address", "post_code", "city")
_SCHEMA = pa.schema([(name, pa.string()) for name in (*_FIELDS, "departement_code")])


def read_marche_inclusion(path: Path) -> RegisterReading:
    """
    Return one row per structure: an establishment may hold several, of different kinds.

    Parameters
    ----------
    path
        JSON of the interface (`{"results": [...]}`, or the bare list), or CSV of the same fields.

    Returns
    -------
    RegisterReading
        Table: `siret`, `siren`, `name`, `brand`, `kind`, `address`, `post_code`, `city`,
        `departement_code`. Rejects: rows without a valid SIRET, test records included, not kept.

    Raises
    ------
    InvalidInput
        If the file cannot be read or lacks a field.
    """
    book = RejectBook()
    rows = []
    with _open(path) as register:
        for number, values in register.rows:
            cells = dict(zip(_COLUMNS, values, strict=True))
            found = read_siret(cells["siret"])
            if found.problem is not None:
                book.add(
                    row_number=number,
                    reason=explain_problem(found.problem),
                    column="siret",
                    value=cells["siret"],
                    kept=False,
                )
                continue
            row: dict[str, str | None] = {name: text or None for name, text in cells.items()}
            row["departement_code"] = row.pop("department")
            rows.append({**row, "siret": found.siret, "siren": found.siren})
    table = pa.Table.from_pylist(rows, schema=_SCHEMA)
    return RegisterReading(table=table, rejects=book.to_table(), notes=list(register.notes))


@contextmanager
def _open(path: Path) -> Iterator[RegisterFile]:
    try:
        with path.open("rb") as file:
            start = file.read(16).lstrip(b"\xef\xbb\xbf \r\n\t")
    except OSError as error:
        raise unreadable(path) from error
    if start.startswith((b"{", b"[")):
        yield _read_json(path)
        return
    with open_register(path, _COLUMNS) as register:
        yield register


def _read_json(path: Path) -> RegisterFile:
    try:
        payload = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise unreadable(path) from error
    results = payload.get("results") if isinstance(payload, dict) else payload
    if not isinstance(results, list) or not all(isinstance(item, dict) for item in results):
        raise InvalidInput(
            f"no results in {path.name}",
            user=_(
                "« {name} » ne contient pas la liste « results » du Marché de l’inclusion :"
                " vérifiez que c’est le bon fichier."
            ).format(name=path.name),
        )
    fields = dict.fromkeys(name for item in results for name in item)
    notes = check_columns(path, list(fields), _COLUMNS) if results else []
    return RegisterFile(rows=_iter_items(results), notes=notes)


def _iter_items(results: list[Mapping[str, Any]]) -> Iterator[tuple[int, list[str]]]:
    for number, item in enumerate(results, start=1):
        yield number, [_text(item.get(name)) for name in _COLUMNS]


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()
