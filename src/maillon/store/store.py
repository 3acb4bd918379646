"""The working base: what was imported, kept under one folder, and what studies read from it."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

import duckdb
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from maillon.domain.errors import InvalidInput
from maillon.domain.ingestion import IngestPlan
from maillon.domain.jobs import Progress, SilentProgress
from maillon.domain.language import translate as _
from maillon.domain.provenance import Provenance
from maillon.domain.territory import find_departement
from maillon.store.activity import ACTIVITY_SCHEMA, AreaKind, select_activity
from maillon.store.catalogue import Catalogue, Entry, load_catalogue
from maillon.store.core import EssForms, count_activities, relay_units
from maillon.store.engine import connect, quote_path
from maillon.store.failures import check_free_space, import_failures
from maillon.store.ingestion import IngestReport, estimate_space, ingest_file
from maillon.store.layout import (
    ACTIVITY,
    CLOSED,
    ESTABLISHMENTS,
    INCLUSIVE,
    LISTED_UNITS,
    POSITIONS,
    REJECTS,
    ROWS,
    SIDE_DATASETS,
    UNITS,
    list_departements,
    list_partition_files,
)
from maillon.store.schema import get_schema
from maillon.store.selection import PlaceFiles, PlaceFilter, select_establishments
from maillon.store.transaction import Transaction, open_transaction

__all__ = ["Store"]

_Result = TypeVar("_Result")


class Store:
    """
    Everything imported, under one folder.

    Parameters
    ----------
    home
        Folder that holds all state; made at the first import.
    """

    def __init__(self, home: Path) -> None:
        self._home = home

    # Writing

    def ingest(
        self,
        plans: Sequence[IngestPlan],
        *,
        forms: EssForms,
        current_communes: Mapping[str, str],
        progress: Progress | None = None,
    ) -> dict[str, IngestReport]:
        """
        Take in the files of one or more sources, then derive again what readers open.

        Returns
        -------
        dict
            What became of each file, by key of its source.

        Raises
        ------
        InvalidInput
            If a file is unusable, the disk full, or another import under way; nothing has changed.
        """
        shown = progress or SilentProgress()
        self._home.mkdir(parents=True, exist_ok=True)
        check_free_space(self._home, needed=sum(estimate_space(plan) for plan in plans))
        with open_transaction(self._home) as transaction:
            reports = {
                plan.key: ingest_file(
                    transaction, plan, current_communes=current_communes, progress=shown
                )
                # Establishments first: they say in which départements a unit is present.
                for plan in sorted(plans, key=lambda plan: plan.key != ESTABLISHMENTS)
            }
            if ESTABLISHMENTS in reports and UNITS not in reports:
                relay_units(transaction, progress=shown)
            if ESTABLISHMENTS in reports or UNITS in reports:
                count_activities(transaction, forms=forms, progress=shown)
        return reports

    def write_dataset(
        self,
        key: str,
        table: pa.Table,
        *,
        provenance: Provenance,
        rejects: pa.Table | None = None,
        forms: EssForms | None = None,
        progress: Progress | None = None,
    ) -> None:
        """
        Replace a dataset by a table.

        Parameters
        ----------
        rejects
            Rows set aside, kept beside the dataset as CSV.
        forms
            Needed when the dataset is one that legal units are joined with (`ess-france`, `rna`…).
        """
        shown = progress or SilentProgress()
        with (
            open_transaction(self._home) as transaction,
            import_failures(provenance.address or key, needed=2 * table.nbytes),
        ):
            folder = transaction.make_folder(key, vintage=provenance.vintage)
            pq.write_table(table, folder / ROWS)
            refused = 0 if rejects is None else len(rejects)
            if rejects is not None and refused:
                pa_csv.write_csv(rejects, folder / REJECTS)
            entry = Entry(
                folder=transaction.relative(folder),
                row_count=len(table),
                provenance=replace(
                    provenance, key=key, row_count=len(table), rejected_count=refused
                ),
                reject_file=REJECTS if refused else "",
            )
            transaction.put(key, entry)
            self._follow(transaction, key, forms=forms, progress=shown)

    def remove(
        self, key: str, *, forms: EssForms | None = None, progress: Progress | None = None
    ) -> None:
        """
        Forget a dataset and what derives from it.

        Raises
        ------
        InvalidInput
            If nothing is imported under this key.
        """
        shown = progress or SilentProgress()
        with open_transaction(self._home) as transaction:
            if key not in _list_public(transaction.catalogue):
                raise InvalidInput(
                    f"no dataset {key!r}",
                    user=_(
                        "Rien n’est importé sous le nom « {key} » : voyez la liste avec « maillon"
                        " sources status »."
                    ).format(key=key),
                )
            transaction.drop(key)
            if key == ESTABLISHMENTS:
                transaction.drop(CLOSED)
            self._follow(transaction, key, forms=forms, progress=shown)

    def rebuild(self, *, forms: EssForms, progress: Progress | None = None) -> None:
        """Derive again what readers open, when the ESS rules have changed."""
        with open_transaction(self._home) as transaction:
            count_activities(transaction, forms=forms, progress=progress or SilentProgress())

    @staticmethod
    def _follow(
        transaction: Transaction, key: str, *, forms: EssForms | None, progress: Progress
    ) -> None:
        if key in (*SIDE_DATASETS, UNITS, ESTABLISHMENTS):
            relay_units(transaction, progress=progress)
            count_activities(transaction, forms=forms or EssForms(), progress=progress)

    # Reading

    def has(self, key: str) -> bool:
        """Say whether a dataset is imported."""
        return key in load_catalogue(self._home).entries

    def list_provenances(self) -> list[Provenance]:
        """Return the birth certificate of each import, by key."""
        entries = _list_public(load_catalogue(self._home))
        return [born for _key, born in sorted(entries.items())]

    def find_reject_path(self, key: str) -> Path | None:
        """Return the file of the rows set aside at import, or `None` when there is none."""
        entry = load_catalogue(self._home).entries.get(key)
        if entry is None or not entry.reject_file:
            return None
        return self._home / entry.folder / entry.reject_file

    def read_dataset(
        self, key: str, *, where: Mapping[str, Collection[str]] | None = None
    ) -> pa.Table:
        """
        Return a dataset as it was written.

        Parameters
        ----------
        where
            Wanted values by column; other rows are not read.

        Raises
        ------
        InvalidInput
            If nothing is imported under this key.
        """
        table = self._read(lambda catalogue: self._read_rows(catalogue, key, where or {}))
        if table is None:
            raise InvalidInput(
                f"no dataset {key!r}",
                user=_("« {key} » n’est pas importé : importez-le d’abord.").format(key=key),
            )
        return table

    def iter_departements(self) -> Iterator[str]:
        """Give the départements of the register, for work over the whole country."""
        places = self._folder(load_catalogue(self._home), ESTABLISHMENTS)
        if places is not None:
            yield from (code for code in list_departements(places) if code != "00")

    def read_establishments(
        self,
        *,
        commune_codes: Collection[str] | None = None,
        departement_codes: Collection[str] | None = None,
        naf_codes: Collection[str] | None = None,
        name_pattern: str | None = None,
        sirets: Collection[str] | None = None,
    ) -> pa.Table:
        """
        Return active establishments of the register.

        Parameters
        ----------
        commune_codes, departement_codes
            Where; both given, the communes of these départements. None: the whole country.
        naf_codes, name_pattern
            What: either one suffices. The pattern (RE2) applies to names, signs and the object of
            an association, in capitals without accents; names of persons are not searched.
        sirets
            These establishments only.

        Returns
        -------
        pa.Table
            Columns of `reference/tables/establishments.csv`; empty without the register.
        """
        wanted = PlaceFilter(
            commune_codes=commune_codes,
            sirets=sirets,
            naf_codes=naf_codes,
            name_pattern=name_pattern,
        )
        departements = None if departement_codes is None else set(departement_codes)
        if commune_codes is not None:
            within = {find_departement(code) for code in commune_codes}
            departements = within if departements is None else within & departements

        def read(catalogue: Catalogue) -> pa.Table:
            files = self._list_files(catalogue, departements)
            if not files.establishments:
                return get_schema("establishments").empty_table()
            with connect() as engine:
                return select_establishments(engine, files, wanted)

        return self._read(read)

    def read_activity(
        self,
        *,
        commune_codes: Collection[str] | None = None,
        naf_codes: Collection[str] | None = None,
        by: AreaKind = "commune",
        areas: Mapping[str, str] | None = None,
        with_bands: bool = False,
    ) -> pa.Table:
        """
        Return counts of active establishments by activity, published and deduced ESS apart.

        Parameters
        ----------
        by
            `commune`, `departement`, `total`, or `area` for the groups given by `areas`.
        areas
            Code of the group (an EPCI…) by commune code; communes of no group are left out.
        with_bands
            Whether rows are split by workforce band; `band_code` is null otherwise.

        Returns
        -------
        pa.Table
            `area_code`, `naf_code`, `band_code`, and the counts: establishments, employers (from
            the band when the register is silent), ESS as published, ESS deduced from the form.
        """

        def read(catalogue: Catalogue) -> pa.Table:
            folder = self._folder(catalogue, ACTIVITY)
            if folder is None:
                return ACTIVITY_SCHEMA.empty_table()
            with connect() as engine:
                return select_activity(
                    engine,
                    folder / ROWS,
                    commune_codes=commune_codes,
                    naf_codes=naf_codes,
                    by=by,
                    areas=areas or {},
                    with_bands=with_bands,
                )

        return self._read(read)

    def find_closed(self, sirets: Collection[str]) -> dict[str, date | None]:
        """Return the closing date of those that the register gives as closed; `None`: unknown."""
        if not sirets:
            return {}

        def read(catalogue: Catalogue) -> dict[str, date | None]:
            folder = self._folder(catalogue, CLOSED)
            if folder is None:
                return {}
            with connect() as engine:
                engine.register("wanted", pa.table({"siret": pa.array(list(sirets), pa.string())}))
                rows = engine.execute(
                    f"""SELECT w.siret, c.closed_date
                        FROM read_parquet({quote_path(folder / ROWS)}) c
                        JOIN wanted w ON c.siret_number = TRY_CAST(w.siret AS BIGINT)"""
                ).fetchall()
            return dict(rows)

        return self._read(read)

    def _list_files(self, catalogue: Catalogue, departements: set[str] | None) -> PlaceFiles:
        places = self._folder(catalogue, ESTABLISHMENTS)
        if places is None:
            return PlaceFiles(
                establishments=[], units=[], positions=[], inclusive=None, has_units=False
            )
        codes = sorted(list_departements(places) if departements is None else departements)
        units = self._folder(catalogue, UNITS) or self._folder(catalogue, LISTED_UNITS)
        positions = self._folder(catalogue, POSITIONS)
        inclusive = self._folder(catalogue, INCLUSIVE)
        return PlaceFiles(
            establishments=list_partition_files(places, *codes),
            units=list_partition_files(units, *codes) if units else [],
            positions=list_partition_files(positions, *codes) if positions else [],
            inclusive=inclusive / ROWS if inclusive else None,
            has_units=UNITS in catalogue.entries,
        )

    def _folder(self, catalogue: Catalogue, key: str) -> Path | None:
        entry = catalogue.entries.get(key)
        return self._home / entry.folder if entry else None

    def _read_rows(
        self, catalogue: Catalogue, key: str, where: Mapping[str, Collection[str]]
    ) -> pa.Table | None:
        folder = self._folder(catalogue, key)
        if folder is None:
            return None
        filters = [(column, "in", list(values)) for column, values in where.items()]
        return pq.read_table(folder / ROWS, filters=filters or None, partitioning=None)

    def _read(self, read: Callable[[Catalogue], _Result]) -> _Result:
        """Read; once more when an import has just replaced the files under our feet."""
        catalogue = load_catalogue(self._home)
        try:
            return read(catalogue)
        except (FileNotFoundError, duckdb.IOException):
            fresh = load_catalogue(self._home)
            if fresh == catalogue:
                raise
            return read(fresh)


def _list_public(catalogue: Catalogue) -> dict[str, Provenance]:
    return {key: entry.provenance for key, entry in catalogue.entries.items() if entry.provenance}
