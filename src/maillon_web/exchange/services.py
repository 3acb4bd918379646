"""Write a filière to a file, open one from a file, copy one as a template."""

import itertools
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon.domain.jobs import Progress
from maillon_web.accounts.models import Organisation, User
from maillon_web.directory.models import Actor, FieldOrigin
from maillon_web.exchange.archive import ArchiveReader, write_archive
from maillon_web.exchange.parts import PARTS, Part, Row, list_links, read_rows
from maillon_web.filieres.models import Filiere, FiliereVisibility, Member, Role, Stage
from maillon_web.filieres.services import ask_refresh
from maillon_web.history.models import ChangeSet

__all__ = ["copy_as_template", "export_filiere", "open_archive"]

_BATCH = 1000
_MOST_PROBLEMS = 20


def export_filiere(filiere: Filiere, path: Path, *, progress: Progress) -> Row:
    """Write the whole filière to one file; return its manifest."""
    progress.start(_("Export de « {name} »").format(name=filiere.name), total=len(PARTS))

    def iter_part(part: Part) -> Iterator[Row]:
        yield from read_rows(part, filiere)
        progress.advance(1)

    about: Row = {
        "name": filiere.name,
        "territory": filiere.territory_name,
        "organisation": filiere.organisation.name,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "maillon": version("maillon"),
    }
    rows = {part.name: iter_part(part) for part in PARTS}
    manifest = write_archive(path, rows, about=about)
    progress.finish()
    return manifest


def open_archive(
    path: Path, *, organisation: Organisation, author: User, progress: Progress
) -> tuple[Filiere, int]:
    """
    Make a new filière of an exported one; what is there already is not touched.

    A sheet that the organisation already holds under the same identifier stays as it is; the new
    filière uses it.

    Returns
    -------
    tuple
        The filière, and how many sheets were already held.

    Raises
    ------
    InvalidInput
        If the file is not a sound export: nothing is then written.
    """
    reader = ArchiveReader(path)
    progress.start(_("Contrôle du fichier"), total=len(PARTS))
    for part in PARTS:
        for _row in reader.iter_rows(part.name):
            pass
        progress.advance(1)
    progress.start(_("Ouverture de la filière"))
    with transaction.atomic():
        opener = _Opener(reader, organisation)
        filiere = opener.open()
        Member.objects.create(filiere=filiere, user=author, role=Role.LEAD)
        ChangeSet.objects.create(
            scope=filiere.scope,
            kind="filiere.opened",
            author=author,
            params={
                "from": str(reader.manifest.get("organisation", "")),
                "made_at": str(reader.manifest.get("made_at", ""))[:10],
            },
        )
    progress.finish()
    return filiere, opener.held_count


