"""Take from an example of the guide what it says of the value, once its flows are there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from maillon.domain.flows import OUTSIDE
from maillon.domain.text import fold
from maillon.reference.models import list_examples, load_example
from maillon_web.accounts.models import User
from maillon_web.economics.models import (
    Family,
    FlowPrice,
    PriceCommitment,
    StageAccount,
    StageRole,
)
from maillon_web.economics.selectors.causes import name_exchange
from maillon_web.economics.selectors.chain import Chain, read_chain
from maillon_web.economics.selectors.rows import list_rows
from maillon_web.filieres.selectors import Opened
from maillon_web.history.services import record

__all__ = ["Told", "find_told", "take_example"]

_LONGEST = 400


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """
    What an example says that the filière has not written yet.

    Attributes
    ----------
    sentences
        The same in words, one for each record.
    """

    key: str
    title: str
    records: Sequence[StageAccount | FlowPrice | PriceCommitment]
    sentences: Sequence[str]


def find_told(opened: Opened, chain: Chain) -> Told | None:
    """Return what the example that these flows come from says; `None` when nothing is left."""
    if not chain.exchanges:
        return None
    find = _Finder(chain)
    ends = {one.ends for one in chain.exchanges}
    for about in list_examples():
        content = load_example(about["key"])
        told = {find.find_ends(flow, content) for flow in content["flows"]}
        if told <= ends:
            return _list_told(opened, chain, about, content)
    return None


def take_example(opened: Opened, *, author: User) -> bool:
    """Write what the example that the flows come from says of the value; tell if there was any."""
    told = find_told(opened, read_chain(opened))
    if told is not None:
        _write_told(opened, told, author=author)
    return told is not None


def _write_told(opened: Opened, told: Told, *, author: User) -> None:
    """Write what an example says, as one change."""
    params = {"name": told.title}
    with record(
        "valueexample.take", scope=opened.filiere.scope, author=author, params=params
    ) as recorder:
        for made in told.records:
            made.filiere = opened.filiere
            made.created_by = author
            recorder.create(made)


class _Finder:
    """Finds the node that an example names: by its key, or by its label."""

    def __init__(self, chain: Chain) -> None:
        labels = chain.nodes.list_labels()
        self.keys = set(labels)
        self.by_word = {fold(label): key for key, label in labels.items()}

    def find(self, key: str, labels: Mapping[str, str]) -> str:
        """Return the key of a node; the key itself when nobody knows it."""
        if key == OUTSIDE or key in self.keys:
            return key
        return self.by_word.get(fold(labels.get(key, key)), key)

    def find_ends(self, row: Mapping[str, Any], content: Mapping[str, Any]) -> tuple[str, str, str]:
        """Return the ends of a flow."""
        labels = {stage["key"]: stage["label"] for stage in content["stages"]}
        return (self.find(row["from"], labels), self.find(row["to"], labels), row["matter"])


def _list_told(
    opened: Opened, chain: Chain, about: Mapping[str, str], content: Mapping[str, Any]
) -> Told | None:
    find = _Finder(chain)
    pairs = [
        *_list_accounts(chain, content, find),
        *_list_prices(chain, content, find),
        *_list_promises(opened, content, find),
    ]
    if not pairs:
        return None
    records, sentences = zip(*pairs, strict=True)
    return Told(key=about["key"], title=about["title"], records=records, sentences=sentences)


def _list_accounts(
    chain: Chain, content: Mapping[str, Any], find: _Finder
) -> list[tuple[StageAccount, str]]:
    labels = {stage["key"]: stage["label"] for stage in content["stages"]}
    pairs = []
    for stage in content["stages"]:
        key = find.find(stage["key"], labels)
        role, family = stage.get("role") or StageRole.STAGE, stage.get("family") or ""
        if key in chain.accounts or (role == StageRole.STAGE and not family):
            continue
        made = StageAccount(
            node_key=key, role=role, family=family, reference=stage["source"][:_LONGEST]
        )
        if role == StageRole.CONSUMER:
            sentence = _("{stage} : achète seulement").format(stage=chain.name(key))
        else:
            sentence = _("{stage} : {family}").format(
                stage=chain.name(key), family=Family(family).label
            )
        pairs.append((made, sentence))
    return pairs


def _list_prices(
    chain: Chain, content: Mapping[str, Any], find: _Finder
) -> list[tuple[FlowPrice, str]]:
    written = {one.ends for one in chain.exchanges if one.price is not None}
    pairs = []
    for row in content["prices"]:
        source, target, matter = ends = find.find_ends(row, content)
        if row["price"] is None or ends in written:
            continue
        made = FlowPrice(
            source_key=source,
            target_key=target,
            matter=matter,
            price=row["price"],
            reference=content["document"]["document"][:_LONGEST],
        )
        sentence = _("{exchange} : rien n’est payé").format(
            exchange=name_exchange(chain, source, target, matter)
        )
        pairs.append((made, sentence))
    return pairs


def _list_promises(
    opened: Opened, content: Mapping[str, Any], find: _Finder
) -> list[tuple[PriceCommitment, str]]:
    fields = ("source_key", "target_key", "matter")
    written = set(list_rows(opened, PriceCommitment).values_list(*fields))
    pairs = []
    for row in content["commitments"]:
        source, target, matter = ends = find.find_ends(row, content)
        if ends in written:
            continue
        made = PriceCommitment(
            seller_name=row["seller"],
            buyer_name=row["buyer"],
            matter=matter,
            unit=row["unit"],
            source_key=source,
            target_key=target,
        )
        sentence = _("Engagement de {seller} envers {buyer}, sur {matter}").format(
            seller=row["seller"], buyer=row["buyer"], matter=matter
        )
        pairs.append((made, sentence))
    return pairs
