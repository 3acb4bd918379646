"""Prepare an import: read every row, compare it with the directory, write nothing there."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from maillon.domain.jobs import Progress
from maillon.domain.text import fold
from maillon_web.accounts.models import User
from maillon_web.directory.models import (
    Actor,
    ImportRow,
    ImportState,
    Likeness,
    ListImport,
    RowState,
)
from maillon_web.directory.selectors.identities import KnownActor, list_known_actors
from maillon_web.directory.selectors.known_records import list_comparable
from maillon_web.directory.selectors.likeness import LikenessIndex, Record, fold_names
from maillon_web.directory.selectors.settled_values import list_settled
from maillon_web.directory.services.bulk import insert_all
from maillon_web.directory.services.list_reading import ReadRow, read_rows
from maillon_web.directory.services.list_recognising import Found, read_choices, recognise_rows

__all__ = ["count_states", "prepare"]

_BATCH = 1_000
_MOST_CANDIDATES = 3


def prepare(list_import: ListImport, *, author: User | None, progress: Progress) -> dict[str, int]:
    """
    Fill the rows of an import with what each would do; return how many of each state.

    Until all are there the import is not ready: a stop in the middle leaves nothing to apply.
    """
    _forget_rows(list_import)
    settled = {key: choice.target for key, choice in list_settled(list_import).items()}
    read = read_rows(list_import, settled, progress)
    rows = list(read.rows)
    comparer = _Comparer.open(list_import, author, rows, progress)
    progress.start(_("Comparaison des lignes avec l’annuaire"), read.row_count)
    for batch in _cut(comparer.compare(row) for row in rows):
        with transaction.atomic():
            insert_all(batch)
        progress.advance(len(batch))
    progress.finish()
    counts = count_states(list_import)
    list_import.summary = {"rows": read.row_count, "notes": list(read.notes), "counts": counts}
    list_import.state = ImportState.READY
    list_import.save(update_fields=["summary", "state"])
    return counts


def count_states(list_import: ListImport) -> dict[str, int]:
    """Return how many rows are in each state, in the order in which they are shown."""
    found = Counter(list_import.rows.values_list("state", flat=True))
    return {state.value: found[state.value] for state in RowState}


def _forget_rows(list_import: ListImport) -> None:
    ListImport.objects.filter(pk=list_import.pk).update(state=ImportState.RECONCILED, summary={})
    list_import.rows.all().delete()


@dataclass
class _Comparer:
    """Compares rows with the directory, and with the rows that came before them."""

    list_import: ListImport
    elsewhere: Mapping[str, int]
    recognised: Mapping[int, Found]
    earlier: LikenessIndex = field(default_factory=LikenessIndex)
    row_by_siret: dict[str, int] = field(default_factory=dict)

    @classmethod
    def open(
        cls,
        list_import: ListImport,
        author: User | None,
        rows: Iterable[ReadRow],
        progress: Progress,
    ) -> "_Comparer":
        """Read the directory of the organisation, and recognise the rows in it."""
        filiere = list_import.filiere
        progress.start(_("Lecture de l’annuaire"))
        known = list_known_actors(list_comparable(filiere, author), filiere.organisation)
        sirets = (
            Actor.objects.filter(organisation_id=filiere.organisation_id, merged_into=None)
            .exclude(siret="")
            .order_by("-pk")
        )
        elsewhere = dict(sirets.values_list("siret", "pk").iterator())
        progress.finish()
        progress.start(_("Recherche des acteurs connus"))
        recognised = _recognise(list_import, rows, known, elsewhere)
        progress.finish()
        return cls(list_import=list_import, elsewhere=elsewhere, recognised=recognised)

    def compare(self, row: ReadRow) -> ImportRow:
        """Return the row with what it would do."""
        made = ImportRow(
            list_import=self.list_import,
            number=row.number,
            name=row.values.get("name", ""),
            values=row.values,
            problems=[list(problem) for problem in row.problems],
            # A cell that is empty is not a cell to mend.
            has_problems=any(value for _column, value, _reason in row.problems),
        )
        if row.is_refused:
            made.state = RowState.REJECTED
        elif row.joins:
            made.state, made.likeness = RowState.UPDATE, Likeness.SIRET
            made.target_row = self.row_by_siret.get(row.joins)
            made.has_problems = False
        else:
            self._place(made, row)
        return made

    def _place(self, made: ImportRow, row: ReadRow) -> None:
        record = _to_record(row)
        target = self.elsewhere.get(record.siret) if record.siret else None
        if target is not None:
            made.state, made.likeness = RowState.UPDATE, Likeness.SIRET
            made.target_id = target
            made.candidates = [{"actor": target, "likeness": Likeness.SIRET.value}]
        elif not made.name:
            made.state, made.has_problems = RowState.REJECTED, True
            reason = _("Le nom est vide : écrivez le nom de la structure, puis reprenez la ligne.")
            made.problems = [[_("Nom"), "", reason], *made.problems]
            return
        else:
            self._propose(made, record)
        self.earlier.add(record)
        if record.siret:
            self.row_by_siret.setdefault(record.siret, row.number)

    def _propose(self, made: ImportRow, record: Record) -> None:
        """Say which sheet or which earlier row this one looks like; a person has the last word."""
        found = self.recognised.get(made.number, Found())
        alike = [
            {"row": -match.key, "likeness": match.likeness.value}
            for match in self.earlier.find(record)
        ]
        made.candidates = [*found.candidates, *alike][:_MOST_CANDIDATES]
        made.state = RowState.DUPLICATE if made.candidates else RowState.NEW
        made.likeness = made.candidates[0]["likeness"] if made.candidates else ""
        if found.is_sure:
            made.state, made.target_id = RowState.UPDATE, found.candidates[0]["actor"]


def _recognise(
    list_import: ListImport,
    rows: Iterable[ReadRow],
    known: Sequence[KnownActor],
    elsewhere: Mapping[str, int],
) -> dict[int, Found]:
    """Recognise the rows that are an actor, and that no SIRET names already."""
    unnamed = [
        row
        for row in rows
        if not (row.is_refused or row.joins)
        and row.values.get("name")
        and row.values.get("siret", "") not in elsewhere
    ]
    return recognise_rows(unnamed, known, read_choices(list_import))


def _to_record(row: ReadRow) -> Record:
    values = row.values
    siret = values.get("siret", "")
    return Record(
        key=-row.number,  # never the number of an actor
        names=fold_names(values.get("name", ""), values.get("other_names", "")),
        siret=siret,
        siren=values.get("siren", "") or siret[:9],
        commune_code=values.get("commune_code", ""),
        address=fold(values.get("address", "")),
    )


def _cut(rows: Iterator[ImportRow]) -> Iterator[Sequence[ImportRow]]:
    batch: list[ImportRow] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
