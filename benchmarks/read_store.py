"""
How long the working base takes to give what a diagnosis asks for.

    python benchmarks/read_store.py HOME [--epci 40]

EPCI are drawn at random (fixed seed), filières taken in turn; régions are the five largest. Each
read opens its own engine, as in use. Times are those of one warm process.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from maillon.diagnosis.placement import candidate_filter
from maillon.reference.filieres import list_filieres
from maillon.reference.territories import get_territory, list_territories
from maillon.store import Store

SEED = 20261122
LARGEST_REGIONS = ("reg:11", "reg:84", "reg:75", "reg:76", "reg:32")


def time_reads(label: str, reads: list[Callable[[], int]]) -> None:
    """Run each read once, after a first one that warms up, and print the spread."""
    reads[0]()
    seconds, rows = [], []
    for read in reads:
        begin = time.perf_counter()
        rows.append(read())
        seconds.append(time.perf_counter() - begin)
    print(
        f"{label:34s} n {len(reads):3d}  median {statistics.median(seconds):6.3f} s"
        f"  max {max(seconds):6.3f} s  rows (median) {statistics.median(rows):9.0f}"
    )


def read_candidates(store: Store, key: str, filiere_number: int) -> Callable[[], int]:
    """Return the read of what a diagnosis asks for."""
    filieres = list_filieres()
    wanted = candidate_filter(filieres[filiere_number % len(filieres)])
    codes = get_territory(key).commune_codes

    def read() -> int:
        table = store.read_establishments(
            commune_codes=codes, naf_codes=wanted.naf_codes, name_pattern=wanted.name_pattern
        )
        return len(table)

    return read


def read_all(store: Store, key: str) -> Callable[[], int]:
    """Return the read of every establishment of a territory."""
    codes = get_territory(key).commune_codes
    return lambda: len(store.read_establishments(commune_codes=codes))


def read_counts(store: Store, key: str) -> Callable[[], int]:
    """Return the read of the counts of a territory by activity."""
    codes = get_territory(key).commune_codes
    areas = dict.fromkeys(codes, key)
    return lambda: len(store.read_activity(commune_codes=codes, by="area", areas=areas))


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--epci", type=int, default=40)
    asked = parser.parse_args()
    store = Store(asked.home)
    keys = sorted(territory.key for territory in list_territories("epci"))
    drawn = random.Random(SEED).sample(keys, asked.epci)  # noqa: S311 - a draw, not a secret
    chosen = list(enumerate(drawn))
    time_reads("EPCI, candidates of a filière", [read_candidates(store, k, n) for n, k in chosen])
    time_reads("EPCI, every establishment", [read_all(store, k) for k in drawn])
    time_reads("EPCI, counts by activity", [read_counts(store, k) for k in drawn])
    for region in LARGEST_REGIONS:
        reads = [read_candidates(store, region, number) for number in range(3)]
        time_reads(f"{region}, candidates of a filière", reads)
    time_reads("reg:11, counts by activity", [read_counts(store, "reg:11")] * 3)
    time_reads("France, counts by activity", [lambda: len(store.read_activity(by="total"))] * 3)
    sirets = [f"{100_000_000 + 29 * number:09d}00018" for number in range(0, 300_000, 1_000)]
    time_reads("closed among 300 SIRET", [lambda: len(store.find_closed(sirets))] * 3)
    time_reads("300 SIRET anywhere", [lambda: len(store.read_establishments(sirets=sirets))] * 3)


if __name__ == "__main__":
    main()
