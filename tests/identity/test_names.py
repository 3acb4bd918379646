"""What tells an organisation from another in its name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillon.identity import analyse_name, split_members
from maillon.identity.names import is_readable, list_spellings


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("ASSOCIATION LA RESSOURCERIE FICTIVE", "Ressourcerie fictive"),
        ("ASSOC. L'ATELIER DES EXEMPLES", "Atelier des exemples"),
        ("ASSO. L’ATELIER DES EXEMPLES", "ATELIER EXEMPLE"),
        ("S.A.R.L. EXEMPLE FICTIF", "Exemple Fictif"),
        ("S A R L EXEMPLE FICTIF", "EXEMPLE FICTIF"),
        ("SOCIETE A RESPONSABILITE LIMITEE EXEMPLE FICTIF", "EXEMPLE FICTIF SAS"),
        ("SOCIETE COOPERATIVE D'INTERET COLLECTIF EXEMPLE", "SCIC SAS EXEMPLE"),
        ("ETS EXEMPLE ET FILS", "EXEMPLE & FILS SARL"),
        ("GAEC DU GRAND EXEMPLE", "GRAND EXEMPLE"),
        ("REGIE DE QUARTIERS DES TROIS EXEMPLES", "REGIE QUARTIER 3 EXEMPLES"),
        ("FEDERATION DES EXEMPLES", "FED EXEMPLES"),
        ("SAINT EXEMPLE", "ST-EXEMPLE"),
        ("EXEMPLE 44", "EXEMPLE44"),
        ("MATÉRIAUTHÈQUE ŒUVRE", "Materiautheque oeuvre"),
    ],
)
def test_forms_articles_accents_and_plurals_tell_nobody(written: str, other: str) -> None:
    assert analyse_name(written).compact == analyse_name(other).compact


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("EMPLOI FICTIF 44", "EMPLOI FICTIF 49"),
        ("RESSOURCERIE DU FLEUVE", "RESSOURCERIE DU LAC"),
        ("SA EXEMPLE", "SAINTE EXEMPLE"),
    ],
)
def test_numbers_and_own_words_tell_two_organisations(one: str, other: str) -> None:
    assert analyse_name(one).compact != analyse_name(other).compact


def test_a_name_made_of_forms_keeps_its_words() -> None:
    assert analyse_name("SARL").words == ("SARL",)
    assert analyse_name("LA SOCIETE").words


def test_initials_are_taken_from_three_words_on() -> None:
    assert analyse_name("Environnement Insertion Ouest").initials == "EIO"
    assert analyse_name("Insertion Ouest").initials == ""


def test_legal_forms_are_remembered() -> None:
    assert analyse_name("ASSO EXEMPLE").forms == {"ASSO"}
    assert analyse_name("EXEMPLE SARL").forms == {"SARL"}


@pytest.mark.parametrize(
    ("written", "members"),
    [
        ("GPT FICTIVE/IMAGINEE. MANDATAIRE FICTIVE", ["FICTIVE", "IMAGINEE"]),
        ("FICTIVE / IMAGINEE", ["FICTIVE", "IMAGINEE"]),
        ("Groupement d'entreprises : FICTIVE ; IMAGINEE", ["FICTIVE", "IMAGINEE"]),
        ("groupement FICTIVE_IMAGINEE", ["FICTIVE", "IMAGINEE"]),
        ("FICTIVE / IMAGINEE - mandataire : IMAGINEE", ["IMAGINEE", "FICTIVE"]),
        ("FICTIVE (mandataire) / IMAGINEE (cotraitant)", ["FICTIVE", "IMAGINEE"]),
        ("SARL FICTIVE (mandataire)", ["SARL FICTIVE"]),
        ("FICTIVE_IMAGINEE", ["FICTIVE_IMAGINEE"]),
        ("GRENIER FICTIF", ["GRENIER FICTIF"]),
    ],
)
def test_a_groupement_is_split_into_its_members_the_leader_first(
    written: str, members: list[str]
) -> None:
    assert split_members(written) == members


def test_a_groupement_is_read_whole_then_by_member() -> None:
    readings = list_spellings("FICTIVE / IMAGINEE")
    assert [(one.text, one.member, one.is_group) for one in readings] == [
        ("FICTIVE / IMAGINEE", 0, True),
        ("FICTIVE", 1, True),
        ("IMAGINEE", 2, True),
    ]


def test_brackets_are_read_outside_then_inside() -> None:
    texts = [one.text for one in list_spellings("EXEMPLE FICTIF (LA BOUTIQUE)")]
    assert texts[0] == "EXEMPLE FICTIF"
    assert "LA BOUTIQUE" in texts


def test_the_place_of_an_agency_is_put_aside() -> None:
    texts = [one.text for one in list_spellings("EXEMPLE FICTIF AGENCE OUEST")]
    assert texts == ["EXEMPLE FICTIF AGENCE OUEST", "EXEMPLE FICTIF"]


def test_no_reading_comes_twice() -> None:
    words = [analyse_name(one.text).words for one in list_spellings("EXEMPLE (Exemple) / exemple")]
    assert len(words) == len(set(words))


def test_a_groupement_never_has_more_members_than_a_person_can_read() -> None:
    names = " / ".join(f"FICTIVE{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assert len(split_members(names)) <= 12


@pytest.mark.parametrize("text", ["Ελληνική Εταιρεία", "جمعية خيالية", "虚构公司", "北京 2"])
def test_another_alphabet_is_not_readable(text: str) -> None:
    assert not is_readable(text)


@pytest.mark.parametrize("text", ["Éco-fictif", "ŒUVRE", "Société 虚构", "12", ""])
def test_latin_letters_with_accents_are_readable(text: str) -> None:
    assert is_readable(text)


@given(st.text(max_size=400))
def test_any_text_is_taken_apart(text: str) -> None:
    analysed = analyse_name(text)
    assert analysed.compact == "".join(analysed.words)
    assert bool(analysed.words) == bool(analysed.folded)
    assert split_members(text)
    assert all(analyse_name(one.text).words for one in list_spellings(text))
    is_readable(text)


@given(st.text(alphabet="ABCDE '-éè", min_size=1, max_size=40))
def test_case_and_accents_change_nothing(text: str) -> None:
    assert analyse_name(text).words == analyse_name(text.lower()).words
    assert analyse_name(text).words == analyse_name(text.replace("é", "e").replace("è", "e")).words


def test_ten_thousand_letters_are_read_at_their_beginning() -> None:
    analysed = analyse_name("EXEMPLE " * 1300)
    assert len(analysed.folded) <= 300
