"""
How long the server takes for every page of the workbench, and how many queries.

    python benchmarks/workbench/pages.py HOME [--rounds 20] [--only directory:] [--slow]

The base is the one of `make_base.py`. Each address is asked in this process, by Django's test
client, with the settings and all the middleware of production: the time is the server's, without
the network nor the wait for a free thread. Four readers visit: a lead, a reader, a stranger who is
signed in, a visitor who is not. Prints a table in Markdown; writes the same as JSON.
"""

import argparse
import gc
import json
import os
import platform
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from surroundings import RESULTS, describe_base, enter_home, open_session

PAGE_MS, SEARCH_MS = 200, 100
OK = 200
SLOW_QUERY_MS = 5
LONGEST_QUERY_S = 20
WARM_UP = 2
WHO = {
    "lead": "lead-001@exemple.invalid",
    "reader": "reader-001@exemple.invalid",
    "stranger": "stranger-001@exemple.invalid",
    "visitor": "",
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """
    One address for one reader; times in milliseconds of the server.

    `cpu_p95_ms` counts this process only: on a machine that does something else at the same time,
    the truth lies between it and `p95_ms`.
    """

    name: str
    size: str
    who: str
    status: int
    queries: int = 0
    p50_ms: float = 0.0
    p95_ms: float = 0.0
    cpu_p95_ms: float = 0.0
    worst: str = ""
    bytes: int = 0
    is_file: bool = False
    is_search: bool = False

    @property
    def limit_ms(self) -> int:
        """Time that it must keep."""
        return SEARCH_MS if self.is_search else PAGE_MS

    @property
    def is_late(self) -> bool:
        """Whether it does not."""
        return not self.is_file and self.p95_ms >= self.limit_ms


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--only", default="", help="part of the names wanted")
    parser.add_argument(
        "--slow", action="store_true", help="print the slowest queries of late pages"
    )
    parser.add_argument("--out", type=Path, default=RESULTS)
    return parser.parse_args()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One answer."""

    path: str
    ms: float
    cpu_ms: float
    status: int
    weight: int


class Visitor:
    """Asks pages as one reader."""

    def __init__(self, who: str, *, before: Callable[[], None] = lambda: None) -> None:
        from django.conf import settings
        from django.test import Client

        self.who, self._before = who, before
        self.client = Client(raise_request_exception=False)
        if WHO[who]:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = open_session(WHO[who])

    def ask(self, path: str, *, is_fragment: bool = False) -> "Asked":
        """Ask one page."""
        headers = {"Accept-Encoding": "gzip"} | ({"HX-Request": "true"} if is_fragment else {})
        self._before()
        started, started_cpu = time.perf_counter(), time.process_time()
        response = self.client.get(path, headers=headers)
        body = response.getvalue()
        return Asked(
            path=path,
            ms=(time.perf_counter() - started) * 1000,
            cpu_ms=(time.process_time() - started_cpu) * 1000,
            status=response.status_code,
            weight=len(body),
        )

    def list_queries(self, path: str) -> list[dict[str, str]]:
        """Return what a page asks of the database."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        self._before()
        with CaptureQueriesContext(connection) as captured:
            self.client.get(path).getvalue()
        return captured.captured_queries


def measure(visitor: Visitor, address: Any, rounds: int) -> Row:  # noqa: ANN401 - loaded after Django
    """Visit an address as often as asked, on its paths in turn."""
    told = {
        "name": address.name,
        "size": address.size,
        "who": visitor.who,
        "is_file": address.is_file,
        "is_search": address.is_search,
    }
    first = visitor.ask(address.paths[0], is_fragment=address.is_search)
    if first.status != OK:
        return Row(status=first.status, **told)
    if address.is_file:
        # Made once: a file is not a page, and the next ones would come from what is kept.
        spent = {"p50_ms": round(first.ms, 1), "p95_ms": round(first.ms, 1)}
        return Row(
            status=OK, bytes=first.weight, cpu_p95_ms=round(first.cpu_ms, 1), **spent, **told
        )
    for path in islice(cycle(address.paths), WARM_UP):
        visitor.ask(path, is_fragment=address.is_search)
    # As many rounds for each path, so that the slowest one is not a matter of luck.
    turns = max(1, round(rounds / len(address.paths)))
    answers = [
        visitor.ask(path, is_fragment=address.is_search)
        for path in address.paths
        for _ in range(turns)
    ]
    return Row(
        status=first.status,
        queries=len(visitor.list_queries(address.paths[0])),
        p50_ms=round(statistics.median(answer.ms for answer in answers), 1),
        p95_ms=find_p95([answer.ms for answer in answers]),
        cpu_p95_ms=find_p95([answer.cpu_ms for answer in answers]),
        worst=max(answers, key=lambda answer: answer.cpu_ms).path,
        bytes=first.weight,
        **told,
    )


def find_p95(values: Sequence[float]) -> float:
    """Return the value that 95 in a hundred do not exceed."""
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))], 1)


