"""
How long a national import takes, beside the bare copy of the same columns of the same files.

    python benchmarks/import_stock.py STOCK HOME [--rounds 3]

STOCK holds the two files of `make_stock.py` (or the real ones). Each run is its own process; the
import and the copy take turns, so that both suffer alike from whatever else the machine does. The
copy is the least that one can do: `COPY (SELECT the columns that we read FROM file) TO parquet`,
with the same engine, threads and memory. HOME keeps the last import.
"""

import argparse
import json
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from maillon.sources.sirene import build_plan
from maillon.studies.importing import import_registers

FILES = {
    "sirene-etablissements": "StockEtablissement_utf8.parquet",
    "sirene-unites-legales": "StockUniteLegale_utf8.parquet",
}


def run_import(stock: Path, home: Path) -> None:
    """Import both files into an empty home, as a person does."""
    shutil.rmtree(home, ignore_errors=True)
    import_registers({key: stock / name for key, name in FILES.items()}, home=home)


def run_copy(stock: Path, out: Path) -> None:
    """Copy the columns that the import reads, and nothing else."""
    for key, name in FILES.items():
        plan = build_plan(key, stock / name)
        config = {"threads": 2, "memory_limit": "2500MB", "preserve_insertion_order": False}
        with duckdb.connect(config=config) as engine:
            columns = ", ".join(f'"{column}"' for column in plan.source_columns)
            engine.execute(f"COPY (SELECT {columns} FROM '{stock / name}') TO '{out / name}'")


def run_child(task: str, stock: Path, target: Path) -> dict[str, float]:
    """Run one task in its own process and return what it cost."""
    command = [sys.executable, __file__, str(stock), str(target), "--task", task]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    cost: dict[str, float] = json.loads(done.stdout)
    return cost


def measure(task: str, stock: Path, target: Path) -> None:
    """Do the task and print its cost as JSON."""
    begin, cpu = time.perf_counter(), time.process_time()
    {"import": run_import, "copy": run_copy}[task](stock, target)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    cost = {
        "wall_s": time.perf_counter() - begin,
        "cpu_s": time.process_time() - cpu,
        "peak_mb": peak,
    }
    print(json.dumps(cost))


def compare(stock: Path, home: Path, rounds: int) -> None:
    """Alternate copies and imports, print each and the ratios."""
    runs: dict[str, list[dict[str, float]]] = {"copy": [], "import": []}
    for _round in range(rounds):
        for task, costs in runs.items():
            with tempfile.TemporaryDirectory(dir=home.parent) as scratch:
                cost = run_child(task, stock, home if task == "import" else Path(scratch))
            costs.append(cost)
            print(f"{task:7s} " + "  ".join(f"{key} {value:7.1f}" for key, value in cost.items()))
    for unit in ("wall_s", "cpu_s"):
        best = {task: min(cost[unit] for cost in costs) for task, costs in runs.items()}
        middle = {
            task: statistics.median(cost[unit] for cost in costs) for task, costs in runs.items()
        }
        print(
            f"{unit}: import/copy, best {best['import'] / best['copy']:.2f},"
            f" median {middle['import'] / middle['copy']:.2f}"
        )
    kept = sum(path.stat().st_size for path in home.rglob("*") if path.is_file())
    read = sum((stock / name).stat().st_size for name in FILES.values())
    print(f"kept on disk: {kept / 1e6:.0f} MB for {read / 1e6:.0f} MB read")
    print(f"duckdb {duckdb.__version__}, Python {platform.python_version()}")


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stock", type=Path)
    parser.add_argument("home", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--task", choices=("import", "copy"), help="used by the script itself")
    asked = parser.parse_args()
    if asked.task:
        measure(asked.task, asked.stock, asked.home)
    else:
        compare(asked.stock, asked.home, asked.rounds)


if __name__ == "__main__":
    main()
