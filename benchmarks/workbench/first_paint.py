"""
How soon a browser shows each page, what it weighs on the wire, and which scripts it loads.

    python benchmarks/workbench/first_paint.py HOME [--rounds 5] [--chromium /usr/bin/chromium]

Starts `maillon serve` on the base of `make_base.py` and opens the pages of the largest filière in a
headless Chromium, as a reader, each time with an empty cache: times are those of the browser's own
clock (first contentful paint, largest contentful paint), on this machine, so without network.
Weights are those that the browser counts for what it received, compressed as the server sends it.
"""

import argparse
import json
import os
import statistics
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from surroundings import RESULTS, describe_base, enter_home, open_session

PAINT_MS, WEIGHT_KB = 1500, 350
# What only the map asks for: its scripts, its styles, its points and its borders.
MAP_PARTS = ("maplibre", "/directory/map/", "/annuaire/carte/")
SETTLE_MS = 400
PAGES = (
    "home:home",
    "filieres:list",
    "filieres:overview",
    "directory:first",
    "directory:sheet",
    "directory:map",
    "diagnosis:chain",
    "diagnosis:stage",
    "diagnosis:results",
    "diagnosis:ranking",
    "signals:signals",
    "signals:notes",
    "signals:obstacles",
    "filieres:history",
)
READ_PAINTS = """() => new Promise(resolve => {
    const largest = [];
    new PerformanceObserver(list => largest.push(...list.getEntries().map(e => e.startTime)))
        .observe({type: 'largest-contentful-paint', buffered: true});
    setTimeout(() => resolve({
        first: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null,
        largest: largest.length ? largest[largest.length - 1] : null,
        response: performance.getEntriesByType('navigation')[0].responseEnd,
        ready: performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd,
    }), 50);
})"""


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--only", default="", help="part of the names wanted")
    parser.add_argument("--out", type=Path, default=RESULTS)
    return parser.parse_args()


class Weighing:
    """Counts what the browser receives, by address."""

    def __init__(self, page: Any) -> None:  # noqa: ANN401 - playwright is not there everywhere
        self._paths: dict[str, str] = {}
        self.received: dict[str, int] = {}
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.responseReceived", self._note_response)
        session.on("Network.loadingFinished", self._note_end)

    def _note_response(self, event: Mapping[str, Any]) -> None:
        self._paths[event["requestId"]] = event["response"]["url"]

    def _note_end(self, event: Mapping[str, Any]) -> None:
        url = self._paths.get(event["requestId"], "")
        if url.startswith("http"):
            self.received[url] = int(event["encodedDataLength"])


def is_of_map(path: str) -> bool:
    """Tell whether only the map needs that file."""
    return any(part in path for part in MAP_PARTS)


def open_page(browser: Any, url: str, cookie: dict[str, str]) -> dict[str, Any]:  # noqa: ANN401 - playwright is not there everywhere
    """Open a page as if for the first time."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR")
    try:
        context.add_cookies([cookie])
        page = context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: complaints.append(message.text) if message.type == "error" else None,
        )
        weighing = Weighing(page)
        response = page.goto(url, wait_until="load")
        page.wait_for_timeout(SETTLE_MS)
        paints = page.evaluate(READ_PAINTS)
        has_map = page.query_selector("[data-map]") is not None
        # What this visit still asks for must not slow the next one down.
        page.wait_for_load_state("networkidle")
    finally:
        context.close()
    paths = {urlsplit(url).path: weight for url, weight in weighing.received.items()}
    return {
        "status": response.status,
        **paints,
        "has_map": has_map,
        "bytes": sum(paths.values()),
        "map_bytes": sum(weight for path, weight in paths.items() if is_of_map(path)),
        "document_bytes": paths.get(urlsplit(url).path, 0),
        "scripts": sorted(path for path in paths if path.endswith((".js", ".mjs"))),
        "requests": len(paths),
        "complaints": complaints,
    }


def sum_up(name: str, visits: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the medians and the slowest of several visits."""
    first = [visit["first"] for visit in visits if visit["first"] is not None]
    largest = [visit["largest"] for visit in visits if visit["largest"] is not None]
    return {
        "name": name,
        "status": visits[-1]["status"],
        "first_paint_ms": round(statistics.median(first)) if first else None,
        "first_paint_max_ms": round(max(first)) if first else None,
        "largest_paint_ms": round(statistics.median(largest)) if largest else None,
        "response_ms": round(statistics.median(visit["response"] for visit in visits)),
        "ready_ms": round(statistics.median(visit["ready"] for visit in visits)),
        "kb_without_map": round((visits[-1]["bytes"] - visits[-1]["map_bytes"]) / 1000),
        "kb_of_map": round(visits[-1]["map_bytes"] / 1000),
        "document_kb": round(visits[-1]["document_bytes"] / 1000),
        "requests": visits[-1]["requests"],
        "scripts": visits[-1]["scripts"],
        "has_map": visits[-1]["has_map"],
        "complaints": sorted({text for visit in visits for text in visit["complaints"]}),
    }


