import csv
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.diagnosis.made_up import establishments

from maillon.diagnosis.qualification import QUALIFICATION_RULES, qualify
from maillon.domain.decisions import Decision, DecisionKind
from maillon.reference.nomenclatures import load_legal_categories

SHARED = Path(__file__).resolve().parents[2] / "../shared"
LEVELS = {
    "9220": ("association", "de_droit"),
    "9210": ("association", "exclu_par_defaut"),
    "9240": ("association", "conditionnel"),
    "5560": ("cooperative", "de_droit"),
    "5532": ("cooperative", "a_confirmer"),
    "8210": ("mutuelle", "de_droit"),
    "9300": ("fondation", "de_droit"),
    "5710": ("societe_commerciale_ess", "conditionnel"),
    "9900": ("autre_prive_non_lucratif", "conditionnel"),
    "8450": ("hors_ess", "hors_loi"),
    "0001": ("autre_prive_non_lucratif", "de_droit"),
}
ARTICLES = {"EA": "L2113-12", "ESAT": "L2113-12", "EI": "L2113-13", "ACI": "L2113-13", "GEIQ": ""}


def qualify_one(decisions=(), rule_sources=None, **row):
    table = qualify(
        establishments(row),
        legal_levels=LEVELS,
        excluded_naf={"94.20Z"},
        reserved_articles=ARTICLES,
        decisions=decisions,
        rule_sources=rule_sources,
    )
    return table.to_pylist()[0]


def settle(kind, day="2026-01-01"):
    return Decision(kind=kind, actor_id="fictif-1", decided_on=day)


ASSOCIATION, COOPERATIVE, MUTUELLE, FONDATION, SAS = (
    {"legal_category_code": code} for code in ("9220", "5560", "8210", "9300", "5710")
)


@pytest.mark.parametrize(
    ("row", "rule", "status", "family"),
    [
        ({"ess_flag": "O", **ASSOCIATION}, "published_flag", "published", "association"),
        ({"in_ess_list": True, **COOPERATIVE}, "published_list", "published", "cooperative"),
        ({"in_annuaire_ess": True, **MUTUELLE}, "published_annuaire", "published", "mutuelle"),
        ({"in_foundations": True}, "published_foundation", "published", "fondation"),
        (ASSOCIATION, "form_association", "deduced", "association"),
        ({"legal_category_code": "9260"}, "form_association", "deduced", "association"),
        ({"rna_id": "W000000000"}, "form_association", "deduced", "association"),
        (COOPERATIVE, "form_cooperative", "deduced", "cooperative"),
        (MUTUELLE, "form_mutuelle", "deduced", "mutuelle"),
        (FONDATION, "form_fondation", "deduced", "fondation"),
        ({"legal_category_code": "0001"}, "form_other", "deduced", "autre_prive_non_lucratif"),
        ({"declared_ess": "oui", **COOPERATIVE}, "form_cooperative", "deduced", "cooperative"),
        ({"declared_ess": "oui"}, "declared_by_list", "declared", "a_qualifier"),
        ({"declared_ess": "non", **SAS}, "none", "none", None),
        (SAS, "none", "none", None),
        ({}, "none", "none", None),
    ],
)
def test_each_rule_gives_its_status_and_family(row, rule, status, family):
    found = qualify_one(**row)
    assert (found["ess_rule"], found["ess_status"], found["ess_family"]) == (rule, status, family)


def test_a_company_that_a_list_declares_is_a_company_of_the_ess():
    assert qualify_one(declared_ess="oui", **SAS)["ess_family"] == "societe_commerciale_ess"


@pytest.mark.parametrize("category", ["9210", "9240", "5532", "9900", "8450", "5710"])
def test_a_form_that_is_not_of_right_deduces_nothing(category):
    assert qualify_one(legal_category_code=category)["ess_status"] == "none"


@pytest.mark.parametrize("category", ["9210", "9240", "8450"])
def test_a_register_number_does_not_save_an_excluded_form(category):
    assert qualify_one(legal_category_code=category, rna_id="W000000000")["ess_status"] == "none"


def test_an_undeclared_association_that_insee_flags_is_an_association():
    assert qualify_one(legal_category_code="9210", ess_flag="O")["ess_family"] == "association"


@pytest.mark.parametrize(
    ("name", "other", "family"),
    [
        ("SCIC Exemple fictif", None, "cooperative"),
        ("Coopérative fictive", None, "cooperative"),
        ("Exemple fictif", "La Scop fictive", "cooperative"),
        (None, "Exemple | CAE", "cooperative"),
        ("Scoprod Exemple", None, "societe_commerciale_ess"),
        ("Scicluna Exemple", None, "societe_commerciale_ess"),
        (None, None, "societe_commerciale_ess"),
    ],
)
def test_only_a_whole_word_of_the_name_makes_a_company_a_cooperative(name, other, family):
    found = qualify_one(name=name, other_names=other, legal_category_code="5710", in_ess_list=True)
    assert found["ess_family"] == family


def test_a_cooperative_name_without_published_fact_says_nothing():
    assert qualify_one(name="SCIC fictive", legal_category_code="5710")["ess_status"] == "none"


def test_a_published_fact_on_a_form_outside_the_law_goes_to_a_human():
    assert qualify_one(legal_category_code="8450", ess_flag="O")["ess_family"] == "a_qualifier"
    assert qualify_one(legal_category_code="7344", ess_flag="O")["ess_family"] == "a_qualifier"


def test_a_no_of_insee_forbids_the_deduction_but_not_another_publication():
    assert qualify_one(legal_category_code="9220", ess_flag="N")["ess_rule"] == "flag_no"
    both = qualify_one(legal_category_code="9220", ess_flag="N", in_ess_list=True)
    assert both["ess_rule"] == "published_list"


