"""Where what is known of an actor comes from, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from maillon.domain.provenance import Provenance
from maillon.reference.cases import list_provenances as list_cases
from maillon.reference.sources import list_source_sheets
from maillon.studies.base import list_base_vintages
from maillon_web.directory.models import ListImport
from maillon_web.filieres.models import Filiere
from maillon_web.ui.formatting import format_day

__all__ = [
    "ACTOR",
    "TEAM",
    "describe_source",
    "list_names",
    "name_sources",
    "provenance_of_team",
    "team_key",
]

TEAM, ACTOR = "team", "actor"
"""What `FieldOrigin.source` and `Statement.source` say when it is no free text."""
_LIST, _TEAM = "liste-", "equipe-"


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedSource:
    """A source and the date that it holds for, empty when it is not known."""

    label: str
    dated: str = ""

    def __str__(self) -> str:
        """Return both in one wording."""
        if not self.dated:
            return self.label
        return _("{label} ({date})").format(label=self.label, date=format_day(self.dated))


def team_key(filiere: Filiere) -> str:
    """Return the name, among the sources of an actor, of what the team wrote by hand."""
    return f"{_TEAM}{filiere.organisation_id}"


def provenance_of_team(filiere: Filiere) -> Provenance:
    """Return the birth certificate of what the team wrote by hand."""
    name = filiere.organisation.name
    return Provenance(
        key=team_key(filiere),
        label=_("Fiches tenues par l’équipe ({name})").format(name=name),
        publisher=name,
    )


def describe_source(source: str, names: Mapping[str, NamedSource]) -> str:
    """Return in words what an origin gives as its source: a key, several keys, or free text."""
    if source == TEAM:
        return _("Équipe d’animation")
    if source == ACTOR:
        return _("L’acteur lui-même")
    if source in names or ";" not in source:
        return str(names.get(source, source))
    parts = [key for key in source.split(";") if key]
    return " ; ".join(str(names.get(key, key)) for key in parts)


def list_names(filiere: Filiere, keys: Iterable[str]) -> dict[str, NamedSource]:
    """Return the name and the date of sources, by key."""
    wanted = set(keys)
    if not wanted:
        return {}
    known = {sheet.key: NamedSource(label=sheet.label) for sheet in list_source_sheets()}
    known |= {entry.key: _name(entry) for entry in list_cases()}
    known |= {entry.provenance.key: _name(entry.provenance) for entry in list_base_vintages()}
    known[team_key(filiere)] = NamedSource(label=provenance_of_team(filiere).label)
    lists = {key for key in wanted if key.startswith(_LIST)}
    if lists:
        known |= _name_lists(filiere, lists)
    return {key: known[key] for key in wanted if key in known}


def name_sources(filiere: Filiere, keys: Iterable[str]) -> list[NamedSource]:
    """Return the sources of an actor in words, in the order of their keys."""
    ordered = sorted(set(keys))
    names = list_names(filiere, ordered)
    return [names.get(key, NamedSource(label=key)) for key in ordered]


def _name(entry: Provenance) -> NamedSource:
    return NamedSource(label=entry.label, dated=entry.vintage)


def _name_lists(filiere: Filiere, keys: Iterable[str]) -> dict[str, NamedSource]:
    numbers = [int(number) for key in keys if (number := key.removeprefix(_LIST)).isdigit()]
    lists = ListImport.objects.filter(
        filiere__organisation_id=filiere.organisation_id, pk__in=numbers
    )
    return {
        entry.source_key: NamedSource(label=entry.label, dated=entry.dated.isoformat())
        for entry in lists.only("label", "dated")
    }
