"""
Link 20,000 lines to registers of several sizes: seconds by stage, and memory.

    python benchmarks/identity/scale.py --data ../shared/data

The units are made up, one process for each size: their names are words of real names, as often as
there, with invented words between; the lines bear the same names as people write them (a legal
form added, a word dropped, a slip, other capitals) and the place.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, overload

import pyarrow as pa
from contracts import make_task
from shares import share

from maillon.domain.text import split_words
from maillon.identity import IdentityRecord, Outcome, link, linking, read_model
from maillon.identity.candidates import Candidates
from maillon.reference.parameters import load_identity_parameters

SIZES = (200_000, 600_000, 2_000_000)
_LINES = 20_000
_ROWS_AT_ONCE = 10_000
_SEED = 3
_INVENTED_SHARE = 0.4
_FORMS = ("SARL", "SAS", "ASSOCIATION", "SA", "ETS", "SCOP", "EURL")
# So many that few invented words come twice.
_SYLLABLES = [start + end for start in ("B", "CH", *"CDFGLMNPRSTV") for end in "AEIOU"]
_DEPARTEMENTS = [f"{number:02d}" for number in range(1, 96) if number != 20]
_STAGES = ("read_names", "count_words", "weigh", "find_candidates", "score")


class Register(Sequence[IdentityRecord]):
    """Made-up units in two columns: records are made when they are asked for, as from a store."""

    def __init__(self, units: Iterable[tuple[str, str]]) -> None:
        rows = iter(units)
        chunks = []
        while chunk := list(islice(rows, _ROWS_AT_ONCE)):
            names, departements = zip(*chunk, strict=True)
            chunks.append(pa.table({"name": names, "departement": departements}))
        self._table = pa.concat_tables(chunks).combine_chunks()

    def __len__(self) -> int:
        return int(self._table.num_rows)

    def __iter__(self) -> Iterator[IdentityRecord]:
        rank = 0
        for batch in self._table.to_batches(max_chunksize=_ROWS_AT_ONCE):
            columns = (batch[name].to_pylist() for name in ("name", "departement"))
            for name, departement in zip(*columns, strict=True):
                yield _make_record(rank, name, departement)
                rank += 1

    @overload
    def __getitem__(self, place: int) -> IdentityRecord: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[IdentityRecord]: ...
    def __getitem__(self, place: int | slice) -> IdentityRecord | Sequence[IdentityRecord]:
        if isinstance(place, slice):
            return [self[rank] for rank in range(*place.indices(len(self)))]
        name, departement = (column[place].as_py() for column in self._table.columns)
        return _make_record(place, name, departement)


class Country:
    """Made-up units, the same at each passage."""

    def __init__(self, folder: Path, size: int) -> None:
        names = [split_words(record.names[0]) for record in make_task(folder).register]
        self.words = [word for name in names for word in name]
        self.lengths = [min(6, max(1, len(name))) for name in names]
        self.size = size

    def iter_units(self) -> Iterator[tuple[str, str]]:
        """Give the name and the département of each unit."""
        generator = random.Random(_SEED)  # noqa: S311 - a draw, no secret
        for _rank in range(self.size):
            count = generator.choice(self.lengths)
            yield (
                " ".join(self._draw_word(generator) for _word in range(count)),
                generator.choice(_DEPARTEMENTS),
            )

    def draw_lines(self, count: int) -> tuple[list[IdentityRecord], list[int]]:
        """Return lines that name units otherwise than the register, and which unit each names."""
        generator = random.Random(_SEED + 1)  # noqa: S311 - a draw, no secret
        chosen = set(generator.sample(range(self.size), count))
        lines, truth = [], []
        for rank, (name, departement) in enumerate(self.iter_units()):
            if rank in chosen:
                written = _rewrite(name, generator)
                lines.append(
                    IdentityRecord(key=f"l{rank}", names=[written], departements=[departement])
                )
                truth.append(rank)
        return lines, truth

    def _draw_word(self, generator: random.Random) -> str:
        if generator.random() >= _INVENTED_SHARE:
            return generator.choice(self.words)
        return "".join(generator.choices(_SYLLABLES, k=generator.choice((3, 3, 4))))


def _make_record(rank: int, name: str, departement: str) -> IdentityRecord:
    return IdentityRecord(key=str(rank), names=(name,), departements=(departement,))


def _rewrite(name: str, generator: random.Random) -> str:
    chance = generator.random()
    words = name.split()
    if chance < 0.4:
        return f"{generator.choice(_FORMS)} {name}"
    if chance < 0.6 and len(words) > 2:
        dropped = generator.randrange(len(words))
        return " ".join(word for rank, word in enumerate(words) if rank != dropped)
    if chance < 0.8 and len(name) > 5:
        place = generator.randrange(len(name))
        return name[:place] + name[place + 1 :]
    return name.title()


class Stopwatch:
    """Time the stages of the linkage where they are called."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.pair_count = 0
        for name in _STAGES:
            self._watch(name)

    def _watch(self, name: str) -> None:
        timed = getattr(linking, name)

        def call(*given: object, **named: object) -> object:
            began = time.perf_counter()
            found = timed(*given, **named)
            spent = time.perf_counter() - began
            self.seconds[name] = round(self.seconds.get(name, 0.0) + spent, 2)
            if isinstance(found, Candidates):
                self.pair_count = found.pairs.num_rows
            return found

        setattr(linking, name, call)


def measure(folder: Path, size: int) -> dict[str, Any]:
    """Link the lines to one register, in this process."""
    country = Country(folder, size)
    lines, truth = country.draw_lines(_LINES)
    began = time.perf_counter()
    register = Register(country.iter_units())
    made = time.perf_counter() - began
    model = read_model(load_identity_parameters())
    watch = Stopwatch()
    began, worked = time.perf_counter(), time.process_time()
    found = link(lines, register, model)
    seconds, worked = time.perf_counter() - began, time.process_time() - worked
    accepted = [one for one in found.proposals if one.outcome is Outcome.ACCEPTED]
    right = {one.line for one in accepted if truth[one.line] == one.candidate}
    seen = {one.line for one in found.proposals if truth[one.line] == one.candidate}
    return {
        "units": size,
        "lines": len(lines),
        "seconds": round(seconds, 1),
        "processor_seconds": round(worked, 1),
        "stages": watch.seconds | {"rest": round(seconds - sum(watch.seconds.values()), 2)},
        "seconds_to_make_the_register": round(made, 1),
        "pairs_compared": watch.pair_count,
        "peak_memory_gb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2, 2),
        "precision_accepted": share(len(right), len(accepted)),
        "recall_accepted": share(len(right), len(lines)),
        "recall_with_review": share(len(seen), len(lines)),
    }


def main() -> None:
    """Measure each size in its own process, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/identity-scale.json"))
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--one", type=int, help="measure this size in this process, and print it")
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measure(given.data, given.one)))
        return
    sizes = []
    for size in given.sizes:
        command = [sys.executable, "-W", "ignore", __file__, "--data", str(given.data)]
        told = subprocess.run(
            [*command, "--one", str(size)], check=True, stdout=subprocess.PIPE, text=True
        ).stdout
        sizes.append(json.loads(told.splitlines()[-1]))
        print(json.dumps(sizes[-1], indent=1))
    text = json.dumps({"processors": os.cpu_count(), "sizes": sizes}, indent=1)
    given.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
