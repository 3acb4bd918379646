"""What people wrote in a directory joins a diagnosis as own lists do."""

from pathlib import Path
from typing import Any

import pytest
from tests.plain import plain
from tests.studies.documents import check_document, find_actor, read_figures, to_text
from tests.studies.made_up_country import (
    CLOSED,
    FILIERE,
    LENS,
    MASKED,
    METROPOLIS,
    ORCHIES,
    SECRET_WORDS,
    WORKSHOP,
    make_siret,
)
from tests.studies.made_up_directory import SOURCE, declare, write_card
from tests.studies.made_up_lists import import_rows, make_row

from maillon.domain.decisions import Decision, DecisionKind
from maillon.domain.errors import InconsistentData, InvalidInput
from maillon.domain.provenance import Provenance
from maillon.domain.visibility import Audience, Visibility
from maillon.studies.declaring import DeclaredActors, make_declared_table
from maillon.studies.diagnosing import Diagnosis, diagnose

RESTAURANT = make_siret(12)


def _ask(home: Path, *cards: dict[str, Any], **options: Any) -> Diagnosis:
    declared = declare(*cards) if cards else None
    result = diagnose(METROPOLIS, FILIERE, home=home, declared=declared, **options)
    check_document(result.document)
    return result


def _count(result: Diagnosis, stage: str = "") -> int:
    value: int = read_figures(result.document, stage)["establishments"]
    return value


def test_cards_and_the_same_rows_in_an_imported_list_count_the_same(
    own_home: Path, tmp_path: Path
) -> None:
    """Two ways in, one way of counting: SIRET of the register, of a closed place, no SIRET."""
    places = [
        ("tri", {"siret": make_siret(WORKSHOP)}),
        ("tri", {"siret": make_siret(CLOSED)}),
        ("recyclage", {}),
        ("fabrication", {"siret": make_siret(17)}),
    ]
    cards = [
        write_card(f"web:{number}", stage, **columns)
        for number, (stage, columns) in enumerate(places)
    ]
    by_cards = _ask(own_home, *cards)
    rows = [
        make_row(f"Exemple fictif web:{number}", stage, SIRET=columns.get("siret", ""))
        for number, (stage, columns) in enumerate(places)
    ]
    import_rows(own_home, tmp_path / "liste.csv", rows)
    by_list = _ask(own_home)
    for stage in ["", *(stage["key"] for stage in by_list.document["stages"])]:
        assert read_figures(by_cards.document, stage) == read_figures(by_list.document, stage)
    codes = [{w["code"] for w in made.document["warnings"]} for made in (by_cards, by_list)]
    assert codes[0] == codes[1] >= {"closed"}


def test_a_card_with_the_siret_of_the_register_is_counted_once_under_its_siret(
    country_home: Path,
) -> None:
    card = write_card("web:1", "fabrication", siret=make_siret(WORKSHOP))
    result = _ask(country_home, card)
    assert _count(result) == _count(_ask(country_home))
    actor = find_actor(result.document, make_siret(WORKSHOP))
    assert actor is not None
    assert actor["name"] == "EXEMPLE FICTIF TISSAGE"
    assert {SOURCE.key, "sirene-etablissements"} <= set(actor["sources"])
    assert result.aliases == {"web:1": make_siret(WORKSHOP)}
    assert find_actor(result.document, "web:1") is None


def test_two_cards_of_one_siret_are_one_actor_even_without_a_register(home: Path) -> None:
    cards = [write_card(f"web:{n}", "tri", siret=make_siret(WORKSHOP)) for n in range(2)]
    assert _count(_ask(home, *cards)) == 1
    same = [write_card("web:1", "tri"), write_card("web:1", "recyclage")]
    result = _ask(home, *same)
    assert (_count(result), _count(result, "tri"), _count(result, "recyclage")) == (1, 1, 1)


def test_a_card_elsewhere_is_not_of_the_territory_and_one_of_nowhere_is_told(
    country_home: Path,
) -> None:
    before = _count(_ask(country_home))
    elsewhere = write_card("web:1", "tri", commune_code=LENS)
    nowhere = write_card("web:2", "tri", commune_code=None)
    found = write_card("web:3", commune_code=None, siret=make_siret(WORKSHOP))
    result = _ask(country_home, elsewhere, nowhere, found)
    assert _count(result) == before
    warnings = {entry["code"]: entry["text"] for entry in result.document["warnings"]}
    assert warnings["declared_unplaced"].startswith("1 ")


