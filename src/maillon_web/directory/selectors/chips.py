"""The filters in force, in words, each with the address that takes it away."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from maillon.domain.errors import MaillonError
from maillon.reference.parameters import get_ess_rule
from maillon.studies.actor_documents import find_commune_names
from maillon_web.directory.models import Confidence
from maillon_web.directory.selectors.filters import NO_STAGE, FilterValues
from maillon_web.directory.selectors.wordings import FRESHNESS_WORDS, SIZE_WORDS
from maillon_web.directory.selectors.words import (
    describe_ess,
    describe_family,
    list_stage_names,
)
from maillon_web.filieres.selectors import Opened

__all__ = ["Chip", "list_chips"]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in words; `query` is the address without it."""

    label: str
    query: str


def list_chips(opened: Opened, filters: FilterValues) -> list[Chip]:
    """Return what narrows the list."""
    return list(_iter_chips(opened, filters)) if filters.is_narrow else []


def _iter_chips(opened: Opened, filters: FilterValues) -> Iterator[Chip]:
    if filters.q:
        yield Chip(_("« {words} »").format(words=filters.q), filters.without("q").to_query())
    stages = list_stage_names(opened.filiere) if filters.stage else {}
    names = find_commune_names(set(filters.commune)) if filters.commune else {}
    for key in filters.stage:
        stage = stages.get(key)
        label = _("Aucun maillon") if key == NO_STAGE else stage.label if stage else key
        yield Chip(label, filters.without("stage", key).to_query())
    if set(filters.ess) == set(FilterValues.ANY_ESS):
        yield Chip(_("ESS"), filters.without_all("ess").to_query())
    else:
        for status in filters.ess:
            yield Chip(describe_ess(status), filters.without("ess", status).to_query())
    wordings: Mapping[str, Callable[[str], str]] = {
        "confidence": lambda value: str(Confidence(value).label),
        "family": describe_family,
        "rule": _describe_rule,
        "size": lambda value: str(SIZE_WORDS[value]),
        "commune": lambda value: names.get(value, value),
    }
    for name, describe in wordings.items():
        for value in getattr(filters, name):
            yield Chip(describe(value), filters.without(name, value).to_query())
    if filters.qpv:
        inside, outside = _("Quartier prioritaire"), _("Hors quartier prioritaire")
        label = inside if filters.qpv == "oui" else outside
        yield Chip(label, filters.without("qpv").to_query())
    if filters.zone:
        yield Chip(_("Dans la vue de la carte"), filters.without("zone").to_query())
    if filters.freshness:
        label = str(FRESHNESS_WORDS[filters.freshness])
        yield Chip(label, filters.without("freshness").to_query())


def _describe_rule(code: str) -> str:
    try:
        return get_ess_rule(code).text
    except MaillonError:
        return code
