"""Nodes that nobody placed stand where the fewest flows go back."""

from maillon.domain.flows import OUTSIDE
from maillon.studies.flowing.ordering import order_nodes

CHAIN = ("amont", "collecte", "lavage", "vente")
LOOP = [
    ("amont", "usages"), ("usages", "collecte"), ("collecte", "lavage"), ("lavage", "vente"),
    ("vente", "amont"), ("usages", OUTSIDE), (OUTSIDE, "amont"),
]  # fmt: skip


def test_a_place_between_two_stages_stands_between_them():
    assert order_nodes(CHAIN, ["usages"], LOOP) == ("amont", "usages", *CHAIN[1:])


def test_a_place_that_only_feeds_stands_just_before_and_one_only_fed_just_after():
    pairs = [("déchèterie", "lavage"), ("collecte", "compost")]
    assert order_nodes(CHAIN, ["déchèterie", "compost"], pairs) == (
        *("amont", "collecte", "compost", "déchèterie", "lavage", "vente"),
    )


def test_places_beside_the_chain_follow_each_other_and_none_is_lost():
    pairs = [("a", "b"), ("b", "c"), ("vente", "a"), ("a", "a")]
    assert order_nodes(CHAIN, ["c", "b", "a", "seul"], pairs) == (*CHAIN, "a", "b", "c", "seul")
