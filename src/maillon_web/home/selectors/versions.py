"""Versions of the software, vintages of the knowledge that comes with it."""

import platform
from dataclasses import dataclass, replace
from importlib.metadata import version

from django.db import connection
from django.utils.translation import gettext as _

from maillon.domain.provenance import Provenance
from maillon.reference.cases import list_cases
from maillon.reference.filieres import list_filieres
from maillon.reference.nomenclatures import list_nomenclatures
from maillon.reference.territories.provenances import list_provenances as list_territory_sources
from maillon.reports.wording import typeset

__all__ = ["Version", "list_reference", "list_software"]

_ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """A name and a version or a date."""

    label: str
    value: str


def list_software(*, has_details: bool) -> list[Version]:
    """Return the versions of what runs; without details, that of Maillon alone."""
    own = [Version(label="Maillon", value=version("maillon"))]
    if not has_details:
        return own
    return [
        *own,
        Version(label="Python", value=platform.python_version()),
        Version(label="Django", value=version("django")),
        Version(label="DuckDB", value=version("duckdb")),
        Version(label=_("Base des personnes"), value=_name_database()),
    ]


def list_reference() -> list[Provenance]:
    """Return the dated knowledge that Maillon carries, by subject."""
    filieres = list_filieres()
    cases = list_cases()
    return [
        *map(_typeset, [*list_territory_sources(), *list_nomenclatures()]),
        Provenance(
            key="filieres",
            label=_("Filières de référence : {count}").format(count=len(filieres)),
            publisher="Maillon",
            vintage=max(filiere.version for filiere in filieres),
        ),
        Provenance(
            key="cases",
            label=_("Cas fournis : {count}").format(count=len(cases)),
            publisher=_("Documents publics cités dans chaque cas"),
            vintage=max(case.source.date for case in cases),
        ),
    ]


def _typeset(source: Provenance) -> Provenance:
    return replace(
        source,
        label=typeset(source.label),
        publisher=typeset(source.publisher),
        vintage=typeset(source.vintage),
    )


def _name_database() -> str:
    if connection.vendor == "sqlite":
        import sqlite3

        return f"SQLite {sqlite3.sqlite_version}"
    number = getattr(connection, "pg_version", 0)
    name = _ENGINES.get(connection.vendor, connection.vendor)
    return f"{name} {number // 10000}" if number else name
