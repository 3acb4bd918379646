"""What each flow becomes once the account closes, and what each stage receives and gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon.domain.flows import OUTSIDE
from maillon.domain.formatting import format_interval
from maillon_web.flows.selectors.balance import Balance, name_flow
from maillon_web.ui.formatting import format_number, format_quantity

__all__ = [
    "AccountRow",
    "NodeBalance",
    "get_answer",
    "read_labels",
    "read_node_balance",
    "read_row",
    "show_given",
]

_ROUNDING = 1e-6
_KNOWN = {
    "redundant": gettext_lazy("mesuré et recoupé"),
    "measured": gettext_lazy("mesuré, rien ne le recoupe"),
    "determined": gettext_lazy("déduit des autres"),
    "free": gettext_lazy("inconnu"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountRow:
    """
    What a flow becomes once the account closes, in words and numbers ready to be shown.

    Attributes
    ----------
    formula
        How the number was made, in words.
    is_suspect
        Whether its measure stands out.
    """

    number: int
    name: str
    source: str
    target: str
    matter: str
    year: int | None
    given: str
    reconciled: str
    error: str
    class_key: str
    class_name: str
    interval: str
    formula: str
    reference: str
    correction: str
    is_suspect: bool
    amount: float | None
    unit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NodeBalance:
    """What enters and leaves a stage or a place, once the account closes; totals when they add."""

    label: str
    entering: tuple[AccountRow, ...]
    leaving: tuple[AccountRow, ...]

    @property
    def total_in(self) -> str:
        """What enters in all; empty when it does not add up."""
        return _add(self.entering)

    @property
    def total_out(self) -> str:
        """What leaves in all, likewise."""
        return _add(self.leaving)


def read_row(balance: Balance, rank: int) -> AccountRow:
    """Return what a flow becomes."""
    answer = get_answer(balance)
    flow = answer["flows"][rank]
    labels = read_labels(answer)
    unit, class_key = flow["unit"], flow["class"]
    is_free = class_key == "free"
    low, high = flow["interval"]
    suspects = {one["flow"] for one in answer["test"]["suspects"]}
    return AccountRow(
        number=flow["id"],
        name=name_flow(balance.document, rank),
        source=labels.get(flow["from_key"], labels.get(flow["from"], flow["from"])),
        target=labels.get(flow["to_key"], labels.get(flow["to"], flow["to"])),
        matter=flow["matter"],
        year=flow["year"],
        given=show_given(flow["value"], flow["given_standard_error"], unit),
        reconciled="" if is_free else format_quantity(flow["reconciled"], unit),
        error=""
        if flow["standard_error"] is None
        else f"± {format_number(flow['standard_error'])}",
        class_key=class_key,
        class_name=str(_KNOWN[class_key]),
        interval=_show_interval(low, high, unit),
        formula=_explain(flow),
        reference=flow["source"],
        correction=_say_correction(flow),
        is_suspect=rank in suspects,
        amount=None if is_free else flow["reconciled"],
        unit=unit,
    )


def read_node_balance(balance: Balance, key: str, matter: str) -> NodeBalance | None:
    """Return what enters and leaves a node of a matter; `None` beyond the territory."""
    answer = get_answer(balance)
    if key == OUTSIDE:
        return None
    matters = _list_tied(answer, key, matter)
    ranks = [rank for rank, flow in enumerate(answer["flows"]) if flow["matter"] in matters]

    def list_rows(end: str) -> tuple[AccountRow, ...]:
        return tuple(read_row(balance, rank) for rank in ranks if answer["flows"][rank][end] == key)

    label = read_labels(answer).get(key, key)
    return NodeBalance(label=label, entering=list_rows("to"), leaving=list_rows("from"))


def _list_tied(answer: Mapping[str, Any], key: str, matter: str) -> set[str]:
    """Return a matter with those that a node turns it into, or makes it of."""
    pairs = [
        {one["matter"], one["to_matter"]}
        for one in answer["given_yields"]
        if one["stage"] == key and one["to_matter"]
    ]
    tied = {matter}
    for _round in pairs:
        tied = tied.union(*(pair for pair in pairs if pair & tied))
    return tied


def _add(rows: Sequence[AccountRow]) -> str:
    amounts = [row.amount for row in rows if row.amount is not None]
    is_whole = len(amounts) == len(rows) > 1
    is_alike = len({(row.unit, row.matter) for row in rows}) == 1
    return format_quantity(sum(amounts), rows[0].unit) if is_whole and is_alike else ""


def get_answer(balance: Balance) -> dict[str, Any]:
    """Return the answer of an account that has one."""
    if balance.answer is None:
        raise ValueError("this account has no answer")
    return balance.answer


def _explain(flow: Mapping[str, Any]) -> str:
    if flow["class"] == "free":
        return _(
            "Personne ne l’a mesuré et rien ne le donne : toute valeur de cet intervalle ferme le "
            "compte, quand les flux connus gardent leur valeur."
        )
    if flow["class"] == "determined":
        return _(
            "Personne ne l’a mesuré : c’est ce qu’il faut pour que chaque maillon rende ce qu’il "
            "reçoit."
        )
    if flow["is_at_bound"]:
        return _("Valeur donnée, poussée jusqu’à son minimum ou son maximum pour que tout ferme.")
    if flow["class"] == "measured" and _say_correction(flow):
        return _(
            "Valeur donnée, que rien ne recoupe ; mais une borne – un flux n’est jamais négatif – "
            "oblige le compte à s’en écarter."
        )
    if flow["class"] == "measured":
        return _("Valeur donnée, reprise telle quelle : aucune autre mesure ne la recoupe.")
    return _(
        "Valeur donnée, corrigée aussi peu que possible – d’autant moins qu’elle est sûre – pour "
        "que chaque maillon rende ce qu’il reçoit."
    )


def _say_correction(flow: Mapping[str, Any]) -> str:
    if flow["value"] is None or flow["class"] == "free":
        return ""
    change = flow["reconciled"] - flow["value"]
    if abs(change) <= _ROUNDING * max(abs(flow["value"]), 1.0):
        return ""
    shown = format_quantity(abs(change), flow["unit"])
    if change > 0:
        return _("Le compte retient {quantity} de plus que ce qui était donné.").format(
            quantity=shown
        )
    return _("Le compte retient {quantity} de moins que ce qui était donné.").format(quantity=shown)


def _show_interval(low: float | None, high: float | None, unit: str) -> str:
    """Return an interval in words; a single number when its two ends meet."""
    if low is not None and high is not None and high - low <= _ROUNDING * max(abs(high), 1.0):
        return format_quantity(high, unit)
    return format_interval(low, high, unit)


def show_given(value: float | None, error: float | None, unit: str) -> str:
    """Return a value with its uncertainty; nothing when there is none."""
    if value is None:
        return ""
    shown = format_quantity(value, unit)
    return shown if error is None else f"{shown} ± {format_number(error)}"


def read_labels(answer: Mapping[str, Any]) -> dict[str, str]:
    """Return the name of every node of an answer by key."""
    stages: Sequence[Mapping[str, Any]] = answer["stages"]
    return {**answer["labels"], **{stage["key"]: stage["label"] for stage in stages}}
