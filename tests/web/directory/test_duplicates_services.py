"""Which records are brought together, and which never."""

import csv
from pathlib import Path

import pytest
from tests.web.people import add_actor, make_filiere

from maillon.domain.jobs import SilentProgress
from maillon.domain.text import fold
from maillon_web.directory.models import Actor, DuplicatePair, PairState
from maillon_web.directory.selectors.likeness import LikenessIndex, Record, is_near
from maillon_web.directory.services.duplicates import find_duplicates
from maillon_web.directory.services.merging import keep_apart

TABLES = Path(__file__).resolve().parents[3] / "../shared/tables"
SIRET, SAME_UNIT, OTHER = "80746931700018", "80746931700026", "75187049400026"


def found(filiere) -> set[tuple[str, str, str]]:
    find_duplicates(filiere, progress=SilentProgress())
    pairs = DuplicatePair.objects.filter(filiere=filiere, state=PairState.OPEN)
    return {(pair.first.name, pair.second.name, pair.likeness) for pair in pairs}


def test_each_reason_brings_records_together(filiere):
    add_actor(filiere, "A fictif", siret=SIRET)
    add_actor(filiere, "B fictif", siret=SIRET)
    add_actor(filiere, "C fictif", siren=SIRET[:9], commune_code="69123")
    add_actor(filiere, "D fictif", siren=SIRET[:9], commune_code="69123")
    add_actor(filiere, "Régie fictive", commune_code="01001")
    add_actor(filiere, "REGIE FICTIVE", commune_code="01001")
    add_actor(filiere, "Ressourcerie du Fleuve fictif", commune_code="42218")
    add_actor(filiere, "Association la ressourcerie du fleuve fictif", commune_code="42218")
    assert found(filiere) == {
        ("A fictif", "B fictif", "siret"),
        ("C fictif", "D fictif", "siren"),
        ("Régie fictive", "REGIE FICTIVE", "name"),
        (
            "Ressourcerie du Fleuve fictif",
            "Association la ressourcerie du fleuve fictif",
            "near",
        ),
    }


def test_two_places_of_one_unit_are_two_actors(filiere):
    add_actor(filiere, "A fictif", siret=SIRET, siren=SIRET[:9], commune_code="69123")
    add_actor(filiere, "A fictif", siret=SAME_UNIT, siren=SIRET[:9], commune_code="69123")
    assert found(filiere) == set()


def test_one_address_or_a_closing_makes_them_worth_a_look(filiere):
    shared = {"siren": SIRET[:9], "commune_code": "69123"}
    add_actor(filiere, "A fictif", siret=SIRET, closed_on="2026-01-31", **shared)
    add_actor(filiere, "A fictif", siret=SAME_UNIT, **shared)
    assert len(found(filiere)) == 1


def test_namesakes_elsewhere_or_of_two_filieres_are_left_alone(filiere, people):
    add_actor(filiere, "Comité fictif", commune_code="69123")
    add_actor(filiere, "Comité fictif", commune_code="01001")
    other = make_filiere(people, name="Autre filière fictive")
    add_actor(other, "Comité fictif", commune_code="69123")
    assert found(filiere) == set()


def test_a_unit_and_its_place_are_not_doubles(filiere):
    top = add_actor(filiere, "Réseau fictif", kind="unit", siren=SIRET[:9], commune_code="69123")
    add_actor(filiere, "Réseau fictif", siren=SIRET[:9], commune_code="69123", parent=top)
    assert found(filiere) == set()


def test_what_was_settled_does_not_come_back_and_what_changed_goes(filiere, people):
    first = add_actor(filiere, "Régie fictive", commune_code="01001")
    add_actor(filiere, "REGIE FICTIVE", commune_code="01001")
    stale = add_actor(filiere, "Bobine fictive", commune_code="01001")
    add_actor(filiere, "BOBINE FICTIVE", commune_code="01001")
    assert len(found(filiere)) == 2
    keep_apart(DuplicatePair.objects.get(first=first), author=people.lead)
    Actor.objects.filter(pk=stale.pk).update(name="Tout autre chose", commune_code="69123")
    assert found(filiere) == set()
    assert DuplicatePair.objects.get().state == PairState.DIFFERENT


def test_records_merged_already_or_out_of_the_lists_are_not_compared(filiere):
    kept = add_actor(filiere, "Régie fictive", commune_code="01001")
    add_actor(filiere, "REGIE FICTIVE", commune_code="01001", merged_into=kept)
    unlisted = add_actor(filiere, "Regie fictive", commune_code="01001")
    unlisted.presences.update(is_listed=False)
    assert found(filiere) == set()


def test_the_cost_does_not_grow_with_the_square():
    index = LikenessIndex()
    compared = 0
    for number in range(3_000):
        record = Record(key=number, names=(f"ATELIER {number % 1500:04}",), commune_code="69123")
        compared += len(index.find(record))
        index.add(record)
    assert compared == 1_500


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("SCIC Tissons fictif", "Société coopérative d'intérêt collectif Tissons fictif", True),
        ("Emmaüs fictif Nord", "Emaus fictif Nord", False),
        ("Matériauthèque fictive", "Materiautheque fictives", True),
        ("Atelier vélo nord", "Atelier vélo sud", False),
        ("Emploi solidaire 44", "Emploi solidaire 49", False),
        ("Les Petites Bobines fictives - filature", "Les Petites Bobines fictives", True),
    ],
)
def test_names_are_near_by_spelling_order_or_complement_only(one, other, expected):
    assert is_near(fold(one), fold(other)) is expected


@pytest.mark.realdata
def test_the_pairs_of_the_trade_are_told_apart():
    path = TABLES / "noms_paires_synthetiques.csv"
    if not path.exists():
        pytest.skip("no shared tables here")
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    told = {
        same: [
            is_near(fold(row["nom_a"]), fold(row["nom_b"]))
            for row in rows
            if row["meme_entite"] == same and "homonyme" not in row["difficulte"]
        ]
        for same in ("0", "1")
    }
    assert sum(told["1"]) >= 12
    # « MARTIN SA » and « MARTIN SARL »: only the place and the activity tell them apart.
    assert sum(told["0"]) <= 1
