"""
Maillon beside the pandas script that an analyst would write, on the same files.

    python benchmarks/beside_pandas.py STOCK HOME [--epci 200046977] [--filiere textile_tlc]

STOCK holds the made-up files, HOME the same files imported. Both sides count the stages of one
filière in one EPCI, ours with everything else that a diagnosis holds; each run is a whole process,
in turn; the ratios are those of the medians. The import, done once a month, is timed by
`import_stock.py`. pyarrow imports pandas wherever it is installed: give `--python` the interpreter
of an installation without it, as users have.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent


def run(command: list[str], home: Path) -> tuple[float, float]:
    """Return the seconds and the peak megabytes of one process."""
    begin = time.perf_counter()
    environment = {**os.environ, "MAILLON_HOME": str(home)}
    with tempfile.NamedTemporaryFile() as usage:
        subprocess.run(
            ["/usr/bin/time", "-f", "%M", "-o", usage.name, *command],
            check=True,
            stdout=subprocess.DEVNULL,
            env=environment,
        )
        seconds = time.perf_counter() - begin
        text = Path(usage.name).read_text(encoding="utf-8").strip()
    return seconds, float(text.splitlines()[-1]) / 1024


def measure_warm(home: Path, epci: str, filiere: str) -> float:
    """Return the median seconds of a diagnosis in a process that has made one already."""
    from maillon import diagnose

    seconds = []
    for _round in range(6):
        begin = time.perf_counter()
        diagnose(f"epci:{epci}", filiere, home=home)
        seconds.append(time.perf_counter() - begin)
    return statistics.median(seconds[1:])


def main() -> None:
    """Run both sides in turn and print the ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("stock", type=Path)
    parser.add_argument("home", type=Path)
    parser.add_argument("--epci", default="200046977")
    parser.add_argument("--filiere", default="textile_tlc")
    parser.add_argument("--python", default=sys.executable, help="interpreter of our side")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    places = next(options.stock.glob("StockEtablissement*.parquet"))
    units = next(options.stock.glob("StockUniteLegale*.parquet"))
    ours = [options.python, "-m", "maillon.cli.main", "diagnose", "--format", "json"]
    ours += ["--territory", f"epci:{options.epci}", "--filiere", options.filiere]
    theirs = [sys.executable, str(HERE / "pandas_peer.py"), str(places), str(units)]
    theirs += [options.epci, options.filiere]
    figures: dict[str, list[tuple[float, float]]] = {"pandas": [], "maillon": []}
    for _round in range(options.rounds):
        figures["pandas"].append(run(theirs, options.home))
        figures["maillon"].append(run(ours, options.home))
    medians = {
        name: [statistics.median(column) for column in zip(*runs, strict=True)]
        for name, runs in figures.items()
    }
    for name, (seconds, megabytes) in medians.items():
        print(f"{name:8} {seconds:6.2f} s  {megabytes:7.0f} MB")
    faster = medians["pandas"][0] / medians["maillon"][0]
    lighter = medians["pandas"][1] / medians["maillon"][1]
    print(f"pandas / maillon, whole processes: time {faster:.1f}, memory {lighter:.1f}")
    warm = measure_warm(options.home, options.epci, options.filiere)
    work = statistics.median(
        json.loads(subprocess.run(theirs, check=True, capture_output=True).stdout)["seconds"]
        for _round in range(options.rounds)
    )
    print(f"work alone, imports done: pandas {work:.2f} s, maillon {warm:.3f} s, {work / warm:.1f}")
    print(json.dumps(medians))


if __name__ == "__main__":
    main()
