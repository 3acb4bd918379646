"""The sheet of each source: who publishes it, under which licence, at which rhythm, where."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.domain.text import find_nearest
from maillon.domain.typography import typeset_french

__all__ = ["SourceFile", "SourceSheet", "get_source_sheet", "list_source_sheets"]

_SENTENCES = ("label", "publisher", "rhythm", "evidence")


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceFile:
    """
    A file of a source.

    Attributes
    ----------
    key
        Short name within the source.
    title
        Words of its title in the publisher's catalogue, which find it again when its identifier
        has changed.
    format
        Format in the publisher's catalogue: `parquet`, `csv`, `csv.gz`, `zip`.
    file_name
        Name under which it is kept.
    resource_id
        Identifier on data.gouv.fr; empty when it is not known.
    address
        Public address that always leads to the current file; empty when it is not known.
    size_bytes
        Size once, for orientation; `None` when it is not known.
    is_verified
        Whether the identifier or the address was read in a source that uses it.
    """

    key: str
    title: str
    format: str
    file_name: str
    resource_id: str = ""
    address: str = ""
    size_bytes: int | None = None
    is_verified: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceSheet:
    """
    What is known of a source.

    Attributes
    ----------
    key
        Stable name, also the key of its provenance.
    rhythm
        How often it is renewed, in French.
    page
        Public page of the source or of its catalogue.
    dataset_id, catalogue_address
        Data set on data.gouv.fr, and address that describes it.
    files
        Files to download, the preferred one first; none for an interface that is questioned.
    rate_policy
        Limits set by the publisher, by name, in the unit that the name tells.
    fields_used
        Names of the fields that are read.
    caveats
        What one must know before using it, in French.
    evidence
        How this sheet was established, in French.
    is_verified
        False while some of it rests on memory: the caveats or the evidence say what.
    """

    key: str
    label: str
    publisher: str
    licence: str
    rhythm: str
    page: str = ""
    dataset_id: str = ""
    catalogue_address: str = ""
    files: tuple[SourceFile, ...] = ()
    rate_policy: Mapping[str, float]
    fields_used: tuple[str, ...]
    caveats: tuple[str, ...] = ()
    evidence: str
    is_verified: bool

    def get_file(self, key: str = "") -> SourceFile:
        """
        Return a file by its short name, the preferred one by default.

        Raises
        ------
        InvalidInput
            If the source has no such file.
        """
        for file in self.files:
            if key in ("", file.key):
                return file
        known = ", ".join(file.key for file in self.files) or _("aucun")
        raise InvalidInput(
            f"no file {key!r} in source {self.key}",
            user=_(
                "La source « {label} » n’a pas ce fichier à télécharger (fichiers : {known})."
            ).format(label=self.label, known=known),
        )


@cache
def list_source_sheets() -> tuple[SourceSheet, ...]:
    """Return every sheet, in the order of the keys."""
    folder = resources.files("maillon.reference.sources")
    sheets = [
        _build_sheet(yaml.safe_load(file.read_text(encoding="utf-8")))
        for file in folder.iterdir()
        if file.name.endswith(".yaml")
    ]
    return tuple(sorted(sheets, key=lambda sheet: sheet.key))


def get_source_sheet(key: str) -> SourceSheet:
    """
    Return the sheet of a source.

    Raises
    ------
    InvalidInput
        If no source has this key; the nearest ones are proposed.
    """
    by_key = {sheet.key: sheet for sheet in list_source_sheets()}
    if key in by_key:
        return by_key[key]
    proposed = find_nearest(key, by_key) or list(by_key)
    raise InvalidInput(
        f"unknown source {key!r}",
        user=_("La source « {key} » n’existe pas. Vouliez-vous dire : {proposed} ?").format(
            key=key, proposed=", ".join(proposed)
        ),
    )


def _build_sheet(raw: dict[str, Any]) -> SourceSheet:
    files = tuple(SourceFile(**file) for file in raw.pop("files", ()))
    raw["fields_used"] = tuple(raw.get("fields_used", ()))
    raw["caveats"] = tuple(typeset_french(caveat) for caveat in raw.get("caveats", ()))
    for name in _SENTENCES:
        raw[name] = typeset_french(raw[name])
    return SourceSheet(files=files, rate_policy=raw.pop("rate_policy", {}), **raw)
