"""Write lines of the log: a line is added or corrected, never changed."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from maillon.domain.errors import InconsistentData
from maillon.domain.weighings import number_month
from maillon_web.accounts.models import User
from maillon_web.filieres.models import Filiere
from maillon_web.history.services import record
from maillon_web.weighings.models import Weighing

__all__ = ["add_line", "correct_line"]


def add_line(line: Weighing, *, filiere: Filiere, author: User) -> None:
    """Write a new line."""
    _sign(line, filiere, author)
    with record(
        "weighing.add", scope=filiere.scope, author=author, params={"name": str(line)}
    ) as recorder:
        recorder.create(line)


def correct_line(kept: Weighing, values: dict[str, Any], *, author: User) -> Weighing:
    """
    Write a line that takes the place of another; both remain readable.

    Raises
    ------
    InconsistentData
        If it was corrected meanwhile.
    """
    with transaction.atomic():
        held = Weighing.objects.select_for_update().get(pk=kept.pk)
        if held.is_replaced:
            raise InconsistentData(
                f"weighing {held.pk} is replaced already",
                user=_("Cette pesée vient d’être corrigée : corrigez sa dernière version."),
            )
        made = Weighing(corrects=held, **values)
        _sign(made, kept.filiere, author)
        with record(
            "weighing.correct",
            scope=kept.filiere.scope,
            author=author,
            params={"name": str(made)},
        ) as recorder:
            recorder.create(made)
            recorder.update(held, {"is_replaced": True})
    return made


def _sign(line: Weighing, filiere: Filiere, author: User) -> None:
    line.filiere = filiere
    line.entered_by = author
    line.month = number_month(line.weighed_on)
