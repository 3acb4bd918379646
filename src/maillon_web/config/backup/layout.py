"""What a backup file looks like: its parts, and the manifest that vouches for them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput

__all__ = ["FILES", "FORMAT", "MANIFEST", "Manifest", "Part", "Table", "refuse_damaged"]

FORMAT = 1
MANIFEST = "manifest.json"
# Folder of the file that holds what comes from the home.
FILES = "files/"


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One file of the backup."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """One table: its columns in the order of the rows, and how many rows."""

    name: str
    part: str
    fields: Sequence[str]
    rows: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """What a backup holds, and which version wrote it."""

    version: str
    made_at: str
    engine: str
    migrations: Mapping[str, Sequence[str]]
    tables: Sequence[Table]
    parts: Sequence[Part]
    format: int = field(default=FORMAT)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Any) -> "Manifest":  # noqa: ANN401 - what a file says
        """
        Return the manifest that these values describe.

        Raises
        ------
        InvalidInput
            If they describe none.
        """
        try:
            return cls(
                format=int(values["format"]),
                version=str(values["version"]),
                made_at=str(values["made_at"]),
                engine=str(values["engine"]),
                migrations={str(k): list(v) for k, v in values["migrations"].items()},
                tables=[Table(**table) for table in values["tables"]],
                parts=[Part(**part) for part in values["parts"]],
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise refuse_damaged(f"manifest: {error!r}") from error


def refuse_damaged(reason: str) -> InvalidInput:
    """Return the error of a file that is not whole."""
    return InvalidInput(
        f"not a whole backup: {reason}",
        user=_(
            "Ce fichier n’est pas une sauvegarde de Maillon, ou il est abîmé : rien n’a été "
            "changé. Prenez une autre sauvegarde."
        ),
    )
