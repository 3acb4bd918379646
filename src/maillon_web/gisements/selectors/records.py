"""Find gisements and what is taken of them, as one reader may see them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from maillon.domain.text import fold
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import list_records
from maillon_web.gisements.models import Capture, Gisement, Nature, Origin

__all__ = [
    "Filters",
    "find_last_year",
    "get_capture",
    "list_captures",
    "list_gisements",
    "list_matters",
]

_MOST_LETTERS = 120


@dataclass(frozen=True, kw_only=True, slots=True)
class Filters:
    """Which gisements are asked for; an empty word asks for all of them."""

    matter: str = ""
    origin: str = ""
    nature: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "Filters":
        """Read an address; a word that means nothing asks for nothing."""
        origin, nature = query.get("origin", ""), query.get("nature", "")
        return cls(
            matter=query.get("matter", "").strip()[:_MOST_LETTERS],
            origin=origin if origin in Origin.values else "",
            nature=nature if nature in Nature.values else "",
        )

    @property
    def is_empty(self) -> bool:
        """Whether every gisement is asked for."""
        return not (self.matter or self.origin or self.nature)


def list_gisements(opened: Opened, filters: Filters | None = None) -> QuerySet[Gisement]:
    """Return the gisements that the reader may see, by matter."""
    found = list_records(opened, Gisement)
    if filters is None or filters.is_empty:
        return found
    wanted = Q()
    if filters.matter:
        # Whatever its accents and capitals: the base itself does not know that É is é.
        key = fold(filters.matter)
        wanted &= Q(matter__in=[name for name in list_matters(opened) if fold(name) == key])
    for name in ("origin", "nature"):
        value = getattr(filters, name)
        if value:
            wanted &= Q(**{name: value})
    return found.filter(wanted)


def list_matters(opened: Opened) -> list[str]:
    """Return the matters of the gisements, each once."""
    found = list_records(opened, Gisement).order_by("matter")
    return list(found.values_list("matter", flat=True).distinct())


def list_captures(opened: Opened) -> QuerySet[Capture]:
    """Return the captures that the reader may see, of gisements that the reader may see."""
    return list_records(opened, Capture).filter(
        gisement__filiere=opened.filiere, gisement__visibility__in=opened.levels
    )


def get_capture(opened: Opened, pk: int) -> Capture:
    """
    Return one capture with its gisement.

    Raises
    ------
    Http404
        If it is not of this filière, or not for this reader.
    """
    found = list_captures(opened).select_related("gisement__filiere").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def find_last_year(gisement: Gisement) -> int:
    """Return the year that a new capture of a gisement is probably about: the last whole one."""
    last = gisement.captures.order_by("-year").values_list("year", flat=True).first()
    ends = gisement.ends_on.year if gisement.ends_on else timezone.localdate().year - 1
    return last or ends
