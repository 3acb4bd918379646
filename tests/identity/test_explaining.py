"""What a person reads in ten seconds."""

import pytest
from tests.identity.made_up import MODEL, NANTES, make, make_crowd

from maillon.identity import (
    Ground,
    Notice,
    NoticeKind,
    Outcome,
    Proposal,
    explain,
    explain_notice,
    link,
)
from maillon.identity.comparing import COMPARISONS

_UNKNOWN = {comparison.key: "unknown" for comparison in COMPARISONS}


def propose(**levels: str) -> Proposal:
    return Proposal(
        line=0,
        member=0,
        candidate=0,
        probability=0.9,
        outcome=Outcome.REVIEW,
        ground=Ground.LIKENESS,
        levels=_UNKNOWN | levels,
        line_text="REBOTTE FICTIVE",
        candidate_text="LA REBOTTE",
    )


def test_reasons_come_first_then_doubts() -> None:
    told = explain(
        propose(
            name="within_rare", place="same_commune", activity="same_division", street="different"
        )
    )
    assert told.to_text() == (
        "même mot rare\u00a0: «\u00a0rebotte\u00a0» · même commune · activité compatible"
        " – mais rue différente"
    )


@pytest.mark.parametrize(
    "level", [level.key for level in COMPARISONS[0].levels if not level.is_unknown]
)
def test_each_level_of_the_names_has_its_words(level: str) -> None:
    told = explain(propose(name=level))
    assert told.reasons or told.doubts
    assert bool(told.doubts) == (level == "different")


@pytest.mark.parametrize(
    ("comparison", "level"),
    [
        (comparison.key, level.key)
        for comparison in COMPARISONS[2:]
        for level in comparison.levels
        if not level.is_unknown
    ],
)
def test_what_is_known_is_said(comparison: str, level: str) -> None:
    plain = explain(propose(name="identical"))
    assert explain(propose(name="identical", **{comparison: level})) != plain


def test_what_is_unknown_is_not_said() -> None:
    assert explain(propose(name="identical")).to_text() == "même nom"


@pytest.mark.parametrize("ground", [ground for ground in Ground if ground is not Ground.LIKENESS])
def test_each_ground_has_its_words(ground: Ground) -> None:
    proposal = Proposal(
        line=0, member=0, candidate=0, probability=1.0, outcome=Outcome.ACCEPTED, ground=ground
    )
    assert len(explain(proposal).reasons) == 1


def test_an_explanation_is_read_in_ten_seconds() -> None:
    register = [make("REBOTTE FICTIVE", commune=NANTES, address="3 rue du Port"), *make_crowd()]
    line = make("SCIC REBOTTE FICTIVE", commune=NANTES, address="rue du Port")
    told = explain(link([line], register, MODEL).proposals[0]).to_text()
    assert len(told.split()) <= 25
    assert "même commune" in told
    assert "même adresse" in told


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_each_notice_is_a_sentence(kind: NoticeKind) -> None:
    told = explain_notice(Notice(line=0, kind=kind, detail="rare_word:EXEMPLE", count=12))
    assert told[0].isupper()
    assert told.endswith(".")
    assert "{" not in told


@pytest.mark.parametrize(
    "rule", ["name", "initials", "rare_word", "word_in_place", "beginning", "ending"]
)
def test_what_is_too_common_says_how_many_bear_it(rule: str) -> None:
    notice = Notice(line=0, kind=NoticeKind.TOO_COMMON, detail=f"{rule}:EXEMPLE", count=5000)
    assert "5000" in explain_notice(notice).replace("\u202f", "")
