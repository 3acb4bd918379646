"""What a list is linked to: another list, or a table of actors; each says what it found."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from maillon.domain.errors import InvalidInput
from maillon.domain.jobs import Progress
from maillon.domain.language import translate as _
from maillon.domain.provenance import Provenance
from maillon.identity import IdentityRecord
from maillon.studies.linking.lines import make_record, read_lines

__all__ = ["Found", "LinkTarget", "ListTarget", "open_list_target", "open_table_target"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """
    What a line was linked to, to be shown.

    Attributes
    ----------
    identifier
        SIREN, SIRET, RNA number or key of the record.
    name
        Its name; empty when its register masks it.
    siret
        The establishment, when nothing else is possible; empty otherwise.
    commune_code
        Where it is; empty when it is not known or not told.
    remark
        French sentence on what remains to be settled; empty otherwise.
    is_one_of_several
        Whether this is one establishment among others of its organisation.
    """

    identifier: str
    name: str
    siret: str = ""
    commune_code: str = ""
    remark: str = ""
    is_one_of_several: bool = False


class LinkTarget(Protocol):
    """Where the actors of a list are looked for."""

    @property
    def label(self) -> str:
        """Name to show."""

    @property
    def records(self) -> Sequence[IdentityRecord]:
        """What is known of each actor, possibly read when asked for."""

    @property
    def provenances(self) -> Sequence[Provenance]:
        """Where it comes from."""

    def add_lines(self, lines: Sequence[IdentityRecord]) -> None:
        """Take in the actors that these lines name by number and that were not read yet."""

    def describe(self, place: int, line: IdentityRecord) -> Found:
        """Return what to show of a record, for the line that is linked to it."""

    def may_learn(self, key: str) -> bool:
        """Tell whether a record may be recognised by another name."""

    def explain_unknown(self, numbers: Iterable[str]) -> Mapping[str, str]:
        """Return what is known of SIRET that are not there, one French sentence each."""


@dataclass(frozen=True, kw_only=True)
class ListTarget:
    """
    Actors held in memory: those of a file, or of a table.

    Attributes
    ----------
    masked
        Keys of the actors that may not be shown.
    """

    label: str
    records: Sequence[IdentityRecord]
    provenances: Sequence[Provenance]
    masked: frozenset[str] = frozenset()

    @cached_property
    def _sizes(self) -> Counter[str]:
        return Counter(record.unit for record in self.records)

    def add_lines(self, lines: Sequence[IdentityRecord]) -> None:
        """Take in nothing: the whole list is there."""

    def describe(self, place: int, line: IdentityRecord) -> Found:
        """Return what the list says of an actor."""
        record = self.records[place]
        return Found(
            identifier=record.siret or record.siren or record.rna_id or record.key,
            name=record.names[0] if record.names else "",
            siret=record.siret,
            commune_code=next(iter(record.communes), ""),
            is_one_of_several=self._sizes[record.unit] > 1,
        )

    def may_learn(self, key: str) -> bool:
        """Tell whether a record may be recognised by another name: not when it is masked."""
        return key not in self.masked

    def explain_unknown(self, numbers: Iterable[str]) -> Mapping[str, str]:
        """Return nothing: a list knows no more than its rows."""
        return {}


def open_list_target(
    path: Path, *, sheet: str = "", progress: Progress | None = None
) -> ListTarget:
    """
    Read a file as the actors to link to: an export of the directory, the list of a network.

    Raises
    ------
    InvalidInput
        If the file cannot be read, or names nobody.
    """
    read = read_lines(path, key="annuaire", sheet=sheet, progress=progress)
    records = [line.record for line in read.lines if line.record.names or _get_number(line.record)]
    if not records:
        raise InvalidInput(
            f"{path.name} names no actor",
            user=_("La liste « {name} » ne nomme aucun acteur : choisissez-en une autre.").format(
                name=path.name
            ),
        )
    return ListTarget(
        label=read.provenance.label,
        records=_tell_apart(records),
        provenances=(read.provenance,),
    )


def open_table_target(
    table: pa.Table, *, label: str, provenances: Sequence[Provenance] = ()
) -> ListTarget:
    """
    Take a table as the actors to link to.

    Parameters
    ----------
    table
        Columns of `reference/tables/establishments.csv`; those that are missing are unknown. The
        actors that may not be shown are recognised by their numbers alone.
    """
    records: list[IdentityRecord] = []
    masked: set[str] = set()
    for row in table.to_pylist():
        record = make_record(_hide(row), key=row["actor_id"])
        records.append(record)
        if not row.get("is_diffusible", True):
            masked.add(record.key)
    return ListTarget(
        label=label,
        records=_tell_apart(records),
        provenances=tuple(provenances),
        masked=frozenset(masked),
    )


def _hide(row: Mapping[str, Any]) -> dict[str, Any]:
    """Leave only its numbers to an actor that may not be shown."""
    if row.get("is_diffusible", True):
        return dict(row)
    return {name: row.get(name) for name in ("siret", "siren")}


def _get_number(record: IdentityRecord) -> str:
    return record.siret or record.siren or record.rna_id


def _tell_apart(records: Sequence[IdentityRecord]) -> list[IdentityRecord]:
    """Give each record a key of its own, and the same unit to those that may be one."""
    seen: dict[str, int] = {}
    told = []
    for record in records:
        unit = record.siren or record.siret[:9] or record.key
        seen[record.key] = seen.get(record.key, 0) + 1
        rank = seen[record.key]
        key = record.key if rank == 1 else f"{record.key} ({rank})"
        told.append(replace(record, key=key, unit=unit))
    return told
