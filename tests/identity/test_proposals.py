"""What is accepted, shown to a person or refused."""

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.identity.made_up import ANGERS, MODEL, NANTES, make, make_crowd

from maillon.domain.errors import InvalidInput
from maillon.identity import (
    Ground,
    IdentityRecord,
    Linkage,
    Notice,
    NoticeKind,
    Outcome,
    Proposal,
    Settled,
    link,
)

TABLES = Path(__file__).resolve().parents[2] / "../shared/tables"
SIREN, OTHER_SIREN = "732829320", "552100554"
SIRET, SECOND_SIRET, OTHER_SIRET = f"{SIREN}00074", f"{SIREN}00082", f"{OTHER_SIREN}00025"
CROWD = make_crowd()


def find(
    line: IdentityRecord, *register: IdentityRecord, settled: Settled | None = None
) -> Linkage:
    return link([line], [*register, *CROWD], MODEL, settled=settled)


def find_best(
    line: IdentityRecord, *register: IdentityRecord, settled: Settled | None = None
) -> Proposal:
    return find(line, *register, settled=settled).proposals[0]


def list_kinds(notices: Linkage) -> list[NoticeKind]:
    return [notice.kind for notice in notices.notices]


@pytest.mark.parametrize(
    ("ground", "known"),
    [
        (Ground.SIRET, {"siret": SIRET}),
        (Ground.SIREN, {"siren": SIREN}),
        (Ground.RNA, {"rna_id": "W442000001"}),
    ],
)
def test_an_identifier_comes_before_any_likeness(ground: Ground, known: dict[str, str]) -> None:
    best = find_best(
        make("ZIBELINE", **known), make("ZIBELINE", "namesake"), make("MARMOTTE", "right", **known)
    )
    assert (best.candidate, best.ground, best.probability) == (1, ground, 1.0)


def test_a_siret_finds_the_unit_that_has_its_siren() -> None:
    unit = make("ZIBELINE", SIREN, unit=SIREN, siren=SIREN, siret=SECOND_SIRET)
    best = find_best(make("ZIBELINE", siret=SIRET), unit)
    assert (best.ground, best.outcome) == (Ground.SIREN, Outcome.ACCEPTED)


def test_two_siret_are_never_united_in_silence() -> None:
    shop = make("ZIBELINE BLEUTEE", "shop", siret=SECOND_SIRET, commune=NANTES)
    best = find_best(make("ZIBELINE BLEUTEE", siret=SIRET, commune=NANTES), shop)
    assert best.outcome is Outcome.REVIEW


def test_two_siren_are_never_united_in_silence() -> None:
    other = make("ZIBELINE BLEUTEE", "other", siret=OTHER_SIRET, commune=NANTES)
    best = find_best(make("ZIBELINE BLEUTEE", siret=SIRET, commune=NANTES), other)
    assert best.outcome is Outcome.REVIEW


def test_an_unknown_identifier_is_said_and_the_name_is_looked_up() -> None:
    found = find(make("ZIBELINE BLEUTEE", siret=SIRET), make("ZIBELINE BLEUTEE", "right"))
    assert (found.proposals[0].candidate, found.proposals[0].ground) == (0, Ground.LIKENESS)
    assert Notice(line=0, kind=NoticeKind.UNKNOWN_IDENTIFIER, detail=SIRET) in found.notices


def test_a_name_that_contradicts_the_identifier_goes_to_a_person() -> None:
    found = find(
        make("ZIBELINE BLEUTEE", siret=SIRET),
        make("MARMOTTE DOREE", "bearer", siret=SIRET),
        make("ZIBELINE BLEUTEE", "named"),
    )
    assert found.proposals[0].outcome is Outcome.REVIEW
    assert NoticeKind.NAME_CONTRADICTS in list_kinds(found)


def test_another_name_that_nobody_else_bears_does_not_contradict() -> None:
    found = find(
        make("ZIBELINE BLEUTEE", siret=SIRET), make("MARMOTTE DOREE", "bearer", siret=SIRET)
    )
    assert found.proposals[0].outcome is Outcome.ACCEPTED
    assert NoticeKind.NAME_CONTRADICTS not in list_kinds(found)


