"""Who may be whom, how surely."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.identity.made_up import ANGERS, MODEL, NANTES, make, make_crowd

from maillon.identity import IdentityRecord
from maillon.identity.linking import Evidence, compare, compare_within, weigh_evidence

_NAMES = st.text(alphabet="ABCDELNORSTU ÉÈ'&-./();1234中ß", max_size=40)


def weigh(lines: list[IdentityRecord], register: list[IdentityRecord]) -> list[Evidence]:
    return weigh_evidence(compare(lines, register, MODEL), MODEL)


def test_two_units_alike_stand_against_each_other() -> None:
    alone = weigh([make("ZIBELINE BLEUTEE")], [make("ZIBELINE BLEUTEE"), *make_crowd()])
    twice = weigh(
        [make("ZIBELINE BLEUTEE")],
        [make("ZIBELINE BLEUTEE", "a"), make("ZIBELINE BLEUTEE", "b"), *make_crowd()],
    )
    assert MODEL.calibration.to_probability(alone[0].evidence) > 0.9
    assert all(MODEL.calibration.to_probability(one.evidence) < 0.8 for one in twice)


def test_establishments_of_one_unit_do_not_stand_against_each_other() -> None:
    shops = [make("ZIBELINE BLEUTEE", key, unit="u") for key in ("a", "b", "c")]
    found = weigh([make("ZIBELINE BLEUTEE")], [*shops, *make_crowd()])
    assert {one.candidate for one in found} == {0, 1, 2}
    assert all(MODEL.calibration.to_probability(one.evidence) > 0.9 for one in found)


def test_the_place_chooses_between_homonyms() -> None:
    register = [
        make("FOURNIL BLEUTE", "far", commune=ANGERS),
        make("FOURNIL BLEUTE", "near", commune=NANTES),
        *make_crowd(),
    ]
    best = max(weigh([make("FOURNIL BLEUTE", commune=NANTES)], register), key=lambda e: e.evidence)
    assert register[best.candidate].key == "near"


def test_the_larger_the_register_the_less_a_common_likeness_tells() -> None:
    line, known = make("RESSOURCERIE DU LAC"), make("RESSOURCERIE DU LOUP")
    few = weigh([line], [known, *make_crowd(50)])
    many = weigh([line], [known, *make_crowd(2000)])
    assert few[0].levels["name"] == many[0].levels["name"] == "alike"
    assert many[0].evidence < few[0].evidence


@pytest.mark.parametrize("size", [500, 5_000, 50_000])
def test_a_rare_name_is_found_in_a_register_of_any_size(size: int) -> None:
    crowd = [
        make(
            f"Exemple {''.join(chr(65 + rank // 26**place % 26) for place in range(5))}", str(rank)
        )
        for rank in range(size)
    ]
    register = [make("ZIBELINE BLEUTEE DU MOULIN", commune=NANTES), *crowd]
    best = max(
        weigh([make("SARL ZIBELINE BLEUTEE DU MOULIN", commune=NANTES)], register),
        key=lambda one: one.evidence,
    )
    assert best.candidate == 0
    assert MODEL.calibration.to_probability(best.evidence) > 0.95


def test_lines_that_find_nobody_lower_the_share_that_is_expected_to_be_found() -> None:
    register = [make("RESSOURCERIE DU LOUP"), *make_crowd(100)]
    line = make("RESSOURCERIE DU LAC")
    alone = weigh([line], register)
    among = weigh([line, *(make(f"ABSENT{letter}") for letter in "BCDFGHJKLMNP" * 8)], register)
    assert among[0].evidence < alone[0].evidence


def test_a_list_compared_with_itself_gives_each_pair_once() -> None:
    records = [make("ZIBELINE BLEUTEE", "a"), make("SARL ZIBELINE BLEUTEE", "b"), *make_crowd(50)]
    rows = compare_within(records, MODEL).pairs.to_pylist()
    assert (0, 1) in {(row["line"], row["candidate"]) for row in rows}
    assert all(row["line"] < row["candidate"] for row in rows)


def test_the_same_lines_give_the_same_answer_twice() -> None:
    crowd = make_crowd(200, commune=NANTES)
    assert weigh(crowd[:50], crowd) == weigh(crowd[:50], crowd)


@pytest.mark.parametrize(
    ("lines", "register"),
    [([], []), ([], make_crowd(3)), (make_crowd(3), []), ([make("N/A")], make_crowd(3))],
    ids=["nothing", "no line", "no register", "no name"],
)
def test_an_empty_side_finds_nothing(
    lines: list[IdentityRecord], register: list[IdentityRecord]
) -> None:
    assert weigh(lines, register) == []


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_NAMES, min_size=1, max_size=8))
def test_any_names_are_compared(names: list[str]) -> None:
    records = [make(name, str(rank)) for rank, name in enumerate(names)]
    for one in weigh(records, records):
        assert 0.0 <= MODEL.calibration.to_probability(one.evidence) <= 1.0


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_NAMES, _NAMES)
def test_likeness_is_the_same_seen_from_both_sides(one: str, other: str) -> None:
    both = [make(one, "one"), make(other, "other")]
    there = {e.levels["name"] for e in weigh([both[0]], both) if e.candidate == 1}
    back = {e.levels["name"] for e in weigh([both[1]], both) if e.candidate == 0}
    assert there == back
