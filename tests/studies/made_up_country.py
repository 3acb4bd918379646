"""
A small made-up country in the official shape of the SIRENE stock: nothing in it exists.

Communes are real so that territories work; every name says that it is made up. Real files mask
what is partially diffused with « [ND] »; here the masked fields hold recognisable words instead,
so that a test can look for them in every output.
"""

import csv
import shutil
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from stdnum import luhn

from maillon.studies.importing import import_registers

VINTAGE = "2026-08-01"
LILLE, ROUBAIX, TOURCOING, ORCHIES, LENS = "59350", "59512", "59599", "59449", "62498"
METROPOLIS = "epci:200093201"
NEIGHBOUR = "epci:200041960"
FILIERE = "textile_tlc"
# What must never be read in a result: partial diffusion, home of a person.
SECRET_WORDS = ("FICTIFMASQUE", "RUE DU FICTIF SECRET")
SECRET_LATITUDES = (50.612345, 50.623456)
HOME_STREET = "RUE DU DOMICILE FICTIF"
# Largest communes of metropolises of the same size, so that a comparison has something to count.
ELSEWHERE = ("31555", "33063", "69123", "44109", "67482", "34172", "13055", "76540", "38185")

Row = dict[str, object]


def make_siren(number: int) -> str:
    """Return a SIREN with a right key."""
    body = f"{number:08d}"
    return body + luhn.calc_check_digit(body)


def make_siret(number: int, nic: int = 1) -> str:
    """Return a SIRET with a right key."""
    body = f"{make_siren(number)}{nic:04d}"
    return body + luhn.calc_check_digit(body)


def make_place(number: int, commune: str, naf_code: str, **columns: object) -> Row:
    """Return an active establishment; columns given win."""
    siret = make_siret(number)
    return {
        "siren": siret[:9],
        "siret": siret,
        "statutDiffusionEtablissement": "O",
        "dateCreationEtablissement": date(2015, 3, 2),
        "trancheEffectifsEtablissement": "11",
        "anneeEffectifsEtablissement": 2024,
        "etablissementSiege": True,
        "numeroVoieEtablissement": "4",
        "indiceRepetitionEtablissement": None,
        "typeVoieEtablissement": None,
        "libelleVoieEtablissement": "RUE DE L EXEMPLE",
        "codePostalEtablissement": f"{commune[:2]}000",
        "codeCommuneEtablissement": commune,
        "dateDebut": date(2015, 3, 2),
        "etatAdministratifEtablissement": "A",
        "enseigne1Etablissement": None,
        "enseigne2Etablissement": None,
        "enseigne3Etablissement": None,
        "denominationUsuelleEtablissement": None,
        "activitePrincipaleEtablissement": naf_code,
        "nomenclatureActivitePrincipaleEtablissement": "NAFRev2",
        "caractereEmployeurEtablissement": "O",
        "activitePrincipaleNAF25Etablissement": None,
        **columns,
    }


def make_unit(number: int, name: str | None, **columns: object) -> Row:
    """Return an active simplified company; columns given win."""
    return {
        "siren": make_siren(number),
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
        "categorieJuridiqueUniteLegale": 5710,
        "activitePrincipaleUniteLegale": "70.10Z",
        "nomenclatureActivitePrincipaleUniteLegale": "NAFRev2",
        "economieSocialeSolidaireUniteLegale": None,
        **columns,
    }


_MASKED_PLACE: Mapping[str, object] = {
    "statutDiffusionEtablissement": "P",
    "libelleVoieEtablissement": SECRET_WORDS[1],
    "enseigne1Etablissement": "FICTIFMASQUE ENSEIGNE",
}
_HOME: Mapping[str, object] = {"libelleVoieEtablissement": HOME_STREET}
_PERSON: Mapping[str, object] = {"categorieJuridiqueUniteLegale": 1000}
_CLOSED: Mapping[str, object] = {
    "etatAdministratifEtablissement": "F",
    "dateDebut": date(2021, 5, 31),
}

TWO_STAGES, MASKED, PERSON, CLOSED, WORKSHOP = 4, 6, 5, 10, 1

PLACES: tuple[Row, ...] = (
    make_place(WORKSHOP, LILLE, "13.20Z"),
    make_place(2, ROUBAIX, "13.20Z", trancheEffectifsEtablissement="03"),
    make_place(3, TOURCOING, "14.13Z", trancheEffectifsEtablissement="21"),
    make_place(TWO_STAGES, TOURCOING, "13.10Z"),
    make_place(PERSON, LILLE, "95.23Z", trancheEffectifsEtablissement="NN",
               caractereEmployeurEtablissement="N", **_HOME),
    make_place(MASKED, LILLE, "95.23Z", trancheEffectifsEtablissement="NN", **_MASKED_PLACE),
    make_place(7, LILLE, "47.71Z", enseigne1Etablissement="FRIPERIE FICTIVE"),
    make_place(8, LILLE, "47.71Z"),
    make_place(9, ROUBAIX, "88.99B", caractereEmployeurEtablissement=None),
    make_place(CLOSED, LILLE, "13.20Z", **_CLOSED),
    make_place(11, LILLE, "47.71Z", **_MASKED_PLACE),
    make_place(12, LILLE, "56.10A"),
    make_place(13, TOURCOING, "38.32Z"),
    make_place(14, ORCHIES, "01.16Z", trancheEffectifsEtablissement="01"),
    make_place(15, LENS, "01.16Z"),
    make_place(16, "75120", "13.20Z"),
    make_place(17, ORCHIES, "56.10A"),
    *(make_place(100 + number, commune, "13.20Z") for number, commune in enumerate(ELSEWHERE)),
    *(make_place(200 + number, commune, "56.10A") for number, commune in enumerate(ELSEWHERE * 4)),
)  # fmt: skip

