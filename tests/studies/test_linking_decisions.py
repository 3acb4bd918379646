from pathlib import Path

import pytest
from tests.studies.made_up_lists import write_list

from maillon.domain.errors import InvalidInput
from maillon.domain.language import use_language
from maillon.studies.linking.decisions import (
    LinkDecision,
    decision_headings,
    read_decisions,
    settle,
    write_decisions,
)

SAME = LinkDecision(line="EXEMPLE 1 / 59350", record="000000018", is_same=True, name="Exemple 1")
OTHER = LinkDecision(line="EXEMPLE 2 / 59350", record="000000026", is_same=False)


def make_row(decision: LinkDecision, answer: str) -> dict[str, str]:
    headings = decision_headings()
    return {
        "Nom": "Exemple fictif",
        headings["line"]: decision.line,
        headings["record"]: decision.record,
        headings["name"]: decision.name,
        headings["decision"]: answer,
    }


def test_decisions_written_are_decisions_read(tmp_path: Path) -> None:
    path = tmp_path / "decisions.json"
    path.write_text(write_decisions([SAME, OTHER]), encoding="utf-8")
    assert read_decisions(path) == [SAME, OTHER]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_result_filled_by_hand_is_read(tmp_path: Path, language: str) -> None:
    use_language(language)
    rows = [make_row(SAME, " Oui"), make_row(OTHER, "NON"), make_row(OTHER, "")]
    path = write_list(tmp_path / "resultat.csv", rows)
    use_language("fr")
    assert read_decisions(path) == [SAME, OTHER]


def test_an_answer_that_is_neither_yes_nor_no_is_shown_with_its_row(tmp_path: Path) -> None:
    path = write_list(tmp_path / "resultat.csv", [make_row(SAME, "peut-être")])
    with pytest.raises(InvalidInput) as caught:
        read_decisions(path)
    assert "Ligne 2" in caught.value.details[0]
    assert "peut-être" in caught.value.details[0]


@pytest.mark.parametrize("content", ["{", "{}", '{"schema": "x", "pairs": []}', "[1]"])
def test_another_file_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "autre.json"
    path.write_text(content, encoding="utf-8")
    for wrong in (path, write_list(tmp_path / "liste.csv", [{"Nom": "Exemple fictif 1"}])):
        with pytest.raises(InvalidInput) as caught:
            read_decisions(wrong)
        assert "ne contient pas de décisions" in caught.value.for_user()


def test_the_last_answer_about_a_pair_counts() -> None:
    undone = LinkDecision(line=SAME.line, record=SAME.record, is_same=False)
    settled, members = settle([SAME, undone])
    assert settled.same == {}
    assert settled.different == {(SAME.line, SAME.record)}
    assert settled.names == {}
    assert members == {}


def test_a_name_is_taught_only_to_a_record_that_may_learn() -> None:
    taught, _members = settle([SAME])
    assert taught.names == {SAME.record: ["Exemple 1"]}
    silent, _members = settle([SAME], may_learn=lambda _key: False)
    assert silent.names == {}
    assert silent.same == {SAME.line: SAME.record}


def test_the_answer_about_a_member_does_not_settle_the_whole_line() -> None:
    member = LinkDecision(line=f"{SAME.line} #2", record=SAME.record, is_same=True)
    settled, members = settle([member])
    assert settled.same == {}
    assert members == {f"{SAME.line} #2": SAME.record}
