import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.diagnosis.made_up import BANDS, establishments

from maillon.diagnosis.counting import Coverage, count_filiere
from maillon.diagnosis.placement import PLACEMENT_SCHEMA
from maillon.domain.errors import InconsistentData

KEYS = ("amont", "tri")


def placements(*lines):
    """Return placements written `actor number, stage, confidence, reasons`."""
    rows = [
        {
            "actor_id": f"fictif-{number}",
            "stage_key": stage,
            "score": 3.0,
            "confidence": confidence,
            "reasons": reasons,
        }
        for number, stage, confidence, reasons in lines
    ]
    return pa.Table.from_pylist(rows, schema=PLACEMENT_SCHEMA)


def count(rows, lines, statuses=(), **options):
    table = establishments(*rows)
    padded = [*statuses, *["none"] * (len(rows) - len(statuses))]
    qualifications = pa.table(
        {"actor_id": table["actor_id"], "ess_status": pa.array(padded, pa.string())}
    )
    # The order of the qualifications must not matter.
    return count_filiere(
        table,
        placements(*lines),
        qualifications.sort_by([("actor_id", "descending")]),
        bands=BANDS,
        stage_keys=KEYS,
        **options,
    )


def placed(number, stage="amont"):
    return (number, stage, "placed", "naf_forte")


def test_an_establishment_of_two_stages_counts_once_in_the_total():
    counts = count([{}, {}], [placed(1), placed(1, "tri"), placed(2)])
    assert [counts.stages[key].establishments for key in KEYS] == [2, 1]
    assert counts.total.establishments == 2


def test_what_is_to_be_checked_is_counted_apart():
    lines = [
        placed(1),
        (2, "amont", "to_check", "naf_moyenne"),
        (1, "tri", "to_check", "naf_faible"),
    ]
    counts = count([{}, {}], lines)
    assert (counts.stages["amont"].establishments, counts.stages["amont"].to_check) == (1, 1)
    assert counts.stages["amont"].to_check_ids == ["fictif-2"]
    assert counts.stages["tri"].to_check == 1
    assert counts.total.to_check == 1  # the first one is counted by another stage


def test_the_three_kinds_of_ess_evidence_stay_apart():
    statuses = ["published", "deduced", "declared", "refused", "none"]
    total = count([{}] * 5, [placed(number) for number in range(1, 6)], statuses).total
    assert (total.ess_published, total.ess_deduced, total.ess_declared) == (1, 1, 1)


@pytest.mark.parametrize(
    ("row", "employers", "derived", "unknown"),
    [
        ({"is_employer": True}, 1, 0, 0),
        ({"is_employer": True, "band_code": "11"}, 1, 0, 0),
        ({"is_employer": False, "band_code": "11"}, 0, 0, 0),
        ({"band_code": "01"}, 1, 1, 0),
        ({"band_code": "NN"}, 0, 0, 0),
        ({}, 0, 0, 1),
        ({"band_code": "inconnue"}, 0, 0, 1),
    ],
)
def test_who_employs_is_read_then_derived_and_it_is_said(row, employers, derived, unknown):
    total = count([row], [placed(1)]).total
    assert (total.employers, total.employers_derived, total.employers_unknown) == (
        employers,
        derived,
        unknown,
    )


def test_workforce_adds_bounds_and_midpoints():
    rows = [{"band_code": "01"}, {"band_code": "01"}, {"band_code": "11"}, {}]
    workforce = count(rows, [placed(number) for number in range(1, 5)]).total.workforce
    assert (workforce.low, workforce.central, workforce.high) == (12, 17.5, 23)
    assert (workforce.known_count, workforce.unknown_count) == (3, 1)
    assert workforce.band_counts == {"01": 2, "11": 1}


def test_an_open_ended_band_leaves_no_upper_bound():
    workforce = count(
        [{"band_code": "53"}, {"band_code": "01"}], [placed(1), placed(2)]
    ).total.workforce
    assert workforce.is_open_ended
    assert workforce.high is None
    assert workforce.low == 10_001


