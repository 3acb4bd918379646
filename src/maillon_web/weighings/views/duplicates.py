"""Lines that may say the same thing twice."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillon_web.filieres.views.pages import show
from maillon_web.weighings.models import Weighing
from maillon_web.weighings.selectors.log import list_counted
from maillon_web.weighings.views.places import ACTIVE, lead_to, open_log
from maillon_web.weighings.words import DIRECTIONS

__all__ = ["duplicates"]

_MOST_GROUPS = 100
_SAME = ("weighed_on", "site", "direction", "category", "kilograms", "ticket")


@require_safe
def duplicates(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show the groups of lines of the same day, site, category, weight and ticket."""
    opened = open_log(request, filiere_id)
    twice = list_counted(opened).values(*_SAME).annotate(count=Count("pk")).filter(count__gt=1)
    groups = list(twice.order_by("-weighed_on", "category")[: _MOST_GROUPS + 1])
    days = {group["weighed_on"] for group in groups}
    lines = list_counted(opened).filter(weighed_on__in=days).select_related("site", "batch")
    context = {
        "groups": _gather(groups[:_MOST_GROUPS], lines),
        "has_more": len(groups) > _MOST_GROUPS,
        "breadcrumb": lead_to(opened, (_("Doublons possibles"), "")),
    }
    return show(request, "weighings/duplicates.html", opened, active=ACTIVE, context=context)


def _gather(groups: list[dict[str, Any]], lines: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a queryset
    by_key: dict[tuple[Any, ...], list[Weighing]] = {}
    for line in lines.order_by("pk"):
        key = (
            line.weighed_on,
            line.site_id,
            line.direction,
            line.category,
            line.kilograms,
            line.ticket,
        )
        by_key.setdefault(key, []).append(line)
    return [
        {
            **group,
            "direction": DIRECTIONS[group["direction"]],
            "lines": by_key.get(tuple(group[name] for name in _SAME), []),
        }
        for group in groups
    ]
