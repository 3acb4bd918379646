"""A gisement is estimated from what is published and counted, and every number of it opens."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv
import pytest
from tests.studies.made_up_country import LILLE, METROPOLIS, TOURCOING

from maillon.domain.errors import InvalidInput
from maillon.domain.gisements import (
    ActivityKind,
    Capture,
    Destination,
    Gisement,
    LegalStatus,
    Origin,
    Ratio,
    RecoverySteps,
    UncertainShare,
)
from maillon.reference.nomenclatures import list_workforce_bands
from maillon.studies.asking import find_territory
from maillon.studies.gisements.activity import read_register_activity
from maillon.studies.gisements.capturing import SplitRule, find_overlaps, share_captures
from maillon.studies.gisements.checks import read_legal_status
from maillon.studies.gisements.estimating import (
    GisementEstimate,
    KnownActivity,
    KnownTotal,
    estimate_gisements,
    estimate_one,
)
from maillon.studies.gisements.local_ratios import weigh_local_ratio
from maillon.studies.gisements.spreading import spread_establishments
from maillon.studies.gisements.totals import add_gisements

CODES = {"codeCommuneEtablissement": pa.string(), "activitePrincipaleEtablissement": pa.string()}
EVERYWHERE = Ratio(
    key="fictif",
    matter="bois fictif",
    activity=ActivityKind.EMPLOYEE,
    value=400,
    unit="kg",
    year=2021,
    source="Table fictive",
    cv=0.3,
)
TEXTILE = replace(EVERYWHERE, key="tissage", naf_code="13", value=1000, cv=0.5)
STEPS = RecoverySteps(
    mobilisable=UncertainShare(value=0.6, low=0.5, high=0.7, reference="Avis fictif"),
    recoverable=UncertainShare(value=0.5, cv=0.1),
)


@pytest.fixture(scope="module")
def by_register(country_home: Path) -> GisementEstimate:
    return estimate_gisements(
        METROPOLIS,
        "bois",
        ratios=[EVERYWHERE, TEXTILE],
        steps={"bois fictif": STEPS},
        home=country_home,
    )


def test_a_city_abroad_has_its_published_matters_with_their_formula() -> None:
    # World Bank, What a Waste: Cotonou, 258 420 t a year for 642 000 inhabitants, 58.24 % organic.
    found = estimate_gisements("geonames:2394819", "biodechets")
    (organic,) = found.matters
    published = 258_420 * 0.5824 / 642_000
    assert organic.theoretical.value == pytest.approx(published * found.territory.population)
    figure = found.figures[organic.figures["estimate"]]
    assert figure.low is not None
    assert figure.high is not None
    assert figure.low < figure.value < figure.high  # type: ignore[operator]
    assert "642000" in figure.caveats[0]
    assert set(figure.sources) <= set(found.provenances)
    assert {entry.source for entry in figure.inputs if entry.source} <= set(found.provenances)
    whole = estimate_gisements("geonames:2394819", "biodechets", all_matters=True)
    assert len(whole.matters) == 9
    json.dumps(whole.to_document())


def test_french_ratios_do_not_cross_the_border() -> None:
    abroad = estimate_gisements("geonames:2394819", "textile_tlc")
    assert not abroad.matters
    assert "Aucun ratio" in abroad.missing[0]
    at_home = estimate_gisements(METROPOLIS, "textile_tlc")
    assert {one.scope for one in at_home.matters} == {"placed_on_market", "collected"}
    assert any("ne s’additionnent pas" in sentence for sentence in at_home.warnings)


def test_a_filiere_without_ratio_is_told_how_to_bring_one_and_gets_no_number() -> None:
    found = estimate_gisements(METROPOLIS, "velo")
    assert not found.matters
    assert not found.figures
    assert "--ratios" in found.missing[0]


def test_a_ratio_per_head_asks_for_the_heads() -> None:
    asked = estimate_gisements(METROPOLIS, "laine")
    assert not asked.matters
    assert "head" in asked.missing[0]
    heads = KnownActivity(value=1000, cv=0.1, reference="Compte fictif")
    (wool,) = estimate_gisements(METROPOLIS, "laine", activities={ActivityKind.HEAD: heads}).matters
    assert wool.theoretical.value == pytest.approx(1.87)
    assert wool.theoretical.cv > 0.1


def test_two_vintages_of_a_ratio_are_warned_about_and_the_last_one_counts() -> None:
    found = estimate_gisements(METROPOLIS, "velo", all_matters=True)
    (waste,) = [one for one in found.matters if one.matter.startswith("déchets ménagers")]
    assert waste.years == (2021,)
    caveats = found.figures[waste.figures["estimate"]].caveats
    assert any("2017" in caveat and "ne les comparez pas" in caveat for caveat in caveats)


def test_employees_of_the_register_are_multiplied_by_the_ratio_of_their_activity(
    by_register: GisementEstimate,
) -> None:
    (wood,) = by_register.matters
    # Three textile establishments: 14.5 + 7.5 + 14.5 employees; the others take the common ratio.
    assert wood.ratios == (EVERYWHERE, TEXTILE)
    textile = 14.5 + 7.5 + 14.5
    others = wood.activity_count - textile
    assert wood.theoretical.value == pytest.approx(0.4 * others + 1.0 * textile)
    assert wood.theoretical.cv > 0.2
    assert wood.mobilisable
    assert wood.recoverable
    assert wood.recoverable.value == pytest.approx(0.3 * wood.theoretical.value)
    assert set(wood.figures) == {"estimate", "mobilisable", "recoverable"}


def test_the_mean_of_a_band_is_somewhere_between_its_bounds(country_home: Path) -> None:
    exact = replace(EVERYWHERE, cv=0.0)
    (wood,) = estimate_gisements(METROPOLIS, "bois", ratios=[exact], home=country_home).matters
    counted = read_register_activity(find_territory(METROPOLIS), home=country_home).table
    variance = 0.0
    for code, band in list_workforce_bands().items():
        rows = counted.filter(pc.equal(counted["band_code"], code))
        count = pc.sum(rows["establishment_count"]).as_py() or 0
        variance += (0.4 * count * ((band.high or 0) - band.low)) ** 2 / 12
    assert wood.theoretical.standard_deviation == pytest.approx(variance**0.5)
    assert wood.ratio_share == 0


def test_a_commune_of_too_few_establishments_is_hidden_with_a_neighbour(
    by_register: GisementEstimate,
) -> None:
    (wood,) = by_register.matters
    hidden = [place for place in wood.places if place.is_withheld]
    shown = [place for place in wood.places if not place.is_withheld and place.activity]
    assert len(hidden) > 1
    assert all(place.activity is None for place in hidden)
    assert LILLE in {place.code for place in shown} | {place.code for place in hidden}
    left = wood.theoretical.value - sum(one.estimate.value for one in shown if one.estimate)
    assert left > 0


def test_a_total_of_too_few_establishments_is_not_published(
    country_home: Path, by_register: GisementEstimate
) -> None:
    assert not by_register.matters[0].is_protected
    # Three establishments in three communes: the total would tell each of them.
    found = estimate_gisements(METROPOLIS, "bois", ratios=[TEXTILE], home=country_home)
    assert found.matters[0].is_protected
    rare = estimate_gisements(f"commune:{TOURCOING}", "bois", ratios=[TEXTILE], home=country_home)
    (wood,) = rare.matters
    assert wood.is_protected
    document = rare.to_document()
    assert document["matters"][0]["theoretical"] is None
    assert rare.figures[wood.figures["estimate"]].value is None
    assert "14.5" not in json.dumps(document)


def test_a_known_total_is_kept_and_the_shares_of_communes_with_it(
    country_home: Path, by_register: GisementEstimate
) -> None:
    known = KnownTotal(value=120_000, unit="kg", reference="Éco-organisme fictif")
    tied = estimate_gisements(
        METROPOLIS,
        "bois",
        ratios=[EVERYWHERE, TEXTILE],
        calibrations={"Bois fictif": known},
        home=country_home,
    )
    (before,), (after,) = by_register.matters, tied.matters
    assert after.theoretical.value == pytest.approx(120, rel=1e-9)
    pairs = [
        (one.estimate.value, other.estimate.value)
        for one, other in zip(before.places, after.places, strict=True)
        if one.estimate and other.estimate and one.estimate.value
    ]
    factors = [other / one for one, other in pairs]
    assert np.ptp(factors) < 1e-9
    figure = tied.figures[after.figures["theoretical"]]
    assert figure.inputs[0].label == "Éco-organisme fictif"
    with pytest.raises(InvalidInput):
        estimate_gisements(METROPOLIS, "velo", calibrations={"nuages": known})
    with pytest.raises(InvalidInput):
        estimate_one(EVERYWHERE, KnownActivity(value=1), known=KnownTotal(value=1, unit="m³"))


def test_without_the_register_the_ratios_per_employee_ask_for_it(home: Path) -> None:
    found = estimate_gisements(METROPOLIS, "bois", ratios=[EVERYWHERE], home=home)
    assert not found.matters
    assert "SIRENE" in found.missing[0]


def test_one_ratio_and_a_number_make_an_explained_gisement() -> None:
    found, book = estimate_one(EVERYWHERE, KnownActivity(value=100), steps=STEPS)
    assert found.theoretical.value == pytest.approx(40)
    assert found.mobilisable
    assert found.mobilisable.value == pytest.approx(24)
    assert {entry.label for entry in book[found.figures["mobilisable"]].inputs} >= {
        "Avis fictif (entre 0,5 et 0,7)"
    }
    assert Ratio.from_dict(json.loads(json.dumps(EVERYWHERE.to_dict()))) == EVERYWHERE
    with pytest.raises(InvalidInput):
        estimate_one(replace(EVERYWHERE, cv=None), KnownActivity(value=1))


def test_totals_open_and_say_what_may_be_counted_twice() -> None:
    declared = Gisement(
        key="a", matter="laine", quantity=10, unit="t", holder="Exemple fictif", cv=0.1
    )
    estimated = replace(declared, key="b", origin=Origin.ESTIMATED, quantity=12, cv=None)
    found = add_gisements([declared, estimated])
    assert len(found.totals) == 2
    assert any("déclaré, estimé" in warning for warning in found.warnings)
    assert found.figures["gisements.0.theoretical"].inputs[0].value == 10
    assert found.figures["gisements.1.theoretical"].low is None
    json.dumps(found.to_document())


def test_captures_are_said_in_words_and_their_shares_open() -> None:
    gisement = Gisement(key="a", matter="laine", quantity=100, unit="t", cv=0.1)
    ess = Capture(
        gisement="a", year=2024, destination=Destination.ESS, taker="Atelier fictif", quantity=20
    )
    other = replace(ess, taker="Négoce fictif", destination=Destination.OTHERS, quantity=None)
    report = share_captures([gisement], [ess, other])
    assert report.figures["capture.0.ess"].value == pytest.approx(0.2)
    assert report.figures["capture.0.unknown"].value == pytest.approx(0.8)
    text = " ".join(report.sentences[0])
    assert "Atelier fictif" in text
    assert "Négoce fictif" in text
    assert [one.year for one in report.list_history("Laine")] == [2024]
    json.dumps(report.to_document())
    (overlap,) = find_overlaps([gisement], [ess, other])
    assert overlap.overlap.rule is SplitRule.TALK
    assert overlap.advice.passage.document == "guide"
    assert "qualité" in overlap.sentence


def test_communes_of_one_s_own_table_add_up_like_the_estimate_by_ratios() -> None:
    table = pa.table(
        {
            "commune_code": [LILLE, LILLE, TOURCOING, LILLE],
            "naf_code": ["13.20Z", "56.10A", "13.10Z", None],
            "employees": [10, 5, 3, 100],
        }
    )
    found = spread_establishments(table, [EVERYWHERE, TEXTILE])
    assert found.to_pylist() == [
        {"commune_code": LILLE, "bois fictif.generated": pytest.approx(10 * 1.0 + 5 * 0.4)},
        {"commune_code": TOURCOING, "bois fictif.generated": pytest.approx(3.0)},
    ]
    with pytest.raises(InvalidInput):
        spread_establishments(table, [])
    with pytest.raises(InvalidInput):
        spread_establishments(table.drop_columns("employees"), [EVERYWHERE])


def test_employees_given_by_hand_replace_a_register_that_a_country_has_not() -> None:
    employees = {
        "13.20Z": KnownActivity(value=10, reference="Liste fictive"),
        "56.10A": KnownActivity(value=5, cv=0.2),
    }
    (wood,) = estimate_gisements(
        "geonames:2394819", "bois", ratios=[EVERYWHERE, TEXTILE], employees=employees,
        include_shipped=False,
    ).matters  # fmt: skip
    assert wood.theoretical.value == pytest.approx(10 * 1.0 + 5 * 0.4)
    assert wood.theoretical.standard_deviation**2 == pytest.approx(
        (0.5 * 10) ** 2 + 2**2 * (1.09 * 1.04 - 1)
    )
    assert wood.activity_reference == "Liste fictive"
    (nothing,) = estimate_gisements(
        "geonames:2394819", "bois", ratios=[TEXTILE], employees={"56.10A": employees["56.10A"]},
        include_shipped=False,
    ).matters  # fmt: skip
    assert nothing.theoretical.value == 0


def test_a_local_ratio_is_weighed_against_the_national_one_of_the_same_year_only() -> None:
    local = replace(EVERYWHERE, key="ici", value=0.2, unit="t", cv=0.4, source="Enquête fictive")
    found, weight = weigh_local_ratio(local, EVERYWHERE)
    # Variances 0.08² here, 0.12² there, in tonnes.
    assert weight == pytest.approx(0.12**2 / (0.08**2 + 0.12**2))
    assert 0.2 < found.value < 0.4
    assert "Enquête fictive ; Table fictive" in found.source
    for other in (
        replace(EVERYWHERE, year=2016),
        replace(EVERYWHERE, unit="m³"),
        replace(EVERYWHERE, naf_code="13"),
        replace(EVERYWHERE, cv=None),
    ):
        with pytest.raises(InvalidInput):
            weigh_local_ratio(local, other)


def test_what_the_law_says_of_a_gisement_is_read_and_what_disagrees_is_told() -> None:
    waste = Gisement(key="a", matter="textiles", quantity=1, unit="t", status=LegalStatus.WASTE)
    assert "sans code déchet" in read_legal_status(waste).remarks[0]
    coded = read_legal_status(replace(waste, waste_code="200110", rep_family="1"))
    assert (coded.waste_code, coded.waste_label, coded.is_hazardous) == (
        "20 01 10",
        "vêtements",
        False,
    )
    assert coded.rep_label == "Emballages ménagers"
    assert "à vérifier" in coded.remarks[-1]
    product = replace(waste, status=LegalStatus.PRODUCT, waste_code="20 01 10")
    assert "Un produit" in read_legal_status(product).remarks[0]
    odd = replace(waste, waste_code="tissu", rep_family="99")
    assert len(read_legal_status(odd).remarks) == 2


def test_shares_that_rest_on_two_ratios_are_no_evolution() -> None:
    old = Gisement(key="a", matter="laine", quantity=9, unit="t", starts_on="2022",
                  origin=Origin.ESTIMATED, ratio_key="r1", cv=0.1)  # fmt: skip
    new = replace(old, key="b", starts_on="2024", ratio_key="r2")
    ess = Capture(gisement="a", year=2022, destination=Destination.ESS, quantity=1)
    report = share_captures([old, new], [ess, replace(ess, gisement="b", year=2024)])
    assert "n’est pas une évolution" in report.warnings[0]
    same = share_captures(
        [old, replace(new, ratio_key="r1")], [ess, replace(ess, gisement="b", year=2024)]
    )
    assert not same.warnings


@pytest.mark.realdata
def test_real_establishments_of_every_activity_keep_their_total_over_communes() -> None:
    path = (
        Path(__file__).parents[2].parent / "shared/data/sirene/etablissements_titulaires_2022.csv"
    )
    if not path.exists():
        pytest.skip("no shared data")
    read = pv.read_csv(path, convert_options=pv.ConvertOptions(column_types=CODES))
    codes = read["activitePrincipaleEtablissement"]
    table = pa.table(
        {
            "commune_code": read["codeCommuneEtablissement"],
            "naf_code": codes,
            "employees": pa.array(np.ones(len(read))),
        }
    )
    # Made-up ratios on real places: building, then every activity.
    building = replace(EVERYWHERE, key="batiment", naf_code="43", value=2000)
    found = spread_establishments(table, [building, EVERYWHERE])
    in_building = sum(str(code).startswith("43.") for code in codes.to_pylist())
    assert in_building > 1000
    known = len(table.drop_null())
    expected = 2.0 * in_building + 0.4 * (known - in_building)
    assert sum(found["bois fictif.generated"].to_pylist()) == pytest.approx(expected, rel=1e-9)
    assert found.num_rows > 1000
