"""What the values of a facet are called."""

from collections.abc import Callable
from functools import lru_cache

from maillon.domain.language import get_language
from maillon.domain.language import translate as _
from maillon.reference.experiences import (
    list_kinds,
    list_resource_types,
    list_territory_kinds,
)
from maillon.reference.filieres import list_filieres
from maillon.reference.method import get_method
from maillon.reference.territories.foreign import get_country_name

__all__ = ["name_facet", "name_value"]


def name_facet(facet: str) -> str:
    """Return what a facet is called."""
    return {
        "kind": _("Nature"),
        "filiere": _("Filière"),
        "step": _("Étape"),
        "lever": _("Levier"),
        "country": _("Pays"),
        "territory_kind": _("Sorte de territoire"),
        "resource_type": _("Type de ressource"),
        "year": _("Année"),
    }[facet]


def name_value(facet: str, value: str) -> str:
    """Return what a value is called; itself when nothing else is known of it."""
    return _name_value(facet, value, get_language())


@lru_cache(maxsize=4096)
def _name_value(facet: str, value: str, _language: str) -> str:
    name = _NAMES.get(facet)
    return (name(value) if name else "") or value


def _name_filiere(value: str) -> str:
    return next((one.label for one in list_filieres() if one.key == value), "")


def _name_step(value: str) -> str:
    return next((step.title for step in get_method().steps if step.key == value), "")


def _name_lever(value: str) -> str:
    return next((lever.label for lever in get_method().levers if lever.key == value), "")


def _name_country(value: str) -> str:
    return _("France") if value == "FR" else get_country_name(value)


_NAMES: dict[str, Callable[[str], str]] = {
    "kind": lambda value: list_kinds().get(value, ""),
    "filiere": _name_filiere,
    "step": _name_step,
    "lever": _name_lever,
    "country": _name_country,
    "territory_kind": lambda value: list_territory_kinds().get(value, ""),
    "resource_type": lambda value: list_resource_types().get(value, ""),
}