def test_what_a_person_settled_comes_before_an_identifier() -> None:
    best = find_best(
        make("ZIBELINE", "line", siret=SIRET),
        make("ZIBELINE", "bearer", siret=SIRET),
        make("MARMOTTE", "chosen"),
        settled=Settled(same={"line": "chosen"}),
    )
    assert (best.candidate, best.ground) == (1, Ground.DECISION)


def test_what_a_person_refused_is_not_proposed_again() -> None:
    refused = Settled(different=frozenset({("line", "refused")}))
    known = make("ZIBELINE BLEUTEE", "refused", siret=SIRET)
    found = find(make("ZIBELINE BLEUTEE", "line", siret=SIRET), known, settled=refused)
    assert 0 not in {proposal.candidate for proposal in found.proposals}


def test_a_name_that_a_person_settled_is_learnt() -> None:
    known = make("MARMOTTE DOREE", "right")
    line = make("LA P’TITE ZIBELINE", "new line")
    assert not find(line, known).proposals
    learnt = Settled(names={"right": ["La p'tite zibeline"]})
    best = find_best(line, known, settled=learnt)
    assert (best.candidate, best.outcome) == (0, Outcome.ACCEPTED)


def test_a_decision_on_a_record_that_left_the_register_is_left_aside() -> None:
    best = find_best(
        make("ZIBELINE BLEUTEE", "line"),
        make("ZIBELINE BLEUTEE", "right"),
        settled=Settled(same={"line": "gone"}),
    )
    assert best.ground is Ground.LIKENESS


def test_another_name_at_the_same_address_is_never_accepted() -> None:
    door = {"address": "3 rue du Port", "activities": ["38.32Z"], "commune": NANTES}
    found = find(make("ZIBELINE", **door), make("MARMOTTE ZIBELIENNE", "neighbour", **door))  # type: ignore[arg-type]
    assert Outcome.ACCEPTED not in {proposal.outcome for proposal in found.proposals}


@pytest.mark.parametrize("name", ["COMITE DES FETES", "AMICALE LAIQUE", "FOYER RURAL"])
def test_a_name_that_thousands_bear_wants_a_place(name: str) -> None:
    assert find_best(make(name), make(name, "a")).outcome is Outcome.REVIEW
    assert find_best(make(name, commune=ANGERS), make(name, "a", commune=NANTES)).outcome in {
        Outcome.REVIEW,
        Outcome.REFUSED,
    }
    same = find_best(make(name, commune=NANTES), make(name, "a", commune=NANTES))
    assert same.outcome is Outcome.ACCEPTED


def test_homonyms_of_one_commune_go_to_a_person() -> None:
    twins = [make("ZIBELINE BLEUTEE", key, commune=NANTES) for key in "ab"]
    found = find(make("ZIBELINE BLEUTEE", commune=NANTES), *twins)
    assert {proposal.outcome for proposal in found.proposals} == {Outcome.REVIEW}


def test_establishments_of_one_unit_do_not_hide_it() -> None:
    shops = [make("ZIBELINE BLEUTEE", key, unit="u", commune=NANTES) for key in "abc"]
    assert find_best(make("ZIBELINE BLEUTEE", commune=NANTES), *shops).outcome is Outcome.ACCEPTED


def test_only_one_candidate_of_a_line_is_accepted() -> None:
    shops = [make("ZIBELINE BLEUTEE", key, unit="u", commune=NANTES) for key in "abcd"]
    found = find(make("ZIBELINE BLEUTEE", commune=NANTES), *shops)
    outcomes = [proposal.outcome for proposal in found.proposals]
    assert outcomes.count(Outcome.ACCEPTED) == 1
    assert len(outcomes) <= 3, "a person is shown three at most"


def test_each_member_of_a_groupement_is_linked() -> None:
    found = find(
        make("GPT ZIBELINE BLEUTEE / MARMOTTE DOREE. MANDATAIRE MARMOTTE DOREE"),
        make("ZIBELINE BLEUTEE", "first"),
        make("MARMOTTE DOREE", "second"),
    )
    by_candidate = {
        proposal.candidate: proposal.member
        for proposal in found.proposals
        if proposal.member and proposal.outcome is not Outcome.REFUSED
    }
    assert by_candidate == {1: 1, 0: 2}, "the leader is the first member"
    assert Notice(line=0, kind=NoticeKind.GROUP, count=2) in found.notices


