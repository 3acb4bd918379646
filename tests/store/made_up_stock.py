"""Small stock files with made-up rows, in the shape of the published ones."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from maillon.sources.sirene import build_plan
from maillon.store import EssForms, Store

COMMUNES = {"75120": "75056", "69383": "69123", "14712": "14654"}
FORMS = EssForms(legal_category_codes=("9220", "5460"), excluded_naf_codes=("94.91Z",))


def place(siret: str, commune: str | None, **columns: object) -> dict[str, object]:
    """Return an active establishment; columns given win."""
    return {
        "siren": siret[:9],
        "siret": siret,
        "statutDiffusionEtablissement": "O",
        "dateCreationEtablissement": date(2015, 3, 2),
        "trancheEffectifsEtablissement": "12",
        "anneeEffectifsEtablissement": 2024,
        "etablissementSiege": True,
        "numeroVoieEtablissement": "4",
        "indiceRepetitionEtablissement": None,
        "typeVoieEtablissement": "RUE",
        "libelleVoieEtablissement": "DE L EXEMPLE",
        "codePostalEtablissement": (commune or "00")[:2] + "000",
        "codeCommuneEtablissement": commune,
        "dateDebut": "2015-03-02",
        "etatAdministratifEtablissement": "A",
        "enseigne1Etablissement": None,
        "enseigne2Etablissement": None,
        "enseigne3Etablissement": None,
        "denominationUsuelleEtablissement": None,
        "activitePrincipaleEtablissement": "38.32Z",
        "nomenclatureActivitePrincipaleEtablissement": "NAFRev2",
        "caractereEmployeurEtablissement": "O",
        "activitePrincipaleNAF25Etablissement": "38.21Y",
        **columns,
    }


def unit(siren: str, name: str | None, **columns: object) -> dict[str, object]:
    """Return an active association; columns given win."""
    return {
        "siren": siren,
        "statutDiffusionUniteLegale": "O",
        "sigleUniteLegale": None,
        "prenom1UniteLegale": None,
        "prenomUsuelUniteLegale": None,
        "identifiantAssociationUniteLegale": None,
        "etatAdministratifUniteLegale": "A",
        "nomUniteLegale": None,
        "nomUsageUniteLegale": None,
        "denominationUniteLegale": name,
        "denominationUsuelle1UniteLegale": None,
        "denominationUsuelle2UniteLegale": None,
        "denominationUsuelle3UniteLegale": None,
        "categorieJuridiqueUniteLegale": 9220,
        "activitePrincipaleUniteLegale": "94.99Z",
        "nomenclatureActivitePrincipaleUniteLegale": "NAFRev2",
        "economieSocialeSolidaireUniteLegale": None,
        **columns,
    }


def write_parquet(path: Path, rows: Sequence[Mapping[str, object]]) -> Path:
    """Write rows to Parquet."""
    pq.write_table(pa.Table.from_pylist([dict(row) for row in rows]), path)
    return path


def to_csv(rows: Sequence[Mapping[str, object]]) -> str:
    """Return rows as the text of a CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def import_rows(
    store: Store,
    folder: Path,
    *,
    places: Sequence[Mapping[str, object]] = (),
    units: Sequence[Mapping[str, object]] = (),
) -> None:
    """Import rows given as values; both files at once when both are given."""
    plans = []
    if places:
        path = write_parquet(folder / "StockEtablissement_utf8.parquet", places)
        plans.append(build_plan("sirene-etablissements", path, vintage="2026-08-01"))
    if units:
        path = write_parquet(folder / "StockUniteLegale_utf8.parquet", units)
        plans.append(build_plan("sirene-unites-legales", path, vintage="2026-08-01"))
    store.ingest(plans, forms=FORMS, current_communes=COMMUNES)
