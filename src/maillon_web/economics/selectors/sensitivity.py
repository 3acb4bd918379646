"""What the result owes to what is not sure, ready to be laid out."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from maillon_web.economics.models import ValueScenario
from maillon_web.economics.selectors.bars import Bars, draw_ranges
from maillon_web.economics.selectors.causes import name_causes
from maillon_web.economics.selectors.chain import Chain
from maillon_web.ui.formatting import format_money

__all__ = [
    "compare_scenarios",
    "draw_tornado",
    "list_groups",
    "list_tornado",
    "list_weights",
]

_MOST_BARS = 10


def list_tornado(
    chain: Chain, document: Mapping[str, Any], stage: str = ""
) -> list[dict[str, Any]]:
    """Return the causes of a result, the heaviest first; of the whole chain without a stage."""
    uncertainty = document["uncertainty"]
    bars = uncertainty["stage_tornados"].get(stage, []) if stage else uncertainty["tornado"]
    names = name_causes(chain)
    return [
        {
            "label": names.get(bar["factor"], bar["factor"]),
            "spread": bar["spread"],
            "low": bar["low"],
            "high": bar["high"],
            "width": abs(bar["high"] - bar["low"]),
        }
        for bar in bars
    ]


def list_weights(chain: Chain, document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the share of the uncertainty of the result that comes from each cause."""
    sobol = document["uncertainty"]["sobol"]
    names = name_causes(chain)
    return [
        {
            "label": names.get(one["factor"], one["label"]),
            "first": one["first"],
            "total": one["total"],
        }
        for one in (sobol["factors"] if sobol else ())
    ]


def list_groups(chain: Chain) -> list[dict[str, Any]]:
    """Return the groups of causes that move together, in words; what is gone is left out."""
    names = name_causes(chain)
    return [
        {
            "record": group,
            "labels": [names[cause] for cause in group.causes if cause in names],
        }
        for group in chain.groups
    ]


def draw_tornado(causes: Sequence[Mapping[str, Any]]) -> Bars | None:
    """Draw the heaviest causes: from what the result becomes below to what it becomes above."""
    return draw_ranges(
        (
            cause["label"],
            cause["low"],
            cause["high"],
            _("de {low} à {high}").format(
                low=format_money(min(cause["low"], cause["high"])),
                high=format_money(max(cause["low"], cause["high"])),
            ),
        )
        for cause in causes[:_MOST_BARS]
    )


def compare_scenarios(
    chain: Chain, scenarios: Sequence[ValueScenario], document: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return each scenario beside the present: value added, result, by stage too."""
    names = name_causes(chain)
    found = {one["name"]: one for one in document["uncertainty"]["scenarios"]}
    now = document["chain"]
    rows = []
    for kept in scenarios:
        one = found.get(str(kept.pk))
        if one is None:
            continue
        rows.append(
            {
                "record": kept,
                "value_added": one["value_added"],
                "value_added_change": one["value_added"] - now["direct_value_added"],
                "result": one["result"],
                "result_change": one["result"] - now["captured_by"]["result"],
                "stages": one["stages"],
                "changes": [
                    (names[cause], share) for cause, share in kept.changes.items() if cause in names
                ],
                "lost": [cause for cause in kept.changes if cause not in names],
            }
        )
    return rows
