import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.diagnosis.made_up import WEIGHTS, activity, establishments, filiere, stage

from maillon.diagnosis.keywords import fold_texts
from maillon.diagnosis.placement import PLACEMENT_SCHEMA, candidate_filter, place
from maillon.domain.decisions import Decision, DecisionKind
from maillon.domain.errors import InvalidInput

WOOL = filiere(
    stage("amont", activity("01.45Z", "forte")),
    stage("collecte", activity("46.24Z", "moyenne", "laine")),
    stage(
        "fabrication",
        activity("13.20Z", "forte"),
        activity("94.99Z", "faible", "feutre", naf25="94.99Y"),
        keywords="tissage",
    ),
)


def place_all(*rows, decisions=(), weights=WEIGHTS):
    return place(establishments(*rows), WOOL, weights=weights, decisions=decisions).to_pylist()


def place_one(decisions=(), weights=WEIGHTS, **row):
    found = place_all(row, decisions=decisions, weights=weights)
    return [
        (line["stage_key"], line["score"], line["confidence"], line["reasons"]) for line in found
    ]


def settle(kind, stage_key="amont", day="2026-01-01", actor="fictif-1", key="fictive"):
    return Decision(kind=kind, actor_id=actor, filiere_key=key, stage_key=stage_key, decided_on=day)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"naf_code": "01.45Z"}, [("amont", 3, "placed", "naf_forte")]),
        ({"naf_code": "46.24Z"}, [("collecte", 2, "to_check", "naf_moyenne")]),
        (
            {"naf_code": "46.24Z", "name": "Laines fictives"},
            [("collecte", 4, "placed", "naf_moyenne;keyword_name:LAINE")],
        ),
        ({"naf_code": "94.99Z"}, []),
        (
            {"naf_code": "94.99Z", "name": "Le feutre fictif"},
            [("fabrication", 2.5, "to_check", "naf_faible;keyword_name:FEUTRE")],
        ),
        ({"naf_code": "46.24Z", "name": "Feutre"}, [("collecte", 2, "to_check", "naf_moyenne")]),
        ({"name": "Tissages fictifs"}, [("fabrication", 2, "to_check", "keyword_name:TISSAGE")]),
        (
            {"rna_object": "le tissage", "declared_activity": "Tissage"},
            [("fabrication", 4, "placed", "keyword_object:TISSAGE;keyword_activity:TISSAGE")],
        ),
        ({"naf_code": "62.01Z", "name": "Laine"}, []),
        ({}, []),
    ],
)
def test_each_clue_adds_its_weight_once(row, expected):
    assert place_one(**row) == expected


def test_a_root_said_twice_in_one_text_counts_once():
    [(_stage, score, *_rest)] = place_one(name="Tissage et tissages", other_names="Tissage")
    assert score == WEIGHTS.keyword


def test_a_keyword_of_the_code_and_one_of_the_stage_in_one_text_count_once():
    [(_stage, score, *_rest)] = place_one(naf_code="94.99Z", name="Feutre et tissage")
    assert score == WEIGHTS.weak + WEIGHTS.keyword


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"declared_stages": "amont"}, ["amont"]),
        (
            {"declared_stages": "collecte; amont", "declared_filiere": "fictive"},
            ["amont", "collecte"],
        ),
        ({"declared_stages": "fictive/amont;autre/collecte"}, ["amont"]),
        ({"declared_stages": "amont", "declared_filiere": "autre"}, []),
        ({"declared_stages": "autre/amont"}, []),
        ({"declared_stages": "inconnu"}, []),
    ],
)
def test_a_declaration_counts_for_its_own_filiere(row, expected):
    found = place_one(**row)
    assert [line[0] for line in found] == expected
    assert all(line[1:] == (4, "declared", "declared") for line in found)


def test_one_actor_may_hold_several_stages():
    found = place_one(naf_code="01.45Z", declared_stages="fabrication")
    assert [(line[0], line[2]) for line in found] == [
        ("amont", "placed"),
        ("fabrication", "declared"),
    ]


@pytest.mark.parametrize(
    ("row", "stages"),
    [
        ({"naf_code": None, "naf25_code": "94.99Y", "name": "Feutre"}, ["fabrication"]),
        ({"naf_code": "94.99Y", "name": "Feutre"}, ["fabrication"]),
        ({"naf_code": "62.01Z", "naf25_code": "94.99Y", "name": "Feutre"}, []),
    ],
)
def test_the_new_nomenclature_speaks_where_the_old_one_is_silent(row, stages):
    assert [line[0] for line in place_one(**row)] == stages


def test_weak_codes_alone_never_place_whatever_their_weight():
    heavy = dataclasses.replace(WEIGHTS, weak=5)
    assert [line[2] for line in place_one(naf_code="94.99Z", weights=heavy)] == ["to_check"]
    with_word = place_one(naf_code="94.99Z", name="Feutre", weights=heavy)
    assert [line[2] for line in with_word] == ["placed"]


def test_a_human_places_where_nothing_speaks():
    assert place_one([settle(DecisionKind.PLACE)]) == [("amont", 0, "confirmed", "decision")]


def test_a_human_confirms_what_the_score_says():
    found = place_one([settle(DecisionKind.PLACE)], naf_code="01.45Z")
    assert found == [("amont", 3, "confirmed", "decision;naf_forte")]