def test_a_private_card_counts_for_the_members_and_is_named_to_nobody(country_home: Path) -> None:
    before = _ask(country_home)
    card = write_card("web:secret", "tri", name="NOMFICTIFPRIVE", visibility="private")
    result = _ask(country_home, card)
    assert _count(result) == _count(before) + 1
    assert read_figures(result.document, "tri")["hidden"] == 1
    for text in (to_text(result.document), str(list(result.iter_actors()))):
        assert "NOMFICTIFPRIVE" not in text
        assert "web:secret" not in text


def test_a_private_card_lends_no_name_to_a_public_establishment(country_home: Path) -> None:
    """A masked or unnamed record must not take its words from a record that nobody may see."""
    secret = {"name": "NOMFICTIFPRIVE", "other_names": "ENSEIGNEPRIVEE", "address": "RUEPRIVEE"}
    cards = [
        write_card(f"web:{n}", "tri", siret=make_siret(n), visibility="private", **secret)
        for n in (WORKSHOP, MASKED, 5)
    ]
    result = _ask(country_home, *cards)
    text = to_text(result.document) + str(list(result.iter_actors()))
    for word in (*secret.values(), *SECRET_WORDS):
        assert word not in text


def test_the_public_result_holds_nothing_of_the_cards_of_members(country_home: Path) -> None:
    cards = [
        write_card(f"web:{n}", "tri", name=f"NOMFICTIFMEMBRE {n}", band_code="11") for n in range(7)
    ]
    shown = write_card("web:ouvert", "tri", name="NOMFICTIFOUVERT", visibility="public")
    before = _ask(country_home, audience=Audience.PUBLIC)
    result = _ask(country_home, *cards, shown, audience=Audience.PUBLIC)
    assert _count(result) == _count(before) + 1
    assert read_figures(result.document, "tri")["internal"] == 7
    assert "NOMFICTIFMEMBRE" not in to_text(result.document)
    assert "NOMFICTIFMEMBRE" not in str(list(result.iter_actors()))
    assert find_actor(result.document, "web:ouvert") is not None


def test_a_decision_about_a_card_holds_under_either_identifier(country_home: Path) -> None:
    card = write_card("web:1", siret=RESTAURANT)
    for named in ("web:1", RESTAURANT):
        decision = Decision(
            kind=DecisionKind.PLACE, actor_id=named, filiere_key=FILIERE, stage_key="soutien"
        )
        result = _ask(country_home, card, decisions=[decision])
        actor = find_actor(result.document, RESTAURANT)
        assert actor is not None
        assert actor["stages"][0]["confidence"] == "confirmed"


def test_imported_lists_can_be_left_out(own_home: Path, tmp_path: Path) -> None:
    before = _count(_ask(own_home))
    import_rows(own_home, tmp_path / "l.csv", [make_row("Exemple fictif", "tri")],
                visibility=Visibility.PUBLIC)  # fmt: skip
    assert _count(_ask(own_home)) == before + 1
    assert _count(_ask(own_home, include_lists=False)) == before


# Duplicates


def test_records_declared_to_be_one_count_once_and_lose_nothing(country_home: Path) -> None:
    cards = [
        write_card("web:1", "tri", name="Exemple fictif un", band_code=None),
        write_card("web:2", "recyclage", name="Exemple fictif deux", band_code="12"),
        write_card("web:3", "tri", name="EXEMPLE FICTIF UN"),
    ]
    apart = _ask(country_home, *cards)
    result = _ask(country_home, *cards, merged={"web:2": "web:1", "web:3": "web:2"})
    assert _count(result) == _count(apart) - 2
    whole = {actor["id"]: actor for actor in result.iter_actors()}
    assert not {"web:2", "web:3"} & whole.keys()
    kept = whole["web:1"]
    assert kept["name"] == "Exemple fictif un"
    assert kept["other_names"] == "Exemple fictif deux"
    assert kept["band_code"] == "12"
    assert {stage["key"] for stage in kept["stages"]} == {"tri", "recyclage"}


