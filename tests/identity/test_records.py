"""Records made ready to be compared."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.identity.made_up import NANTES, make

from maillon.identity.records import (
    PREPARED,
    IdentityRecord,
    count_words,
    read_names,
    weigh,
)


def test_each_name_and_each_reading_has_a_row() -> None:
    table = read_names(
        [
            IdentityRecord(key="1", names=["EXEMPLE (BOUTIQUE)", "ANCIEN EXEMPLE"]),
            make("FICTIVE / IMAGINEE"),
        ]
    )
    rows = [(row["record"], row["member"], row["rank"], row["text"]) for row in table.to_pylist()]
    assert (0, 0, 0, "EXEMPLE") in rows
    assert (0, 0, 1, "ANCIEN EXEMPLE") in rows, "another name is told from the main one"
    assert (1, 1, 1, "FICTIVE") in rows
    assert (1, 2, 2, "IMAGINEE") in rows


@pytest.mark.parametrize("name", ["", " ", "N/A", "-", "Ελληνική Εταιρεία", "虚构公司"])
def test_what_names_nobody_has_no_row(name: str) -> None:
    assert read_names([make(name)]).num_rows == 0


def test_a_readable_name_makes_up_for_an_unreadable_one() -> None:
    table = read_names([IdentityRecord(key="1", names=["虚构公司", "EXEMPLE", "N/A"])])
    assert table["text"].to_pylist() == ["EXEMPLE"]


def test_place_street_and_activity_come_along() -> None:
    row = read_names(
        [make("EXEMPLE", commune=NANTES, address="3 rue du Port", activities=["38.32Z", "3832Z"])]
    ).to_pylist()[0]
    assert row["communes"] == [NANTES]
    assert row["street"] == "RUE PORT"
    assert row["activities"] == ["3832Z"]
    assert row["divisions"] == ["38"]
    assert row["work_departements"] is None


def test_records_may_come_one_at_a_time() -> None:
    def draw() -> Iterator[IdentityRecord]:
        for number in range(12_000):
            yield make(f"EXEMPLE {number}")

    table = read_names(draw())
    assert table.num_rows == 12_000
    assert table["record"].to_pylist()[-1] == 11_999


def test_a_word_weighs_the_information_that_it_gives() -> None:
    table = read_names([make(f"EXEMPLE MOT{letter}") for letter in "ABCDEFGH"])
    counts = count_words(table)
    weighed = weigh(table, counts)
    common, rare = weighed["weights"].to_pylist()[0]
    assert common < 0.2, "a word that all bear tells nothing"
    assert rare == pytest.approx(2.585, abs=0.001), "one in eight, a little less than three bits"
    assert weighed["total"].to_pylist()[0] == pytest.approx(common + rare)
    assert weighed.schema.names == PREPARED.names


def test_a_word_said_twice_by_one_record_counts_once() -> None:
    twice = count_words(read_names([make("ECHO ECHO (ECHO)"), make("AUTRE")]))
    place = twice.words.to_pylist().index("ECHO")
    assert twice.counts[place] == 1


def test_nothing_gives_an_empty_table() -> None:
    table = read_names([])
    assert table.num_rows == 0
    assert weigh(table, count_words(table)).schema.names == PREPARED.names


@given(st.lists(st.text(max_size=60), max_size=5))
def test_any_names_are_read(names: list[str]) -> None:
    table = read_names([IdentityRecord(key="1", names=names)])
    assert all(table["compact"].to_pylist())
    assert weigh(table, count_words(table)).num_rows == table.num_rows