def list_faults(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what breaks our own limits."""
    faults = []
    for row in rows:
        if row["status"] != 200:
            faults.append(f"{row['name']}: status {row['status']}")
        elif row["first_paint_max_ms"] is None or row["first_paint_max_ms"] >= PAINT_MS:
            faults.append(f"{row['name']}: first paint {row['first_paint_max_ms']} ms")
        if row["kb_without_map"] >= WEIGHT_KB:
            faults.append(f"{row['name']}: {row['kb_without_map']} kB")
        if row["kb_of_map"] and not row["has_map"]:
            faults.append(f"{row['name']}: loads the map and has none")
        faults += [f"{row['name']}: {text}" for text in row["complaints"]]
    return faults


def find_paths(only: str) -> tuple[dict[str, str], list[str]]:
    """Return the path of each page, and the names that do not resolve."""
    from addresses import list_addresses, pick_filieres
    from django.urls import NoReverseMatch, reverse

    filieres = {"large": pick_filieres()["large"]}
    addresses, _left = list_addresses(filieres)
    known = {address.name: address.paths[0] for address in addresses}
    try:
        values = {"filiere_id": filieres["large"].pk}
        known["directory:first"] = reverse("directory:list", kwargs=values)
    except NoReverseMatch:
        known.pop("directory:first", None)
    wanted = [name for name in PAGES if only in name]
    return (
        {name: known[name] for name in wanted if name in known},
        [name for name in wanted if name not in known],
    )


def main() -> None:
    """Open the pages."""
    asked = read_arguments()
    # Works that wait in the queue are not part of what is measured.
    os.environ["MAILLON_JOB_WORKERS"] = "0"
    enter_home(asked.home)
    from django.conf import settings
    from django.db import connection
    from playwright.sync_api import sync_playwright
    from serving import serving

    paths, missing = find_paths(asked.only)
    session = open_session("reader-001@exemple.invalid")
    base = describe_base()
    vendor = connection.vendor
    rows = []
    with serving(asked.home) as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=asked.chromium, args=["--no-sandbox"])
        address = f"http://127.0.0.1:{served.port}"
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}
        for name, path in paths.items():
            visits = [open_page(browser, address + path, cookie) for _ in range(asked.rounds + 1)]
            # The first visit warms the server, as somebody did before us.
            rows.append(sum_up(name, visits[1:]))
            print(f"{name}: {rows[-1]['first_paint_ms']} ms", file=sys.stderr)
        version = browser.version
        browser.close()
    result = {
        "date": date.today().isoformat(),  # noqa: DTZ011 - the day of the machine
        "base": base,
        "browser": f"chromium {version}, headless",
        "cores": os.cpu_count(),
        "rounds": asked.rounds,
        "faults": list_faults(rows),
        "missing": missing,
        "rows": rows,
    }
    print("| Page | First paint | slowest | of which server | Weight | Map besides |")
    print("|---|---|---|---|---|---|")
    for row in rows:
        print(
            f"| {row['name']} | {row['first_paint_ms']} ms | {row['first_paint_max_ms']} ms "
            f"| {row['response_ms']} ms | {row['kb_without_map']} kB "
            f"| {row['kb_of_map'] or '–'} |"
        )
    print("\nFaults:", *result["faults"], "\nNot there yet:", *missing, sep="\n- ")
    path = asked.out / f"workbench-paint-{vendor}.json"
    path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
    sys.exit(1 if result["faults"] else 0)


if __name__ == "__main__":
    main()