def test_a_human_removes_whatever_the_score():
    row = {"naf_code": "01.45Z", "declared_stages": "amont;collecte"}
    removed = place_one([settle(DecisionKind.REMOVE)], **row)
    assert [line[0] for line in removed] == ["collecte"]
    assert place_one([settle(DecisionKind.REMOVE, stage_key="")], **row) == []


def test_the_latest_decision_wins_whatever_the_order_of_the_list():
    early = settle(DecisionKind.REMOVE, stage_key="", day="2026-01-01")
    late = settle(DecisionKind.PLACE, day="2026-02-01")
    for decisions in ([early, late], [late, early]):
        assert [line[2] for line in place_one(decisions)] == ["confirmed"]


@pytest.mark.parametrize(
    "decision",
    [
        settle(DecisionKind.REMOVE, key="autre"),
        settle(DecisionKind.REMOVE, actor="fictif-9"),
        settle(DecisionKind.REMOVE, stage_key="inconnu"),
        settle(DecisionKind.ESS_REFUSED),
    ],
)
def test_a_decision_about_something_else_changes_nothing(decision):
    assert place_one([decision], naf_code="01.45Z") == place_one(naf_code="01.45Z")


def test_placements_follow_the_stages_then_the_rows():
    found = place_all({"naf_code": "13.20Z"}, {"naf_code": "01.45Z"}, {"naf_code": "01.45Z"})
    assert [(line["stage_key"], line["actor_id"]) for line in found] == [
        ("amont", "fictif-2"),
        ("amont", "fictif-3"),
        ("fabrication", "fictif-1"),
    ]


def test_texts_folded_once_give_the_same_placements():
    table = establishments({"naf_code": "46.24Z", "name": "Laine"}, {"name": "Tissage"}, {})
    assert place(table, WOOL, weights=WEIGHTS, texts=fold_texts(table)) == place(
        table, WOOL, weights=WEIGHTS
    )


def test_no_establishment_gives_no_placement():
    assert place(establishments(), WOOL, weights=WEIGHTS).schema == PLACEMENT_SCHEMA
    assert place_all() == []


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "naf_code": st.sampled_from(
                    ["01.45Z", "46.24Z", "94.99Z", "13.20Z", "62.01Z", None]
                ),
                "name": st.sampled_from(["Laine", "Feutre", "Tissage", "Exemple fictif", None]),
                "rna_object": st.sampled_from(["laine et feutre", None]),
                "declared_stages": st.sampled_from(["amont", "fabrication", None]),
            }
        ),
        max_size=6,
    )
)
def test_no_row_changes_the_placement_of_another(rows):
    together = place_all(*rows)
    apart = [
        line | {"actor_id": f"fictif-{number}"}
        for number, row in enumerate(rows, start=1)
        for line in place_all(row)
    ]
    by_line = [sorted(map(str, lines)) for lines in (together, apart)]
    assert by_line[0] == by_line[1]


@given(st.sampled_from(["keyword", "declared", "medium", "strong"]), st.floats(0, 3))
def test_a_heavier_clue_never_removes_an_establishment(field, more):
    rows = [
        {"naf_code": "46.24Z", "name": "Laine"},
        {"naf_code": "01.45Z", "declared_stages": "collecte"},
    ]
    heavier = dataclasses.replace(WEIGHTS, **{field: getattr(WEIGHTS, field) + more})
    before = {(line["actor_id"], line["stage_key"]) for line in place_all(*rows)}
    after = {(line["actor_id"], line["stage_key"]) for line in place_all(*rows, weights=heavier)}
    assert before <= after


def test_a_clue_may_weigh_nothing():
    silent = dataclasses.replace(WEIGHTS, keyword=0)
    assert place_one(name="Tissage", weights=silent) == []


def test_the_keywords_of_a_code_confirm_no_other_code():
    mixed = filiere(
        stage(
            "tri",
            activity("13.20Z", "moyenne"),
            activity("94.99Z", "faible", "feutre"),
            activity("88.99B", "faible", "vestiaire"),
        )
    )
    for code, found in (("13.20Z", "naf_moyenne"), ("88.99B", "naf_faible;keyword_name:VESTIAIRE")):
        table = establishments({"naf_code": code, "name": "Feutre et vestiaire"})
        assert place(table, mixed, weights=WEIGHTS)["reasons"].to_pylist() == [found]


@pytest.mark.parametrize(
    "change", [{"weak": -1}, {"to_check_threshold": 4}, {"to_check_threshold": 0}]
)
def test_weights_that_explain_nothing_are_refused(change):
    with pytest.raises(InvalidInput) as caught:
        dataclasses.replace(WEIGHTS, **change)
    assert "seuil" in caught.value.for_user()


def test_the_filter_lets_through_every_code_and_every_keyword_of_stage():
    wanted = candidate_filter(WOOL)
    assert wanted.naf_codes == ["01.45Z", "13.20Z", "46.24Z", "94.99Y", "94.99Z"]
    assert "TISSAGE" in wanted.name_pattern
    assert "FEUTRE" not in wanted.name_pattern
    assert candidate_filter(filiere(stage("amont"))).name_pattern == ""
