"""Prepare an import: read every row, compare it with the directory, write nothing there."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

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
from maillon_web.directory.selectors.known_records import iter_records, list_comparable
from maillon_web.directory.selectors.likeness import LikenessIndex, Record, fold_names
from maillon_web.directory.selectors.settled_values import list_settled
from maillon_web.directory.services.bulk import insert_all
from maillon_web.directory.services.list_reading import ReadRow, read_rows

__all__ = ["count_states", "prepare"]

_BATCH = 1_000
_MOST_CANDIDATES = 3


def prepare(list_import: ListImport, *, author: User | None, progress: Progress) -> dict[str, int]:
    """
    Fill the rows of an import with what each would do; return how many of each state.

    Until all are there the import is not ready: a stop in the middle leaves nothing to apply.
    """
    _forget_rows(list_import)
    comparer = _Comparer.open(list_import, author, progress)
    settled = {key: choice.target for key, choice in list_settled(list_import).items()}
    read = read_rows(list_import, settled, progress)
    progress.start(_("Comparaison des lignes avec l'annuaire"), read.row_count)
    for batch in _cut(comparer.compare(row) for row in read.rows):
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
    known: LikenessIndex
    elsewhere: dict[str, int]
    earlier: LikenessIndex = field(default_factory=LikenessIndex)
    row_by_siret: dict[str, int] = field(default_factory=dict)

    @classmethod
    def open(cls, list_import: ListImport, author: User | None, progress: Progress) -> "_Comparer":
        """Read the directory of the organisation."""
        filiere = list_import.filiere
        actors = list_comparable(filiere, author)
        progress.start(_("Lecture de l'annuaire"), actors.count())
        known = LikenessIndex()
        for record in iter_records(actors):
            known.add(record)
            progress.advance(1)
        progress.finish()
        sirets = (
            Actor.objects.filter(organisation_id=filiere.organisation_id, merged_into=None)
            .exclude(siret="")
            .order_by("-pk")
        )
        return cls(
            list_import=list_import,
            known=known,
            elsewhere=dict(sirets.values_list("siret", "pk").iterator()),
        )

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
            made.candidates = self._find_candidates(record)
            made.state = RowState.DUPLICATE if made.candidates else RowState.NEW
            made.likeness = made.candidates[0]["likeness"] if made.candidates else ""
        self.earlier.add(record)
        if record.siret:
            self.row_by_siret.setdefault(record.siret, row.number)

    def _find_candidates(self, record: Record) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = [
            {"actor": match.key, "likeness": match.likeness.value}
            for match in self.known.find(record)
        ]
        found += [
            {"row": -match.key, "likeness": match.likeness.value}
            for match in self.earlier.find(record)
        ]
        order = [likeness.value for likeness in Likeness]
        found.sort(key=lambda entry: order.index(entry["likeness"]))
        return found[:_MOST_CANDIDATES]


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
