"""The figures of a result, explained and grouped by what they bear on."""

from collections.abc import Iterable
from typing import Any

from maillon.domain.language import translate as _
from maillon.reports.figure_text import explain_in_words

__all__ = ["group_figures", "list_key_figures"]


def group_figures(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every figure explained: the whole filière, each stage, then the others."""
    left = dict.fromkeys(document["figures"])
    groups = [(_("Toute la filière"), list(document["totals"].values()))]
    groups += [(stage["label"], list(stage["figures"].values())) for stage in document["stages"]]
    explained = []
    for label, keys in groups:
        mine = [key for key in dict.fromkeys(keys) if key in left]
        for key in mine:
            del left[key]
        explained.append({"label": label, "figures": _explain(document, mine)})
    explained.append({"label": _("Autres chiffres"), "figures": _explain(document, left)})
    return [group for group in explained if group["figures"]]


def _explain(document: dict[str, Any], keys: Iterable[str]) -> list[dict[str, Any]]:
    return [explain_in_words(document, key) for key in keys]


def list_key_figures(document: dict[str, Any]) -> list[str]:
    """Return the figures that an elected member reads: summary, totals, size of each stage."""
    keys = [key for sentence in document["summary"] for key in sentence["figures"]]
    keys += document["totals"].values()
    keys += [
        stage["figures"]["establishments"]
        for stage in document["stages"]
        if "establishments" in stage["figures"]
    ]
    return [key for key in dict.fromkeys(keys) if key in document["figures"]]
