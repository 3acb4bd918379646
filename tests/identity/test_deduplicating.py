"""The doubles of one list."""

from typing import Any

import pytest
from tests.identity.made_up import MODEL, NANTES, make, make_crowd

from maillon.domain.errors import InvalidInput
from maillon.identity import (
    Duplicates,
    Ground,
    IdentityRecord,
    NoticeKind,
    Outcome,
    Settled,
    dedupe,
)

SIREN, OTHER_SIREN = "732829320", "552100554"
SIRET, SECOND_SIRET, OTHER_SIRET = f"{SIREN}00074", f"{SIREN}00082", f"{OTHER_SIREN}00025"
CROWD = make_crowd(300)
RNA = "W442000001"


def find(*records: IdentityRecord, **options: Any) -> Duplicates:
    return dedupe([*records, *CROWD], MODEL, **options)


def test_a_name_written_twice_otherwise_is_one_actor() -> None:
    found = find(
        make("ZIBELINE BLEUTEE DU MOULIN", "a", commune=NANTES),
        make("Association la Zibeline bleutée du moulin", "b", commune=NANTES),
    )
    assert [(one.line, one.candidate, one.outcome) for one in found.pairs] == [
        (0, 1, Outcome.ACCEPTED)
    ]
    assert found.groups == [[0, 1]]


def test_a_crowd_has_no_double_and_nothing_to_say() -> None:
    found = find()
    assert found.groups == []
    assert found.notices == []


def test_lines_that_say_the_same_are_twins() -> None:
    found = find(*(make("ZIBELINE", key, commune=NANTES) for key in "abc"))
    assert found.groups == [[0, 1, 2]]
    assert {one.ground for one in found.pairs} == {Ground.SAME_LINE}


def test_a_common_name_written_twice_without_a_place_may_be_two() -> None:
    found = find(make("COMITE DES FETES", "a"), make("COMITE DES FETES", "b"))
    assert [one.outcome for one in found.pairs] == [Outcome.REVIEW]
    assert found.groups == []


@pytest.mark.parametrize("name", ["N/A", "", "néant"])
def test_lines_that_name_nobody_are_no_twins(name: str) -> None:
    found = find(make(name, "a", commune=NANTES), make(name, "b", commune=NANTES))
    assert found.groups == []
    assert [(notice.line, notice.kind) for notice in found.notices] == [
        (0, NoticeKind.NO_NAME),
        (1, NoticeKind.NO_NAME),
    ]


def test_another_alphabet_is_compared_letter_for_letter_and_said() -> None:
    found = find(make("虚构公司", "a"), make("虚构公司", "b"), make("另一个", "c"))
    assert found.groups == [[0, 1]]
    assert {notice.line for notice in found.notices} == {0, 2}
    assert {notice.kind for notice in found.notices} == {NoticeKind.UNREADABLE}


@pytest.mark.parametrize(
    ("known", "ground"), [({"siret": SIRET}, Ground.SIRET), ({"rna_id": RNA}, Ground.RNA)]
)
def test_one_number_is_one_actor(known: dict[str, str], ground: Ground) -> None:
    found = find(make("ZIBELINE", "a", **known), make("MARMOTTE", "b", **known))
    assert [(one.ground, one.outcome) for one in found.pairs] == [(ground, Outcome.ACCEPTED)]


def test_two_siret_of_one_siren_go_to_a_person() -> None:
    found = find(
        *(
            make("ZIBELINE BLEUTEE", siret, siret=siret, commune=NANTES)
            for siret in (SIRET, SECOND_SIRET, f"{SIREN}00090")
        )
    )
    assert found.pairs
    assert {one.outcome for one in found.pairs} == {Outcome.REVIEW}
    assert found.groups == []


def test_two_siren_are_never_one() -> None:
    found = find(
        make("ZIBELINE BLEUTEE", "a", siret=SIRET, commune=NANTES),
        make("ZIBELINE BLEUTEE", "b", siret=OTHER_SIRET, commune=NANTES),
    )
    assert found.pairs == []


def test_one_rna_number_does_not_unite_two_siren() -> None:
    found = find(
        make("ZIBELINE", "a", siret=SIRET, rna_id=RNA),
        make("ZIBELINE", "b", siret=OTHER_SIRET, rna_id=RNA),
    )
    assert [one.outcome for one in found.pairs] == [Outcome.REVIEW]


def test_a_line_without_number_does_not_bring_two_siret_together() -> None:
    names = {"commune": NANTES}
    found = find(
        make("ZIBELINE BLEUTEE DU MOULIN", "a", siret=SIRET, **names),
        make("SARL ZIBELINE BLEUTEE DU MOULIN", "b", **names),
        make("ZIBELINE BLEUTEE MOULIN", "c", siret=SECOND_SIRET, **names),
    )
    assert all(not {0, 2} <= set(group) for group in found.groups)
    torn = [one for one in found.pairs if one.outcome is Outcome.REVIEW]
    assert torn, "the pair that would unite them goes to a person"


def test_what_a_person_refused_does_not_come_back() -> None:
    pair = make("ZIBELINE", "a", commune=NANTES), make("ZIBELINE", "b", commune=NANTES)
    for refused in (("a", "b"), ("b", "a")):
        assert find(*pair, settled=Settled(different=frozenset({refused}))).pairs == []


def test_what_a_person_united_stays_united() -> None:
    found = find(make("ZIBELINE", "a"), make("MARMOTTE", "b"), settled=Settled(same={"b": "a"}))
    assert [(one.ground, one.outcome) for one in found.pairs] == [
        (Ground.DECISION, Outcome.ACCEPTED)
    ]
    assert found.groups == [[0, 1]]


def test_five_thousand_rows_all_alike_stay_few_pairs() -> None:
    found = dedupe([make("EXEMPLE", str(rank), commune=NANTES) for rank in range(5000)], MODEL)
    assert len(found.pairs) == 4999
    assert found.groups == [list(range(5000))]


def test_rows_nearly_alike_are_bounded_and_told() -> None:
    records = [
        make("EXEMPLE COMMUN", str(rank), commune=NANTES, address=f"{rank} rue du Port")
        for rank in range(3000)
    ]
    found = dedupe(records, MODEL)
    assert found.pair_count == 0
    assert {notice.kind for notice in found.notices} == {NoticeKind.TOO_COMMON}
    assert len(found.notices) == 3000


def test_the_surest_pairs_come_first() -> None:
    found = find(
        make("ZIBELINE BLEUTEE", "a", commune=NANTES),
        make("SARL ZIBELINE BLEUTEE", "b", commune=NANTES),
        make("ZIBELINE", "c", commune=NANTES),
        make("MARMOTTE", "d", siret=SIRET),
        make("MARMOTTES", "e", siret=SIRET),
    )
    told = [one.probability for one in found.pairs]
    assert told == sorted(told, reverse=True)
    assert (found.pairs[0].line, found.pairs[0].candidate) == (3, 4)


def test_an_empty_list_has_no_double() -> None:
    assert dedupe([], MODEL) == Duplicates(pairs=[], groups=[], pair_count=0, notices=[])


def test_a_precision_out_of_reach_is_refused() -> None:
    with pytest.raises(InvalidInput):
        find(precision=0.99999)
