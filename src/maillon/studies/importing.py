"""Bring a register or an own list into the working base: ask the source, hand to the store."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

import pyarrow as pa

from maillon.domain.errors import InvalidInput
from maillon.domain.formatting import format_number
from maillon.domain.jobs import Progress, SilentProgress
from maillon.domain.language import translate as _
from maillon.domain.provenance import Provenance
from maillon.domain.text import find_nearest
from maillon.domain.visibility import Visibility
from maillon.reference.nomenclatures import load_ess_exclusions, load_legal_categories
from maillon.reference.sources import get_source_sheet
from maillon.reference.territories import (
    load_commune_codes_map,
    make_slug,
    resolve_commune_code,
)
from maillon.sources.aides_entreprises import read_aides_entreprises
from maillon.sources.aides_territoires import read_aides_territoires
from maillon.sources.annuaire import read_annuaire
from maillon.sources.download import read_manifest
from maillon.sources.ess_france import read_ess_france
from maillon.sources.fondations import read_fondations
from maillon.sources.lists import read_list
from maillon.sources.marche_inclusion import read_marche_inclusion
from maillon.sources.projets_finances import read_projets_finances
from maillon.sources.rejects import RegisterReading
from maillon.sources.rna import read_rna
from maillon.sources.sirene import KEYS as SIRENE_KEYS
from maillon.sources.sirene import build_plan
from maillon.sources.urssaf import read_urssaf_ess
from maillon.store import EssForms, Store
from maillon.studies.home import find_home, prepare_home
from maillon.studies.reading_lists import locate_commune
from maillon.studies.relating import DERIVED, refresh_national

__all__ = [
    "ImportReport",
    "check_register",
    "forget_import",
    "import_list",
    "import_register",
    "import_registers",
    "import_table",
    "list_imports",
    "list_register_keys",
]

_READERS: Mapping[str, Callable[[Path], RegisterReading]] = {
    "aides-entreprises": read_aides_entreprises,
    "aides-territoires": read_aides_territoires,
    "annuaire-unites-legales": read_annuaire,
    "ess-france": read_ess_france,
    "fondations": read_fondations,
    "marche-inclusion": read_marche_inclusion,
    "projets-finances": read_projets_finances,
    "rna": read_rna,
    "urssaf-ess": read_urssaf_ess,
}
# Aids are no part of a diagnosis: the page of the registers does not offer them.
_OF_AIDS = frozenset(("aides-entreprises", "aides-territoires", "projets-finances"))
# Each file is a dataset of its own, beside those of the same source.
_BY_FILE = frozenset(("projets-finances",))
_COUNTED = ("sirene-etablissements", "sirene-unites-legales")


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportReport:
    """
    What became of a file.

    Attributes
    ----------
    reject_path
        CSV of the rows set aside, with the reason; `None` when there is none.
    notes
        French sentences on the file as a whole.
    seconds
        Time taken.
    """

    provenance: Provenance
    row_count: int
    rejected_count: int
    reject_path: Path | None
    notes: tuple[str, ...]
    seconds: float


def import_register(
    kind: str,
    path: Path,
    *,
    home: Path | None = None,
    vintage: str = "",
    progress: Progress | None = None,
) -> ImportReport:
    """
    Import one file of a register.

    Parameters
    ----------
    kind
        Key of the source (`sirene-etablissements`, `rna`…).
    vintage
        Date of the data; for SIRENE, the date found in the file name by default.

    Raises
    ------
    InvalidInput
        If the source is unknown or the file unusable; nothing has changed.
    """
    report = import_registers({kind: path}, home=home, vintage=vintage, progress=progress)[kind]
    if report.provenance.vintage:
        return report
    note = _(
        "Date des données inconnue : réimportez avec --date pour qu’elle paraisse dans les "
        "résultats."
    )
    return replace(report, notes=(*report.notes, note))


def _read_vintage(path: Path) -> str:
    """Return the date that the publisher gave to a file downloaded by Maillon, empty otherwise."""
    manifest = read_manifest(path)
    return manifest.vintage if manifest else ""


def import_registers(
    files: Mapping[str, Path],
    *,
    home: Path | None = None,
    vintage: str = "",
    progress: Progress | None = None,
) -> dict[str, ImportReport]:
    """
    Import files of several registers; those of SIRENE come into force together.

    Parameters
    ----------
    vintage
        Date of the data of all the files; by default that of each, when its publisher gave it.

    Raises
    ------
    InvalidInput
        If a source is unknown or a file unusable.
    """
    for kind in files:
        check_register(kind)
    shown = progress or SilentProgress()
    sirene = {kind: path for kind, path in files.items() if kind in SIRENE_KEYS}
    reports: dict[str, ImportReport] = {}
    # Small registers first: legal units are then laid out once, with what these say of them.
    for kind, path in files.items():
        if kind not in sirene:
            reports[kind] = _import_small(kind, path, home=home, vintage=vintage, progress=shown)
    if sirene:
        reports |= _import_sirene(sirene, home=home, vintage=vintage, progress=shown)
    return reports


def import_list(  # noqa: PLR0913 - what the person says of the list, item by item
    path: Path,
    *,
    label: str,
    vintage: str,
    visibility: Visibility,
    licence: str = "",
    home: Path | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """
    Import an own list, under the key `liste-<label>`.

    Raises
    ------
    InvalidInput
        If the file cannot be read, has no name or no date.
    """
    _check_naming(label, vintage)
    begin = time.perf_counter()
    reading = read_list(
        path,
        key=label,
        visibility=visibility,
        locate=locate_commune,
        resolve_commune=resolve_commune_code,
        progress=progress,
    )
    key = _find_list_key(reading.table, label)
    provenance = Provenance(
        key=key,
        label=label,
        vintage=vintage,
        licence=licence,
        address=path.name,
        retrieved_on=_today(),
    )
    report = import_table(
        home, key, reading.table, rejects=reading.rejects, provenance=provenance, progress=progress
    )
    lines = _("Lignes lues : {rows}. Acteurs : {actors}. Fusionnées : {merged}. Vides : {empty}.")
    first = lines.format(
        rows=format_number(reading.row_count),
        actors=format_number(len(reading.table)),
        merged=format_number(reading.merged_count),
        empty=format_number(reading.empty_count),
    )
    notes = (first, *reading.notes)
    return replace(report, notes=notes, seconds=time.perf_counter() - begin)


def import_table(
    home: Path | None,
    key: str,
    table: pa.Table,
    *,
    rejects: pa.Table | None,
    provenance: Provenance,
    progress: Progress | None = None,
) -> ImportReport:
    """Put a table that a source has read into the working base."""
    begin = time.perf_counter()
    store = Store(prepare_home(home))
    store.write_dataset(
        key,
        table,
        provenance=provenance,
        rejects=rejects,
        forms=load_ess_forms(),
        progress=progress,
    )
    return _report(store, key, notes=(), begin=begin)


def list_imports(*, home: Path | None = None) -> list[Provenance]:
    """Return what is imported, by key."""
    kept = Store(find_home(home)).list_provenances()
    return [entry for entry in kept if entry.key not in DERIVED]


def forget_import(key: str, *, home: Path | None = None, progress: Progress | None = None) -> None:
    """
    Remove an import; the file it came from stays.

    Raises
    ------
    InvalidInput
        If nothing is imported under this key.
    """
    store = Store(find_home(home))
    store.remove(key, forms=load_ess_forms(), progress=progress)
    if key in _COUNTED:
        refresh_national(store)


def load_ess_forms() -> EssForms:
    """Return what the law and the statistics say of legal forms, for the counts of the store."""
    return EssForms(
        legal_category_codes=tuple(
            code for code, entry in load_legal_categories().items() if entry.level == "de_droit"
        ),
        excluded_naf_codes=tuple(load_ess_exclusions()),
    )


def _import_sirene(
    files: Mapping[str, Path], *, home: Path | None, vintage: str, progress: Progress
) -> dict[str, ImportReport]:
    begin = time.perf_counter()
    plans = [
        build_plan(kind, path, vintage=vintage or _read_vintage(path), retrieved_on=_today())
        for kind, path in files.items()
    ]
    store = Store(prepare_home(home))
    former = {code: now for code, now in load_commune_codes_map().items() if code != now}
    reports = store.ingest(
        plans, forms=load_ess_forms(), current_communes=former, progress=progress
    )
    late = _refresh(store) if any(kind in files for kind in _COUNTED) else ()
    return {
        kind: _report(store, kind, notes=(*report.notes, *late), begin=begin)
        for kind, report in reports.items()
    }


def _refresh(store: Store) -> tuple[str, ...]:
    """
    Count the country again; stopped there, the import itself stands and nothing stale is left.

    Without these counts a diagnosis counts for itself: slower, never wrong.
    """
    try:
        refresh_national(store)
    except KeyboardInterrupt:
        for key in DERIVED:
            if store.has(key):
                store.remove(key)
        return (
            _(
                "L’import est fait ; le comptage du pays a été arrêté, le prochain import le "
                "refera. D’ici là, les comparaisons sont plus lentes."
            ),
        )
    return ()


def _import_small(
    kind: str, path: Path, *, home: Path | None, vintage: str, progress: Progress
) -> ImportReport:
    begin = time.perf_counter()
    read = partial(read_rna, progress=progress) if kind == "rna" else _READERS[kind]
    reading = read(path)
    sheet = get_source_sheet(kind)
    slug = make_slug(path.stem) if kind in _BY_FILE else ""
    key = f"{kind}-{slug}" if slug else kind
    provenance = Provenance(
        key=key,
        label=f"{sheet.label} ({path.stem})" if slug else sheet.label,
        publisher=sheet.publisher,
        vintage=vintage or _read_vintage(path),
        licence=sheet.licence,
        address=path.name,
        retrieved_on=_today(),
    )
    report = import_table(
        home, key, reading.table, rejects=reading.rejects, provenance=provenance, progress=progress
    )
    return replace(report, notes=tuple(reading.notes), seconds=time.perf_counter() - begin)


def _report(store: Store, key: str, *, notes: tuple[str, ...], begin: float) -> ImportReport:
    provenance = next(entry for entry in store.list_provenances() if entry.key == key)
    return ImportReport(
        provenance=provenance,
        row_count=provenance.row_count or 0,
        rejected_count=provenance.rejected_count or 0,
        reject_path=store.find_reject_path(key),
        notes=notes,
        seconds=time.perf_counter() - begin,
    )


def list_register_keys() -> list[str]:
    """Return the keys of the registers that feed a diagnosis, those of SIRENE first."""
    return [*SIRENE_KEYS, *(kind for kind in _READERS if kind not in _OF_AIDS)]


def check_register(kind: str) -> None:
    """
    Refuse what is not a register that can be imported.

    Raises
    ------
    InvalidInput
        With the nearest keys.
    """
    known = [*SIRENE_KEYS, *_READERS]
    if kind in known:
        return
    near = find_nearest(kind, ["list", *known]) or ["list", *known]
    raise InvalidInput(
        f"unknown source {kind!r}",
        user=_("La source « {kind} » n’existe pas. Vouliez-vous : {near} ?").format(
            kind=kind, near=", ".join(near)
        ),
    )


def _check_naming(label: str, vintage: str) -> None:
    if not label.strip():
        raise InvalidInput(
            "list without label",
            user=_("Donnez un nom à votre liste (--label) : il la désignera dans les résultats."),
        )
    try:
        date.fromisoformat(vintage)
    except ValueError as error:
        raise InvalidInput(
            f"list date {vintage!r} is not ISO",
            user=_("Donnez la date des données de votre liste (--date), par exemple 2026-03-31."),
        ) from error


def _find_list_key(table: pa.Table, label: str) -> str:
    if not len(table):
        raise InvalidInput(
            f"empty list {label!r}",
            user=_("Cette liste ne contient aucun acteur : vérifiez le fichier et sa feuille."),
        )
    key: str = table["source_keys"][0].as_py()
    return key


def _today() -> str:
    return date.today().isoformat()  # noqa: DTZ011 - the day where the person is
