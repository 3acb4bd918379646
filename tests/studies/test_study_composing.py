"""A chain and a territory made of what people typed, as values."""

from pathlib import Path
from typing import Any

import pytest
from tests.plain import plain
from tests.studies.documents import check_document, read_figures
from tests.studies.made_up_country import FILIERE, LILLE, METROPOLIS, ROUBAIX, TOURCOING

from maillon.domain.errors import InvalidInput
from maillon.domain.filiere import Specificity
from maillon.domain.territory import TerritoryKind
from maillon.reference.filieres import get_filiere, list_filieres
from maillon.reference.territories import get_territory
from maillon.studies.chains import build_own_filiere
from maillon.studies.diagnosing import diagnose
from maillon.studies.territories import make_territory


def _type_again(key: str) -> dict[str, Any]:
    """Write a filière of the catalogue as a person would type it."""
    known = get_filiere(key)
    return {
        "key": known.key,
        "label": known.label,
        "kind": str(known.kind),
        "stages": [
            {
                "key": stage.key,
                "label": stage.label,
                "description": stage.description,
                "keywords": [word.lower() for word in stage.keywords],
                "activities": [
                    {
                        "naf_code": activity.naf_code.replace(".", ""),
                        "specificity": str(activity.specificity),
                        "keywords": [word.lower() for word in activity.keywords],
                    }
                    for activity in stage.activities
                ],
                "outputs": [
                    {"matter": out.matter, "to_stage": out.to_stage} for out in stage.outputs
                ],
            }
            for stage in known.stages
        ],
        "chains": [
            {"key": chain.key, "label": chain.label, "stages": list(chain.stage_keys)}
            for chain in known.chains
        ],
    }


@pytest.mark.parametrize("key", [filiere.key for filiere in list_filieres()])
def test_a_filiere_of_the_catalogue_typed_again_places_the_same_actors(
    country_home: Path, key: str
) -> None:
    own = build_own_filiere(**_type_again(key))
    typed = diagnose(METROPOLIS, own, home=country_home)
    known = diagnose(METROPOLIS, key, home=country_home)
    check_document(typed.document)
    assert typed.document["actors"] == known.document["actors"]
    assert read_figures(typed.document) == read_figures(known.document)
    assert typed.document["filiere"]["links"] == known.document["filiere"]["links"]


def test_a_bare_code_suggests_the_stage_and_a_word_is_folded(country_home: Path) -> None:
    own = build_own_filiere(
        key="propre-1",
        label="Chaîne fictive",
        stages=[
            {"key": "a", "label": "Tisser", "naf_codes": ["1320Z"]},
            {"key": "b", "label": "Soigner", "keywords": ["Vêtements d'Été", "vestiaire"]},
        ],
    )
    activity = own.stages[0].activities[0]
    assert (activity.naf_code, activity.specificity) == ("13.20Z", Specificity.MEDIUM)
    assert list(own.stages[1].keywords) == ["VETEMENTS D ETE", "VESTIAIRE"]
    document = diagnose(METROPOLIS, own, home=country_home).document
    check_document(document)
    assert {actor["name"] for actor in document["actors"]} >= {
        "EXEMPLE FICTIF TISSAGE",
        "EXEMPLE FICTIF VESTIAIRE",
    }


def test_every_problem_of_a_chain_is_told_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        build_own_filiere(
            key="Propre 1",
            label=" ",
            kind="tree",
            stages=[
                {"key": "tri", "label": "Tri", "naf_codes": ["99.99Z", "13.99A", "38.11Y", "mot"]},
                {"key": "tri", "label": "", "keywords": ["ab"]},
                {
                    "key": "fin",
                    "label": "Fin",
                    "activities": [
                        {"naf_code": "13.20Z", "specificity": "haute"},
                        {"naf_code": "13.10Z"},
                        {"naf_code": "1310Z"},
                    ],
                    "outputs": [{"matter": "", "to_stage": "ailleurs"}],
                },
            ],
            chains=[{"key": "c", "label": "", "stages": []}, {"key": "c", "label": "C",
                     "stages": ["nulle_part"]}],
        )  # fmt: skip
    told = plain("\n".join(caught.value.details))
    for words in (
        *("Donnez un nom à la filière", "« Propre 1 »", "« tree »", "« tri » sert plusieurs fois"),
        *("« 99.99Z » n'existe pas", "13.99Z", "NAF 2025", "« mot »", "« ab »"),
        *("il n'a pas de nom", "« haute »", "13.10Z y est deux fois", "pas de matière"),
        *("« ailleurs »", "elle n'a pas de nom", "elle est vide", "« nulle_part »"),
        "« c » sert plusieurs fois",
    ):
        assert words in told, words
    assert str(len(caught.value.details)) in caught.value.for_user()


def test_an_empty_chain_is_refused() -> None:
    with pytest.raises(InvalidInput) as caught:
        build_own_filiere(key="vide", label="Chaîne fictive", stages=[])
    assert "au moins un maillon" in caught.value.details[0]


def test_communes_picked_one_by_one_make_a_territory_that_counts_as_them(
    country_home: Path,
) -> None:
    picked = make_territory("Mes communes d'été", [ROUBAIX, LILLE, TOURCOING], "2026")
    assert (picked.key, picked.kind) == ("list:mes-communes-d-ete", TerritoryKind.LIST)
    assert picked.commune_codes == sorted([ROUBAIX, LILLE, TOURCOING])
    assert picked.population == sum(
        get_territory(f"commune:{code}").population for code in (ROUBAIX, LILLE, TOURCOING)
    )
    here = diagnose(picked, FILIERE, home=country_home)
    check_document(here.document)
    whole = diagnose(METROPOLIS, FILIERE, home=country_home)
    assert read_figures(here.document)["establishments"] == 7
    assert {a["id"] for a in here.document["actors"]} == {a["id"] for a in whole.document["actors"]}
    assert not (country_home / "territories").exists()


def test_two_lists_that_overlap_are_compared_without_robbing_each_other(
    country_home: Path,
) -> None:
    """The communes that a territory shares with the one it is compared to count in both."""
    whole = make_territory("Une liste fictive", [LILLE, ROUBAIX, TOURCOING])
    alone = diagnose(whole, FILIERE, home=country_home).document
    other = diagnose(whole, FILIERE, home=country_home, compared_with=[METROPOLIS]).document
    rates = {name: f["value"] for name, f in alone["figures"].items() if "per_10000" in name}
    again = {name: f["value"] for name, f in other["figures"].items() if name in rates}
    here = {name: value for name, value in rates.items() if not name.endswith("median")}
    assert here == {name: again[name] for name in here}
    there = diagnose(METROPOLIS, FILIERE, home=country_home).document["figures"]
    for row in other["comparison"]["rows"]:
        assert row["values"] == pytest.approx([there[row["figure"]]["value"]], abs=0.005)


def test_towns_abroad_make_a_list_of_places() -> None:
    towns = make_territory("Villes fictivement jumelées", ["geonames:2464470"])
    assert towns.kind is TerritoryKind.PLACES
    assert towns.key == "list:villes-fictivement-jumelees"


def test_a_territory_without_name_or_with_unknown_places_is_refused() -> None:
    with pytest.raises(InvalidInput):
        make_territory(" ", [LILLE])
    with pytest.raises(InvalidInput):
        make_territory("Fictif", [])
    with pytest.raises(InvalidInput):
        make_territory("Fictif", [LILLE], "hier")
    with pytest.raises(InvalidInput) as caught:
        make_territory("Fictif", [LILLE, "00000", "99999"])
    assert len(caught.value.details) == 2
