"""What is taken, what is not accounted for, who aims at the same and how to share it."""

from dataclasses import replace

import pytest

from maillon.domain.errors import InvalidInput
from maillon.domain.gisements import Capture, Destination, Gisement, Origin
from maillon.flows.captures import share_captures
from maillon.flows.overlaps import SplitRule, find_overlaps
from maillon.reference.parameters.pedigree import load_pedigree

PEDIGREE = load_pedigree()
GISEMENT = Gisement(
    key="a", matter="Textiles usagés", quantity=100, unit="t", place="59350", cv=0.2, stage="tri"
)
ESS = Capture(
    gisement="a",
    year=2024,
    destination=Destination.ESS,
    taker="Ressourcerie fictive",
    quantity=30,
    secured_by=("contrat_pluriannuel", "points_de_collecte"),
)
OTHER = replace(
    ESS, destination=Destination.OTHERS, taker="Collecteur fictif", quantity=25_000, unit="kg"
)
SECOND = replace(ESS, taker="Association fictive", quantity=10, secured_by=())


def test_shares_and_the_remainder_make_the_whole_gisement() -> None:
    (found,) = share_captures([GISEMENT], [ESS, OTHER, SECOND], PEDIGREE)
    assert found.shares == {Destination.ESS: 0.4, Destination.OTHERS: 0.25}
    assert found.unknown_share == pytest.approx(0.35)
    assert sum(found.shares.values()) + (found.unknown_share or 0) == pytest.approx(1)


def test_the_share_of_the_ess_has_the_doubt_of_the_gisement() -> None:
    (found,) = share_captures([GISEMENT], [ESS], PEDIGREE)
    assert found.ess_bounds
    assert found.low
    assert found.high
    assert found.ess_bounds == pytest.approx((30 / found.high, 30 / found.low))
    assert found.ess_bounds[0] < 0.3 < found.ess_bounds[1]


def test_a_capture_of_several_measures_is_secured_once() -> None:
    (found,) = share_captures([GISEMENT], [ESS, SECOND], PEDIGREE)
    assert found.secured == {"contrat_pluriannuel": 30, "points_de_collecte": 30}
    assert found.secured_total == 30
    assert found.unsecured == ("Association fictive",)


def test_a_taker_without_quantity_is_named_and_not_counted_as_nothing() -> None:
    (found,) = share_captures([GISEMENT], [ESS, replace(OTHER, quantity=None)], PEDIGREE)
    assert found.unquantified == {Destination.OTHERS: ("Collecteur fictif",)}
    assert found.unknown_share == pytest.approx(0.7)


def test_more_than_the_gisement_is_said_and_never_hidden() -> None:
    (found,) = share_captures([GISEMENT], [replace(ESS, quantity=120)], PEDIGREE)
    assert (found.excess, found.remainder) == (20, 0)
    assert found.shares[Destination.ESS] == pytest.approx(1.2)


def test_without_a_known_gisement_there_is_no_share() -> None:
    (found,) = share_captures([replace(GISEMENT, quantity=None)], [ESS], PEDIGREE)
    assert (found.available, found.remainder, found.unknown_share) == (None, None, None)
    assert not found.shares
    partly = [GISEMENT, replace(GISEMENT, key="b", quantity=None)]
    (found,) = share_captures(partly, [ESS], PEDIGREE)
    assert found.available is None


def test_years_follow_each_other_and_a_quantity_of_three_years_is_cut_in_three() -> None:
    long = replace(GISEMENT, quantity=300, starts_on="2022", ends_on="2024")
    found = share_captures([long], [ESS, replace(ESS, year=2022, quantity=15)], PEDIGREE)
    assert [(one.year, one.shares[Destination.ESS]) for one in found] == [(2022, 0.15), (2024, 0.3)]
    assert found[0].compared_years == ()
    old = replace(GISEMENT, starts_on="2019", ends_on="2019")
    assert share_captures([old], [ESS], PEDIGREE)[0].compared_years == (2019,)


def test_declared_and_estimated_gisements_do_not_make_one_whole() -> None:
    estimated = replace(GISEMENT, key="b", origin=Origin.ESTIMATED)
    found = share_captures([GISEMENT, estimated], [ESS, replace(ESS, gisement="b")], PEDIGREE)
    assert [one.available for one in found] == [100, 100]


def test_wrong_captures_are_told_all_at_once() -> None:
    wrong = [
        replace(ESS, gisement="nulle part"),
        replace(ESS, quantity=-1.0),
        replace(ESS, unit="m³"),
    ]
    with pytest.raises(InvalidInput) as caught:
        share_captures([GISEMENT], wrong, PEDIGREE)
    assert len(caught.value.details) == 3


def test_another_quality_then_another_public_then_another_place_share_a_gisement() -> None:
    both = [replace(ESS, quality="crème"), replace(SECOND, quality="à effilocher")]
    assert find_overlaps([GISEMENT], both)[0].rule is SplitRule.QUALITY
    publics = [replace(ESS, public="étudiants"), replace(SECOND, public="familles")]
    (found,) = find_overlaps([GISEMENT], publics)
    assert found.rule is SplitRule.PUBLIC
    assert found.parts == {"Ressourcerie fictive": "étudiants", "Association fictive": "familles"}
    areas = [replace(ESS, areas=("59350", "59512")), replace(SECOND, areas=("59350", "59599"))]
    (found,) = find_overlaps([GISEMENT], areas)
    assert (found.rule, found.shared) == (SplitRule.AREA, ("59350",))
    assert found.parts["Ressourcerie fictive"] == "59512"


def test_when_nothing_tells_them_apart_what_is_lacking_is_said() -> None:
    (found,) = find_overlaps([GISEMENT], [ESS, SECOND])
    assert found.rule is SplitRule.TALK
    assert found.lacking == ("quality", "public")
    same = [replace(ESS, quality="crème"), replace(SECOND, quality="Crème")]
    assert find_overlaps([GISEMENT], same)[0].rule is SplitRule.TALK


def test_no_overlap_without_the_same_matter_stage_and_place() -> None:
    assert not find_overlaps([GISEMENT], [ESS])
    assert not find_overlaps([GISEMENT], [ESS, replace(SECOND, stage="collecte")])
    apart = [replace(ESS, areas=("59350",)), replace(SECOND, areas=("59512",))]
    assert not find_overlaps([GISEMENT], apart)
    other = replace(GISEMENT, key="b", matter="Laine")
    assert not find_overlaps([GISEMENT, other], [ESS, replace(SECOND, gisement="b")])


def test_only_the_last_year_of_a_taker_tells_what_it_aims_at() -> None:
    old = [replace(ESS, year=2020, quality="crème"), replace(SECOND, year=2020, quality="chiffon")]
    now = [replace(ESS, quality="crème"), SECOND]
    for captures in (old + now, now + old):
        (found,) = find_overlaps([GISEMENT], captures)
        assert (found.year, found.rule) == (2024, SplitRule.TALK)
