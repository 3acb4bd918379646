"""Every address of the workbench that answers to GET, with values to fill it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Model
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from team_values import TEAM_FILES, TEAM_QUERIES, TEAM_SEARCHES, find_team_values

from maillon.reference.filieres import list_filieres
from maillon_web.accounts.models import Organisation, OrganisationMember
from maillon_web.diagnosis.models import DiagnosisFigure, DiagnosisText
from maillon_web.diagnosis.services import DOCUMENTS, PICTURES
from maillon_web.directory.models import Actor, DuplicatePair, ImportRow, ListImport, Presence
from maillon_web.filieres.models import Filiere, FiliereVisibility, Member, Partner, Visibility
from maillon_web.history.models import ChangeSet
from maillon_web.jobs.models import Job
from maillon_web.signals.models import Note, Obstacle, Project, Signal

__all__ = ["SEARCHES", "Address", "list_addresses", "list_names", "pick_filieres"]

_VARIANTS = 12
# Files made for a person, outside the times that pages must keep.
FILES = TEAM_FILES | frozenset(
    {
        "diagnosis:download",
        "diagnosis:picture",
        "accounts:export",
        "exchange:take",
        "directory:list_rejects",
        "directory:download",
        "directory:export",
    }
)
# Asked at each key pressed.
SEARCHES = TEAM_SEARCHES | frozenset(
    {
        "directory:search",
        "filieres:territory_search",
        "filieres:commune_search",
        "filieres:activity_search",
        "diagnosis:compare_search",
        "directory:duplicates_search",
    }
)
_TYPED = ("a", "at", "atelier", "acteur f", "ferme la", "lyon", "000", "coopérative laine", "zzz")
_QUERIES: Mapping[str, Sequence[Mapping[str, str]]] = {
    "directory:list": (
        {},
        {"zone": "{zone}"},
        {"page": "900"},
        {"q": "atelier laine"},
        {"q": "acteur"},
        {"ess": "published"},
        {"ess": "none", "size": "1-9", "sort": "-name"},
        {"freshness": "never", "sort": "commune"},
        {"qpv": "oui", "sort": "-size"},
        {"stage": "{stage_key}"},
        {"stage": "{stage_key}", "ess": "deduced", "sort": "checked"},
        {"freshness": "closed"},
    ),
    "directory:map": (
        {},
        {"ess": "published"},
        {"stage": "{stage_key}"},
        {"q": "atelier"},
        {"zone": "{zone}"},
    ),
    "directory:points": ({}, {"ess": "published"}, {"stage": "{stage_key}"}, {"zone": "{zone}"}),
    "directory:catchment": ({"autour": "{commune_name}", "rayon": "20"},),
    "directory:map_actors": ({"zone": "{zone}"},),
    "filieres:list": ({}, {"q": "laine"}, {"page": "3"}),
    **{name: tuple({"q": typed} for typed in _TYPED) for name in SEARCHES},
    **TEAM_QUERIES,
}
_RECORDS: Mapping[str, type[Model]] = {
    "signal": Signal,
    "project": Project,
    "note": Note,
    "obstacle": Obstacle,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """One named address on one filière (`size` is `–` elsewhere), as several paths to visit."""

    name: str
    size: str
    paths: Sequence[str]

    @property
    def is_file(self) -> bool:
        """Whether it makes a file."""
        return self.name in FILES

    @property
    def is_search(self) -> bool:
        """Whether it answers as one types."""
        return self.name in SEARCHES


def pick_filieres() -> dict[str, Filiere]:
    """Return the largest filière and a small one that a stranger may read as well."""
    sized = Filiere.objects.filter(visibility=FiliereVisibility.PUBLIC).annotate(
        size=Count("presences")
    )
    return {
        "large": sized.order_by("-size", "pk")[0],
        "small": sized.filter(size__gt=60, size__lt=1500).order_by("pk")[0],
    }


def list_names() -> list[tuple[str, tuple[str, ...]]]:
    """Return every name of address with the words that it takes, in order."""
    return sorted(set(_walk(get_resolver(), "", ())))


def _walk(
    resolver: URLResolver, prefix: str, words: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for entry in resolver.url_patterns:
        taken = (*words, *entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from _walk(entry, inner, taken)
        elif isinstance(entry, URLPattern) and entry.name:
            yield prefix + entry.name, taken


def list_addresses(
    filieres: Mapping[str, Filiere], *, only: str = ""
) -> tuple[list[Address], dict[str, str]]:
    """Return what to visit, and why the other names are not visited."""
    found, left = [], {}
    for name, words in list_names():
        if only not in name:
            continue
        places = filieres.items() if "filiere_id" in words else [("–", None)]
        for size, filiere in places:
            paths = _fill(name, words, filiere)
            if paths:
                found.append(Address(name=name, size=size, paths=paths))
                # What answers as one types is a whole page as well, when it opens.
                if name in TEAM_SEARCHES:
                    found.append(Address(name=f"{name} (page)", size=size, paths=paths))
            else:
                left[f"{name} ({size})"] = f"no value for {', '.join(words)}"
    return found, left


def _fill(name: str, words: Sequence[str], filiere: Filiere | None) -> list[str]:
    values = {word: _find_values(name, word, filiere) for word in words}
    if any(not listed for listed in values.values()):
        return []
    if "import_id" in values:
        # The list that waits: the other one has no step left.
        values["import_id"] = values["import_id"][-1:]
    queries = list(_QUERIES.get(name, ({},)))
    cycles = {word: cycle(listed) for word, listed in values.items()}
    count = max([len(queries), *(len(listed) for listed in values.values())])
    paths = []
    for query in islice(cycle(queries), min(count, _VARIANTS) if words else len(queries)):
        path = reverse(name, kwargs={word: next(cycles[word]) for word in words})
        paths.append(path + _write_query(query, filiere))
    return paths


def _write_query(query: Mapping[str, str], filiere: Filiere | None) -> str:
    if not query:
        return ""
    known = {}
    if filiere is not None and any("{" in value for value in query.values()):
        presence = filiere.presences.filter(is_listed=True).select_related("actor")[0]
        known = {
            "stage_key": filiere.stages.all()[0].key,
            "actor_id": presence.actor_id,
            "commune_name": presence.actor.commune_name,
            "zone": _surround(presence.actor),
        }
    return "?" + urlencode({key: value.format(**known) for key, value in query.items()})


def _surround(actor: Actor) -> str:
    return (
        f"{actor.lon - 0.2:.2f},{actor.lat - 0.2:.2f},{actor.lon + 0.2:.2f},{actor.lat + 0.2:.2f}"
    )


def _find_values(name: str, word: str, filiere: Filiere | None) -> list[Any]:  # noqa: PLR0911 - one answer a kind of word
    """Return values of a word of an address; none where the base has none."""
    found = find_team_values(name, word, filiere)
    if found is not None:
        return found
    if word == "filiere_id":
        return [filiere.pk] if filiere else []
    if word == "record_id":
        return _find_records(name.partition(":")[2], filiere)
    if word == "figure_key":
        return _find_figures(name, filiere)
    if word == "kind":
        return ["csv", "xlsx"]
    if word == "step":
        return ["file", "columns", "values", "review", "done"]
    if word == "name":
        return ["chain", "map"]
    if word == "format":
        return list(PICTURES if name == "diagnosis:picture" else DOCUMENTS)
    find = _FINDERS.get(word)
    return list(find(filiere))[:_VARIANTS] if find else []


def _find_records(name: str, filiere: Filiere | None) -> list[int]:
    model = next((model for word, model in _RECORDS.items() if name.startswith(word)), None)
    if model is None or filiere is None:
        return []
    shown = model._default_manager.filter(filiere=filiere, visibility=Visibility.PUBLIC)
    return list(shown.values_list("pk", flat=True)[:_VARIANTS])


def _find_figures(name: str, filiere: Filiere | None) -> list[str]:
    if filiere is None:
        return []
    if name == "diagnosis:ranking_figure":
        from maillon.studies.ranking import rerank

        ranked = rerank(filiere.ranking_profile.profiles)
        return sorted(ranked["figures"])[:_VARIANTS]
    if name == "diagnosis:figure":
        # Keys that every reader has, in every language.
        current = {"text__run__filiere": filiere, "text__run__is_current": True}
        texts = DiagnosisText.objects.filter(run__filiere=filiere, run__is_current=True).count()
        keys = DiagnosisFigure.objects.filter(**current).values("key").annotate(held=Count("pk"))
        return list(keys.filter(held=texts).order_by("key").values_list("key", flat=True))[::4]
    return []


def _list_actors(filiere: Filiere | None) -> list[int]:
    shown = Presence.objects.filter(
        filiere=filiere, is_listed=True, visibility=Visibility.PUBLIC
    ).order_by("sort_name")
    numbers = list(shown.values_list("actor_id", flat=True))
    return numbers[:: max(1, len(numbers) // _VARIANTS)]


_FINDERS: Mapping[str, Callable[[Filiere | None], Any]] = {
    "actor_id": _list_actors,
    "stage_key": lambda filiere: filiere.stages.values_list("key", flat=True),
    "filiere_key": lambda _: [filiere.key for filiere in list_filieres()],
    "import_id": lambda filiere: ListImport.objects.filter(filiere=filiere).values_list(
        "pk", flat=True
    ),
    "number": lambda filiere: ImportRow.objects.filter(list_import__filiere=filiere).values_list(
        "number", flat=True
    )[:_VARIANTS],
    "pair_id": lambda filiere: DuplicatePair.objects.filter(filiere=filiere).values_list(
        "pk", flat=True
    ),
    "change_set_id": lambda filiere: (
        ChangeSet.objects.filter(scope=filiere.scope)
        .exclude(author=None)
        .values_list("pk", flat=True)[:_VARIANTS]
    ),
    "job_id": lambda filiere: Job.objects.filter(
        **({"scope": filiere.scope} if filiere else {})
    ).values_list("pk", flat=True)[:_VARIANTS],
    "member_id": lambda filiere: (
        Member.objects.filter(filiere=filiere) if filiere else OrganisationMember.objects
    ).values_list("pk", flat=True)[:_VARIANTS],
    "partner_id": lambda filiere: Partner.objects.filter(filiere=filiere).values_list(
        "pk", flat=True
    ),
    "organisation_id": lambda _: Organisation.objects.values_list("pk", flat=True)[:_VARIANTS],
}