def test_without_any_band_the_workforce_is_unknown_and_not_zero():
    total = count([{}], [placed(1)]).total
    assert total.workforce.central is None
    assert total.dependence is None


def test_a_register_that_says_not_an_employer_has_said_the_workforce():
    workforce = count([{"is_employer": False}], [placed(1)]).total.workforce
    assert (workforce.central, workforce.unknown_count) == (0, 0)


def test_hidden_establishments_are_counted_and_never_named():
    rows = [{"is_diffusible": False, "band_code": "11", "name": None}, {"band_code": "01"}]
    total = count(rows, [placed(1), placed(2)]).total
    assert (total.establishments, total.hidden) == (2, 1)
    assert total.top_actor_ids == ["fictif-2"]
    assert not total.dependence.is_diffusible


def test_the_largest_actors_come_first_then_the_alphabet():
    rows = [
        {"name": "Fictif B", "band_code": "01"},
        {"name": "Fictif A", "band_code": "01"},
        {"name": "Fictif C", "band_code": "11"},
        {"name": "Fictif D"},
        {"name": "Fictif E", "band_code": "NN"},
    ]
    lines = [placed(number) for number in range(1, 6)]
    total = count(rows, lines, top=4).total
    assert total.top_actor_ids == ["fictif-3", "fictif-2", "fictif-1", "fictif-5"]


def test_dependence_adds_the_establishments_of_one_organisation():
    rows = [
        {"siren": "fictif-a", "band_code": "01"},
        {"siren": "fictif-a", "band_code": "11"},
        {"band_code": "11"},
    ]
    total = count(rows, [placed(1), placed(2), placed(3)]).total
    assert total.legal_units == 2
    assert total.dependence.unit == "fictif-a"
    assert total.dependence.actor_id == "fictif-2"
    assert total.dependence.share == pytest.approx(16 / 30.5)


def test_coverage_keeps_the_strongest_clue_of_each_establishment():
    lines = [
        (1, "amont", "placed", "naf_forte"),
        (1, "tri", "confirmed", "decision"),
        (2, "amont", "placed", "naf_moyenne;keyword_name:TRI"),
        (3, "amont", "declared", "declared;keyword_name:TRI"),
    ]
    counts = count([{}] * 3, lines)
    assert counts.stages["amont"].coverage == Coverage(naf_only=1, keyword=1, declared=1)
    assert counts.total.coverage == Coverage(keyword=1, declared=1, confirmed=1)


def test_placements_of_unknown_actors_or_stages_are_not_counted():
    counts = count([{}], [placed(1, "inconnu"), placed(9)])
    assert counts.total.establishments == 0


def test_a_stage_without_placement_counts_zero():
    counts = count([], [])
    assert counts.stages["tri"].establishments == 0
    assert counts.total.workforce.central is None


def test_an_establishment_without_qualification_is_refused():
    table = establishments({})
    nothing = pa.table(
        {"actor_id": pa.array([], pa.string()), "ess_status": pa.array([], pa.string())}
    )
    with pytest.raises(InconsistentData) as caught:
        count_filiere(table, placements(placed(1)), nothing, bands=BANDS, stage_keys=KEYS)
    assert "qualification" in caught.value.for_user()


@given(
    st.lists(st.sampled_from([None, *BANDS]), min_size=1, max_size=8),
    st.sets(st.tuples(st.integers(1, 8), st.sampled_from(KEYS)), max_size=16),
)
def test_parts_never_exceed_the_whole(band_codes, pairs):
    rows = [{"band_code": code} for code in band_codes]
    lines = [placed(number, stage) for number, stage in sorted(pairs) if number <= len(rows)]
    counts = count(rows, lines)
    total = counts.total
    assert total.establishments == len({number for number, *_rest in lines})
    assert total.establishments <= sum(stage.establishments for stage in counts.stages.values())
    assert total.employers <= total.establishments
    assert (
        sum(getattr(total.coverage, key) for key in ("naf_only", "keyword")) == total.establishments
    )
    if total.workforce.central is not None and total.workforce.high is not None:
        assert total.workforce.low <= total.workforce.central <= total.workforce.high
