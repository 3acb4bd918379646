"""
Print, in Markdown, what the last runs of this folder say.

    python benchmarks/workbench/summary.py
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent.parent / "results"
VENDORS = ("sqlite", "postgresql")
SHOWN = (
    ("directory:first", "List of actors, first page"),
    ("directory:list", "List of actors, filtered and sorted in twelve ways"),
    ("directory:search", "Search as one types"),
    ("directory:sheet", "Sheet of an actor"),
    ("directory:map", "Map, its page"),
    ("directory:points", "Map, its 50,000 points"),
    ("filieres:overview", "First page of the filière"),
    ("filieres:list", "200 filières"),
    ("filieres:history", "History"),
    ("diagnosis:results", "Diagnostic"),
    ("diagnosis:chain", "Chain"),
    ("signals:signals", "Signals"),
)


def read(name: str, vendor: str) -> dict[str, Any] | None:
    """Return the result of a script on a database, `None` before it ran."""
    path = RESULTS / f"workbench-{name}-{vendor}.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else None


def print_rows(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table."""
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    print()


def find_slowest(result: Mapping[str, Any] | None, name: str) -> str:
    """Return p95 and queries of an address in the largest filière, for its slowest reader."""
    if result is None:
        return "–"
    rows = [
        row
        for row in result["rows"]
        if row["name"] == name and row["size"] != "small" and row["status"] == 200
    ]
    if not rows:
        return "–"
    slowest = max(rows, key=lambda row: row["p95_ms"])
    return f"{slowest['p95_ms']:.0f} ms, {slowest['queries']} queries"


def print_pages(found: Mapping[str, Mapping[str, Any] | None]) -> None:
    """Print the times of the main pages, then those that are late."""
    print_rows(
        ("p95 of the server, 50,000 actors", *found),
        [
            (label, *(find_slowest(result, name) for result in found.values()))
            for name, label in SHOWN
        ],
    )
    for vendor, result in found.items():
        if result is None:
            continue
        pages = [row for row in result["rows"] if row["status"] == 200 and not row["is_file"]]
        late = sorted({f"{row['name']} {row['p95_ms']:.0f} ms" for row in result["late"]})
        print(
            f"{vendor}: {len({row['name'] for row in pages})} addresses visited by four readers, "
            f"load of the machine {result['load']}; late: {', '.join(late) or 'none'}; "
            f"queries that grow: {', '.join(result['uneven_queries']) or 'none'}; "
            "beside a bare list: "
            + ", ".join(f"{peer['ratio']} ({peer['size']})" for peer in result["peer"])
            + "\n"
        )


def print_loads(found: Mapping[str, Mapping[str, Any] | None]) -> None:
    """Print what the load gave."""
    rows = []
    for vendor, result in found.items():
        if result is None:
            continue
        written, times = result["written"], result["times"]["everything"]
        lost = sum(
            len(written[name])
            for name in ("absent_from_history", "added_but_absent", "overwritten_unseen")
        )
        rows.append(
            (
                vendor,
                f"{result['seconds']} s",
                times["count"],
                result["answers_by_second"],
                result["errors"],
                written["kept"],
                lost,
                f"{times['p50_ms']} / {times['p95_ms']} ms",
            )
        )
    print_rows(
        ("Base", "During", "Answers", "By second", "Errors", "Writes", "Lost", "p50 / p95"), rows
    )


def print_paints(found: Mapping[str, Mapping[str, Any] | None]) -> None:
    """Print what the browser saw."""
    for vendor, result in found.items():
        if result is None:
            continue
        print_rows(
            (f"Page, {vendor}", "First paint", "Slowest", "Weight", "Map besides"),
            [
                (
                    row["name"],
                    f"{row['first_paint_ms']} ms",
                    f"{row['first_paint_max_ms']} ms",
                    f"{row['kb_without_map']} kB",
                    f"{row['kb_of_map']} kB" if row["kb_of_map"] else "–",
                )
                for row in result["rows"]
            ],
        )


def main() -> None:
    """Print everything."""
    print_pages({vendor: read("pages", vendor) for vendor in VENDORS})
    print_paints({vendor: read("paint", vendor) for vendor in VENDORS})
    print_loads({vendor: read("load", vendor) for vendor in VENDORS})


if __name__ == "__main__":
    main()
