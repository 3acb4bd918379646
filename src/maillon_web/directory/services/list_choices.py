"""What a person says of the rows that look like a known actor."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon_web.directory.models import ImportRow, Likeness, ListImport, RowChoice, RowState
from maillon_web.directory.services.lists import check_open

__all__ = ["choose_row", "choose_rows"]


def choose_row(row: ImportRow, choice: str, candidate: Mapping[str, object] | None = None) -> None:
    """
    Say what a row that looks like a known actor is.

    Parameters
    ----------
    choice
        A `RowChoice`, or empty to leave it open.
    candidate
        One of `row.candidates`, when it is the same; by default the surest.

    Raises
    ------
    InvalidInput
        If the row is refused, or has no such candidate.
    """
    check_open(row.list_import)
    if row.state == RowState.REJECTED:
        raise InvalidInput(
            f"row {row.number} is refused",
            user=_("Cette ligne est refusée : corrigez-la dans votre fichier."),
        )
    if choice == RowChoice.DIFFERENT and row.likeness == Likeness.SIRET:
        raise InvalidInput(
            f"row {row.number} bears a known SIRET",
            user=_(
                "Cette ligne porte le SIRET d’une fiche connue : c’est la même, ou le SIRET est à "
                "corriger dans votre fichier."
            ),
        )
    if choice == RowChoice.SAME:
        _point(row, candidate or (row.candidates[0] if row.candidates else None))
    else:
        row.target_id = row.target_row = None
    row.choice = choice
    row.state = _state_of(row)
    row.save(update_fields=["choice", "state", "target", "target_row"])


def choose_rows(list_import: ListImport, likeness: str, choice: str) -> int:
    """Say the same of every row that looks like a known actor for one reason; return how many."""
    check_open(list_import)
    rows = list_import.rows.filter(
        state__in=(RowState.DUPLICATE, RowState.UPDATE, RowState.SKIPPED, RowState.NEW),
        likeness=likeness,
    ).exclude(candidates=[])
    count = 0
    with transaction.atomic():
        for row in rows.select_related("list_import"):
            choose_row(row, choice)
            count += 1
    return count


def _point(row: ImportRow, candidate: Mapping[str, object] | None) -> None:
    if candidate is None or candidate not in row.candidates:
        raise InvalidInput(
            f"row {row.number} has no such candidate",
            user=_("Choisissez l’une des fiches proposées."),
        )
    row.target_id = candidate.get("actor")  # type: ignore[assignment]  # numbers, as they were written
    row.target_row = candidate.get("row")  # type: ignore[assignment]  # numbers, as they were written


def _state_of(row: ImportRow) -> RowState:
    match row.choice:
        case RowChoice.SAME:
            return RowState.UPDATE
        case RowChoice.DIFFERENT:
            return RowState.NEW
        case RowChoice.ASIDE:
            return RowState.SKIPPED
    return RowState.DUPLICATE if row.candidates else RowState.NEW
