"""Which records are brought together, and which never."""

import csv
from pathlib import Path

import pytest
from tests.web.people import add_actor, make_filiere

from maillon.domain.jobs import SilentProgress
from maillon.domain.text import fold
from maillon_web.directory.models import Actor, DuplicatePair, PairState
from maillon_web.directory.selectors.likeness import LikenessIndex, Record, is_near
from maillon_web.directory.selectors.pair_words import say_probability, word_pair
from maillon_web.directory.services import duplicates, merging
from maillon_web.directory.services.duplicates import find_duplicates
from maillon_web.directory.services.merging import keep_apart, put_off
from maillon_web.directory.services.presences import make_presence

TABLES = Path(__file__).resolve().parents[3] / "../shared/tables"
SIRET, SAME_UNIT, OTHER = "80746931700018", "80746931700026", "75187049400026"


def found(filiere) -> set[tuple[str, str, str]]:
    find_duplicates(filiere, progress=SilentProgress())
    pairs = DuplicatePair.objects.filter(filiere=filiere, state=PairState.OPEN)
    return {(pair.first.name, pair.second.name, pair.ground) for pair in pairs}


def add_twins(filiere, **fields) -> tuple[Actor, Actor]:
    given = {"commune_code": "01004"} | fields
    return (
        add_actor(filiere, "Régie fictive", **given),
        add_actor(filiere, "REGIE FICTIVE", **given),
    )


def test_each_ground_brings_records_together(filiere):
    add_actor(filiere, "Grange fictive", siret=SIRET)
    add_actor(filiere, "Moulin fictif", siret=SIRET)
    add_actor(filiere, "Laverie fictive", siren=OTHER[:9], commune_code="69266")
    add_actor(filiere, "Tissage fictif", siren=OTHER[:9], commune_code="69266")
    add_actor(filiere, "Filature fictive", rna_id="W000000001")
    add_actor(filiere, "Bobinage fictif", rna_id="W000000001")
    add_twins(filiere)
    assert found(filiere) == {
        ("Grange fictive", "Moulin fictif", "siret"),
        ("Laverie fictive", "Tissage fictif", "siren"),
        ("Filature fictive", "Bobinage fictif", "rna"),
        ("Régie fictive", "REGIE FICTIVE", "likeness"),
    }


def test_a_pair_keeps_what_explains_it(filiere):
    add_twins(filiere)
    found(filiere)
    pair = DuplicatePair.objects.get()
    assert pair.probability > 0.8
    assert pair.is_sure
    assert pair.levels["place"] == "same_commune"
    assert pair.texts == ["Régie fictive", "REGIE FICTIVE"]
    words = word_pair(pair)
    assert "même commune" in words.reasons


def test_two_places_of_one_unit_are_two_actors(filiere):
    add_actor(filiere, "A fictif", siret=SIRET, siren=SIRET[:9], commune_code="69123")
    add_actor(filiere, "A fictif", siret=SAME_UNIT, siren=SIRET[:9], commune_code="69123")
    assert found(filiere) == set()


@pytest.mark.parametrize(
    "told", [({"closed_on": "2026-01-31"}, {}), ({"address": "1 rue fictive"},) * 2]
)
def test_one_address_or_a_closing_makes_them_worth_a_look(filiere, told):
    shared = {"siren": SIRET[:9], "commune_code": "69123"}
    add_actor(filiere, "A fictif", siret=SIRET, **shared, **told[0])
    add_actor(filiere, "A fictif", siret=SAME_UNIT, **shared, **told[1])
    assert len(found(filiere)) == 1
    assert not DuplicatePair.objects.get().is_sure


def test_two_organisations_are_never_a_pair_by_their_name(filiere):
    add_twins(filiere)
    Actor.objects.filter(name="Régie fictive").update(siren=SIRET[:9], siret=SIRET)
    Actor.objects.filter(name="REGIE FICTIVE").update(siren=OTHER[:9], siret=OTHER)
    assert found(filiere) == set()


def test_one_door_is_not_one_actor(filiere):
    shared = {"commune_code": "01004", "address": "1 rue fictive", "naf_code": "94.99Z"}
    add_actor(filiere, "Comité du sentier", **shared)
    add_actor(filiere, "Atelier velours", **shared)
    assert found(filiere) == set()