class _Opener:
    """Writes the parts of an archive again, each link turned to the new records."""

    def __init__(self, reader: ArchiveReader, organisation: Organisation) -> None:
        self._reader = reader
        self._organisation = organisation
        self._numbers: dict[str, dict[int, int]] = {}
        self._later: list[tuple[Part, int, str, int]] = []
        self._held: dict[int, int] = {}

    @property
    def held_count(self) -> int:
        """How many sheets of the file the organisation held already."""
        return len(self._held)

    def open(self) -> Filiere:
        for part in PARTS:
            self._numbers[part.name] = {}
            rows = self._reader.iter_rows(part.name)
            while batch := list(itertools.islice(rows, _BATCH)):
                self._write(part, batch)
        self._link_own()
        made = list(self._numbers["filiere"].values())
        if len(made) != 1:
            raise _unsound([_("le fichier ne contient pas exactement une filière")])
        return Filiere.objects.select_related("organisation").get(pk=made[0])

    def _write(self, part: Part, rows: list[Row]) -> None:
        if part.model is Actor:
            self._find_held(rows)
        links = list_links(part)
        fields = {item.attname: item for item in part.list_fields()}
        made: list[tuple[Row, models.Model]] = []
        problems: list[str] = []
        for row in rows:
            if self._is_held(part, row):
                continue
            try:
                made.append((row, self._make(part, row, links, fields)))
            except (ValidationError, KeyError, TypeError, ValueError) as error:
                problems.append(f"{part.name} {row['pk']} : {_describe(error)}")
        if problems:
            raise _unsound(problems)
        manager = part.model._default_manager  # noqa: SLF001 - Django's documented model API
        manager.bulk_create([record for _row, record in made])
        for row, record in made:
            self._numbers[part.name][row["pk"]] = record.pk
            self._note_later(part, row, record.pk, links)
            for join in part.joins:
                numbers = self._numbers[_joined_part(part, join)]
                getattr(record, join).set([numbers[number] for number in row[join]])

    def _make(
        self,
        part: Part,
        row: Row,
        links: Mapping[str, str],
        fields: Mapping[str, models.Field[Any, Any]],
    ) -> models.Model:
        values: dict[str, Any] = {}
        for name, item in fields.items():
            if name not in row:
                continue
            value = row[name]
            if name in links:
                is_own = links[name] == part.name
                values[name] = None if is_own or value is None else self._turn(links[name], value)
            elif isinstance(item, models.BinaryField):
                values[name] = bytes.fromhex(value)
            else:
                values[name] = value
        record = part.model(**values)
        if isinstance(record, Filiere | Actor):
            record.organisation = self._organisation
        if isinstance(record, Filiere):
            record.visibility = FiliereVisibility.MEMBERS
            record.is_demonstration = False
        record.clean_fields(exclude=_list_unchecked(record))
        return record

    def _turn(self, part_name: str, number: int) -> int:
        return self._numbers[part_name][number]

    def _find_held(self, rows: list[Row]) -> None:
        """Note the sheets that the organisation holds already, by their number in the file."""
        wanted = {str(row.get("external_id")): row["pk"] for row in rows}
        known = Actor.objects.filter(
            organisation=self._organisation, external_id__in=list(wanted)
        ).values_list("external_id", "pk")
        found = {wanted[identifier]: number for identifier, number in known}
        self._held |= found
        self._numbers["actors"] |= found

    def _is_held(self, part: Part, row: Row) -> bool:
        """Tell whether a row would touch a sheet that stays as it is."""
        if part.model is Actor:
            return row["pk"] in self._held
        return part.model is FieldOrigin and row.get("actor_id") in self._held

    def _note_later(self, part: Part, row: Row, number: int, links: Mapping[str, str]) -> None:
        """Note the links of a record to others of its own part: they may come after it."""
        for name, pointed in links.items():
            if pointed == part.name and row.get(name) is not None:
                self._later.append((part, number, name, row[name]))

    def _link_own(self) -> None:
        for part, number, name, other in self._later:
            numbers = self._numbers[part.name]
            # A parent that is not in this filière stays behind.
            if other in numbers:
                manager = part.model._default_manager  # noqa: SLF001 - Django's model API
                manager.filter(pk=number).update(**{name: numbers[other]})


def _list_unchecked(record: models.Model) -> set[str]:
    """Return the links, and the fields that a form would refuse empty but the base takes so."""
    fields = record._meta.concrete_fields  # noqa: SLF001 - Django's documented model API
    return {
        item.name
        for item in fields
        if item.is_relation
        or (item.value_from_object(record) in item.empty_values and _may_be_empty(item, record))
    }


def _may_be_empty(item: models.Field[Any, Any], record: models.Model) -> bool:
    return item.null or item.value_from_object(record) is not None


def _joined_part(part: Part, join: str) -> str:
    related = part.model._meta.get_field(join).related_model  # noqa: SLF001 - Django's model API
    return next(other.name for other in PARTS if other.model is related)


def _describe(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return type(error).__name__


def _unsound(problems: list[str]) -> InvalidInput:
    return InvalidInput(
        "unsound archive",
        user=_("Ce fichier contient des enregistrements que Maillon refuse : rien n’a été ouvert."),
        details=problems[:_MOST_PROBLEMS],
    )


def copy_as_template(
    filiere: Filiere,
    *,
    name: str,
    organisation: Organisation,
    territory: tuple[str, str],
    author: User,
) -> Filiere:
    """
    Make a new filière with the same chain on another territory: no actor, no word of anybody.

    Parameters
    ----------
    territory
        Key and name of the territory.
    """
    key, territory_name = territory
    with transaction.atomic():
        made = Filiere.objects.create(
            name=name,
            organisation=organisation,
            territory_key=key,
            territory_name=territory_name,
            template_key=filiere.template_key,
            kind=filiere.kind,
            chains=filiere.chains,
            created_by=author,
        )
        Stage.objects.bulk_create(
            [
                Stage(
                    filiere=made,
                    key=stage.key,
                    label=stage.label,
                    description=stage.description,
                    position=stage.position,
                    definition=stage.definition,
                )
                for stage in filiere.stages.all()
            ]
        )
        Member.objects.create(filiere=made, user=author, role=Role.LEAD)
        ChangeSet.objects.create(
            scope=made.scope, kind="filiere.copied", author=author, params={"from": filiere.name}
        )
        ask_refresh(made, author=author, is_at_once=True)
    return made
