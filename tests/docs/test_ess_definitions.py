import re
from itertools import pairwise
from pathlib import Path

import pytest
from tests.docs.three_definitions import (
    Unit,
    explain,
    measure_agreement,
    read_units,
    write_sentences,
    write_tables,
)

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "../shared/data/ess_numerique"
PAGE = ROOT / "docs/reference/ess-trois-definitions.md"


@pytest.fixture(scope="module")
def units() -> list[Unit]:
    if not DATA.exists():
        pytest.skip("real data absent")
    return read_units(DATA)


def test_agreement_is_the_one_of_a_published_example() -> None:
    # Cohen's kappa on 50 grant proposals read by two readers: 20 yes-yes, 5, 10, 15 no-no
    # (the usual textbook example): agreement 0.70, by chance 0.50, kappa 0.40.
    yes = [True] * 25 + [False] * 25
    other = [True] * 20 + [False] * 5 + [True] * 10 + [False] * 15
    agreed, kappa, on_yes = measure_agreement(yes, other)
    assert (agreed, round(kappa, 12)) == (0.7, 0.4)
    assert on_yes == pytest.approx(40 / 55)


def test_kappa_rises_to_the_agreement_on_yes_when_outsiders_are_added() -> None:
    yes, other = [True] * 30 + [False] * 5, [True] * 20 + [False] * 10 + [True] * 5
    measured = [
        measure_agreement(yes + [False] * count, other + [False] * count)
        for count in (0, 10, 1000, 1_000_000)
    ]
    assert all(before[1] < after[1] for before, after in pairwise(measured))
    assert len({round(on_yes, 12) for _, _, on_yes in measured}) == 1
    assert measured[-1][1] == pytest.approx(measured[-1][2], abs=1e-4)


@pytest.mark.realdata
@pytest.mark.parametrize("table", ["cells", "pairs", "kinds"])
def test_each_table_of_the_page_is_what_the_data_give(units: list[Unit], table: str) -> None:
    assert write_tables(units)[table] in PAGE.read_text(encoding="utf-8")


@pytest.mark.realdata
def test_each_sentence_with_a_number_is_what_the_data_give(units: list[Unit]) -> None:
    page = _flatten(PAGE.read_text(encoding="utf-8"))
    missing = [text for text in write_sentences(units) if _flatten(text) not in page]
    assert missing == []


def _flatten(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.realdata
def test_every_disagreement_has_one_rule(units: list[Unit]) -> None:
    disagreeing = [unit for unit in units if len(set(unit.answers)) == 2]
    explained = [unit for found in explain(units).values() for unit in found]
    assert len(explained) == len(disagreeing)
    assert all(explain(units).values())


@pytest.mark.realdata
def test_what_the_page_says_of_the_file_holds(units: list[Unit]) -> None:
    assert not any(unit.rule == "excluded_naf" for unit in units)
    by_category = [unit for unit in units if unit.origins == {"cate_x_naf"}]
    assert not {"5460", "5651", "5660"} & {unit.legal_category for unit in by_category}
    alone = [unit for unit in units if unit.answers == (False, False, True)]
    assert alone
    assert not any(unit.is_active for unit in alone)
    flags = (DATA / "04_ess_flag_insee.csv").read_text(encoding="utf-8-sig")
    assert ",N," not in flags
