"""
How long an own list of 200 MB takes to import, and how much memory.

    python benchmarks/large_list.py FOLDER [--megabytes 200]

Writes a made-up CSV of actors (every name says so) in FOLDER, imports it in a process of its own
and prints seconds, rows and peak memory.
"""

import argparse
import resource
import tempfile
import time
from pathlib import Path

from stdnum import luhn

from maillon.domain.visibility import Visibility
from maillon.reference.territories import load_communes
from maillon.studies.importing import import_list


def write_list(path: Path, size: int) -> None:
    """Write made-up actors until the file weighs so many bytes."""
    communes = load_communes().select(["code", "name", "departement_code"]).to_pylist()
    with path.open("w", encoding="utf-8") as file:
        file.write("SIRET;Raison sociale;Type;Adresse;Ville;Code commune;APE;Effectif;Activité\n")
        number = 0
        while file.tell() < size:
            commune = communes[number % len(communes)]
            siren = f"{10_000_000 + number:08d}"
            body = f"{siren}{luhn.calc_check_digit(siren)}0001"
            file.write(
                f"{body}{luhn.calc_check_digit(body)};EXEMPLE FICTIF NUMERO {number};ACI;"
                f"{number % 200} RUE DE L EXEMPLE;{commune['name']};{commune['code']};38.32Z;"
                "10 à 19 salariés;collecte et tri d'objets fictifs pour la mesure de vitesse\n"
            )
            number += 1


def main() -> None:
    """Write, import, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--megabytes", type=int, default=200)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    path = options.folder / "liste_fictive.csv"
    write_list(path, options.megabytes * 1_000_000)
    with tempfile.TemporaryDirectory() as home:
        begin = time.perf_counter()
        report = import_list(
            path,
            label="Liste fictive",
            vintage="2026-01-01",
            visibility=Visibility.MEMBERS,
            home=Path(home),
        )
        seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = path.stat().st_size / 1e6
    print(f"{size:.0f} MB, {report.row_count:,} actors: {seconds:.0f} s, peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main()
