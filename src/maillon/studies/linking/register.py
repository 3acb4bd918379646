"""The imported register as what a list is linked to: one record an organisation, made when read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from maillon.domain.errors import InvalidInput
from maillon.domain.formatting import format_date, format_number
from maillon.domain.jobs import Progress, SilentProgress
from maillon.domain.language import translate as _
from maillon.domain.provenance import Provenance
from maillon.domain.territory import Territory, TerritoryKind, find_departement
from maillon.domain.text import fold
from maillon.identity import IdentityRecord
from maillon.store import Store
from maillon.studies.asking import find_territory
from maillon.studies.home import find_home
from maillon.studies.linking.targets import Found

__all__ = ["RegisterTarget", "RegisterUnits", "open_register"]

_COLUMNS = (
    "siren",
    "is_head_office",
    "siret",
    "name",
    "other_names",
    "commune_code",
    "departement_code",
    "address",
    "naf_code",
    "rna_id",
    "is_diffusible",
)
_SOURCES = ("sirene-etablissements", "sirene-unites-legales")
_NAMES = " | "
# Beyond, the comparison would not hold in the memory of an ordinary machine.
_MOST_ESTABLISHMENTS = 6_000_000
_MOST_NAMES = 60
_ROWS_AT_ONCE = 50_000
_REMEMBERED = 50_000


class RegisterUnits(Sequence[IdentityRecord]):
    """
    The organisations of a table of establishments, each made into a record when it is read.

    What the register masks gives no name and no place: its number alone can find it.
    """

    def __init__(self, table: pa.Table) -> None:
        ordered = table.select(list(_COLUMNS)).sort_by(
            [("siren", "ascending"), ("is_head_office", "descending"), ("siret", "ascending")]
        )
        self._table = ordered.combine_chunks()
        sirens = self._table["siren"].to_numpy(zero_copy_only=False)
        is_first = np.ones(len(sirens), bool)
        is_first[1:] = sirens[1:] != sirens[:-1]
        self._starts = np.append(np.flatnonzero(is_first), len(sirens))
        self._read = lru_cache(maxsize=_REMEMBERED)(self._make)

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, place: int) -> IdentityRecord: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[IdentityRecord]: ...
    def __getitem__(self, place: int | slice) -> IdentityRecord | Sequence[IdentityRecord]:
        if isinstance(place, slice):
            return [self._read(one) for one in range(*place.indices(len(self)))]
        return self._read(range(len(self))[place])

    def __iter__(self) -> Iterator[IdentityRecord]:
        first = 0
        while first < len(self):
            limit = self._starts[first] + _ROWS_AT_ONCE
            last = max(first + 1, int(np.searchsorted(self._starts, limit, side="right")) - 1)
            begin, end = int(self._starts[first]), int(self._starts[last])
            rows = self._table.slice(begin, end - begin).to_pylist()
            for place in range(first, last):
                low, high = self._starts[place] - begin, self._starts[place + 1] - begin
                yield _make_unit(rows[low:high])
            first = last

    def list_rows(self, place: int) -> list[dict[str, Any]]:
        """Return the establishments of an organisation, its head office first."""
        begin, end = int(self._starts[place]), int(self._starts[place + 1])
        rows: list[dict[str, Any]] = self._table.slice(begin, end - begin).to_pylist()
        return rows

    def _make(self, place: int) -> IdentityRecord:
        return _make_unit(self.list_rows(place))

    @cached_property
    def masked(self) -> frozenset[str]:
        """SIREN of the organisations of which no establishment may be named."""
        flags = self._table.group_by("siren").aggregate([("is_diffusible", "any")])
        hidden = flags.filter(pc.invert(flags["is_diffusible_any"]))
        return frozenset(hidden["siren"].to_pylist())


class RegisterTarget:
    """The establishments imported in the working base, of a territory or all of them."""

    def __init__(self, store: Store, table: pa.Table, *, label: str) -> None:
        self._store = store
        self._table = table
        self._units: RegisterUnits | None = None
        self._label = label

    @property
    def label(self) -> str:
        """Name to show."""
        return self._label

    @property
    def records(self) -> RegisterUnits:
        """One record an organisation."""
        if self._units is None:
            self._units = RegisterUnits(self._table)
        return self._units

    @property
    def provenances(self) -> Sequence[Provenance]:
        """Which registers were read."""
        known = {entry.key: entry for entry in self._store.list_provenances()}
        return [known[key] for key in _SOURCES if key in known]

    def add_lines(self, lines: Sequence[IdentityRecord]) -> None:
        """Take in the establishments that these lines name by their SIRET, wherever they are."""
        given = pa.array(sorted({line.siret for line in lines if line.siret}), pa.string())
        missing = given.filter(
            pc.invert(pc.is_in(given, value_set=self._table["siret"].combine_chunks()))
        )
        if len(missing):
            found = self._store.read_establishments(sirets=missing.to_pylist())
            self._table = pa.concat_tables([self._table, found.select(list(_COLUMNS))])
            self._units = None

    def describe(self, place: int, line: IdentityRecord) -> Found:
        """
        Return an organisation, and its establishment when the line leaves no choice.

        A SIRET that the line gives is never replaced by another.
        """
        rows = self.records.list_rows(place)
        shown = [row for row in rows if row["is_diffusible"]]
        own = [row for row in rows if line.siret and row["siret"] == line.siret]
        chosen = own or ([] if line.siret else _choose_establishment(shown, line))
        name = shown[0]["name"] if shown else ""
        remark = ""
        if not shown:
            remark = _("Le registre masque cette organisation : son numéro seul est donné.")
        elif not chosen and not line.siret and len(shown) == 1:
            remark = _("Son établissement connu est dans une autre commune que celle de la ligne.")
        elif not chosen and not line.siret:
            remark = _(
                "Organisation de {count} établissements : précisez l’adresse pour savoir lequel."
            ).format(count=format_number(len(shown)))
        is_open = bool(chosen) and chosen[0]["is_diffusible"]
        return Found(
            identifier=rows[0]["siren"],
            name=name or "",
            siret=chosen[0]["siret"] if chosen else "",
            commune_code=(chosen[0]["commune_code"] or "") if is_open else "",
            remark=remark,
        )

    def may_learn(self, key: str) -> bool:
        """Tell whether an organisation may be recognised by another name: not when masked."""
        return key not in self.records.masked

    def explain_unknown(self, numbers: Iterable[str]) -> Mapping[str, str]:
        """Say which SIRET are those of closed establishments."""
        sentences = {}
        for siret, day in self._store.find_closed(list(numbers)).items():
            sentences[siret] = (
                _("L’établissement {siret} est fermé depuis le {day}.").format(
                    siret=siret, day=format_date(day.isoformat())
                )
                if day
                else _("L’établissement {siret} est fermé.").format(siret=siret)
            )
        return sentences


def open_register(
    territories: Sequence[Territory | str] = (),
    *,
    home: Path | None = None,
    progress: Progress | None = None,
) -> RegisterTarget:
    """
    Read the names and places of the imported register.

    Parameters
    ----------
    territories
        Where; everything imported by default.

    Raises
    ------
    InvalidInput
        If no register is imported, if it holds nothing of these territories, or if it holds too
        much to be compared at once.
    """
    store = Store(find_home(home))
    if not store.has(_SOURCES[0]):
        raise InvalidInput(
            "no register is imported",
            user=_(
                "Aucun registre n’est importé : téléchargez-le (« maillon sources fetch "
                "sirene-etablissements »), puis importez-le, ou donnez une autre liste avec --to."
            ),
        )
    found = [find_territory(territory, home) for territory in territories]
    table = _read(store, found, progress or SilentProgress())
    names = ", ".join(territory.name for territory in found)
    if not len(table):
        raise InvalidInput(
            f"the register holds nothing of {names}",
            user=_(
                "Le registre importé n’a aucun établissement ici ({name}) : importez-le pour ce "
                "territoire, ou choisissez-en un autre."
            ).format(name=names or _("tout le registre")),
        )
    label = _("Registre Sirene – {name}").format(name=names) if names else _("Registre Sirene")
    return RegisterTarget(store, table, label=label)


def _read(store: Store, territories: Sequence[Territory], progress: Progress) -> pa.Table:
    parts = list(_list_parts(store, territories))
    progress.start(_("Lecture du registre"), len(parts))
    tables: list[pa.Table] = []
    for communes, departements in parts:
        read = store.read_establishments(commune_codes=communes, departement_codes=departements)
        tables.append(read.select(list(_COLUMNS)))
        progress.advance(1)
        _check_size(sum(map(len, tables)))
    progress.finish()
    table = pa.concat_tables(tables)
    if len(territories) <= 1:
        return table
    # Territories may overlap.
    order = pa.array(np.arange(len(table)))
    first = table.append_column("order", order).group_by("siret").aggregate([("order", "min")])
    return table.take(first["order_min"])


def _list_parts(
    store: Store, territories: Sequence[Territory]
) -> Iterator[tuple[Sequence[str] | None, Sequence[str] | None]]:
    """Yield communes or départements to read, few at once: a row has many more columns there."""
    if not territories:
        for departement in [*store.iter_departements(), "00"]:
            yield None, [departement]
    for territory in territories:
        if territory.kind in {TerritoryKind.DEPARTEMENT, TerritoryKind.REGION}:
            for departement in sorted({find_departement(code) for code in territory.commune_codes}):
                yield None, [departement]
        else:
            yield territory.commune_codes, None


def _check_size(count: int) -> None:
    if count > _MOST_ESTABLISHMENTS:
        raise InvalidInput(
            f"more than {_MOST_ESTABLISHMENTS} establishments",
            user=_(
                "Le registre importé a plus de {most} établissements, trop pour un seul "
                "rapprochement : choisissez un territoire avec --territory, par exemple reg:32."
            ).format(most=format_number(_MOST_ESTABLISHMENTS)),
        )


def _make_unit(rows: Sequence[Mapping[str, Any]]) -> IdentityRecord:
    siren = rows[0]["siren"]
    shown = [row for row in rows if row["is_diffusible"]]
    names = dict.fromkeys(
        name
        for row in shown
        for name in (row["name"], *(row["other_names"] or "").split(_NAMES))
        if name
    )
    return IdentityRecord(
        key=siren,
        unit=siren,
        names=list(names)[:_MOST_NAMES],
        siren=siren,
        rna_id=next((row["rna_id"] for row in rows if row["rna_id"]), ""),
        communes=_list_known(shown, "commune_code"),
        departements=_list_known(shown, "departement_code"),
        address=(shown[0]["address"] or "") if len(shown) == 1 else "",
        activities=_list_known(shown, "naf_code"),
    )


def _list_known(rows: Sequence[Mapping[str, Any]], column: str) -> list[str]:
    return sorted({row[column] for row in rows if row[column]})


def _choose_establishment(
    rows: Sequence[dict[str, Any]], line: IdentityRecord
) -> Sequence[dict[str, Any]]:
    """Return the one establishment that the line can mean; nothing when several remain."""
    near = [row for row in rows if row["commune_code"] in line.communes] if line.communes else rows
    if len(near) > 1 and line.address:
        street = fold(line.address)
        near = [row for row in near if row["address"] and fold(row["address"]) == street]
    return near if len(near) == 1 else []