def test_an_unknown_flag_is_not_a_no():
    assert qualify_one(legal_category_code="9220", ess_flag=None)["ess_status"] == "deduced"


def test_an_excluded_activity_forbids_the_deduction_but_not_a_publication():
    excluded = qualify_one(legal_category_code="9220", naf_code="94.20Z")
    assert (excluded["ess_rule"], excluded["ess_status"]) == ("excluded_naf", "none")
    assert qualify_one(naf_code="94.20Z", ess_flag="O")["ess_status"] == "published"


def test_an_excluded_activity_is_no_reason_for_a_form_that_tells_nothing():
    assert qualify_one(naf_code="94.20Z", **SAS)["ess_rule"] == "none"


def test_an_association_stays_one_whatever_its_name():
    found = qualify_one(name="Coopérative fictive", ess_flag="O", **ASSOCIATION)
    assert found["ess_family"] == "association"


def test_a_local_list_may_declare_what_may_not_be_deduced():
    no = qualify_one(legal_category_code="9220", ess_flag="N", declared_ess="oui")
    excluded = qualify_one(legal_category_code="9220", naf_code="94.20Z", declared_ess="oui")
    assert no["ess_rule"] == excluded["ess_rule"] == "declared_by_list"


def test_an_inclusive_structure_is_not_of_the_ess_for_that_alone():
    found = qualify_one(inclusive_kinds="ACI;EI", legal_category_code="5710")
    assert found["ess_status"] == "none"
    assert found["inclusive_kinds"] == "ACI;EI"


@pytest.mark.parametrize(
    ("kinds", "articles"),
    [
        ("ACI;EI", "L2113-13"),
        ("EA", "L2113-12"),
        ("EA;EI", "L2113-12;L2113-13"),
        ("GEIQ", None),
        ("INCONNU", None),
        (None, None),
    ],
)
def test_insertion_and_disability_open_different_reserved_contracts(kinds, articles):
    assert qualify_one(inclusive_kinds=kinds)["reserved_articles"] == articles


def test_a_human_decision_wins_over_every_register():
    refused = qualify_one([settle(DecisionKind.ESS_REFUSED)], ess_flag="O", in_ess_list=True)
    assert (refused["ess_status"], refused["ess_rule"]) == ("refused", "decision_refused")
    assert refused["ess_family"] is None
    declared = qualify_one([settle(DecisionKind.ESS_DECLARED)], ess_flag="N")
    assert declared["ess_status"] == "declared"


def test_the_latest_decision_wins_whatever_the_order_of_the_list():
    early = settle(DecisionKind.ESS_REFUSED, "2026-01-01")
    late = settle(DecisionKind.ESS_DECLARED, "2026-02-01")
    for decisions in ([early, late], [late, early]):
        assert qualify_one(decisions)["ess_rule"] == "decision_declared"


def test_decisions_of_another_kind_or_actor_change_nothing():
    other = Decision(kind=DecisionKind.ESS_DECLARED, actor_id="fictif-9")
    assert qualify_one([other, settle(DecisionKind.PLACE)])["ess_rule"] == "none"


def test_every_published_fact_quotes_its_own_source():
    keys = {"published_flag": "sirene", "published_list": "liste-ess-france"}
    found = qualify_one(rule_sources=keys, ess_flag="O", in_ess_list=True)
    assert found["ess_sources"] == "sirene;liste-ess-france"
    assert qualify_one(rule_sources=keys)["ess_sources"] == "liste-fictive"
    assert qualify_one(ess_flag="O")["ess_sources"] == "liste-fictive"


@given(
    flag=st.sampled_from(["O", "N", None]),
    listed=st.booleans(),
    category=st.sampled_from([*LEVELS, None]),
    naf=st.sampled_from(["94.20Z", "13.10Z", None]),
    declared=st.sampled_from(["oui", "non", None]),
)
def test_published_means_published_and_deduced_means_nobody_published(
    flag, listed, category, naf, declared
):
    found = qualify_one(
        ess_flag=flag,
        in_ess_list=listed,
        legal_category_code=category,
        naf_code=naf,
        declared_ess=declared,
    )
    assert (found["ess_status"] == "published") == (flag == "O" or listed)
    assert found["ess_rule"] in QUALIFICATION_RULES
    assert (found["ess_family"] is None) == (found["ess_status"] in {"none", "refused"})
    if found["ess_status"] == "deduced":
        assert flag is None
        assert naf != "94.20Z"


def test_an_empty_table_gives_an_empty_table():
    table = qualify(establishments(), legal_levels={}, excluded_naf=(), reserved_articles={})
    assert table.num_rows == 0
    assert table.schema.field("ess_family").type == pa.string()


@pytest.mark.realdata
def test_what_the_form_tells_is_mostly_what_the_registers_publish():
    folder = SHARED / "data/ess_numerique"
    if not folder.exists():
        pytest.skip("real data absent")
    levels = {
        code: (category.family, category.level)
        for code, category in load_legal_categories().items()
    }
    published = {
        row["siren"]
        for name in ("01_ess_x_naf.csv", "04_ess_flag_insee.csv")
        for row in _read(folder / name)
    }
    rows = [
        {"actor_id": row["siren"], "legal_category_code": row["categorieJuridiqueUniteLegale"]}
        for row in _read(folder / "02_cate_x_naf.csv")
    ]
    found = qualify(
        establishments(*rows), legal_levels=levels, excluded_naf=(), reserved_articles={}
    ).to_pylist()
    deduced = [row["actor_id"] for row in found if row["ess_status"] == "deduced"]
    assert len(deduced) > 2000
    assert sum(actor in published for actor in deduced) / len(deduced) > 0.95


def _read(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