@pytest.mark.parametrize("turned", [False, True])
def test_a_card_declared_to_be_an_establishment_takes_its_siret(
    country_home: Path, *, turned: bool
) -> None:
    siret = make_siret(WORKSHOP)
    merged = {siret: "web:1"} if turned else {"web:1": siret}
    card = write_card("web:1", "tri", name="Nom fictif d'usage")
    result = _ask(country_home, card, merged=merged)
    assert _count(result) == _count(_ask(country_home))
    actor = next(actor for actor in result.iter_actors() if actor["siret"] == siret)
    assert actor["id"] == siret
    assert (actor["name"], actor["other_names"]) == (
        "EXEMPLE FICTIF TISSAGE",
        "Nom fictif d'usage",
    )
    assert {"tri", "fabrication"} & {stage["key"] for stage in actor["stages"]}
    assert result.aliases["web:1"] == siret


def test_a_card_merged_with_an_establishment_stands_where_the_register_places_it(
    country_home: Path,
) -> None:
    """One card says Orchies, the other Lille; the register says the contrary of each."""
    card = write_card("web:1", "tri", commune_code=ORCHIES)
    result = _ask(country_home, card, merged={"web:1": RESTAURANT})
    assert find_actor(result.document, RESTAURANT) is not None
    gone = _ask(country_home, write_card("web:1", "tri"), merged={"web:1": make_siret(17)})
    assert find_actor(gone.document, make_siret(17)) is None
    assert _count(gone) == _count(_ask(country_home))


def test_two_establishments_declared_to_be_one_count_once(country_home: Path) -> None:
    first, second = make_siret(WORKSHOP), make_siret(3)
    before = _ask(country_home)
    result = _ask(country_home, merged={second: first})
    assert _count(result) == _count(before) - 1
    whole = {actor["id"]: actor for actor in result.iter_actors()}
    assert second not in whole
    assert "CONFECTION" in whole[first]["other_names"]


def test_a_masked_establishment_stays_masked_whatever_it_is_merged_with(
    country_home: Path,
) -> None:
    card = write_card("web:1", "tri", name="NOMFICTIFREVELE")
    result = _ask(country_home, card, merged={"web:1": make_siret(MASKED)})
    assert "NOMFICTIFREVELE" not in to_text(result.document) + str(list(result.iter_actors()))


def test_a_private_duplicate_leaves_the_open_record_open(country_home: Path) -> None:
    cards = [
        write_card("web:1", "tri", name="NOMFICTIFPRIVE", visibility="private"),
        write_card("web:2", "tri", name="Exemple fictif ouvert"),
    ]
    for merged in ({"web:1": "web:2"}, {"web:2": "web:1"}):
        result = _ask(country_home, *cards, merged=merged)
        names = [actor["name"] for actor in result.iter_actors()]
        assert "Exemple fictif ouvert" in names
        assert "NOMFICTIFPRIVE" not in to_text(result.document) + str(list(result.iter_actors()))


def test_merges_that_turn_in_a_circle_still_make_one_actor(country_home: Path) -> None:
    cards = [write_card("web:1", "tri"), write_card("web:2", "tri")]
    result = _ask(country_home, *cards, merged={"web:1": "web:2", "web:2": "web:1"})
    assert _count(result) == _count(_ask(country_home)) + 1


# What is refused


def test_cards_without_what_is_required_are_refused_all_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        make_declared_table(
            [
                {"name": "Exemple fictif"},
                {"actor_id": "web:1", "source_keys": "x", "visibility": "secret"},
                {"siret": "123", "source_keys": "x", "visibility": "members", "colour": "x"},
            ]
        )
    told = plain("\n".join(caught.value.details))
    for words in ("actor_id", "source_keys", "« secret »", "« 123 »", "« colour »", "Acteur 3"):
        assert words in told


def test_a_card_needs_only_a_name_a_source_and_a_visibility() -> None:
    table = make_declared_table(
        [
            {
                "siret": make_siret(1),
                "commune_code": "97411",
                "source_keys": "x",
                "visibility": "public",
            }
        ]
    )
    row = table.to_pylist()[0]
    assert (row["actor_id"], row["siren"]) == (make_siret(1), make_siret(1)[:9])
    assert row["departement_code"] == "974"
    assert (row["is_diffusible"], row["in_ess_list"], row["name"]) == (True, False, None)


def test_a_source_that_nobody_named_is_refused() -> None:
    table = make_declared_table([write_card("web:1", source_keys="carnet-fictif;inconnue")])
    with pytest.raises(InconsistentData) as caught:
        DeclaredActors(table=table, provenances=[SOURCE])
    assert "inconnue" in caught.value.for_user()
    both = [SOURCE, Provenance(key="inconnue", label="Autre carnet fictif")]
    assert DeclaredActors(table=table, provenances=both).provenances == both
