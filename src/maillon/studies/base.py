"""The working base as a page shows it: what is imported, what could be, and how to bring it in."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import httpx

from maillon.domain.jobs import Progress
from maillon.domain.language import translate as _
from maillon.domain.provenance import Provenance
from maillon.domain.territory import Territory
from maillon.reference.sources import SourceSheet, list_source_sheets
from maillon.studies.asking import find_territory
from maillon.studies.fetching import fetch_register
from maillon.studies.gathering import LIST_PREFIX, covers_territory, open_store
from maillon.studies.importing import (
    ImportReport,
    check_register,
    import_registers,
    list_imports,
    list_register_keys,
)

__all__ = [
    "BaseVintage",
    "ImportReport",
    "RegisterOffer",
    "fetch_and_import",
    "find_closed_actors",
    "has_register",
    "list_base_vintages",
    "list_registers",
]

# Without these two there is nothing to read: who is where, and what it is.
_ESSENTIAL = ("sirene-etablissements", "sirene-unites-legales")


@dataclass(frozen=True, kw_only=True, slots=True)
class BaseVintage:
    """
    Something imported.

    Attributes
    ----------
    provenance
        Name, publisher, vintage, licence, day of the import, rows.
    is_list
        Whether it is an own list; a register otherwise.
    """

    provenance: Provenance
    is_list: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterOffer:
    """
    A register that can fill the base.

    Attributes
    ----------
    key, label, publisher, licence, rhythm, page
        As its sheet says.
    brings
        What it adds to a diagnosis, one French sentence.
    caveats
        What one must know before using it.
    file_name
        File to bring by hand when it cannot be fetched.
    size_bytes
        Size of the download, for orientation; `None` when it is not known.
    is_essential
        Whether a diagnosis needs it.
    is_fetchable
        Whether Maillon can download it.
    imported
        What is in the base of it, `None` when nothing is.
    """

    key: str
    label: str
    publisher: str
    licence: str
    rhythm: str
    page: str
    brings: str
    caveats: tuple[str, ...]
    file_name: str
    size_bytes: int | None
    is_essential: bool
    is_fetchable: bool
    imported: Provenance | None


def has_register(territory: Territory | str, home: Path | None = None) -> bool:
    """
    Tell whether the imported register of establishments covers a territory.

    Raises
    ------
    InvalidInput
        If the territory is unknown.
    """
    return covers_territory(open_store(home), find_territory(territory, home))


def find_closed_actors(sirets: Collection[str], home: Path | None = None) -> dict[str, date | None]:
    """Return the closing date of those that the register gives as closed; `None`: unknown."""
    return open_store(home).find_closed(sirets)


def list_base_vintages(home: Path | None = None) -> list[BaseVintage]:
    """Return what is imported: registers first, then own lists, by key."""
    found = [
        BaseVintage(provenance=entry, is_list=entry.key.startswith(LIST_PREFIX))
        for entry in list_imports(home=home)
    ]
    return sorted(found, key=lambda entry: (entry.is_list, entry.provenance.key))


def list_registers(home: Path | None = None) -> list[RegisterOffer]:
    """Return the registers that can fill the base, the essential ones first."""
    imported = {entry.key: entry for entry in list_imports(home=home)}
    known = list_register_keys()
    offers = [
        _offer(sheet, imported.get(sheet.key))
        for sheet in list_source_sheets()
        if sheet.key in known
    ]
    return sorted(offers, key=lambda offer: (not offer.is_essential, known.index(offer.key)))


def fetch_and_import(
    kinds: Sequence[str],
    home: Path | None = None,
    progress: Progress | None = None,
    *,
    client: httpx.Client | None = None,
) -> dict[str, ImportReport]:
    """
    Download registers, then bring them all into the base.

    Parameters
    ----------
    kinds
        Keys of the registers.
    progress
        Raises `KeyboardInterrupt` to stop: a download then resumes next time, and an import
        leaves the base as it was.

    Raises
    ------
    InvalidInput
        If a register is unknown, the disk full, or a file unusable; nothing is imported.
    SourceError
        If a publisher does not answer, refuses or sends something else; nothing is imported, and
        the sentence says which file to bring by hand.
    """
    wanted = list(dict.fromkeys(kinds))
    for kind in wanted:
        check_register(kind)
    files = {
        kind: fetch_register(kind, home=home, client=client, progress=progress).path
        for kind in wanted
    }
    return import_registers(files, home=home, progress=progress)


def _offer(sheet: SourceSheet, imported: Provenance | None) -> RegisterOffer:
    file = sheet.files[0] if sheet.files else None
    return RegisterOffer(
        key=sheet.key,
        label=sheet.label,
        publisher=sheet.publisher,
        licence=sheet.licence,
        rhythm=sheet.rhythm,
        page=sheet.page,
        brings=_say_what_it_brings().get(sheet.key, ""),
        caveats=sheet.caveats,
        file_name=file.file_name if file else "",
        size_bytes=file.size_bytes if file else None,
        is_essential=sheet.key in _ESSENTIAL,
        is_fetchable=bool(file and (file.address or sheet.catalogue_address)),
        imported=imported,
    )


def _say_what_it_brings() -> Mapping[str, str]:
    return {
        "sirene-etablissements": _(
            "Tous les établissements du pays : où ils sont, leur activité, leur tranche d’effectif."
        ),
        "sirene-unites-legales": _(
            "Le nom et la forme juridique des organisations, et l’indicateur ESS de l’Insee."
        ),
        "sirene-geolocalisation": _(
            "La position des établissements sur la carte et leur quartier prioritaire."
        ),
        "annuaire-unites-legales": _(
            "Ce que l’Annuaire des entreprises dit des organisations, dont l’appartenance à l’ESS."
        ),
        "ess-france": _("Les entreprises que la liste d’ESS France reconnaît."),
        "fondations": _("Les fondations et fonds de dotation."),
        "marche-inclusion": _("Les structures inclusives : insertion et handicap."),
        "rna": _("L’objet des associations, où se lisent des activités que leur code ne dit pas."),
        "urssaf-ess": _("Des totaux régionaux de l’emploi de l’ESS, pour contrôler les comptes."),
    }
