"""Which pairs are compared, and what bounds them."""

import duckdb
import pyarrow as pa
import pytest
from tests.identity.made_up import ANGERS, NANTES, make, make_crowd

from maillon.identity import Guard
from maillon.identity.candidates import RULES, Candidates, find_candidates
from maillon.identity.records import IdentityRecord, count_words, read_names, weigh


def find(
    lines: list[IdentityRecord], register: list[IdentityRecord], guard: Guard | None = None
) -> Candidates:
    left, right = prepare(lines, register), prepare(register, register)
    return find_candidates(left, right, duckdb.connect(), guard=guard)


def prepare(records: list[IdentityRecord], register: list[IdentityRecord]) -> pa.Table:
    return weigh(read_names(records), count_words(read_names(register)))


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("SARL EXEMPLE UNIQUE", "Exemple unique"),
        ("ENVIRONNEMENT INSERTION OUEST", "EIO"),
        ("EIO", "ENVIRONNEMENT INSERTION OUEST"),
        ("ZIBELINE DU PORT", "LES AMIS DE LA ZIBELINE"),
        ("RESSOURCERIIE", "RESSOURCERIE"),
        ("RSSOURCERIE", "RESSOURCERIE"),
    ],
    ids=["same name", "initials", "acronym", "rare word", "beginning", "ending"],
)
def test_what_shares_something_rare_is_compared(written: str, known: str) -> None:
    pairs = find([make(written)], [make(known), *make_crowd(50)]).pairs
    assert {"uid_l": 0, "uid_r": 0} in pairs.to_pylist()


def test_a_word_and_a_place_are_enough() -> None:
    words = ["COMMUN BERGERIE", "COMMUN MOULIN", "COMMUN FOURNIL"]
    register = [make("LOINTAIN COMMUN", commune=ANGERS), make("PROCHE COMMUN", commune=NANTES)]
    register += [make(word, str(place)) for place, word in enumerate(words * 20)]
    pairs = find([make("COMMUN DU VILLAGE", commune=NANTES)], register, Guard(most_candidates=5))
    assert {"uid_l": 0, "uid_r": 1} in pairs.pairs.to_pylist()


def test_what_shares_nothing_is_not_compared() -> None:
    assert find([make("ZIBELINE")], make_crowd(50)).pairs.num_rows == 0


def test_five_thousand_rows_all_alike_are_bounded_and_the_rule_is_told() -> None:
    alike = [make("EXEMPLE COMMUN", str(rank), commune=NANTES) for rank in range(5000)]
    found = find(alike[:200], alike)
    assert found.pairs.num_rows == 0
    rules = {RULES[row["key"][0]] for row in found.left_out.to_pylist()}
    assert {"name", "rare_word", "word_in_place", "beginning", "ending"} <= rules
    assert {row["size"] for row in found.left_out.to_pylist()} == {5000}


def test_the_guard_bounds_the_candidates_of_each_reading() -> None:
    register = [make(f"EXEMPLE {word.names[0]}", word.key) for word in make_crowd(300)]
    found = find([make("EXEMPLE FICTIF")], register, Guard(most_candidates=10))
    assert found.pairs.num_rows <= 10


def test_one_list_gives_each_pair_once_and_nobody_meets_itself() -> None:
    records = [make("EXEMPLE UNIQUE", "a"), make("SARL EXEMPLE UNIQUE", "b"), make("AUTRE", "c")]
    table = prepare(records, records)
    found = find_candidates(table, table, duckdb.connect(), is_one_list=True)
    assert found.pairs.to_pylist() == [{"uid_l": 0, "uid_r": 1}]


def test_nothing_is_left_behind_in_the_connection() -> None:
    connection = duckdb.connect()
    table = prepare([make("EXEMPLE")], [make("EXEMPLE")])
    for _turn in range(2):
        find_candidates(table, table, connection)
    assert connection.execute("show tables").fetchall() == []


def test_an_empty_side_gives_no_pair() -> None:
    assert find([], make_crowd(5)).pairs.num_rows == 0
    assert find(make_crowd(5), []).pairs.num_rows == 0
