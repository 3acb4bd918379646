"""From ratios to a choice of ratios, from gisements to totals, from totals to what can be had."""

from dataclasses import replace

import pytest

from maillon.domain.errors import InvalidInput
from maillon.domain.gisements import (
    ActivityKind,
    Gisement,
    Origin,
    Ratio,
    RecoverySteps,
    UncertainShare,
)
from maillon.flows.gisements.chain import lead_to_recoverable
from maillon.flows.gisements.laws import make_estimate
from maillon.flows.gisements.matching import RatioLine, choose_lines, match_activities, prefer
from maillon.flows.gisements.totals import add_gisements, find_doubles, read_years
from maillon.reference.parameters.pedigree import load_pedigree

HALF = UncertainShare(value=0.5, low=0.4, high=0.6)
MADE_UP = Ratio(
    key="fictif",
    matter="bois",
    activity=ActivityKind.EMPLOYEE,
    value=0.4,
    unit="t",
    year=2020,
    source="Table fictive",
    cv=0.3,
)
GISEMENT = Gisement(key="a", matter="Bois", quantity=100, unit="t", place="59350", cv=0.1)


def choose(*ratios: Ratio) -> tuple[RatioLine, ...]:
    return choose_lines(ratios, filiere_key="bois", place_key="epci:1", is_france=True)


def test_three_steps_have_three_uncertainties_each_wider_than_the_one_before() -> None:
    chain = lead_to_recoverable(
        make_estimate(1000.0, 0.2), RecoverySteps(mobilisable=HALF, recoverable=HALF)
    )
    assert chain.mobilisable
    assert chain.recoverable
    assert [chain.mobilisable.value, chain.recoverable.value] == [500, 250]
    assert 0.2 < chain.mobilisable.cv < chain.recoverable.cv
    share_cv = (0.6 - 0.5) / 0.5 / 1.6448536
    assert chain.mobilisable.cv**2 == pytest.approx((1 + 0.04) * (1 + share_cv**2) - 1, rel=1e-6)


def test_a_step_that_nobody_knows_stops_the_chain() -> None:
    chain = lead_to_recoverable(make_estimate(1000.0, 0.2), RecoverySteps())
    assert chain.mobilisable is None
    assert chain.recoverable is None


def test_a_part_never_exceeds_its_whole() -> None:
    wide = RecoverySteps(mobilisable=UncertainShare(value=0.95, cv=0.8))
    chain = lead_to_recoverable(make_estimate(1000.0, 0.05), wide)
    assert chain.mobilisable
    assert chain.mobilisable.high <= chain.theoretical.high


@pytest.mark.parametrize(
    "steps",
    [
        RecoverySteps(mobilisable=UncertainShare(value=1.2, cv=0.1)),
        RecoverySteps(mobilisable=UncertainShare(value=0.5)),
        RecoverySteps(recoverable=HALF),
    ],
)
def test_a_wrong_share_is_refused_in_words(steps: RecoverySteps) -> None:
    with pytest.raises(InvalidInput) as caught:
        lead_to_recoverable(make_estimate(1.0, 0.1), steps)
    assert caught.value.for_user().startswith("La part")


def test_two_vintages_of_a_ratio_are_never_mixed() -> None:
    (line,) = choose(MADE_UP, replace(MADE_UP, key="neuf", year=2023, value=0.7))
    assert [ratio.year for ratio in line.ratios] == [2023]
    assert line.dropped[0].is_older
    assert line.dropped[0].dropped.year == 2020


def test_an_activity_takes_the_ratio_of_its_longest_beginning() -> None:
    sector = replace(MADE_UP, key="secteur", naf_code="16")
    precise = replace(MADE_UP, key="precis", naf_code="16.10A")
    (line,) = choose(sector, precise)
    found = match_activities(line, ["16.10A", "16.29Z", "47.71Z"])
    assert {code: line.ratios[rank].key for code, rank in found.items()} == {
        "16.10A": "precis",
        "16.29Z": "secteur",
    }


