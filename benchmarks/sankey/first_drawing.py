"""
Draw made-up flows with Maillon and with d3-sankey, in one run.

Each first drawing is made in a process of its own, ours and theirs in turn, modules loaded: what
is timed is layout and SVG text, on both sides. The next drawings of the same process are timed
apart: there the JavaScript has been compiled. d3-sankey is fetched beforehand with npm.
"""

import argparse
import json
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from maillon.studies.flowing.drawing import Sankey, SankeyFlow
from maillon.studies.flowing.estimates import FlowEstimate

FLOWS, SEED = 300, 7
THEIRS = Path(__file__).with_name("d3_drawing.mjs")


def make_sankey(nodes: int) -> Sankey:
    """Return made-up flows without a circle: d3-sankey refuses circles."""
    draw = random.Random(SEED)  # noqa: S311 - made-up flows
    names = [f"Exemple fictif {rank}" for rank in range(nodes)]
    flows = []
    for _turn in range(FLOWS):
        source, target = sorted(draw.sample(range(nodes), 2))
        estimate = FlowEstimate(value=draw.expovariate(0.01), standard_error=1.0)
        flows.append(
            SankeyFlow(
                source=names[source], target=names[target], matter="fictif", estimate=estimate
            )
        )
    return Sankey(flows=tuple(flows), unit="t")


def write_graph(sankey: Sankey, path: Path) -> None:
    """Write the flows as d3-sankey wants them."""
    names = sorted({end for flow in sankey.flows for end in (flow.source, flow.target)})
    places = {name: place for place, name in enumerate(names)}
    links = [
        {"source": places[flow.source], "target": places[flow.target], "value": flow.width_value}
        for flow in sankey.flows
    ]
    path.write_text(json.dumps({"nodes": names, "links": links}), encoding="utf-8")


def time_ours(nodes: int, rounds: int) -> list[float]:
    """Return the milliseconds of each drawing, first to last."""
    from maillon.reports.sankey_drawing import draw_sankey

    sankey = make_sankey(nodes)
    times = []
    for _round in range(rounds):
        start = time.perf_counter()
        draw_sankey(sankey)
        times.append((time.perf_counter() - start) * 1000)
    return times


def run(words: list[str]) -> list[float]:
    """Return what a process prints: the milliseconds of its drawings."""
    answer = subprocess.run(words, capture_output=True, text=True, check=True)
    found: list[float] = json.loads(answer.stdout)
    return found


def compare(nodes: int, modules: Path, turns: int, rounds: int) -> dict[str, Any]:
    """Return both sides, measured in turn."""
    with tempfile.TemporaryDirectory() as folder:
        graph = Path(folder) / "graph.json"
        write_graph(make_sankey(nodes), graph)
        ours_words = [sys.executable, "-m", "benchmarks.sankey.first_drawing", "--ours", str(nodes)]
        theirs_words = ["node", str(THEIRS), str(graph), str(modules)]
        ours, theirs = [], []
        for _turn in range(turns):
            ours.append(run([*ours_words, "--rounds", "1"])[0])
            theirs.append(run([*theirs_words, "1"])[0])
        ours_next = run([*ours_words, "--rounds", str(rounds)])[rounds // 2 :]
        theirs_next = run([*theirs_words, str(rounds)])[rounds // 2 :]
    found = {
        "first_ms": (statistics.median(ours), statistics.median(theirs)),
        "next_ms": (statistics.median(ours_next), statistics.median(theirs_next)),
    }
    return {"flows": FLOWS, "nodes": nodes} | {
        name: {"ours": round(one, 1), "d3": round(other, 1), "ratio": round(one / other, 2)}
        for name, (one, other) in found.items()
    }


def main() -> None:
    """Write the measures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--modules", type=Path, help="folder in which npm put d3-sankey")
    parser.add_argument("--turns", type=int, default=11)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--ours", type=int, metavar="NODES", help="time one side, for itself")
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    if asked.ours:
        json.dump(time_ours(asked.ours, asked.rounds), sys.stdout)
        return
    found = {
        "python": platform.python_version(),
        "runs": [
            compare(nodes, asked.modules.resolve(), asked.turns, asked.rounds)
            for nodes in (40, 100)
        ],
    }
    text = json.dumps(found, indent=1)
    if asked.out:
        asked.out.write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
