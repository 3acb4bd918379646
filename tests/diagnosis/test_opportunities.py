import pytest
from tests.diagnosis.made_up import activity, establishments, filiere, stage
from tests.plain import plain

from maillon.diagnosis.opportunities import (
    EvidenceKind,
    KnowHow,
    StageSituation,
    StatedFact,
    Strength,
    build_opportunities,
)
from maillon.diagnosis.related_actors import (
    NafLevel,
    find_inclusive_employers,
    find_related_actors,
)
from maillon.diagnosis.stages import StageState
from maillon.diagnosis.wording import describe_evidence, write_title

CHAIN = filiere(stage("amont", to="tri"), stage("tri", to="filature"), stage("filature"))


def situation(state, **fields):
    return StageSituation(state=StageState(state), **fields)


def build(situations, *facts):
    return build_opportunities(CHAIN, situations, facts=facts, low_quotient=0.5, min_density=0.3)


def fact(kind, stage_key="tri"):
    return StatedFact(
        kind=EvidenceKind(kind), stage_key=stage_key, text="Fait fictif", source="doc-fictif"
    )


def test_resource_know_how_and_need_together_make_a_strong_opportunity():
    [found] = build(
        {
            "amont": situation("present"),
            "tri": situation("missing", know_how=KnowHow(related_ids=["fictif-1"])),
        }
    )
    assert (found.stage_key, found.trigger, found.strength) == ("tri", "missing", Strength.STRONG)
    assert [item.code for item in found.resources] == ["upstream_output"]
    assert found.know_how[0].actor_ids == ["fictif-1"]
    assert [item.code for item in found.needs] == ["missing"]


@pytest.mark.parametrize(
    ("upstream", "know_how", "strength"),
    [
        ("present", KnowHow(), "medium"),
        ("fragile", KnowHow(), "medium"),
        ("missing", KnowHow(inclusive_ids=["fictif-1"]), "medium"),
        ("missing", KnowHow(), "weak"),
        ("unobservable", KnowHow(density=0.29), "weak"),
        ("unobservable", KnowHow(density=0.3), "medium"),
        ("present", KnowHow(to_check_ids=["fictif-1"]), "strong"),
    ],
)
def test_strength_counts_the_kinds_of_evidence(upstream, know_how, strength):
    found = build({"amont": situation(upstream), "tri": situation("missing", know_how=know_how)})
    [opportunity] = [entry for entry in found if entry.stage_key == "tri"]
    assert opportunity.strength == strength


def test_a_matter_that_goes_elsewhere_or_nowhere_is_no_resource():
    [found] = build({"amont": situation("present"), "filature": situation("missing")})
    assert found.resources == []


def test_a_stage_present_and_well_represented_calls_for_nothing():
    enough = situation("present", location_quotient=0.5)
    assert build({"amont": situation("present"), "tri": enough}) == []
    assert build({"amont": situation("present"), "tri": situation("present")}) == []


def test_an_under_represented_stage_needs_something_that_speaks_for_it():
    weak = situation("present", location_quotient=0.49)
    assert build({"tri": weak}) == []
    [found] = build({"tri": weak, "amont": situation("present")})
    assert (found.trigger, found.strength, found.needs) == ("under_specialised", Strength.WEAK, [])


def test_what_no_register_shows_is_proposed_only_when_a_need_is_stated():
    hidden = {"tri": situation("unobservable", know_how=KnowHow(inclusive_ids=["fictif-1"]))}
    assert (
        build(hidden)
        == build(hidden, fact("resource"))
        == build(hidden, fact("need", "amont"))
        == []
    )
    [found] = build(hidden, fact("need"))
    assert (found.trigger, found.strength) == ("unobservable", Strength.MEDIUM)


def test_a_stated_fact_enters_its_own_column_with_its_source():
    [found] = build({"tri": situation("missing")}, *map(fact, ("resource", "know_how", "need")))
    assert found.strength is Strength.STRONG
    for column in (found.resources, found.know_how, found.needs):
        assert (column[-1].code, column[-1].source) == ("stated", "doc-fictif")
        assert describe_evidence(column[-1]) == "Fait fictif"


def test_neighbours_that_lack_it_too_are_a_need():
    lacking = situation(
        "fragile",
        neighbours_without=["Territoire fictif A", "Territoire fictif B"],
        neighbour_count=3,
    )
    [found] = build({"tri": lacking})
    assert [item.code for item in found.needs] == ["fragile", "neighbours_lack"]
    assert plain(describe_evidence(found.needs[1])) == (
        "Il manque aussi à 2 territoires voisins sur 3 : Territoire fictif A, Territoire fictif B."
    )


def test_the_best_evidenced_comes_first_then_the_order_of_the_chain():
    found = build(
        {
            "amont": situation("fragile"),
            "tri": situation("missing", know_how=KnowHow(inclusive_ids=["fictif-1"])),
            "filature": situation("missing"),
        }
    )
    assert [entry.stage_key for entry in found] == ["tri", "amont", "filature"]


def test_every_opportunity_and_evidence_has_its_words():
    know_how = KnowHow(
        to_check_ids=["a"], related_ids=["a", "b"], inclusive_ids=["a", "b"], density=0.456
    )
    [found] = build({"amont": situation("present"), "tri": situation("missing", know_how=know_how)})
    assert plain(write_title(found)) == "Faire naître le maillon « Tri »"
    sentences = [
        plain(describe_evidence(item)) for item in (*found.resources, *found.know_how, *found.needs)
    ]
    assert sentences == [
        "Le maillon « Amont », présent ici, fournit : matière fictive.",
        "1 établissement local y est peut-être déjà : à vérifier.",
        "2 employeurs locaux exercent une activité voisine.",
        "2 structures inclusives du territoire peuvent recruter pour ce maillon.",
        "46 % des activités qui vont avec ce maillon sont déjà ici.",
        "Personne n'a été repéré à ce maillon.",
    ]


def test_a_neighbouring_activity_is_of_the_same_group_and_shown_and_employs():
    spinning = stage("filature", activity("13.10Z"), activity("94.99Z", "faible"))
    table = establishments(
        {"naf_code": "13.10Z", "is_employer": True},
        {"naf_code": "13.10Z", "is_employer": True, "is_diffusible": False},
        {"naf_code": "13.10Z", "is_employer": False},
        {"naf_code": "13.20Z", "is_employer": True},
        {"naf_code": "94.99Z", "is_employer": True},
        {"naf_code": None, "is_employer": True},
        {"naf_code": "13.10Z", "is_employer": True},
    )
    assert find_related_actors(table, spinning, exclude=["fictif-7"]) == ["fictif-1"]
    wide = find_related_actors(table, spinning, level=NafLevel.DIVISION)
    assert wide == ["fictif-1", "fictif-4", "fictif-7"]
    assert find_related_actors(table, stage("vide")) == []


def test_inclusive_employers_are_found_by_their_kinds():
    table = establishments(
        {"inclusive_kinds": "ACI;EI"},
        {"inclusive_kinds": "ETTI"},
        {"inclusive_kinds": None},
        {"inclusive_kinds": "EI", "is_diffusible": False},
    )
    assert find_inclusive_employers(table, {"EI", "EA"}) == ["fictif-1"]
    assert find_inclusive_employers(table, set()) == []