def test_a_ratio_of_the_country_does_not_leave_it_and_one_of_the_place_wins() -> None:
    national = replace(MADE_UP, place_key="france")
    local = replace(MADE_UP, key="ici", place_key="epci:1", year=2015)
    (line,) = choose(national, local)
    assert line.ratios[0].key == "ici"
    abroad = choose_lines([national], filiere_key="bois", place_key="geonames:1", is_france=False)
    assert abroad == ()


def test_ratios_of_another_filiere_stay_out_and_one_s_own_come_first() -> None:
    assert choose(replace(MADE_UP, filieres=("textile_tlc",))) == ()
    own, shipped = replace(MADE_UP, key="le-notre"), replace(MADE_UP, key="fourni", year=2024)
    assert [ratio.key for ratio in prefer([own], [shipped])] == ["le-notre"]


def test_origins_never_add_up_and_a_possible_double_is_said() -> None:
    weighed = replace(GISEMENT, key="b", quantity=90_000, unit="kg", origin=Origin.WEIGHED)
    totals = add_gisements([GISEMENT, weighed], load_pedigree())
    doubles = find_doubles([GISEMENT, weighed])
    assert {total.origin: total.theoretical.value for total in totals} == {
        Origin.DECLARED: 100,
        Origin.WEIGHED: pytest.approx(90),
    }
    assert [(one.first, one.second) for one in doubles] == [("a", "b")]
    elsewhere = replace(weighed, place="59512")
    assert not find_doubles([GISEMENT, elsewhere])
    nowhere = replace(weighed, place="")
    assert len(find_doubles([GISEMENT, nowhere])) == 1
    assert not find_doubles([GISEMENT, replace(GISEMENT, key="c", holder="Autre exemple fictif")])


def test_errors_of_one_ratio_add_up_and_those_of_two_compensate() -> None:
    estimated = replace(GISEMENT, origin=Origin.ESTIMATED, ratio_key="r", cv=0.3)
    same = [estimated, replace(estimated, key="b", place="59512")]
    (total,) = add_gisements(same, load_pedigree())
    assert total.theoretical.estimate
    assert total.theoretical.estimate.cv == pytest.approx(0.3)
    apart = [estimated, replace(estimated, key="b", place="59512", ratio_key="other")]
    (total,) = add_gisements(apart, load_pedigree())
    assert total.theoretical.estimate
    assert total.theoretical.estimate.cv == pytest.approx(0.3 / 2**0.5)


def test_what_is_not_known_is_neither_zero_nor_one() -> None:
    unknown = replace(GISEMENT, key="b", quantity=None)
    unsure = replace(GISEMENT, key="c", cv=None, holder="Exemple fictif")
    (total,) = add_gisements([GISEMENT, unknown, unsure], load_pedigree())
    assert total.theoretical.value == 200
    assert (total.theoretical.missing, total.theoretical.unsure) == (("b",), ("c",))
    assert total.theoretical.estimate is None
    assert total.mobilisable.value is None


def test_a_dormant_stock_stays_apart_from_what_arises_each_year() -> None:
    stock = replace(GISEMENT, key="b", is_dormant=True)
    assert len(add_gisements([GISEMENT, stock], load_pedigree())) == 2
    assert not find_doubles([GISEMENT, stock])


def test_every_wrong_gisement_is_told_at_once() -> None:
    wrong = [replace(GISEMENT, key="b", quantity=-1.0), replace(GISEMENT, key="c", quantity=-2.0)]
    with pytest.raises(InvalidInput) as caught:
        add_gisements(wrong, load_pedigree())
    assert len(caught.value.details) == 2
    with pytest.raises(InvalidInput) as caught:
        add_gisements([replace(GISEMENT, unit="brouettes")], load_pedigree())
    assert "brouettes" in caught.value.details[0]


def test_a_period_covers_its_years() -> None:
    assert read_years(replace(GISEMENT, starts_on="2022-01-01", ends_on="2024")) == (
        2022,
        2023,
        2024,
    )
    assert read_years(GISEMENT) == ()
