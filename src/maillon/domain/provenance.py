"""Where a record or a datum comes from, when, under which licence."""

from dataclasses import dataclass
from typing import Any

__all__ = ["Provenance"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Provenance:
    """
    The birth certificate of a table, a document or a parameter.

    Attributes
    ----------
    key
        Stable name that figures and records quote, e.g. `sirene-etablissements`.
    label
        Name to show, in French.
    publisher
        Who publishes it.
    vintage
        Date or year the content holds for, as published (`2026-08-01`, `2026`).
    licence
        Licence under which it may be reused; empty when the owner has not said.
    address
        Public address of the source, or name of the file that was read; never a local path.
    retrieved_on
        Day on which it was read, ISO.
    row_count, rejected_count
        Rows kept and rows refused at import; `None` when the source is not a table.
    """

    key: str
    label: str
    publisher: str = ""
    vintage: str = ""
    licence: str = ""
    address: str = ""
    retrieved_on: str = ""
    row_count: int | None = None
    rejected_count: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the attributes by name, for JSON."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}
