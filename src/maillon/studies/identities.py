"""Which identifiers name one actor: a SIRET and a record, or records that a human declared one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from maillon.domain.decisions import Decision
from maillon.studies.uniting import unite

__all__ = ["Identities", "find_identities", "is_siret"]

_SIRET_LENGTH = 14


@dataclass(frozen=True, kw_only=True, slots=True)
class Identities:
    """
    The one identifier of each actor that has several.

    Attributes
    ----------
    aliases
        Identifier in the results by identifier given, where they differ.
    groups
        Members of each actor that a human declared to be one, by its identifier in the results.
    """

    aliases: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def resolve(self, actor_id: str) -> str:
        """Return the identifier that the results use."""
        return self.aliases.get(actor_id, actor_id)

    def is_united(self, actor_id: str) -> bool:
        """Tell whether a human declared several records to be this actor."""
        return actor_id in self.groups

    def resolve_decisions(self, decisions: Iterable[Decision]) -> list[Decision]:
        """Return decisions about the actors that the results name."""
        return [
            replace(entry, actor_id=self.aliases[entry.actor_id])
            if entry.actor_id in self.aliases
            else entry
            for entry in decisions
        ]

    def rename(self, table: pa.Table) -> pa.Table:
        """Return records under the identifier of the results, with the SIRET that it may be."""
        if not self.aliases:
            return table
        known = pa.array(list(self.aliases), pa.string())
        is_alias = pc.is_in(table["actor_id"], value_set=known)
        if not pc.any(is_alias).as_py():
            return table
        rows = table.filter(is_alias).to_pylist()
        for row in rows:
            row["actor_id"] = self.aliases[row["actor_id"]]
            if is_siret(row["actor_id"]):
                row["siret"], row["siren"] = row["actor_id"], row["actor_id"][:9]
        renamed = pa.Table.from_pylist(rows, schema=table.schema)
        return pa.concat_tables([table.filter(pc.invert(is_alias)), renamed])

    def list_missing(self, table: pa.Table) -> list[str]:
        """Return the identifiers that some rows should bear and that no row bears yet."""
        if not self.groups:
            return []
        present = set(table["actor_id"].to_pylist())
        return sorted(
            kept
            for kept, members in self.groups.items()
            if kept not in present and not members.isdisjoint(present)
        )

    def unite_rows(self, table: pa.Table) -> pa.Table:
        """Return one row for each actor that a human declared to be one."""
        if not self.groups:
            return table
        members = [member for group in self.groups.values() for member in group]
        is_member = pc.is_in(table["actor_id"], value_set=pa.array(members, pa.string()))
        rows = table.filter(is_member).to_pylist()
        if not rows:
            return table
        gathered: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            gathered.setdefault(self.resolve(row["actor_id"]), []).append(row)
        united = [_unite_under(kept, same) for kept, same in gathered.items()]
        return pa.concat_tables(
            [table.filter(pc.invert(is_member)), pa.Table.from_pylist(united, schema=table.schema)]
        )


def is_siret(actor_id: str) -> bool:
    """Tell whether an identifier is a SIRET."""
    return len(actor_id) == _SIRET_LENGTH and actor_id.isdigit()


def find_identities(
    records: pa.Table, merged: Mapping[str, str], *, named_by_siret: pa.Table | None = None
) -> Identities:
    """
    Say under which identifier each actor stands in the results.

    Parameters
    ----------
    records
        Records of lists, of cases and of people: those that this audience may see.
    merged
        Identifier kept, by identifier of the duplicate, as humans declared it.
    named_by_siret
        Records whose SIRET, when they have one, replaces their own identifier.

    Notes
    -----
    A SIRET wins over any other identifier, that of the record kept first.
    """
    aliases = {} if named_by_siret is None else _read_sirets(named_by_siret)
    if not merged:
        return Identities(aliases=aliases)
    sirets = _read_sirets(records)
    present = set(records["actor_id"].to_pylist())
    groups: dict[str, frozenset[str]] = {}
    for kept, members in _group(merged, sirets).items():
        chosen = _choose(kept, sorted(members), present)
        groups[chosen] = frozenset(members)
        aliases.update({member: chosen for member in members if member != chosen})
    named = {actor_id: siret for actor_id, siret in sirets.items() if siret in aliases}
    aliases.update({actor_id: aliases[siret] for actor_id, siret in named.items()})
    return Identities(aliases=aliases, groups=groups)


def _read_sirets(records: pa.Table) -> dict[str, str]:
    """Return the SIRET of the records that are not named by it."""
    columns = zip(records["actor_id"].to_pylist(), records["siret"].to_pylist(), strict=True)
    return {actor_id: siret for actor_id, siret in columns if siret and siret != actor_id}


def _group(merged: Mapping[str, str], sirets: Mapping[str, str]) -> dict[str, set[str]]:
    """Return the members of each actor by the one that was kept last."""
    kept_by: dict[str, str] = {}

    def find(actor_id: str) -> str:
        while actor_id in kept_by:
            actor_id = kept_by[actor_id]
        return actor_id

    for duplicate, kept in merged.items():
        pairs = [(name, sirets[name]) for name in (duplicate, kept) if name in sirets]
        for first, second in [*pairs, (duplicate, kept)]:
            lower, upper = find(first), find(second)
            if lower != upper:
                kept_by[lower] = upper
    groups: dict[str, set[str]] = {}
    for name in list(kept_by):
        root = find(name)
        groups.setdefault(root, {root}).add(name)
    return groups


def _choose(kept: str, members: Sequence[str], present: set[str]) -> str:
    if is_siret(kept):
        return kept
    sirets = [member for member in members if is_siret(member)]
    if sirets:
        return sirets[0]
    return kept if kept in present else next((name for name in members if name in present), kept)


def _unite_under(kept: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    # The row that bears the identifier, then what a register says, then the rest.
    ordered = sorted(rows, key=lambda row: (row["actor_id"] != kept, row["siret"] is None))
    united = unite(ordered) if len(ordered) > 1 else dict(ordered[0])
    is_there = ordered[0]["actor_id"] == kept
    united["actor_id"] = kept if is_there else united["siret"] or kept
    return united