def test_records_of_two_filieres_are_left_alone(filiere, people):
    add_actor(filiere, "Comité fictif", commune_code="69266")
    other = make_filiere(people, name="Autre filière fictive")
    add_actor(other, "Comité fictif", commune_code="69266")
    assert found(filiere) == set()


def test_a_unit_and_its_place_are_not_doubles(filiere):
    top = add_actor(filiere, "Réseau fictif", kind="unit", siren=SIRET[:9], commune_code="69123")
    add_actor(filiere, "Réseau fictif", siren=SIRET[:9], commune_code="69123", parent=top)
    assert found(filiere) == set()


def test_what_was_settled_does_not_come_back_and_what_changed_goes(filiere, people):
    first, _second = add_twins(filiere)
    stale = add_actor(filiere, "Bobine fictive", commune_code="01004")
    add_actor(filiere, "BOBINE FICTIVE", commune_code="01004")
    assert len(found(filiere)) == 2
    keep_apart(DuplicatePair.objects.get(first=first), author=people.lead)
    Actor.objects.filter(pk=stale.pk).update(name="Tout autre chose", commune_code="69266")
    assert found(filiere) == set()
    assert DuplicatePair.objects.get().state == PairState.DIFFERENT


def test_what_was_settled_in_another_filiere_is_not_asked_again(filiere, people):
    first, second = add_twins(filiere)
    other = make_filiere(people, name="Autre filière fictive")
    for actor in (first, second):
        make_presence(other, actor, origin="register").save()
    pair = DuplicatePair.objects.create(filiere=other, first=first, second=second)
    assert len(found(filiere)) == 1
    keep_apart(pair, author=people.lead)
    assert found(filiere) == set()


def test_what_is_put_off_stays_put_off_and_is_weighed_again(filiere, people):
    add_twins(filiere)
    found(filiere)
    pair = DuplicatePair.objects.get()
    put_off(pair, author=people.lead)
    DuplicatePair.objects.update(probability=0.1)
    found(filiere)
    pair.refresh_from_db()
    assert pair.state == PairState.LATER
    assert pair.probability > 0.8


def test_a_merged_name_teaches_the_next_search(filiere, people, monkeypatch):
    monkeypatch.setattr(merging, "ask_refresh", lambda *_a, **_k: None)
    kept = add_actor(filiere, "Régie fictive", commune_code="01004")
    merged = add_actor(filiere, "Les Trois Ponts velours", commune_code="01004")
    late = add_actor(filiere, "Les Trois Ponts velours", commune_code="01004")
    merging.merge(filiere=filiere, kept=kept, merged=merged, author=people.lead)
    Actor.objects.filter(pk=kept.pk).update(other_names="")
    assert {(one, other) for one, other, _ground in found(filiere)} == {(kept.name, late.name)}


def test_records_merged_already_or_out_of_the_lists_are_not_compared(filiere):
    kept = add_actor(filiere, "Régie fictive", commune_code="01004")
    add_actor(filiere, "REGIE FICTIVE", commune_code="01004", merged_into=kept)
    unlisted = add_actor(filiere, "Regie fictive", commune_code="01004")
    unlisted.presences.update(is_listed=False)
    assert found(filiere) == set()


@pytest.mark.parametrize("name", ["", "A", "N/A", "é" * 300, "مدرسة", "???"])
def test_a_strange_name_is_no_obstacle(filiere, name):
    add_actor(filiere, name, commune_code="hors-de-france")
    add_twins(filiere)
    assert len(found(filiere)) == 1


def test_more_than_anybody_reads_is_counted_and_left_out(filiere, monkeypatch):
    monkeypatch.setattr(duplicates, "MOST_PAIRS", 1)
    add_twins(filiere)
    add_actor(filiere, "Grange fictive", siret=SIRET)
    add_actor(filiere, "Moulin fictif", siret=SIRET)
    counts = find_duplicates(filiere, progress=SilentProgress())
    assert counts == {"found": 1, "left_out": 1}


@pytest.mark.parametrize(
    ("probability", "ground", "said"),
    [
        (1.0, "siret", "presque certain – plus de 99"),
        (0.961, "likeness", "très probable – 96"),
        (0.7, "likeness", "probable – 70"),
        (0.02, "likeness", "peu probable – 2"),
        (1.0, "siren", "même organisation"),
    ],
)
def test_a_probability_is_said_in_words_and_in_figures(probability, ground, said):
    assert say_probability(probability, ground).startswith(said)


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
