"""Parameters: their values, their honesty, their dates."""

from datetime import date

import pytest

from maillon.domain.errors import InvalidInput
from maillon.domain.language import use_language
from maillon.reference.parameters import (
    get_ess_rule,
    get_parameter,
    list_ess_rules,
    list_parameters,
)
from maillon.reference.parameters import reading as parameter_reading


def test_every_value_lies_in_its_range() -> None:
    for parameter in list_parameters():
        assert parameter.low is not None
        assert parameter.high is not None
        assert parameter.low <= parameter.value <= parameter.high, parameter.key


def test_every_parameter_says_its_source_and_its_limits() -> None:
    for parameter in list_parameters():
        assert parameter.label
        assert parameter.caveat
        assert parameter.source.label
        assert parameter.source.licence


def test_nothing_chosen_is_presented_as_verified() -> None:
    assert not any(parameter.is_verified for parameter in list_parameters())


def test_a_rule_quoted_from_memory_has_no_day_of_check() -> None:
    assert get_parameter("diagnosis.secrecy_dominance_share").source.retrieved_on == ""


def test_a_strong_code_alone_places_and_a_weak_one_never_does() -> None:
    placed = get_parameter("placement.placed_threshold").value
    assert get_parameter("placement.naf_forte").value >= placed
    weak_and_word = sum(
        get_parameter(f"placement.{key}").value for key in ("naf_faible", "keyword")
    )
    assert get_parameter("placement.to_check_threshold").value <= weak_and_word < placed


def test_a_medium_code_alone_is_only_to_be_checked() -> None:
    medium = get_parameter("placement.naf_moyenne").value
    assert get_parameter("placement.to_check_threshold").value <= medium
    assert medium < get_parameter("placement.placed_threshold").value


def test_an_unknown_parameter_names_the_nearest() -> None:
    with pytest.raises(InvalidInput) as caught:
        get_parameter("placement.naf_fort")
    assert "placement.naf_forte" in caught.value.for_user()


def test_a_parameter_with_no_likeness_says_none_is_near() -> None:
    with pytest.raises(InvalidInput) as caught:
        get_parameter("zzzz")
    assert "aucun" in caught.value.for_user()


def test_a_parameter_has_no_value_before_its_first_date() -> None:
    with pytest.raises(InvalidInput) as caught:
        get_parameter("placement.keyword", on=date(2000, 1, 1))
    assert "2000-01-01" in caught.value.for_user()


def test_the_value_is_the_one_that_held_on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = {**parameter_reading._entries()["placement.keyword"]}
    entry["values"] = [{"from": "2026-01-01", "value": 1}, {"from": "2027-01-01", "value": 9}]
    monkeypatch.setattr(parameter_reading, "_entries", lambda: {"placement.keyword": entry})
    assert get_parameter("placement.keyword", on=date(2026, 6, 1)).value == 1
    assert get_parameter("placement.keyword").value == 9
    assert get_parameter("placement.keyword").low is None


def test_labels_follow_the_language_in_use() -> None:
    use_language("en")
    try:
        assert get_parameter("ranking.gaps").label.startswith("Weight")
        assert "law no. 2014-856" in get_ess_rule("published_list").source
    finally:
        use_language("fr")
    assert get_parameter("ranking.gaps").label.startswith("Poids")


def test_a_human_decision_comes_before_any_register_and_none_comes_last() -> None:
    codes = [rule.code for rule in list_ess_rules()]
    assert codes[:2] == ["decision_declared", "decision_refused"]
    assert codes[-1] == "none"
    assert codes.index("published_flag") < codes.index("form_association")
    assert len(codes) == len(set(codes)) == 16


def test_every_rule_is_a_sentence_with_its_source() -> None:
    for rule in list_ess_rules():
        assert rule.text.strip().endswith(".")
        assert rule.source


def test_deductions_by_form_quote_the_law() -> None:
    for family in ("association", "cooperative", "mutuelle", "fondation"):
        assert "2014-856" in get_ess_rule(f"form_{family}").source


def test_an_unknown_rule_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InvalidInput) as caught:
        get_ess_rule("inconnue")
    assert "published_flag" in caught.value.for_user()
