"""
How long a diagnosis takes once the registers are imported.

    python benchmarks/diagnosis.py HOME [--epci 40] [--regions 5] [--no-screening]

Prints, in seconds: the median over EPCI drawn at random (fixed seed) and over régions, in one warm
process; then one cold process of the command; then every EPCI × every filière.
"""

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

from maillon.reference.filieres import list_filieres
from maillon.reference.territories import get_territory, list_territories
from maillon.studies.diagnosing import diagnose
from maillon.studies.screening import screen_territories

SEED = 20261122
LARGEST_REGIONS = ("reg:11", "reg:84", "reg:75", "reg:76", "reg:32")


def measure_diagnoses(home: Path, keys: list[str], filieres: list[str]) -> list[float]:
    """Return the seconds of one diagnosis per territory, filières in turn."""
    seconds = []
    for number, key in enumerate(keys):
        begin = time.perf_counter()
        diagnose(key, filieres[number % len(filieres)], home=home)
        seconds.append(time.perf_counter() - begin)
    return seconds


def summarize(label: str, seconds: list[float]) -> dict[str, float]:
    """Print and return median and extremes."""
    figures = {
        "median": statistics.median(seconds),
        "min": min(seconds),
        "max": max(seconds),
        "count": len(seconds),
    }
    print(
        f"{label:34} median {figures['median']:.3f} s  min {figures['min']:.3f}  "
        f"max {figures['max']:.3f}  (n = {len(seconds)})"
    )
    return figures


def main() -> None:
    """Run the measures and print them, and as JSON on the last line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--epci", type=int, default=40)
    parser.add_argument("--regions", type=int, default=5)
    parser.add_argument("--no-screening", action="store_true")
    options = parser.parse_args()
    filieres = [filiere.key for filiere in list_filieres()]
    keys = [f"epci:{entry.code}" for entry in list_territories("epci")]
    drawn = random.Random(SEED).sample(keys, options.epci)  # noqa: S311 - a fixed draw, no secret
    diagnose(drawn[0], filieres[0], home=options.home)

    results: dict[str, object] = {
        "epci": summarize("EPCI, warm process", measure_diagnoses(options.home, drawn, filieres)),
        "regions": summarize(
            "large régions, warm process",
            measure_diagnoses(options.home, list(LARGEST_REGIONS[: options.regions]), filieres),
        ),
    }
    cold = []
    for key in drawn[:5]:
        begin = time.perf_counter()
        subprocess.run(
            [
                sys.executable,
                *("-m", "maillon.cli.main", "diagnose", "--territory", key),
                *("--filiere", "textile_tlc", "--format", "json"),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            env={"MAILLON_HOME": str(options.home), "PATH": "/usr/bin:/bin"},
        )
        cold.append(time.perf_counter() - begin)
    results["command"] = summarize("EPCI, whole command, cold", cold)
    if not options.no_screening:
        begin = time.perf_counter()
        table = screen_territories("epci", home=options.home)
        seconds = time.perf_counter() - begin
        print(f"{'all EPCI × 18 filières':34} {seconds:.1f} s  ({len(table)} rows)")
        results["screening"] = {"seconds": seconds, "rows": len(table)}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'peak memory of this process':34} {peak:.0f} MB")
    results["peak_mb"] = peak
    results["communes"] = len(get_territory(drawn[0]).places)
    print(json.dumps(results))


if __name__ == "__main__":
    main()
