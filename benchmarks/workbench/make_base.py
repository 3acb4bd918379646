"""
Fill the base of a workbench with 200,000 made-up actors in 200 made-up filières.

Every organisation, person and actor says that it is made up; the same `shares.yaml` always gives
the same base. The communes are real, so that the map and the searches behave as they would.

    python benchmarks/workbench/make_base.py HOME [--registers OTHER_HOME]

The base is HOME/workbench.sqlite3, or the one that MAILLON_DATABASE_URL names. `--registers` copies
imported registers (see `import_stock.py`), so that the diagnostics have neighbours to compare with.
"""

import argparse
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import yaml
from surroundings import describe_base, enter_home

HERE = Path(__file__).parent


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--registers", type=Path, help="home whose imports are copied")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the actors")
    return parser.parse_args()


@contextmanager
def told(label: str) -> Iterator[None]:
    """Say how long a step took."""
    started = time.perf_counter()
    yield
    print(f"{label}: {time.perf_counter() - started:.1f} s", flush=True)


def copy_registers(source: Path, home: Path) -> None:
    """Copy what was imported, and nothing else of that home."""
    home.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source / "catalogue.json", home)
    shutil.copytree(source / "store", home / "store", dirs_exist_ok=True)


def scale_down(shares: dict[str, object], scale: float) -> None:
    """Make fewer actors, for a trial."""
    shares["actor_count"] = round(shares["actor_count"] * scale)
    shares["largest_filieres"] = [round(size * scale) for size in shares["largest_filieres"]]


def fill(shares: dict[str, object]) -> None:
    """Write everything."""
    from loading import loading
    from made_actors import make_actors
    from made_diagnoses import make_diagnoses
    from made_library import make_library
    from made_people import make_people, make_workspaces
    from made_places import pick_territories
    from made_plan import share_actions
    from made_traces import make_traces

    rng = Random(shares["seed"])  # noqa: S311 - the same base every time
    with loading() as loader:
        with told("people and filières"):
            people = make_people(loader, shares)
            workspaces = make_workspaces(
                loader, shares, rng, people=people, territories=pick_territories(shares, rng)
            )
        with told("actors and traces"):
            first, offered = 1, []
            for workspace in workspaces:
                made = make_actors(loader, shares, rng, workspace, first=first)
                first += workspace.size
                offered.append(
                    make_traces(
                        loader,
                        shares,
                        rng,
                        workspace=workspace,
                        made=made,
                        keepers=people["others"],
                    )
                )
            share_actions(loader, offered)
        with told("library"):
            make_library(loader, workspaces, rng, people=[*people["lead"], *people["reader"][:1]])
        with told("diagnostics"):
            make_diagnoses(loader, workspaces)


def main() -> None:
    """Make the base."""
    asked = read_arguments()
    if asked.registers:
        copy_registers(asked.registers, asked.home)
    enter_home(asked.home)
    from maillon_web.config.preparation import prepare_base
    from maillon_web.filieres.models import Filiere
    from maillon_web.library.services.indexing import ensure_index

    with told("tables"):
        prepare_base()
    if Filiere.objects.exists():
        sys.exit("This base already holds filières: give an empty one.")
    shares = yaml.safe_load((HERE / "shares.yaml").read_text("utf-8"))
    scale_down(shares, asked.scale)
    with told(f"whole base, {describe_base()}"):
        fill(shares)
    with told("index of the library"):
        ensure_index()


if __name__ == "__main__":
    main()
