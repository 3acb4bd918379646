"""
How long a search takes among 20,000 sheets.

    python benchmarks/library/speed.py FOLDER [--sheets 20000] [--out FILE]

The sheets are real ones recombined (see `cases.recombine`): right sizes and words, no meaning. The
queries are the real ones. One process, index open, every query after a first pass of the others.
"""

import argparse
import gc
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from cases import Case, read_cases, read_sheets, recombine
from engines import make_fts5, make_maillon, make_tantivy

from maillon.studies.searching import Context, Entry, list_bundled_entries

LIMIT = 10


def main() -> None:
    """Measure the library, and two peers on the same sheets."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sheets", type=int, default=20_000)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    real = read_sheets(asked.folder)
    cases = read_cases(asked.folder, real)
    bundled = [entry.sheet for entry in list_bundled_entries()]
    sheets = list(recombine([*real, *bundled], asked.sheets))
    # What the benchmark itself holds is not to be walked by the collector during a search.
    gc.collect()
    gc.freeze()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "maillon.sqlite"
        started = time.perf_counter()
        library, _search = make_maillon(sheets, path)
        built_s = time.perf_counter() - started
        gc.collect()
        words = ("eau", "collecte", "réemploi", "verre", "électrique", "association structure")
        context = Context(steps=["financement"], filieres=["laine", "textile_tlc"])
        result = {
            "sheets": len(sheets),
            "build_s": round(built_s, 1),
            "file_mb": round(path.stat().st_size / 1e6, 1),
            "search_ms": _time(lambda query: library.search(query, limit=LIMIT), cases),
            "search_common_words_ms": {
                word: _repeat(lambda word=word: library.search(word)) for word in words
            },
            "suggest_ms": _repeat(lambda: library.suggest(context)),
            "like_ms": _repeat(lambda: library.like(sheets[7].key)),
            "duplicates_ms": _repeat(lambda: library.find_duplicates(sheets[7])),
            "put_one_ms": _repeat(lambda: library.put([Entry(sheet=sheets[9])]), rounds=9),
        }
    weights = [5, 4, 1.5, 1]
    peers = {
        "FTS5, OR, first ten only": make_fts5(sheets, weights),
        "tantivy, French, first ten only": make_tantivy(sheets, {}),
    }
    for name, search in peers.items():
        result[name] = _time(lambda query, search=search: search(query, LIMIT), cases)
    text = json.dumps(result, ensure_ascii=False, indent=1)
    if asked.out:
        asked.out.write_text(text + "\n", encoding="utf-8")
    print(text)


def _time(search: Callable[[str], object], cases: Sequence[Case]) -> dict[str, object]:
    for case in cases[::7]:
        search(case.query)
    works = [lambda case=case: search(case.query) for case in cases]
    return {
        **_say([_clock(work) for work in works]),
        # On a shared machine the processor time is the steadier measure.
        "processor": _say([_clock(work, time.process_time) for work in works]),
    }


def _repeat(work: Callable[[], object], rounds: int = 30) -> dict[str, float]:
    work()
    return _say([_clock(work) for _round in range(rounds)])


def _clock(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    started = clock()
    work()
    return (clock() - started) * 1000


def _say(times: Sequence[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        "median": round(statistics.median(ordered), 3),
        "p95": round(ordered[int(0.95 * len(ordered))], 3),
        "slowest": round(ordered[-1], 3),
    }


if __name__ == "__main__":
    main()