def test_a_name_is_proposed_even_when_only_a_former_one_is_known() -> None:
    known = IdentityRecord(key="right", names=["MARMOTTE DOREE", "ZIBELINE BLEUTEE"])
    assert find_best(make("ZIBELINE BLEUTEE"), known).candidate == 0


@pytest.mark.parametrize("name", ["", "  ", "N/A", "néant", "-"])
def test_a_line_without_a_name_is_said(name: str) -> None:
    assert list_kinds(find(make(name, "line"))) == [NoticeKind.NO_NAME]


@pytest.mark.parametrize("name", ["Ελληνική Εταιρεία", "جمعية خيالية", "虚构公司", "北京 2"])
def test_a_name_in_another_alphabet_is_said(name: str) -> None:
    found = find(make(name, "line"), make("北京 2", "same letters"), make("2", "number"))
    assert list_kinds(found) == [NoticeKind.UNREADABLE]
    assert not found.proposals


def test_an_identifier_makes_up_for_another_alphabet() -> None:
    best = find_best(make("虚构公司", siret=SIRET), make("MARMOTTE", "right", siret=SIRET))
    assert (best.candidate, best.outcome) == (0, Outcome.ACCEPTED)


@pytest.mark.parametrize("name", ["X", "É", "7", "A" * 10_000, "SociÃ©tÃ© Fictive", "\ufffd\x00"])
def test_strange_names_are_answered(name: str) -> None:
    found = find(make(name, "line"), make("EXEMPLE", "known"))
    assert found.threshold >= 0.8


def test_five_thousand_lines_all_alike_say_why_they_find_nobody() -> None:
    alike = [make("EXEMPLE COMMUN", str(rank)) for rank in range(5000)]
    found = link(alike, alike, MODEL)
    assert found.pair_count == 0
    assert {notice.kind for notice in found.notices} == {NoticeKind.TOO_COMMON}
    assert [notice.line for notice in found.notices] == list(range(5000))
    assert {notice.count for notice in found.notices} == {5000}


def test_a_precision_out_of_reach_is_refused_at_once() -> None:
    with pytest.raises(InvalidInput):
        link([make("EXEMPLE")], CROWD, MODEL, precision=0.99999)


def test_a_register_linked_to_itself_finds_itself() -> None:
    register = make_crowd(150, commune=NANTES)
    found = link(register, register, MODEL)
    accepted = {
        (proposal.line, proposal.candidate)
        for proposal in found.proposals
        if proposal.outcome is Outcome.ACCEPTED
    }
    assert accepted == {(place, place) for place in range(150)}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(max_size=30), max_size=6))
def test_no_line_is_lost_whatever_it_says(names: list[str]) -> None:
    lines = [make(name, str(rank)) for rank, name in enumerate(names)]
    found = link(lines, CROWD[:20], MODEL)
    assert {one.line for one in found.proposals} <= set(range(len(lines)))
    unread = {NoticeKind.NO_NAME, NoticeKind.UNREADABLE}
    silent = {notice.line for notice in found.notices if notice.kind in unread}
    assert silent.isdisjoint(one.line for one in found.proposals)


def _read_pairs() -> list[dict[str, str]]:
    path = TABLES / "noms_paires_synthetiques.csv"
    if not path.exists():
        pytest.skip("the made-up pairs lie beside the project")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.realdata
@pytest.mark.parametrize("is_placed", [True, False], ids=["with place", "without place"])
def test_the_made_up_pairs_of_the_notes_are_told_apart(*, is_placed: bool) -> None:
    rows = _read_pairs()
    same = [row["meme_entite"] == "1" for row in rows]
    here = NANTES if is_placed else ""
    register = [make(row["nom_b"], f"b{rank}", commune=here) for rank, row in enumerate(rows)]
    lines = [
        make(row["nom_a"], f"a{rank}", commune=here if same[rank] else here and ANGERS)
        for rank, row in enumerate(rows)
    ]
    found = link(lines, [*register, *CROWD], MODEL)
    outcomes = {(one.line, one.candidate): one.outcome for one in found.proposals}
    for rank, row in enumerate(rows):
        outcome = outcomes.get((rank, rank), Outcome.REFUSED)
        if not same[rank]:
            assert outcome is not Outcome.ACCEPTED, row
        elif "renommage" not in row["difficulte"] and row["nom_b"] != "EI OUEST":
            # A renaming is found by the former name alone; half an acronym by nothing.
            assert outcome is not Outcome.REFUSED, row
