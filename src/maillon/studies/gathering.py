"""Bring together the establishments of a territory: registers, own lists, bundled cases."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from maillon.domain.decisions import Decision
from maillon.domain.provenance import Provenance
from maillon.domain.territory import Territory, TerritoryKind, find_departement
from maillon.domain.visibility import Audience, Visibility
from maillon.reference import cases as bundled_cases
from maillon.store import Store
from maillon.studies.declaring import DeclaredActors
from maillon.studies.home import find_home
from maillon.studies.identities import find_identities
from maillon.studies.uniting import enrich, unite

__all__ = ["LIST_PREFIX", "Gathered", "Gatherer", "covers_territory", "open_store"]

LIST_PREFIX = "liste-"


@dataclass(frozen=True, kw_only=True, slots=True)
class Gathered:
    """
    What is known of a territory for one question.

    Attributes
    ----------
    table
        Columns of `reference/tables/establishments.csv`, one row per actor.
    provenances
        Sources that could bear on the question, by key.
    closed
        SIRET of listed actors that the register gives as closed, with the closing date.
    has_register
        Whether the imported register covers the territory: only then does nobody mean nobody.
    has_register_elsewhere
        Whether a register is imported that does not cover it (a town abroad, a partial extract).
    own_keys
        Keys of the sources that are lists of the person, or what people wrote down.
    unplaced_count
        Declared actors left out because nothing says where they are.
    aliases
        Identifier in the table by identifier given, for the actors that had another one.
    """

    table: pa.Table
    provenances: Mapping[str, Provenance]
    closed: Mapping[str, str] = field(default_factory=dict)
    has_register: bool = False
    has_register_elsewhere: bool = False
    own_keys: frozenset[str] = frozenset()
    unplaced_count: int = 0
    aliases: Mapping[str, str] = field(default_factory=dict)


def open_store(home: Path | None = None) -> Store:
    """Open the working base of the team."""
    return Store(find_home(home))


class Gatherer:
    """
    Reads each source once for a territory and merges what it says of the same actor.

    Parameters
    ----------
    store
        The working base.
    audience
        `PUBLIC` leaves out every record that is not public, before anything is merged, so that
        nothing of an internal list colours a public record.
    declared
        What people wrote down elsewhere; it joins exactly as own lists do.
    include_lists
        Whether the lists imported in the working base count.
    merged
        Identifier kept, by identifier of the duplicate, as humans declared it.
    """

    def __init__(
        self,
        store: Store,
        *,
        audience: Audience,
        declared: DeclaredActors | None = None,
        include_lists: bool = True,
        merged: Mapping[str, str] | None = None,
    ) -> None:
        self._store = store
        self._audience = audience
        imported = {entry.key: entry for entry in store.list_provenances()}
        written = {entry.key: entry for entry in declared.provenances} if declared else {}
        self._own_keys = frozenset(
            {key for key in imported if key.startswith(LIST_PREFIX)} | (written.keys() - imported)
        )
        self._provenances = written | imported
        lists = [key for key in imported if include_lists and key.startswith(LIST_PREFIX)]
        records = self._read_records(lists)
        self._declared = self._keep_shown(declared.table) if declared else None
        if self._declared is not None:
            records = pa.concat_tables([records, self._declared], promote_options="permissive")
        self._identities = find_identities(records, merged or {}, named_by_siret=self._declared)
        self._extra = self._identities.rename(records)

    def resolve_decisions(self, decisions: Sequence[Decision]) -> list[Decision]:
        """Return decisions under the identifiers that the tables use."""
        return self._identities.resolve_decisions(decisions)

    @property
    def store(self) -> Store:
        """The working base."""
        return self._store

    def list_provenances(self, *keys: str) -> list[Provenance]:
        """Return the provenances of these sources, of those that are imported."""
        return [self._provenances[key] for key in keys if key in self._provenances]

    @property
    def has_register(self) -> bool:
        """Whether a national register of establishments is imported."""
        return self._store.has("sirene-etablissements")

    def covers(self, territory: Territory) -> bool:
        """Tell whether the imported register holds every département of a territory."""
        return _is_covered(territory, self._departements)

    @cached_property
    def _declared_ids(self) -> frozenset[str]:
        if self._declared is None:
            return frozenset()
        return frozenset(map(self._identities.resolve, self._declared["actor_id"].to_pylist()))

    @cached_property
    def _departements(self) -> frozenset[str]:
        return frozenset(self._store.iter_departements())

    def gather(
        self,
        territory: Territory,
        *,
        naf_codes: Collection[str] | None,
        name_pattern: str | None,
        filiere_key: str | None = None,
        decided: Collection[str] = (),
    ) -> Gathered:
        """
        Return the candidates of a territory.

        Parameters
        ----------
        territory
            Where.
        naf_codes, name_pattern
            Pre-filter of the register, as `Store.read_establishments` takes them; own lists and
            cases are small and always read whole.
        filiere_key
            Actors of bundled cases come in only for the filières that their case bears on.
        decided
            Actors that a human placed: read whatever their activity or their name.
        """
        register = self._store.read_establishments(
            **_where(territory), naf_codes=naf_codes, name_pattern=name_pattern
        )
        register = self._add_decided(register, territory, decided)
        register = self._add_decided(register, territory, self._identities.list_missing(register))
        register = self._add_listed(register, territory)
        listed = self._select_extra(territory, filiere_key, register["siret"])
        closed: dict[str, str] = {}
        if listed and self.has_register:
            listed, closed = self._without_closed(listed)
        merged = self._merge(register, listed, set(territory.commune_codes))
        table = self._identities.unite_rows(merged)
        used = {
            key for value in pc.unique(table["source_keys"]).to_pylist() for key in value.split(";")
        }
        is_covered = self.covers(territory)
        return Gathered(
            table=table,
            provenances={
                key: self._provenances[key] for key in sorted(used) if key in self._provenances
            },
            closed=closed,
            has_register=is_covered,
            has_register_elsewhere=self.has_register and not is_covered,
            own_keys=self._own_keys,
            unplaced_count=self._count_unplaced(table),
            aliases=self._identities.aliases,
        )

    def _count_unplaced(self, table: pa.Table) -> int:
        if self._declared is None:
            return 0
        adrift = self._declared.filter(pc.is_null(self._declared["commune_code"]))
        names = {self._identities.resolve(name) for name in adrift["actor_id"].to_pylist()}
        return len(names - set(table["actor_id"].to_pylist())) if names else 0

    def _add_decided(
        self, register: pa.Table, territory: Territory, decided: Collection[str]
    ) -> pa.Table:
        missing = sorted(set(decided) - set(register["actor_id"].to_pylist())) if decided else []
        if not missing or not self.has_register:
            return register
        found = self._store.read_establishments(sirets=missing)
        return pa.concat_tables([register, _keep_inside(found, territory)])

    def _add_listed(self, register: pa.Table, territory: Territory) -> pa.Table:
        """
        Add the listed establishments that the register places in the territory.

        A list may hold an old address, and the register an activity that no filière looks for.
        """
        sirets = self._extra["siret"]
        if not self.has_register or sirets.null_count == len(sirets):
            return register
        departements = sorted({find_departement(code) for code in territory.commune_codes})
        is_near = pc.and_(
            pc.is_in(
                self._extra["departement_code"], value_set=pa.array(departements, pa.string())
            ),
            pc.invert(pc.is_in(sirets, value_set=register["siret"].combine_chunks())),
        )
        wanted = sirets.filter(is_near).drop_null().unique().to_pylist()
        if not wanted:
            return register
        found = self._store.read_establishments(sirets=wanted, departement_codes=departements)
        return pa.concat_tables([register, _keep_inside(found, territory)])

    def _read_records(self, list_keys: Sequence[str]) -> pa.Table:
        tables = [self._store.read_dataset(key) for key in list_keys]
        tables.append(bundled_cases.actors_table())
        self._provenances |= {entry.key: entry for entry in bundled_cases.list_provenances()}
        return self._keep_shown(pa.concat_tables(tables, promote_options="permissive"))

    def _keep_shown(self, records: pa.Table) -> pa.Table:
        # A private record counts for those who hold it, and is named to nobody.
        is_private = pc.equal(records["visibility"], str(Visibility.PRIVATE))
        shown = pc.and_(records["is_diffusible"], pc.invert(is_private))
        position = records.column_names.index("is_diffusible")
        records = records.set_column(position, "is_diffusible", shown)
        if self._audience is Audience.PUBLIC:
            records = records.filter(pc.equal(records["visibility"], str(Visibility.PUBLIC)))
        return records

    def _select_extra(
        self, territory: Territory, filiere_key: str | None, sirets: pa.ChunkedArray
    ) -> list[dict[str, Any]]:
        """Return the records of lists and cases that bear on the territory or on its register."""
        extra = self._extra
        codes = pa.array(territory.commune_codes, pa.string())
        inside = pc.or_(
            pc.is_in(extra["commune_code"], value_set=codes),
            pc.is_in(extra["siret"], value_set=sirets.combine_chunks(), skip_nulls=True),
        )
        whole = _whole_departements(territory)
        if whole:
            unlocated = pc.and_(
                pc.is_null(extra["commune_code"]),
                pc.is_in(extra["departement_code"], value_set=pa.array(whole, pa.string())),
            )
            inside = pc.or_(inside, unlocated)
        rows: list[dict[str, Any]] = extra.filter(inside).to_pylist()
        seen = {row["actor_id"] for row in rows}
        rows += [row for row in self._case_rows(territory) if row["actor_id"] not in seen]
        wanted = _cases_of(filiere_key)
        return [
            row for row in rows if row["actor_id"] in self._declared_ids or _is_wanted(row, wanted)
        ]

    def _case_rows(self, territory: Territory) -> list[dict[str, Any]]:
        """Return the actors of the cases that bear on this very territory, wherever they sit."""
        keys = {
            case.provenance_key
            for case in bundled_cases.list_cases()
            if territory.key in (*case.territory.keys, f"case:{case.key}")
        }
        if not keys:
            return []
        mask = pc.is_in(self._extra["source_keys"], value_set=pa.array(sorted(keys), pa.string()))
        rows: list[dict[str, Any]] = self._extra.filter(mask).to_pylist()
        return rows

    def _without_closed(
        self, rows: list[dict[str, Any]]
    ) -> tuple[list[dict[str, Any]], dict[str, str]]:
        sirets = [row["siret"] for row in rows if row["siret"]]
        closed = {siret: str(day) for siret, day in self._store.find_closed(sirets).items()}
        return [row for row in rows if row["siret"] not in closed], closed

    def _merge(
        self, register: pa.Table, listed: list[dict[str, Any]], inside: Collection[str]
    ) -> pa.Table:
        """Give each actor one row: what a register says wins, what a list adds is kept."""
        by_siret: dict[str, dict[str, Any]] = {}
        by_name: dict[str, dict[str, Any]] = {}
        for row in listed:
            if not row["siret"]:
                if row["actor_id"] in by_name:
                    self._complete(by_name[row["actor_id"]], row)
                else:
                    by_name[row["actor_id"]] = row
            elif row["siret"] in by_siret:
                self._complete(by_siret[row["siret"]], row)
            else:
                by_siret[row["siret"]] = row
        loose = by_name.values()
        if not by_siret:
            return _stack(register, [*loose])
        known = pa.array(sorted(by_siret), pa.string())
        in_both = pc.is_in(register["siret"], value_set=known)
        merged = [*register.filter(in_both).to_pylist()]
        missing = sorted(set(by_siret) - {row["siret"] for row in merged})
        elsewhere: set[str] = set()
        if missing and self.has_register:
            found = self._store.read_establishments(sirets=missing).to_pylist()
            # The register places a SIRET for good: a list that says otherwise holds an old address.
            elsewhere = {row["siret"] for row in found if row["commune_code"] not in inside}
            merged += [row for row in found if row["siret"] not in elsewhere]
        for row in merged:
            self._complete(row, by_siret.pop(row["siret"]))
        for siret in elsewhere:
            del by_siret[siret]
        return _stack(register.filter(pc.invert(in_both)), [*merged, *by_siret.values(), *loose])

    def _complete(self, row: dict[str, Any], other: Mapping[str, Any]) -> None:
        if self._identities.is_united(row["actor_id"]):
            row.update(unite([row, other]))
        else:
            enrich(row, other)


def covers_territory(store: Store, territory: Territory) -> bool:
    """Tell whether the imported register holds every département of a territory."""
    return _is_covered(territory, frozenset(store.iter_departements()))


def _is_covered(territory: Territory, departements: frozenset[str]) -> bool:
    if territory.kind is TerritoryKind.PLACES or not departements:
        return False
    return departements.issuperset(find_departement(code) for code in territory.commune_codes)


def _keep_inside(table: pa.Table, territory: Territory) -> pa.Table:
    codes = pa.array(territory.commune_codes, pa.string())
    return table.filter(pc.is_in(table["commune_code"], value_set=codes))


def _stack(register: pa.Table, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    if not rows:
        return register
    added = pa.Table.from_pylist(list(rows), schema=register.schema)
    return pa.concat_tables([register, added])


def _whole_departements(territory: Territory) -> list[str]:
    """Return the départements held whole, where an actor of unknown commune still counts."""
    if territory.kind is TerritoryKind.DEPARTEMENT:
        return [territory.code]
    if territory.kind is TerritoryKind.REGION:
        return sorted({find_departement(code) for code in territory.commune_codes})
    return []


def _where(territory: Territory) -> dict[str, list[str]]:
    """Return how the store is asked for a territory: by whole départements when it can be."""
    whole = _whole_departements(territory)
    return {"departement_codes": whole} if whole else {"commune_codes": territory.commune_codes}


def _cases_of(filiere_key: str | None) -> set[str] | None:
    if filiere_key is None:
        return None
    return {
        case.provenance_key for case in bundled_cases.list_cases() if filiere_key in case.filieres
    }


def _is_wanted(row: Mapping[str, Any], wanted_cases: Iterable[str] | None) -> bool:
    source = row["source_keys"]
    return wanted_cases is None or not source.startswith("cas-") or source in wanted_cases
