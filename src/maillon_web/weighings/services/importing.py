"""Bring a spreadsheet into the log: look at what it holds, then write it in one change."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon.domain.text import fold
from maillon.domain.weighings import Weighing as Line
from maillon.domain.weighings import number_month
from maillon.studies.weighing.bilans import (
    ReadingChoices,
    TableLayout,
    Twin,
    WeighingReading,
    leave_out_known,
    open_tables,
    read_weighings,
    recognise,
)
from maillon_web.accounts.models import User
from maillon_web.filieres.selectors import Opened
from maillon_web.history.models import ChangeSet
from maillon_web.history.services import record
from maillon_web.weighings.models import Weighing, WeighingImport, WeighingSite, WeighingUpload
from maillon_web.weighings.selectors.log import list_categories, list_lines, list_sites

__all__ = ["ImportPlan", "OpenTable", "open_upload", "plan_import", "write_import"]

_BATCH = 500
_SAMPLES = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenTable:
    """One sheet of a brought file, with the layout that the person sees."""

    sheet: str
    sheets: Sequence[str]
    rows: Sequence[Sequence[Any]]
    layout: TableLayout

    def list_samples(self, place: int) -> list[str]:
        """Return the first cells of a column that hold something."""
        below = self.rows[self.layout.header_row + 1 :]
        found = (str(row[place]) for row in below[:50] if place < len(row) and row[place])
        return list(dict.fromkeys(found))[:_SAMPLES]


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportPlan:
    """
    What an import would write.

    Attributes
    ----------
    new, repeated
        Lines to add; lines that the log has already, left aside unless the person keeps them.
    new_sites
        Names of sites that the log does not have yet.
    """

    reading: WeighingReading
    new: Sequence[Line]
    repeated: Sequence[Line]
    new_sites: Sequence[str]

    @property
    def incoming_kg(self) -> Decimal:
        """What the new lines bring in."""
        return sum((line.kilograms for line in self.new if line.direction == "in"), Decimal(0))

    @property
    def outgoing_kg(self) -> Decimal:
        """What the new lines take out."""
        return sum((line.kilograms for line in self.new if line.direction == "out"), Decimal(0))


def open_upload(upload: WeighingUpload) -> OpenTable:
    """Open the sheet that the person chose, or the one that looks most like a log."""
    tables = open_tables(bytes(upload.content), upload.file_name)
    chosen = str(upload.choices.get("sheet", ""))
    if chosen in tables:
        layout = recognise(tables[chosen])
    else:
        layouts = {name: recognise(rows) for name, rows in tables.items()}
        chosen = max(layouts, key=lambda name: _score(layouts[name]))
        layout = layouts[chosen]
    roles: Mapping[str, str] = upload.choices.get("roles", {})
    columns = tuple(
        replace(column, role=roles.get(str(column.place), column.role)) for column in layout.columns
    )
    columns = tuple(
        replace(column, category=column.category or column.header)
        if column.role == "of_category"
        else column
        for column in columns
    )
    return OpenTable(
        sheet=chosen,
        sheets=tuple(tables),
        rows=tables[chosen],
        layout=replace(layout, columns=columns),
    )


def _score(layout: TableLayout) -> int:
    return sum(bool(column.role) for column in layout.columns) + 5 * layout.has("date")


def plan_import(opened: Opened, upload: WeighingUpload, table: OpenTable) -> ImportPlan:
    """Read a table as the person chose, and compare it with the log."""
    given = upload.choices
    choices = ReadingChoices(
        unit=given.get("unit", "kg"),
        direction=given.get("direction", ""),
        site=given.get("site", ""),
        category=given.get("category", ""),
        fills_dates=bool(given.get("fills_dates", False)),
        channels=given.get("channels", {}),
    )
    reading = read_weighings(
        table.rows, table.layout, choices, today=timezone.localdate(), sheet=table.sheet
    )
    names = set(list_sites(opened).values_list("name", flat=True))
    lines = _settle_names(reading.weighings, sites=names, categories=list_categories(opened))
    new, repeated = leave_out_known(lines, _count_known(opened, lines))
    if given.get("keeps_repeated"):
        new, repeated = lines, []
    return ImportPlan(
        reading=reading,
        new=new,
        repeated=repeated,
        new_sites=sorted({line.site for line in new} - names),
    )


def _settle_names(
    lines: Iterable[Line], *, sites: Iterable[str], categories: Iterable[str]
) -> list[Line]:
    """Give every spelling of a site and of a category the one that the log has, or had first."""
    known_sites = {fold(name): name for name in sites}
    known_categories = {fold(name): name for name in categories}
    spelt: dict[tuple[str, str], tuple[str, str]] = {}
    settled = []
    for line in lines:
        written = (line.site, line.category)
        if written not in spelt:
            spelt[written] = (
                known_sites.setdefault(fold(line.site), line.site),
                known_categories.setdefault(fold(line.category), line.category),
            )
        site, category = spelt[written]
        is_same = (site, category) == written
        settled.append(line if is_same else replace(line, site=site, category=category))
    return settled


def _count_known(opened: Opened, lines: Sequence[Line]) -> Mapping[Twin, int]:
    if not lines:
        return {}
    days = [line.weighed_on for line in lines]
    names = dict(list_sites(opened).values_list("pk", "name"))
    rows = list_lines(opened, list(names)).filter(weighed_on__range=(min(days), max(days)))
    counts: Counter[Twin] = Counter()
    fields = ("weighed_on", "site_id", "direction", "category", "kilograms", "ticket")
    for day, site, direction, category, kilograms, ticket in rows.order_by().values_list(*fields):
        counts[day, names[site], direction, category, kilograms.normalize(), ticket] += 1
    return counts


def write_import(
    opened: Opened, upload: WeighingUpload, *, author: User
) -> tuple[WeighingImport, ChangeSet]:
    """
    Write the lines of a file as one change, which the history can undo whole.

    Raises
    ------
    InvalidInput
        If the file has no line to add.
    """
    plan = plan_import(opened, upload, open_upload(upload))
    if not plan.new:
        raise InvalidInput(
            "nothing to import",
            user=_("Ce fichier n’a aucune pesée à ajouter : rien n’a été écrit."),
        )
    filiere = opened.filiere
    days = [line.weighed_on for line in plan.new]
    made = WeighingImport(
        filiere=filiere,
        created_by=author,
        file_name=upload.file_name,
        line_count=len(plan.new),
        left_out_count=len(plan.repeated) + len(plan.reading.problems),
        first_on=min(days),
        last_on=max(days),
    )
    params = {"name": upload.file_name, "count": len(plan.new)}
    with record("weighing.import", scope=filiere.scope, author=author, params=params) as recorder:
        if not WeighingUpload.objects.filter(pk=upload.pk).delete()[0]:
            raise InvalidInput(
                f"upload {upload.pk} is written already",
                user=_("Ce fichier vient d’être importé : ses pesées sont au journal."),
            )
        for name in plan.new_sites:
            recorder.create(WeighingSite(filiere=filiere, created_by=author, name=name))
        recorder.create(made)
        sites = dict(list_sites(opened).values_list("name", "pk"))
        now = timezone.now()
        Weighing.objects.bulk_create(
            (
                Weighing(
                    filiere=filiere,
                    site_id=sites[line.site],
                    weighed_on=line.weighed_on,
                    month=number_month(line.weighed_on),
                    direction=line.direction,
                    channel=line.channel,
                    category=line.category,
                    kilograms=line.kilograms,
                    ticket=line.ticket,
                    note=line.note,
                    batch=made,
                    entered_at=now,
                    entered_by=author,
                )
                for line in plan.new
            ),
            batch_size=_BATCH,
        )
        return made, recorder.change_set
