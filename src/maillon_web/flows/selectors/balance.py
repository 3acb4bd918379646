"""The account of the flows: made of what the reader sees, kept until one of these rows changes."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

import maillon
from maillon.domain.errors import MaillonError
from maillon.domain.flows import OUTSIDE
from maillon.studies.flowing.balancing import balance_model, build_flow_model
from maillon.studies.flowing.files import list_model_problems
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.selectors import Opened
from maillon_web.flows.models import BalanceCache
from maillon_web.flows.selectors.document import build_document

__all__ = [
    "MOST_INLINE",
    "Balance",
    "Problem",
    "compute_balance",
    "find_balance",
    "name_flow",
    "say_with_names",
]

MOST_INLINE = 600
"""Beyond so many flows, the account is made by a job."""

_MOST_KEPT = 24
_MOST_BARE = 20
_SHAPE = 2  # of what is kept: another number forgets what was kept before
_PLACE = re.compile(r"\b(flows|yields|stock_changes)\[(\d+)\](?:\.\w+)?")
_PARTS = {"flows": "flow", "yields": "yield", "stock_changes": "stock"}

Values = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """
    Why the account cannot be made.

    Attributes
    ----------
    places
        The records to mend, as (kind, number, name): kind is `flow`, `yield` or `stock`.
    """

    sentence: str
    places: tuple[tuple[str, int, str], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Balance:
    """
    The account of the flows that a reader sees.

    Attributes
    ----------
    document
        The model that it is made of, see `build_document`.
    answer
        What the library answers (`BalancedModel.to_document`), each flow with its `id`; `None` when
        the account cannot be made, or is not made yet.
    found
        Why it cannot be made, with the records to mend.
    is_pending
        Whether it is too long to be made while the page waits, and is not made yet.
    """

    document: Values
    answer: Values | None = None
    found: tuple[Problem, ...] = ()
    is_pending: bool = False

    @property
    def problems(self) -> tuple[str, ...]:
        """Sentences that say why it cannot be made."""
        return tuple(problem.sentence for problem in self.found)

    @property
    def flow_count(self) -> int:
        """How many flows it is made of."""
        return len(self.document["flows"])


def find_balance(opened: Opened, year: int | None = None) -> Balance:
    """Return the account of the flows that the reader sees; a long one only once a job made it."""
    document = build_document(opened, year)
    if not document["flows"]:
        return Balance(document=document)
    fingerprint = _fingerprint(document)
    kept = opened.filiere.flow_balances.filter(fingerprint=fingerprint).first()
    if kept is not None:
        return _restore(document, kept)
    if len(document["flows"]) > MOST_INLINE:
        return Balance(document=document, is_pending=True)
    return compute_balance(opened.filiere, document)


def compute_balance(filiere: Filiere, document: Values) -> Balance:
    """Make the account and keep it; what is kept is derived, and may be lost."""
    balance = _compute(document)
    BalanceCache.objects.update_or_create(
        filiere=filiere,
        fingerprint=_fingerprint(document),
        defaults={
            "document": balance.answer,
            "problems": [
                {"sentence": problem.sentence, "places": [list(place) for place in problem.places]}
                for problem in balance.found
            ],
        },
    )
    _forget_oldest(filiere)
    return balance


def name_flow(document: Mapping[str, Any], rank: int) -> str:
    """Return a flow of a model in words."""
    flow = document["flows"][rank]
    return _name(document, flow, flow["from"], flow["to"])


def _compute(document: Values) -> Balance:
    bare = _list_bare(document)
    if bare:
        model = build_flow_model(_without_bare(document))
        others = [say_with_names(document, sentence) for sentence in list_model_problems(model)]
        left = len(bare) - _MOST_BARE
        if left > 0:
            more = ngettext("… et {count} autre flux.", "… et {count} autres flux.", left)
            bare = [*bare[:_MOST_BARE], Problem(sentence=more.format(count=left))]
        return Balance(document=document, found=(*bare, *others))
    try:
        answer = balance_model(build_flow_model(document)).to_document()
    except MaillonError as error:
        sentences = error.details or (error.for_user(),)
        found = tuple(say_with_names(document, sentence) for sentence in sentences)
        return Balance(document=document, found=found)
    return Balance(document=document, answer=_number(document, answer))


def _list_bare(document: Values) -> list[Problem]:
    """Return the values that have no uncertainty, asked for in the words of the form."""
    found = []
    for flow in document["flows"]:
        if _is_bare(flow):
            name = _name(document, flow, flow["from"], flow["to"])
            sentence = _(
                "{flow} : dites d’où vient ce chiffre, ou donnez son incertitude. Sans elle, le "
                "compte ne sait pas à quel point s’y fier."
            ).format(flow=name)
            found.append(Problem(sentence=sentence, places=(("flow", flow["id"], name),)))
    return found


def _is_bare(flow: Values) -> bool:
    return bool(flow["value"]) and flow["standard_error"] is None and not flow["quality"]


def _without_bare(document: Values) -> Values:
    """Return the model without the values that have no uncertainty, to see what else is wrong."""
    flows = [{**flow, "value": None} if _is_bare(flow) else flow for flow in document["flows"]]
    return {**document, "flows": flows}


def _number(document: Values, answer: Values) -> Values:
    """Give the parts of the answer the numbers of their records, and its sentences their words."""
    for given, one in zip(document["flows"], answer["flows"], strict=True):
        one["id"] = given["id"]
        one["from_key"], one["to_key"] = given["from_key"], given["to_key"]
    warnings = [say_with_names(document, warning).sentence for warning in answer["warnings"]]
    kept = {
        "stages": document["stages"],
        "labels": document["labels"],
        "given_yields": document["yields"],
    }
    return {**answer, **kept, "warnings": warnings}


def say_with_names(document: Values, sentence: str) -> Problem:
    """Return a sentence of the library with the names of flows instead of their places."""
    places: list[tuple[str, int, str]] = []

    def name(match: re.Match[str]) -> str:
        part, rank = match[1], int(match[2])
        entries: Sequence[Values] = document[part]
        if rank >= len(entries):
            return match[0]
        said = _name_entry(document, part, entries[rank])
        place = (_PARTS[part], entries[rank].get("id", 0), said)
        if place not in places:
            places.append(place)
        return said

    return Problem(sentence=_PLACE.sub(name, sentence), places=tuple(places))


def _name_entry(document: Mapping[str, Any], part: str, entry: Values) -> str:
    if part == "flows":
        return _name(document, entry, entry["from"], entry["to"])
    if part == "yields":
        return _name(document, entry, entry["stage"], entry["to"])
    return _("{matter}, {place}").format(
        matter=entry["matter"], place=_label(document, entry["stage"])
    )


def _name(document: Mapping[str, Any], entry: Values, source: str, target: str) -> str:
    words = {
        "matter": entry["matter"],
        "source": _label(document, source),
        "target": _label(document, target),
    }
    if entry.get("year"):
        return _("{matter}, {source} → {target} ({year})").format(**words, year=entry["year"])
    return _("{matter}, {source} → {target}").format(**words)


def _label(document: Mapping[str, Any], key: str) -> str:
    if key == OUTSIDE:
        return _("Hors du territoire")
    for stage in document["stages"]:
        if stage["key"] == key:
            return str(stage["label"])
    return key


def _fingerprint(document: Values) -> str:
    made_of = json.dumps([document, get_language(), maillon.__version__, _SHAPE], sort_keys=True)
    return hashlib.sha256(made_of.encode()).hexdigest()


def _restore(document: Values, kept: BalanceCache) -> Balance:
    found = tuple(
        Problem(
            sentence=problem["sentence"],
            places=tuple((kind, number, name) for kind, number, name in problem["places"]),
        )
        for problem in kept.problems
    )
    return Balance(document=document, answer=kept.document, found=found)


def _forget_oldest(filiere: Filiere) -> None:
    kept = BalanceCache.objects.filter(filiere=filiere).order_by("-made_at", "-pk")
    old = list(kept.values_list("pk", flat=True)[_MOST_KEPT:])
    if old:
        BalanceCache.objects.filter(pk__in=old).delete()
