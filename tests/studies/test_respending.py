"""The LM3 by itself: its three rounds, each within the one before."""

import pytest

from maillon.domain.errors import InvalidInput
from maillon.studies.accounting.respending import measure_local_spending


def test_the_rounds_of_a_spending_add_up_to_its_multiplier() -> None:
    found = measure_local_spending(100, 60, 30)
    assert found["lm3"] == pytest.approx(1.9)
    assert found["respent"] == pytest.approx(90)
    assert found["figure"]["value"] == pytest.approx(1.9)


def test_nobody_spends_again_more_than_what_they_received() -> None:
    with pytest.raises(InvalidInput, match="rounds"):
        measure_local_spending(100, 120, 30)
