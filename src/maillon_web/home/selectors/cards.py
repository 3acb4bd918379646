"""One's own filières in a few lines each: where they are, what is new."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.utils.translation import get_language, ngettext

from maillon.domain.visibility import Audience
from maillon_web.accounts.models import User
from maillon_web.diagnosis.models import DiagnosisText
from maillon_web.filieres.models import Filiere, Member
from maillon_web.filieres.rights import Access
from maillon_web.filieres.selectors import find_accesses
from maillon_web.filieres.selectors.lists import list_own
from maillon_web.history.models import ChangeSet
from maillon_web.history.wording import list_open_kinds

__all__ = ["Card", "list_cards"]

MOST_CARDS = 12
_MOST_NEWS = 500
_SEE_ALL = frozenset({Access.CONTRIBUTOR, Access.LEAD})


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """
    A filière of a person.

    Attributes
    ----------
    states
        How many stages are in each state, in words.
    news_count
        Changes by others since the last visit; `None` when the person never came.
    """

    filiere: Filiere
    access: Access
    made_at: datetime | None = None
    actor_count: int = 0
    states: Sequence[str] = field(default_factory=list)
    news_count: int | None = None


def list_cards(reader: User) -> list[Card]:
    """Return the filières of a person, the last visited first."""
    visits = Member.objects.filter(filiere=OuterRef("pk"), user=reader).values("last_visit_at")
    filieres = list(
        list_own(reader)
        .annotate(visited_at=Subquery(visits[:1]))
        .order_by(F("visited_at").desc(nulls_last=True), "name", "pk")[: MOST_CARDS + 1]
    )
    accesses = find_accesses(reader, filieres)
    found = _read_diagnostics(filieres)
    news = _count_news(reader, filieres, accesses)
    return [
        Card(
            filiere=filiere,
            access=accesses[filiere.pk],
            news_count=news.get(filiere.pk),
            **found.get(filiere.pk, {}),
        )
        for filiere in filieres
    ]


def _read_diagnostics(filieres: Sequence[Filiere]) -> Mapping[int, dict[str, Any]]:
    texts = DiagnosisText.objects.filter(
        run__filiere__in=filieres,
        run__is_current=True,
        audience=Audience.MEMBERS,
        language=(get_language() or "fr")[:2],
    ).values_list("run__filiere", "run__made_at", "run__actor_count", "pages__stages")
    return {
        number: {
            "made_at": made_at,
            "actor_count": actor_count,
            "states": _count_states(stages or []),
        }
        for number, made_at, actor_count, stages in texts
    }


def _count_states(stages: Sequence[Mapping[str, Any]]) -> list[str]:
    counted = Counter(str(stage["state"]) for stage in stages)
    written = {
        "present": ngettext("{count} présent", "{count} présents", counted["present"]),
        "fragile": ngettext("{count} fragile", "{count} fragiles", counted["fragile"]),
        "missing": ngettext("{count} manquant", "{count} manquants", counted["missing"]),
        "unobservable": ngettext(
            "{count} non observé", "{count} non observés", counted["unobservable"]
        ),
    }
    return [text.format(count=counted[state]) for state, text in written.items() if counted[state]]


def _count_news(
    reader: User, filieres: Sequence[Filiere], accesses: Mapping[int, Access]
) -> Mapping[int, int]:
    """Return how much others did since the last visit, in the filières visited once."""
    visits = {
        filiere.scope: (filiere.pk, filiere.visited_at)  # type: ignore[attr-defined]  # annotated
        for filiere in filieres
        if filiere.visited_at  # type: ignore[attr-defined]  # annotated
    }
    if not visits:
        return {}
    counts = {number: 0 for number, _visit in visits.values()}
    open_kinds = set(list_open_kinds())
    latest = (
        ChangeSet.objects.filter(
            scope__in=visits, made_at__gt=min(visit for _number, visit in visits.values())
        )
        .exclude(author=reader)
        .values_list("scope", "made_at", "kind")[:_MOST_NEWS]
    )
    for scope, made_at, kind in latest:
        number, visit = visits[scope]
        if made_at > visit and (accesses[number] in _SEE_ALL or kind in open_kinds):
            counts[number] += 1
    return counts
