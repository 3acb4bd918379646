"""Compare the lines of a list with the records of a register: who may be whom, how surely."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from maillon.identity.adapting import learn_habits
from maillon.identity.candidates import Guard, find_candidates
from maillon.identity.comparing import COMPARISONS, NAME
from maillon.identity.engine import Backend, duckdb_backend, score
from maillon.identity.model import LinkageModel
from maillon.identity.records import IdentityRecord, count_words, read_names, weigh

__all__ = [
    "Compared",
    "Evidence",
    "compare",
    "compare_within",
    "is_more_alike",
    "join_sides",
    "keep_best_reading",
    "weigh_evidence",
    "weigh_pairs",
]

_LEAST_EVIDENCE = -12.0
# A name borne twice: its bearer is one of the two.
_ITSELF = 0.5
_FEWEST_NAMESAKES = 0.01
_RANKS = {
    comparison.key: {level.key: rank for rank, level in enumerate(comparison.levels)}
    for comparison in COMPARISONS
}


@dataclass(frozen=True, slots=True)
class Compared:
    """
    Pairs that were compared.

    Attributes
    ----------
    pairs
        One row for each pair of readings: `line`, `member`, `candidate`, `line_text`,
        `candidate_text`, `weight` and the level of each comparison.
    left_out
        What was too common to be looked up: `record` (the line), `key`, `size`.
    read_lines
        Ranks of the lines that hold a name.
    register_size
        How many records the lines were compared with.
    units
        Rank of the legal unit of each record of the register.
    """

    pairs: pa.Table
    left_out: pa.Table
    read_lines: frozenset[int]
    register_size: int
    units: Sequence[int]


@dataclass(frozen=True, slots=True)
class Evidence:
    """
    What speaks for one candidate of one line.

    Attributes
    ----------
    line, member, candidate
        Ranks of the line and of the record; member of the groupement (0 is the whole name).
    weight
        Bits in favour, whatever else could be the one.
    evidence
        Bits in favour, against all other candidates of the line and against nobody.
    levels
        Level of each comparison.
    line_text, candidate_text
        The readings that were compared.
    """

    line: int
    member: int
    candidate: int
    weight: float
    evidence: float
    levels: Mapping[str, str]
    line_text: str
    candidate_text: str


def compare(
    lines: Iterable[IdentityRecord],
    register: Iterable[IdentityRecord],
    model: LinkageModel,
    *,
    guard: Guard | None = None,
    backend: Backend | None = None,
) -> Compared:
    """Compare each reading of each line with the records that share something with it."""
    connection = duckdb.connect()
    units: dict[str, int] = {}
    places: list[int] = []
    read = read_names(_note_units(register, units, places))
    counts = count_words(read)
    left, right = weigh(read_names(lines), counts), weigh(read, counts)
    found = find_candidates(left, right, connection, guard=guard)
    near = right.filter(pc.is_in(right["uid"], value_set=pc.unique(found.pairs["uid_r"])))
    shift = left.num_rows
    pairs = pa.table({"uid_l": found.pairs["uid_l"], "uid_r": pc.add(found.pairs["uid_r"], shift)})
    both = join_sides(left, near)
    names = _count_names(right, both, places)
    scored = _score(both, pairs, names, model, backend or duckdb_backend(connection), places)
    return Compared(scored, found.left_out, _list_read(left), len(places), places)


def compare_within(
    records: Iterable[IdentityRecord],
    model: LinkageModel,
    *,
    guard: Guard | None = None,
    backend: Backend | None = None,
) -> Compared:
    """Compare the records of one list with one another, each pair once; `line` comes first."""
    connection = duckdb.connect()
    units: dict[str, int] = {}
    places: list[int] = []
    read = read_names(_note_units(records, units, places))
    table = weigh(read, count_words(read))
    found = find_candidates(table, table, connection, guard=guard, is_one_list=True)
    names = _count_names(table, table, places)
    backend = backend or duckdb_backend(connection)
    scored = _score(table, found.pairs, names, model, backend, places)
    return Compared(scored, found.left_out, _list_read(table), len(places), places)


def is_more_alike(row: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Tell whether the first of two readings of one pair looks more alike than the second."""
    return _order(row) < _order(other)


def keep_best_reading(pairs: pa.Table) -> list[dict[str, Any]]:
    """Return one row for each line, member and candidate: the reading that looks most alike."""
    best: dict[tuple[int, int, int], dict[str, Any]] = {}
    for row in pairs.to_pylist():
        key = row["line"], row["member"], row["candidate"]
        if key not in best or is_more_alike(row, best[key]):
            best[key] = row
    return list(best.values())


def weigh_evidence(compared: Compared, model: LinkageModel) -> list[Evidence]:
    """
    Weigh the candidates of each line together.

    Two establishments of one unit do not stand against each other: the line names their unit.
    How many lines have their actor in the register at all is estimated on the lines themselves,
    and so is the way in which the register writes legal forms.
    """
    by_line: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
    for row in keep_best_reading(compared.pairs):
        by_line[row["line"], row["member"]].append(row)
    habits = learn_habits(
        list(by_line.values()),
        line_count=len(compared.read_lines),
        register_size=compared.register_size,
        model=model,
    )
    prior = math.log2(habits.found_share / max(1, compared.register_size))
    nobody = math.log2(1.0 - habits.found_share)
    found = []
    for (line, member), rows in by_line.items():
        supports = [row["weight"] + habits.bits.get(row[NAME], 0.0) + prior for row in rows]
        best: dict[int, float] = {}
        for row, support in zip(rows, supports, strict=True):
            unit = compared.units[row["candidate"]]
            best[unit] = max(best.get(unit, -math.inf), support)
        total = _log_sum([nobody, *best.values()])
        for row, support in zip(rows, supports, strict=True):
            own = best[compared.units[row["candidate"]]]
            found.append(
                Evidence(
                    line=line,
                    member=member,
                    candidate=row["candidate"],
                    weight=row["weight"],
                    evidence=support - _log_difference(total, own),
                    levels={key: row[key] for key in _RANKS},
                    line_text=row["line_text"],
                    candidate_text=row["candidate_text"],
                )
            )
    return found


