"""What the model leaves open: each question with the page where it is answered."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from maillon.domain.flows import OUTSIDE
from maillon_web.economics.selectors.chain import Chain
from maillon_web.economics.selectors.exchanges import Ends, Exchange

__all__ = ["Question", "list_questions", "name_row"]

_OF_PRICES = {"price", "stock_price"}
_OF_SHARES = {"place", "value_added_share"}
_ELSEWHERE = {
    "quantity": "flows:list",
    "stock": "flows:yields",
    "yield": "flows:yields",
    "commitment": "economics:commitments",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A sentence, and where to answer."""

    sentence: str
    url: str


def name_row(ends: Ends) -> str:
    """Return the short name of a row of the table of prices."""
    return "p" + hashlib.sha256("\n".join(ends).encode()).hexdigest()[:12]


def list_questions(chain: Chain, document: Mapping[str, Any], *, filiere_id: int) -> list[Question]:
    """Return the open questions, those that hold up an account first."""
    outer = chain.list_outer_keys()
    exchanges = {_settle(one.ends, outer): one for one in reversed(chain.exchanges)}
    exchanges |= {one.ends: one for one in chain.exchanges}
    return [
        Question(
            sentence=one["sentence"],
            url=_find_address(chain, exchanges, one, filiere_id=filiere_id),
        )
        for one in document["open_questions"]
    ]


def _find_address(
    chain: Chain,
    exchanges: Mapping[Ends, Exchange],
    asked: Mapping[str, Any],
    *,
    filiere_id: int,
) -> str:
    topic, stage = asked["topic"], asked.get("stage") or ""
    ends: Ends = (asked.get("from") or stage, asked.get("to") or "", asked.get("matter") or "")
    exchange = exchanges.get(ends)
    if topic in _OF_PRICES or (topic in _OF_SHARES and not asked.get("line")):
        address = reverse("economics:prices", args=[filiere_id])
        row = name_row(exchange.ends if exchange else ends)
        year = {"annee": chain.year} if chain.year else {}
        return f"{address}?{urlencode({**year, 'ligne': row})}#{row}"
    if topic == "quantity" and exchange is not None:
        return reverse("flows:edit", args=[filiere_id, exchange.flow_ids[0]])
    if topic in _ELSEWHERE:
        return reverse(_ELSEWHERE[topic], args=[filiere_id])
    account = chain.accounts.get(stage)
    if account is not None:
        return reverse("economics:account_edit", args=[filiere_id, account.pk])
    return f"{reverse('economics:account_add', args=[filiere_id])}?{urlencode({'node': stage})}"


def _settle(ends: Ends, outer: frozenset[str]) -> Ends:
    """Name the ends as the library does: all that has no account is one outside."""
    source, target, matter = ends
    return (
        OUTSIDE if source in outer else source,
        OUTSIDE if target in outer else target,
        matter,
    )
