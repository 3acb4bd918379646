"""The account in words: whether it closes, what to look at first, what to measure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillon_web.flows.selectors.account_rows import get_answer, read_labels, show_given
from maillon_web.flows.selectors.balance import Balance, name_flow
from maillon_web.ui.formatting import format_number, format_percent, format_quantity

__all__ = ["Account", "Suggestion", "read_account"]

_MOST_NAMED = 5
_AS_MUCH = 0.01


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggestion:
    """A flow to look at, and why."""

    number: int
    name: str
    sentence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """
    The answer of the account.

    Attributes
    ----------
    state
        `closes`, `unchecked` (nothing crosses) or `disagrees`.
    evidence
        The numbers of the test, for who knows how to read them.
    are_tied
        Whether the first suspects stand out as much as one another: nothing says which is wrong.
    """

    state: str
    sentence: str
    evidence: str
    suspects: tuple[Suggestion, ...]
    are_tied: bool
    balances: tuple[str, ...]
    measures: tuple[Suggestion, ...]
    warnings: tuple[str, ...]
    sources: tuple[str, ...]


def read_account(balance: Balance) -> Account:
    """Return the account in words; `balance` has an answer."""
    answer = get_answer(balance)
    test = answer["test"]
    suspects = tuple(_name_suspect(balance, one) for one in test["suspects"][:_MOST_NAMED])
    state, sentence = _conclude(test, len(test["suspects"]))
    return Account(
        state=state,
        sentence=sentence,
        evidence=_cite(test),
        suspects=suspects,
        are_tied=_are_tied(test["suspects"]),
        balances=tuple(_say_gap(answer, one) for one in test["balances"] if one["is_suspect"])[
            :_MOST_NAMED
        ],
        measures=tuple(_list_measures(balance)),
        warnings=tuple(answer["warnings"]),
        sources=tuple(
            str(source.get("label") or source.get("key")) for source in answer["provenances"]
        ),
    )


def _conclude(test: Mapping[str, Any], count: int) -> tuple[str, str]:
    if test["p_value"] is None:
        return "unchecked", _(
            "Rien ne permet encore de le vérifier : aucune mesure n’en recoupe une autre."
        )
    if test["is_consistent"]:
        return "closes", _(
            "Oui : les mesures s’accordent. Les écarts qui restent tiennent dans leurs "
            "incertitudes."
        )
    if not count:
        return "disagrees", _(
            "Non : les mesures se contredisent plus que leurs incertitudes ne le permettent."
        )
    return "disagrees", ngettext(
        "Non : les mesures se contredisent. {count} est à revoir d’abord.",
        "Non : les mesures se contredisent. {count} sont à revoir d’abord.",
        count,
    ).format(count=count)


def _cite(test: Mapping[str, Any]) -> str:
    if test["p_value"] is None:
        return ""
    return _(
        "Khi-deux {chi2} pour {dof} degrés de liberté : un écart aussi grand arrive avec une "
        "probabilité de {p} quand les incertitudes données sont justes. Le compte est mis en doute "
        "sous {level}."
    ).format(
        chi2=format_number(test["chi2"]),
        dof=test["dof"],
        p=format_percent(test["p_value"], 1),
        level=format_percent(test["level"]),
    )


def _are_tied(suspects: Sequence[Mapping[str, Any]]) -> bool:
    if len(suspects) < 2:
        return False
    first, second = (abs(one["statistic"]) for one in suspects[:2])
    return bool(first - second <= _AS_MUCH * first)


def _name_suspect(balance: Balance, one: Mapping[str, Any]) -> Suggestion:
    flow = get_answer(balance)["flows"][one["flow"]]
    sentence = _(
        "Donné : {given}. Pour que tout ferme, il faudrait {wanted} : {times} fois l’écart "
        "attendu. Il porte {share} du désaccord."
    ).format(
        share=format_percent(flow["contribution"]),
        given=show_given(flow["value"], flow["given_standard_error"], flow["unit"]),
        wanted=format_quantity(flow["reconciled"], flow["unit"]),
        times=format_number(abs(one["statistic"]), 1),
    )
    return Suggestion(
        number=flow["id"], name=name_flow(balance.document, one["flow"]), sentence=sentence
    )


def _say_gap(answer: Mapping[str, Any], one: Mapping[str, Any]) -> str:
    labels = read_labels(answer)
    words = {
        "stage": labels.get(one["stage"], one["stage"]),
        "matters": ", ".join(one["matters"]),
        "gap": format_number(abs(one["residual"])),
    }
    if one["residual"] > 0:
        return _("{stage} ({matters}) : il entre {gap} de plus qu’il ne sort.").format(**words)
    return _("{stage} ({matters}) : il sort {gap} de plus qu’il n’entre.").format(**words)


def _list_measures(balance: Balance) -> list[Suggestion]:
    answer = get_answer(balance)
    missing = [one for one in answer["next_measures"] if one["settled_count"]][:2]
    again = [one for one in answer["next_measures"] if not one["settled_count"]][:2]
    found = []
    for one in (*missing, *again):
        if one["settled_count"]:
            sentence = ngettext(
                "Personne ne le sait : le mesurer ferait connaître {count} flux inconnu.",
                "Personne ne le sait : le mesurer ferait connaître {count} flux inconnus.",
                one["settled_count"],
            ).format(count=one["settled_count"])
        else:
            sentence = _(
                "Une mesure deux fois plus précise retirerait {share} de l’incertitude de "
                "l’ensemble (variance)."
            ).format(share=format_percent(one["reduction"]))
        flow = answer["flows"][one["flow"]]
        name = name_flow(balance.document, one["flow"])
        found.append(Suggestion(number=flow["id"], name=name, sentence=sentence))
    return found