def stop_endless_queries() -> Callable[[], None]:
    """Let no query last longer than anybody would wait; return what starts the clock again."""
    from django.db import connection

    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = %s", [LONGEST_QUERY_S * 1000])
        return lambda: None
    started = time.monotonic()

    def restart() -> None:
        nonlocal started
        started = time.monotonic()

    connection.ensure_connection()
    connection.connection.set_progress_handler(
        lambda: time.monotonic() - started > LONGEST_QUERY_S, 1_000_000
    )
    return restart


def visit_all(addresses: Sequence[Any], rounds: int) -> Iterator[Row]:
    """Visit every address as every reader."""
    restart = stop_endless_queries()
    visitors = [Visitor(who, before=restart) for who in WHO]
    started = time.monotonic()
    for rank, address in enumerate(addresses, 1):
        rows = []
        for visitor in visitors:
            rows.append(measure(visitor, address, rounds))
            yield rows[-1]
        slowest = max(row.p95_ms for row in rows)
        print(
            f"{rank}/{len(addresses)} {address.name} {slowest:.0f} ms, "
            f"{time.monotonic() - started:.0f} s since the start",
            file=sys.stderr,
        )


def compare_with_peer(filieres: Mapping[str, Any], rows: Sequence[Row], rounds: int) -> list[Any]:
    """Measure the bare list on the same filières, and divide."""
    from addresses import Address
    from django.urls import reverse

    visitor = Visitor("lead")
    ratios = []
    for size, filiere in filieres.items():
        path = reverse("bare_list", kwargs={"filiere_id": filiere.pk})
        peer = measure(visitor, Address(name="bare_list", size=size, paths=[path]), rounds)
        lists = [
            row
            for row in rows
            if (row.name, row.size, row.who) == ("directory:first", size, "lead")
        ]
        ratios += [
            {
                "size": size,
                "bare_p50_ms": peer.p50_ms,
                "ours_p50_ms": row.p50_ms,
                "ratio": round(row.p50_ms / peer.p50_ms, 2),
            }
            for row in lists
        ]
    return ratios


def find_uneven(rows: Sequence[Row]) -> list[str]:
    """Return the addresses whose queries grow with the filière."""
    counts: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for row in rows:
        if row.status == OK and row.size != "–":
            counts[row.name, row.who][row.size] = row.queries
    return [
        f"{name} as {who}: {found}"
        for (name, who), found in counts.items()
        if len(set(found.values())) > 1
    ]


def print_table(rows: Sequence[Row]) -> None:
    """Print one line an address: the slowest of its readers, by size of filière."""
    print("| Address | Filière | Slowest reader | Queries | p50 | p95 | p95, processor | kB |")
    print("|---|---|---|---|---|---|---|---|")
    slowest: dict[tuple[str, str], Row] = {}
    for row in rows:
        key = (row.name, row.size)
        if row.status == OK and row.p95_ms >= slowest.get(key, row).p95_ms:
            slowest[key] = row
    for row in sorted(slowest.values(), key=lambda row: -row.p95_ms):
        mark = " (file)" if row.is_file else " **late**" if row.is_late else ""
        print(
            f"| {row.name}{mark} | {row.size} | {row.who} | {row.queries} | {row.p50_ms:.0f} ms "
            f"| {row.p95_ms:.0f} ms | {row.cpu_p95_ms:.0f} ms | {row.bytes / 1000:.1f} |"
        )


