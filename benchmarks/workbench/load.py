"""
Fifty people read and ten write at once: does the workbench hold, and is everything kept?

    python benchmarks/workbench/load.py HOME [--minutes 10] [--readers 50] [--writers 10]

Starts `maillon serve` on the base of `make_base.py`, as it is set by default: two processes of four
threads and one worker. People wait between two pages, `--pause` seconds on average. Readers list,
search letter by letter, open sheets and figures; writers add and edit, some of them on the same
records on purpose. A conflict that the second person is shown (409) is no error. At the end the
server is stopped, and every write that it acknowledged is looked for in the base and the history.
"""

import argparse
import json
import os
import statistics
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

from surroundings import RESULTS, describe_base, enter_home, open_session

OK = 200
LETTER_PAUSE_S = 0.2


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--writers", type=int, default=10)
    parser.add_argument("--pause", type=float, default=2.0, help="seconds between two pages")
    parser.add_argument("--out", type=Path, default=RESULTS)
    return parser.parse_args()


@dataclass
class Ledger:
    """What happened, from all threads."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    writes: list[Any] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note_read(self, name: str, ms: float, status: int, path: str) -> None:
        """Note a page."""
        with self._lock:
            self.times[name].append(ms)
            if status != OK:
                self.errors.append(f"{status} {path}")

    def note_write(self, write: Any) -> None:  # noqa: ANN401 - loaded after Django
        """Note a form."""
        with self._lock:
            self.writes.append(write)
            self.times[f"write: {write.kind}"].append(write.ms)
            if write.outcome == "error":
                self.errors.append(f"{write.kind}: {write.detail}")

    def note_failure(self, error: Exception, what: str) -> None:
        """Note an answer that never came."""
        with self._lock:
            self.errors.append(f"{what}: {error!r}")


def read_on(
    browser: Any,  # noqa: ANN401 - loaded after Django
    plan: tuple[Sequence[Any], Sequence[int]],
    ledger: Ledger,
    rng: Random,
    pause: Callable[[], bool],
) -> None:
    """Read pages until told to stop."""
    addresses, weights = plan
    while pause():
        address = rng.choices(addresses, weights=weights)[0]
        for path in rng.sample(address.paths, min(3, len(address.paths))):
            try:
                answer = browser.get(path, is_fragment=address.is_search)
            except OSError as error:
                ledger.note_failure(error, path)
                continue
            ledger.note_read(address.name, answer.ms, answer.status, path)
            if not address.is_search:
                break
            time.sleep(LETTER_PAUSE_S)


def write_on(
    plan: Any,  # noqa: ANN401 - loaded after Django
    actions: Sequence[Callable[[Any], Any]],
    ledger: Ledger,
    pause: Callable[[], bool],
) -> None:
    """Write until told to stop."""
    while pause():
        action = plan.rng.choice(actions)
        try:
            ledger.note_write(action(plan))
        except OSError as error:
            ledger.note_failure(error, action.__name__)


def make_pause(stopping: threading.Event, rng: Random, mean_s: float) -> Callable[[], bool]:
    """Return a wait of random length that tells whether to go on."""
    return lambda: not stopping.wait(rng.expovariate(1 / mean_s) if mean_s else 0)


def run(served: Any, asked: argparse.Namespace, ledger: Ledger, people: Mapping[str, Any]) -> float:  # noqa: ANN401 - loaded after Django
    """Let everybody work for the time asked; return the seconds spent."""
    stopping = threading.Event()
    threads = []
    for number, browser in enumerate(people["readers"](served.port)):
        rng = Random(number)  # noqa: S311 - the same people every time
        pause = make_pause(stopping, rng, asked.pause)
        arguments = (browser, people["reading"], ledger, rng, pause)
        threads.append(threading.Thread(target=read_on, args=arguments))
    for plan in people["writers"](served.port):
        pause = make_pause(stopping, plan.rng, asked.pause)
        threads.append(
            threading.Thread(target=write_on, args=(plan, people["actions"], ledger, pause))
        )
    started = time.monotonic()
    for thread in threads:
        thread.start()
    try:
        while time.monotonic() - started < asked.minutes * 60:
            time.sleep(min(15, asked.minutes * 60))
            done = sum(map(len, ledger.times.values()))
            print(
                f"{time.monotonic() - started:.0f} s: {done} answers, {len(ledger.errors)} errors",
                file=sys.stderr,
            )
    finally:
        stopping.set()
        for thread in threads:
            thread.join()
    return time.monotonic() - started


def sum_up(times: Mapping[str, Sequence[float]]) -> dict[str, dict[str, float]]:
    """Return count, median, p95 and slowest of each kind, in milliseconds for who waits."""
    summed = {}
    together = {**times, "everything": [*chain.from_iterable(times.values())]}
    for name, spent in sorted(together.items()):
        ordered = sorted(spent)
        summed[name] = {
            "count": len(ordered),
            "p50_ms": round(statistics.median(ordered)),
            "p95_ms": round(ordered[int(0.95 * (len(ordered) - 1))]),
            "max_ms": round(ordered[-1]),
        }
    return summed


def main() -> None:
    """Load the server."""
    asked = read_arguments()
    enter_home(asked.home)
    from addresses import Address, list_addresses, pick_filieres
    from browsing import Browser
    from django.conf import settings
    from django.db import connection
    from django.urls import NoReverseMatch, reverse
    from plans import WriterPlan, check_written, count_by_kind, list_actions, plan_reading
    from serving import serving

    from maillon_web.filieres.models import Filiere
    from maillon_web.history.models import Change

    filieres = pick_filieres() | {"second": Filiere.objects.get(pk=2)}
    addresses, _left = list_addresses(filieres)
    for size, filiere in filieres.items():
        try:
            first = reverse("directory:list", kwargs={"filiere_id": filiere.pk})
        except NoReverseMatch:
            continue
        addresses.append(Address(name="directory:first", size=size, paths=[first]))
    actions, missing = list_actions()
    sessions = {
        role: [
            open_session(f"{role}-{number:03}@exemple.invalid") for number in range(1, count + 1)
        ]
        for role, count in (("reader", asked.readers), ("contributor", asked.writers))
    }
    cookie = settings.SESSION_COOKIE_NAME
    people = {
        "reading": plan_reading(addresses),
        "actions": actions,
        "readers": lambda port: [Browser(port, cookie, key) for key in sessions["reader"]],
        "writers": lambda port: [
            WriterPlan(
                Browser(port, cookie, key),
                filieres["large" if number % 3 else "second"],
                number=number,
                rng=Random(1000 + number),  # noqa: S311 - the same people every time
            )
            for number, key in enumerate(sessions["contributor"])
        ],
    }
    last = Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    ledger = Ledger()
    load_before = os.getloadavg()[0]
    with serving(asked.home) as served:
        spent_s = run(served, asked, ledger, people)
    log = served.log.read_text("utf-8", "replace")
    checked = check_written(ledger.writes, after=last)
    answers = sum(map(len, ledger.times.values()))
    result = {
        "date": date.today().isoformat(),  # noqa: DTZ011 - the day of the machine
        "base": describe_base(),
        "cores": os.cpu_count(),
        "people": {"readers": asked.readers, "writers": asked.writers, "pause_s": asked.pause},
        "server": {
            "processes": settings.WEB_WORKERS,
            "threads": settings.WEB_THREADS,
            "job_workers": settings.JOB_WORKERS,
        },
        "load_before": round(load_before, 1),
        "seconds": round(spent_s),
        "answers_by_second": round(answers / spent_s, 1),
        "errors": len(ledger.errors),
        "first_errors": ledger.errors[:20],
        "locked_in_log": log.count("database is locked"),
        "defects_in_log": log.count("Traceback"),
        "written": checked,
        "writes": count_by_kind(ledger.writes),
        "actions_missing": missing,
        "times": sum_up(ledger.times),
    }
    print(json.dumps(result, ensure_ascii=False, indent=1))
    path = asked.out / f"workbench-load-{connection.vendor}.json"
    path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
    lost = [
        *checked["absent_from_history"],
        *checked["added_but_absent"],
        *checked["overwritten_unseen"],
    ]
    sys.exit(1 if ledger.errors or lost or result["locked_in_log"] else 0)


if __name__ == "__main__":
    main()
