"""What others would do of the same lines: each gives one unit and a score, or nothing."""

from collections import defaultdict
from collections.abc import Sequence

import pyarrow as pa
import splink.comparison_library as cl
from contracts import Task
from rapidfuzz import fuzz, process
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from maillon.domain.text import fold
from maillon.identity import IdentityRecord, analyse_name

Answer = tuple[int, float] | None


def match_exactly(task: Task) -> list[Answer]:
    """Accept the only unit whose name is the same once forms, accents and plurals are put aside."""
    units: dict[str, set[int]] = defaultdict(set)
    for place, record in enumerate(task.register):
        units[analyse_name(record.names[0]).compact].add(place)
    found = [units.get(analyse_name(line.names[0]).compact, set()) for line in task.lines]
    return [(min(places), 1.0) if len(places) == 1 else None for places in found]


def match_by_ratio(task: Task) -> list[Answer]:
    """Accept the unit whose folded name has the best rapidfuzz ratio."""
    names = [fold(record.names[0]) for record in task.register]
    answers: list[Answer] = []
    for line in task.lines:
        best = process.extractOne(fold(line.names[0]), names, scorer=fuzz.ratio)
        answers.append((best[2], best[1] / 100) if best else None)
    return answers


def match_by_token_ratio(task: Task) -> list[Answer]:
    """Accept the unit whose folded name has the best rapidfuzz WRatio."""
    names = [fold(record.names[0]) for record in task.register]
    answers: list[Answer] = []
    for line in task.lines:
        best = process.extractOne(fold(line.names[0]), names, scorer=fuzz.WRatio)
        answers.append((best[2], best[1] / 100) if best else None)
    return answers


def match_by_default_splink(task: Task) -> list[Answer]:
    """Accept the best unit of Splink's own comparisons, trained without labels, as its tutorial."""
    api = DuckDBAPI()
    lines = _to_table(task.lines, shift=0)
    left = api.register(lines, dataset_display_name="a_lines")
    units = _to_table(task.register, shift=lines.num_rows)
    right = api.register(units, dataset_display_name="b_register")
    settings = SettingsCreator(
        link_type="link_only",
        unique_id_column_name="uid",
        comparisons=[
            cl.JaroWinklerAtThresholds("name").configure(term_frequency_adjustments=True),
            cl.ExactMatch("departement"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("substr(name, 1, 4)"),
            block_on("departement", "substr(name, 1, 2)"),
        ],
    )
    linker = Linker([left, right], settings, log_level=None)
    training = linker.training
    training.estimate_probability_two_random_records_match([block_on("name")], recall=0.8)
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    training.estimate_parameters_using_expectation_maximisation(block_on("departement"))
    training.estimate_parameters_using_expectation_maximisation(block_on("name"))
    best: list[Answer] = [None] * len(task.lines)
    for row in linker.inference.predict(warning_mode="never").as_record_list():
        line, place = sorted((row["uid_l"], row["uid_r"]))
        place -= len(task.lines)
        known = best[line]
        if known is None or known[1] < row["match_probability"]:
            best[line] = place, row["match_probability"]
    return best


def _to_table(records: Sequence[IdentityRecord], *, shift: int) -> pa.Table:
    return pa.table(
        {
            "uid": [place + shift for place in range(len(records))],
            "name": [fold(record.names[0]) or None for record in records],
            "departement": [
                next(iter((*record.departements, *record.work_departements)), None)
                for record in records
            ],
        }
    )