def time_query(sql: str) -> float:
    """Run a query again and return how long it takes to read all its rows, in milliseconds."""
    from django.db import connection

    if not sql.startswith("SELECT"):
        return 0.0
    with connection.cursor() as cursor:
        started = time.perf_counter()
        cursor.execute(sql)
        cursor.fetchall()
        return (time.perf_counter() - started) * 1000


def print_slow_queries(rows: Sequence[Row]) -> None:
    """Print what takes long in the database for the late pages, rows read included."""
    seen = set()
    for row in sorted(rows, key=lambda row: -row.p95_ms):
        if not row.is_late or (row.name, row.size) in seen:
            continue
        seen.add((row.name, row.size))
        captured = [query["sql"] for query in Visitor(row.who).list_queries(row.worst)]
        timed = sorted(((time_query(sql), sql) for sql in captured), reverse=True)
        spent = sum(ms for ms, _sql in timed)
        print(
            f"\n{row.name} {row.size} {row.who}: p95 {row.p95_ms:.0f} ms, "
            f"of which {spent:.0f} ms in "
            f"{len(timed)} queries: {row.worst}"
        )
        for ms, sql in timed[:3]:
            if ms >= SLOW_QUERY_MS:
                print(f"   {ms:.0f} ms  {sql[:60]} … {sql[sql.rfind(' FROM ', 0, 3000) :][:900]}")


def describe_run(rounds: int) -> dict[str, object]:
    """Return where and when this was measured."""
    import django

    return {
        "date": date.today().isoformat(),  # noqa: DTZ011 - the day of the machine
        "base": describe_base(),
        "django": django.get_version(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "rounds": rounds,
        "method": "django test client in one process, production settings and middleware",
    }


def main() -> None:
    """Measure."""
    asked = read_arguments()
    enter_home(asked.home)
    from django.conf import settings
    from django.db import connection

    from maillon_web.config.preparation import prepare_base, prepare_files

    prepare_base()
    prepare_files()
    settings.ROOT_URLCONF = "peer_urls"
    from addresses import Address, list_addresses, pick_filieres
    from django.urls import NoReverseMatch, reverse

    filieres = pick_filieres()
    addresses, left = list_addresses(filieres, only=asked.only)
    for size, filiere in filieres.items():
        try:
            first = reverse("directory:list", kwargs={"filiere_id": filiere.pk})
        except NoReverseMatch:
            left[f"directory:first ({size})"] = "directory:list does not resolve"
        else:
            # The first page alone, beside the same list filtered in every way.
            addresses.append(Address(name="directory:first", size=size, paths=[first]))
    # As the server does once it is loaded: what stays is not looked at by each collection.
    from maillon_web.filieres.territories import warm_up

    warm_up()
    gc.collect()
    gc.freeze()
    rows = list(visit_all(addresses, asked.rounds))
    result = {
        **describe_run(asked.rounds),
        "late": [asdict(row) for row in rows if row.is_late],
        "uneven_queries": find_uneven(rows),
        "peer": compare_with_peer(filieres, rows, asked.rounds),
        "left_out": left,
        "rows": [asdict(row) for row in rows],
    }
    print_table(rows)
    print("\nQueries that differ:", *result["uneven_queries"], sep="\n- ")
    print("\nBeside a bare list:", *result["peer"], sep="\n- ")
    print("\nNot visited:", *(f"{name}: {why}" for name, why in left.items()), sep="\n- ")
    # The health page says 503 where no worker runs, as here.
    errors = [row for row in rows if row.status >= 500 and row.name != "health"]
    print(
        "\nErrors:",
        *(f"{row.name} {row.size} {row.who} {row.status}" for row in errors),
        sep="\n- ",
    )
    if asked.slow:
        print_slow_queries(rows)
    path = asked.out / f"workbench-pages-{connection.vendor}.json"
    path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
    sys.exit(1 if errors else 0)


if __name__ == "__main__":
    main()