def weigh_pairs(compared: Compared, model: LinkageModel, *, double_share: float) -> list[Evidence]:
    """
    Weigh each pair of one list alone: an actor may have been written more than twice.

    Parameters
    ----------
    double_share
        Share of the records that have a double in the list, before anything is compared.
    """
    prior = math.log2(double_share / max(1, compared.register_size))
    best: dict[tuple[int, int], dict[str, Any]] = {}
    for row in keep_best_reading(compared.pairs):
        key = row["line"], row["candidate"]
        if key not in best or is_more_alike(row, best[key]):
            best[key] = row
    return [
        Evidence(
            line=row["line"],
            member=row["member"],
            candidate=row["candidate"],
            weight=row["weight"],
            evidence=row["weight"] + prior,
            levels={key: row[key] for key in _RANKS},
            line_text=row["line_text"],
            candidate_text=row["candidate_text"],
        )
        for row in best.values()
    ]


def join_sides(left: pa.Table, right: pa.Table) -> pa.Table:
    """Return both sides in one table; the numbers of the right follow those of the left."""
    return pa.concat_tables([left, right.set_column(0, "uid", pc.add(right["uid"], left.num_rows))])


def _note_units(
    register: Iterable[IdentityRecord], units: dict[str, int], places: list[int]
) -> Iterable[IdentityRecord]:
    for record in register:
        places.append(units.setdefault(record.unit or record.key, len(units)))
        yield record


def _find_least_weight(model: LinkageModel, size: int) -> float | None:
    """Return the weight under which a pair could never matter; none before training."""
    if not model.weights:
        return None
    return _LEAST_EVIDENCE - math.log2(model.found_share / max(1, size))


def _order(row: Mapping[str, Any]) -> tuple[float, int]:
    return -row["weight"], _RANKS[NAME][row[NAME]]


def _log_sum(bits: Sequence[float]) -> float:
    top = max(bits)
    return top + math.log2(sum(2.0 ** (value - top) for value in bits))


def _log_difference(total: float, own: float) -> float:
    """Return the logarithm of what remains of a sum once one of its terms is out."""
    share = min(2.0 ** (own - total), 1.0 - 1e-12)
    return total + math.log2(1.0 - share)


def _score(
    records: pa.Table,
    pairs: pa.Table,
    names: pa.Table,
    model: LinkageModel,
    backend: Backend,
    places: Sequence[int],
) -> pa.Table:
    scored = score(
        records,
        pairs,
        {"compact": names},
        model,
        backend,
        least_weight=_find_least_weight(model, len(places)),
        more_bits=model.count_more_bits(len(places)),
    )
    return _name_rows(scored, records)


def _list_read(lines: pa.Table) -> frozenset[int]:
    return frozenset(pc.unique(lines["record"]).to_pylist())


def _count_names(right: pa.Table, both: pa.Table, units: Sequence[int]) -> pa.Table:
    """Return the share of the units of the register that bear each name of the two sides."""
    borne = pa.table(
        {
            "compact": right["compact"],
            "unit": pa.array(units, pa.int64()).take(right["record"]),
        }
    )
    counted = borne.group_by(["compact", "unit"]).aggregate([])["compact"].value_counts()
    names = both["compact"].unique()
    places = pc.index_in(names, value_set=counted.field("values"))
    sizes = pc.fill_null(counted.field("counts").take(places), 1)
    expected = pc.if_else(
        pc.equal(sizes, 1),
        _expect_namesakes(counted.field("counts")),
        pc.subtract(pc.cast(sizes, pa.float64()), _ITSELF),
    )
    return pa.table({"compact": names, "tf_compact": pc.divide(expected, max(1, right.num_rows))})


def _expect_namesakes(counts: pa.Array) -> float:
    """
    Return how many bearers to expect of a name that the register holds once (Good and Turing).

    In a register where nearly no name comes twice, a name met once is nearly always the only one.
    """
    once = pc.sum(pc.equal(counts, 1)).as_py() or 1
    twice = pc.sum(pc.equal(counts, 2)).as_py() or 0
    return float(min(1.0, max(_FEWEST_NAMESAKES, 2.0 * (twice + 0.5) / once)))


def _name_rows(scored: pa.Table, records: pa.Table) -> pa.Table:
    """Replace the numbers of readings by what they are readings of."""
    uids = records["uid"].combine_chunks()
    at_left = pc.index_in(scored["uid_l"], value_set=uids)
    at_right = pc.index_in(scored["uid_r"], value_set=uids)
    columns = {
        "line": records["record"].take(at_left),
        "member": records["member"].take(at_left),
        "candidate": records["record"].take(at_right),
        "line_text": records["text"].take(at_left),
        "candidate_text": records["text"].take(at_right),
        "weight": scored["weight"],
    }
    return pa.table(columns | {key: scored[key] for key in _RANKS})