UNITS: tuple[Row, ...] = (
    make_unit(WORKSHOP, "EXEMPLE FICTIF TISSAGE", economieSocialeSolidaireUniteLegale="O"),
    make_unit(2, "EXEMPLE FICTIF COUTURE", categorieJuridiqueUniteLegale=9220),
    make_unit(3, "EXEMPLE FICTIF CONFECTION", economieSocialeSolidaireUniteLegale="N"),
    make_unit(TWO_STAGES, "EXEMPLE FICTIF FIBRES", categorieJuridiqueUniteLegale=9220,
              economieSocialeSolidaireUniteLegale="O"),
    make_unit(PERSON, None, **_PERSON, nomUniteLegale="FICTIF", prenomUsuelUniteLegale="EXEMPLE"),
    make_unit(MASKED, "FICTIFMASQUE CORDONNERIE", statutDiffusionUniteLegale="P"),
    make_unit(7, "EXEMPLE FICTIF SECONDE VIE", categorieJuridiqueUniteLegale=9220),
    make_unit(8, "EXEMPLE FICTIF MAGASIN"),
    make_unit(9, "EXEMPLE FICTIF VESTIAIRE", categorieJuridiqueUniteLegale=9220),
    make_unit(CLOSED, "EXEMPLE FICTIF FERME"),
    make_unit(11, "FICTIFMASQUE MAGASIN", statutDiffusionUniteLegale="P"),
    make_unit(12, "EXEMPLE FICTIF RESTAURANT"),
    make_unit(13, "EXEMPLE FICTIF METAUX"),
    make_unit(14, "EXEMPLE FICTIF LIN", categorieJuridiqueUniteLegale=9220),
    make_unit(15, "EXEMPLE FICTIF CHANVRE"),
    make_unit(16, "EXEMPLE FICTIF PARIS"),
    make_unit(17, "EXEMPLE FICTIF AUBERGE"),
    *(make_unit(100 + number, f"EXEMPLE FICTIF {number}") for number in range(len(ELSEWHERE))),
    *(make_unit(200 + number, f"EXEMPLE FICTIF R {number}") for number in range(36)),
)  # fmt: skip

POSITIONS: tuple[Row, ...] = tuple(
    {
        "siret": make_siret(number),
        "x": 700000.0,
        "y": 7060000.0,
        "qualite_xy": "11",
        "epsg": "2154",
        "plg_qp24": None,
        "plg_code_commune": commune,
        "x_longitude": 3.05,
        "y_latitude": latitude,
    }
    for number, commune, latitude in (
        (WORKSHOP, LILLE, 50.631111),
        (PERSON, LILLE, SECRET_LATITUDES[0]),
        (MASKED, LILLE, SECRET_LATITUDES[1]),
    )
)


def write_parquet(path: Path, rows: Sequence[Row]) -> Path:
    """Write rows to Parquet."""
    pq.write_table(pa.Table.from_pylist([dict(row) for row in rows]), path)
    return path


def write_csv(path: Path, rows: Sequence[Row], *, encoding: str = "utf-8") -> Path:
    """Write rows to a CSV, booleans as Insee writes them."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        for row in rows:
            writer.writerow(
                {
                    key: str(value).lower() if isinstance(value, bool) else value
                    for key, value in row.items()
                }
            )
    return path


def write_stock(folder: Path) -> dict[str, Path]:
    """Write the files of the country: establishments and positions in CSV, units in Parquet."""
    folder.mkdir(parents=True, exist_ok=True)
    return {
        "sirene-etablissements": write_csv(folder / "StockEtablissement_utf8.csv", PLACES),
        "sirene-unites-legales": write_parquet(folder / "StockUniteLegale_utf8.parquet", UNITS),
        "sirene-geolocalisation": write_csv(
            folder / "GeolocalisationEtablissement_Sirene_pour_etudes_statistiques_utf8.csv",
            POSITIONS,
        ),
    }


def build_home(home: Path, folder: Path) -> Path:
    """Import the country into a home."""
    import_registers(write_stock(folder), home=home, vintage=VINTAGE)
    return home


def copy_home(home: Path, target: Path) -> Path:
    """Return a copy of a home that a test may change."""
    shutil.copytree(home, target)
    return target
