"""Recognising among records already read: what pages and jobs ask."""

from maillon.studies import recognising
from maillon.studies.recognising import (
    IdentityRecord,
    Outcome,
    explain_levels,
    find_doubles,
    mark_differences,
    recognise,
)


def make_record(key: str, name: str) -> IdentityRecord:
    return IdentityRecord(key=key, names=[name], communes=["69123"], departements=["69"])


def test_a_list_that_looks_less_far_still_finds_the_same_name(monkeypatch):
    monkeypatch.setattr(recognising, "_MOST_PAIRS", 1)
    monkeypatch.setattr(recognising, "_FEWEST_CANDIDATES", 3)
    register = [make_record(str(number), f"Atelier fictif {number}") for number in range(30)]
    [first] = recognise([make_record("line", "ATELIER FICTIF 7")], register).proposals
    assert (first.candidate, first.outcome) == (7, Outcome.ACCEPTED)
    twins = [*register, make_record("twin", "Atelier Fictif 7")]
    assert (7, 30) in {(pair.line, pair.candidate) for pair in find_doubles(twins).pairs}


def test_what_was_kept_in_codes_is_said_again():
    told = explain_levels(
        "likeness",
        {"name": "identical", "place": "same_commune", "street": "different"},
        ("Atelier fictif", "ATELIER FICTIF"),
    )
    assert told.reasons == ("même nom", "même commune")
    assert told.doubts == ("rue différente",)


def test_the_words_of_one_side_alone_are_marked():
    marks = mark_differences("Régie fictive du Sud", "REGIE FICTIVE du Nord")
    assert [mark.text for mark in marks if not mark.is_shared] == ["Sud"]
