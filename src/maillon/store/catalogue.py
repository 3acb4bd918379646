"""The catalogue: the one file that says which folder holds each dataset, replaced in one step."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from maillon.domain.errors import InconsistentData
from maillon.domain.language import translate as _
from maillon.domain.provenance import Provenance

__all__ = ["Catalogue", "Entry", "load_catalogue", "save_catalogue"]

_FILE_NAME = "catalogue.json"
_VERSION = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """
    A dataset in force.

    Attributes
    ----------
    folder
        Relative to the home.
    provenance
        `None` for the datasets that the store derives from others.
    reject_file
        Name of the file of refused rows inside the folder; empty when there is none.
    """

    folder: str
    row_count: int
    provenance: Provenance | None = None
    reject_file: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the attributes by name, for JSON."""
        return {
            "folder": self.folder,
            "row_count": self.row_count,
            "provenance": self.provenance.to_dict() if self.provenance else None,
            "reject_file": self.reject_file,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Entry":
        """Read what `to_dict` wrote."""
        born = values["provenance"]
        return cls(
            folder=values["folder"],
            row_count=values["row_count"],
            provenance=Provenance(**born) if born else None,
            reject_file=values["reject_file"],
        )


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Datasets in force, by key."""

    entries: Mapping[str, Entry] = field(default_factory=dict)

    def with_entries(self, changed: Mapping[str, Entry]) -> "Catalogue":
        """Return the catalogue with these datasets added or replaced."""
        return replace(self, entries={**self.entries, **changed})

    def without(self, *keys: str) -> "Catalogue":
        """Return the catalogue without these datasets."""
        return replace(self, entries={k: v for k, v in self.entries.items() if k not in keys})


def load_catalogue(home: Path) -> Catalogue:
    """
    Return the catalogue in force; an empty one before the first import.

    Raises
    ------
    InconsistentData
        If the file is damaged or was written by a later version.
    """
    path = home / _FILE_NAME
    try:
        content = json.loads(path.read_text("utf-8"))
        if content["version"] != _VERSION:
            raise ValueError(f"version {content['version']}")
        entries = {key: Entry.from_dict(value) for key, value in content["datasets"].items()}
    except FileNotFoundError:
        return Catalogue()
    except (ValueError, KeyError, TypeError) as error:
        raise InconsistentData(
            f"unreadable catalogue: {error!r}",
            user=_(
                "Le catalogue des imports ne se lit pas : il est abîmé, ou d’une version plus"
                " récente de Maillon. Mettez Maillon à jour ; sinon, écartez le fichier {name} et"
                " refaites les imports."
            ).format(name=_FILE_NAME),
        ) from error
    return Catalogue(entries)


def save_catalogue(home: Path, catalogue: Catalogue) -> None:
    """Write the catalogue beside the one in force, then put it in its place in one step."""
    path = home / _FILE_NAME
    fresh = path.with_suffix(".json.new")
    content = {
        "version": _VERSION,
        "datasets": {key: entry.to_dict() for key, entry in sorted(catalogue.entries.items())},
    }
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
