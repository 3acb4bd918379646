"""The log of weighings: mass is kept, corrections and late lines remain readable."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillon.domain.errors import InconsistentData, InvalidInput
from maillon.domain.weighings import Weighing, WeighingTarget, number_month
from maillon.studies.weighing.bilans import (
    check_stocks,
    find_duplicates,
    leave_out_known,
    list_effective,
    list_late,
    make_bilan,
    make_twin,
    measure_target,
    sum_weighings,
)

YEAR = {"start": date(2025, 1, 1), "end": date(2025, 12, 31)}


def line(
    kilograms: str, direction: str = "out", channel: str = "reuse", **more: object
) -> Weighing:
    given = {
        "weighed_on": date(2025, 3, 5),
        "site": "Site fictif",
        "category": "Mobilier",
        "direction": direction,
        "channel": channel,
        "kilograms": Decimal(kilograms),
    }
    return Weighing(**{**given, **more})


LOG = (
    line("100", "in", "drop_off", key="1"),
    line("50.5", "in", "waste_site", key="2", weighed_on=date(2025, 6, 1), category="Textile"),
    line("60", key="3"),
    line("20", channel="repair", key="4", weighed_on=date(2025, 12, 31)),
    line("20", channel="disposal", key="5", category="Textile"),
    line("30", "in", "transfer", key="6"),
    line("30", channel="transfer", key="7"),
    line("999", weighed_on=date(2026, 1, 1), key="8"),
    line("40", "stock", "", key="9"),
)


def draw(log=LOG, **more):
    return make_bilan(sum_weighings(log, **YEAR), **YEAR, **more)


def test_what_crosses_the_boundary_is_counted_once_and_transfers_stay_apart() -> None:
    bilan = draw()
    assert (bilan.incoming_kg, bilan.outgoing_kg) == (Decimal("150.5"), Decimal(100))
    assert (bilan.transferred_in_kg, bilan.transferred_out_kg) == (30, 30)
    assert bilan.by_origin == {"drop_off": 100, "waste_site": Decimal("50.5")}
    assert list(bilan.by_destination) == ["reuse", "disposal", "repair"]
    assert bilan.reuse_rate == pytest.approx(0.8)
    assert len(bilan.by_month) == 12
    assert bilan.to_document()["incoming_kg"] == "150.5"


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["in", "out"]),
            st.sampled_from(["reuse", "repair", "disposal", "other"]),
            st.sampled_from(["Mobilier", "Textile"]),
            st.integers(1, 12),
            st.decimals("0.001", "9999", places=3),
        )
    )
)
def test_every_way_of_adding_up_gives_the_same_mass(rows) -> None:
    log = [
        line(str(kg), side, channel, category=category, weighed_on=date(2025, month, 7))
        for side, channel, category, month, kg in rows
    ]
    bilan = draw(log)
    out = sum(row.kilograms for row in log if row.direction == "out")
    assert sum(bilan.by_destination.values()) == out == bilan.outgoing_kg
    assert sum(row.outgoing_kg for row in bilan.by_month) == out
    assert sum(row.outgoing_kg for row in bilan.by_category) == out
    assert sum(row.incoming_kg for row in bilan.by_month) == bilan.incoming_kg


def test_a_correction_takes_the_place_of_the_line_that_it_corrects() -> None:
    corrected = (*LOG, line("6", key="10", corrects="3"))
    assert draw(list_effective(corrected)).outgoing_kg == 46
    assert line("60", key="3") in corrected  # both remain in the log
    again = (*corrected, line("7", key="11", corrects="10"))
    assert draw(list_effective(again)).outgoing_kg == 47
    with pytest.raises(InconsistentData) as refused:
        list_effective(
            (
                *LOG,
                line("1", key="12", corrects="404"),
                line("1", corrects="1"),
                line("2", corrects="1"),
            )
        )
    assert len(refused.value.details) == 2


def test_the_discrepancy_is_what_two_inventories_do_not_explain() -> None:
    assert draw().discrepancy_kg is None  # one inventory tells nothing
    log = (
        line("40", "stock", "", weighed_on=date(2024, 12, 31)),
        line("100", "in", "drop_off"),
        line("60"),
        line("70", "stock", "", weighed_on=date(2025, 12, 31)),
    )
    (check,) = check_stocks(log, **YEAR)
    # 40 + 100 - 60 = 80 should lie there; 70 do.
    assert (check.change_kg, check.discrepancy_kg) == (30, 10)
    bilan = draw(log, stock_checks=[check])
    assert bilan.discrepancy_kg == bilan.remainder_kg - bilan.stock_change_kg == 10


def test_what_is_entered_after_the_closing_is_late() -> None:
    closed_at = datetime(2026, 1, 15, tzinfo=UTC)
    on_time = line("1", entered_at=datetime(2026, 1, 14, tzinfo=UTC))
    late = replace(on_time, entered_at=datetime(2026, 2, 1, tzinfo=UTC))
    elsewhere = replace(late, weighed_on=date(2026, 1, 3))
    assert list_late([on_time, late, elsewhere], **YEAR, closed_at=closed_at) == (late,)


def test_a_line_that_says_the_same_is_spotted_and_two_same_chairs_stay_two() -> None:
    chair = line("4.500", ticket="B12")
    twin = replace(chair, kilograms=Decimal("4.5"), key="other")
    assert find_duplicates([chair, twin, line("4.5", ticket="B13")]) == ((chair, twin),)
    new, known = leave_out_known([chair, twin, chair], {make_twin(chair): 2})
    assert (len(new), len(known)) == (1, 2)


def measure(**more):
    target = WeighingTarget(
        quantity_kg=Decimal(10_000_000), starts_on=date(2021, 1, 1), due_on=date(2030, 12, 31)
    )
    given = {
        "reached_kg": Decimal(5_000_000),
        "recent_kg": Decimal(1_000_000),
        "recent_days": 365,
        "known_until": date(2026, 1, 1),
        "today": date(2026, 1, 1),
    }
    return measure_target(more.pop("target", target), **{**given, **more})


def test_a_target_says_what_is_reached_needed_and_where_the_rhythm_leads() -> None:
    progress = measure()
    assert progress.share == pytest.approx(0.5)
    # Five years less a day are left: a million a year does not quite reach it.
    assert float(progress.projected_kg) == pytest.approx(5e6 + 1e6 * 1825 / 365)
    assert float(progress.needed_kg_per_year) == pytest.approx(1e6 * 365 * 5 / 1825)
    assert progress.is_on_course
    assert not measure(recent_kg=Decimal(999_000)).is_on_course
    assert any("ligne droite" in text for text in progress.limits)
    assert measure(reached_kg=Decimal(10_000_001)).needed_kg_per_year is None


def test_a_short_or_silent_log_is_not_prolonged_as_if_it_were_whole() -> None:
    short = measure(recent_days=60)
    assert (short.rhythm_kg_per_year, short.projected_kg, short.is_on_course) == (None, None, None)
    silent = measure(today=date(2026, 7, 1))
    assert silent.projected_kg == measure().projected_kg
    assert any("dernière pesée" in text for text in silent.limits)


def test_a_yearly_target_looks_at_the_last_year_and_needs_two_to_project() -> None:
    target = WeighingTarget(
        quantity_kg=Decimal(2_000_000),
        starts_on=date(2021, 1, 1),
        due_on=date(2030, 12, 31),
        is_yearly=True,
    )
    alone = measure(target=target)
    assert (alone.share, alone.projected_kg) == (pytest.approx(0.5), None)
    grown = measure(target=target, previous_kg=Decimal(800_000))
    assert float(grown.projected_kg) == pytest.approx(1e6 + 0.2e6 * 1825 / 365)


def test_what_makes_no_sense_is_refused_in_words() -> None:
    with pytest.raises(InvalidInput, match="period"):
        make_bilan([], start=date(2025, 2, 1), end=date(2025, 1, 1))
    with pytest.raises(InvalidInput) as refused:
        measure(
            target=WeighingTarget(
                quantity_kg=Decimal(0), starts_on=date(2025, 1, 1), due_on=date(2026, 1, 1)
            )
        )
    assert "objectif" in refused.value.for_user()


def test_months_follow_each_other_by_one() -> None:
    assert number_month(date(2026, 1, 31)) - number_month(date(2025, 12, 1)) == 1
