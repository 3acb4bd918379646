import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from maillon.sources.identifiers import (
    IdentifierProblem,
    explain_problem,
    is_valid_siren,
    is_valid_siret,
    read_rna,
    read_siren,
    read_siret,
    read_vat,
)

# Number given as an example by the French numbering rule that python-stdnum quotes.
VALID = "73282932000074"


def make_siret(root: int, place: int = 1) -> str:
    siren = f"{root:08d}"
    siren += luhn.calc_check_digit(siren)
    siret = f"{siren}{place:04d}"
    return siret + luhn.calc_check_digit(siret)


@pytest.mark.parametrize(
    "written",
    [
        VALID,
        "732 829 320 00074",
        "732\u00a0829\u202f320 00074",
        "732.829.320.00074",
        "732829320-00074",
        "SIRET : 732 829 320 00074",
        "n° 73282932000074",
        "73282932000074.0",
        "73282932000074,00",
        "\ufeff73282932000074",
        "7.3282932000074E+13",
        "7,3282932000074e13",
    ],
)
def test_a_siret_is_the_same_however_it_is_written(written: str) -> None:
    found = read_siret(written)
    assert (found.siret, found.siren, found.problem) == (VALID, "732829320", None)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("", IdentifierProblem.MISSING),
        ("   ", IdentifierProblem.MISSING),
        ("73282932000079", IdentifierProblem.CHECK_DIGIT),
        ("7.32829E+13", IdentifierProblem.SCIENTIFIC),
        ("7,32829E+13", IdentifierProblem.SCIENTIFIC),
        ("00000000000000", IdentifierProblem.PLACEHOLDER),
        ("00000000000018", IdentifierProblem.PLACEHOLDER),
        ("en cours", IdentifierProblem.NOT_DIGITS),
        ("7328293200007", IdentifierProblem.LENGTH),
        ("732829320000741", IdentifierProblem.LENGTH),
        ("12345", IdentifierProblem.LENGTH),
    ],
)
def test_a_wrong_siret_is_refused_with_its_reason(written: str, problem: IdentifierProblem) -> None:
    found = read_siret(written)
    assert found.siret is None
    assert found.problem is problem


def test_la_poste_follows_its_own_rule() -> None:
    assert is_valid_siret("35600000009075")
    assert not is_valid_siret("35600000009076")


def test_zeros_are_not_an_identifier_although_their_check_digit_holds() -> None:
    assert not is_valid_siren("000000000")
    assert not is_valid_siret("00000000000000")


def test_a_siren_alone_is_kept_without_an_establishment() -> None:
    found = read_siret("732 829 320")
    assert (found.siret, found.siren) == (None, "732829320")
    assert found.problem is IdentifierProblem.SIREN_ONLY
    assert read_siren("732829320").siren == "732829320"


@given(st.integers(min_value=10_000, max_value=9_999_999), st.integers(1, 9999))
def test_leading_zeros_lost_in_a_spreadsheet_come_back(root: int, place: int) -> None:
    siret = make_siret(root, place)
    assert siret.startswith("0")
    found = read_siret(str(int(siret)))
    assert found.siret == siret
    assert found.is_padded


@given(st.text(max_size=20))
def test_whatever_a_cell_holds_either_a_valid_number_or_a_reason_comes_back(text: str) -> None:
    found = read_siret(text)
    assert (found.siret is None) == (found.problem is not None)
    if found.siret is not None:
        assert is_valid_siret(found.siret)


@given(st.integers(10_000_000, 99_999_999), st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(root: int, position: int, shift: int) -> None:
    siret = make_siret(root)
    wrong = str((int(siret[position]) + shift) % 10)
    changed = siret[:position] + wrong + siret[position + 1 :]
    assert siret.startswith("356000000") or read_siret(changed).siret is None


@pytest.mark.parametrize("problem", list(IdentifierProblem))
def test_every_reason_is_a_sentence(problem: IdentifierProblem) -> None:
    assert explain_problem(problem).endswith(".")


# Numbers given as examples by python-stdnum.
@pytest.mark.parametrize(
    ("written", "siren"),
    [
        ("Fr 40 303 265 045", "303265045"),
        ("FR40303265045", "303265045"),
        ("N° TVA : FR 40.303.265.045", "303265045"),
        ("FRK7399859412", "399859412"),
        ("FR 41 303 265 045", None),
        ("40303265045", None),
        ("FR" + "0" * 300, None),
        ("", None),
    ],
)
def test_a_vat_number_tells_the_siren_when_its_key_holds(written: str, siren: str | None) -> None:
    assert read_vat(written) == siren
    if siren:
        assert read_siren(written).siren == siren
        assert read_siret(written).problem is IdentifierProblem.SIREN_ONLY


@pytest.mark.parametrize(
    ("written", "rna_id"),
    [
        ("W595000001", "W595000001"),
        (" w 595 000 001 ", "W595000001"),
        ("RNA : W595000001", "W595000001"),
        ("N° RNA W9Y1000001", None),
        ("W9Y100001", None),
        ("W5950000012", None),
        ("0595000001", None),
        ("W" * 10_000, None),
    ],
)
def test_an_rna_number_is_read_whatever_its_spaces(written: str, rna_id: str | None) -> None:
    assert read_rna(written) == rna_id
