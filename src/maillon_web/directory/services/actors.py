"""Take in the actors that a diagnosis found: new sheets, sheets that change, sheets that go."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from maillon_web.directory.services.incoming import read_incoming
from maillon_web.directory.services.intake import REGISTER, make_plan
from maillon_web.directory.services.leaving import cut, mark_closed, unlist_absent
from maillon_web.directory.services.units import gather_units
from maillon_web.filieres.models import Filiere
from maillon_web.history.services import record
from maillon_web.jobs.courtesy import give_way

__all__ = ["REGISTER", "TakenIn", "take_in"]

_BATCH = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class TakenIn:
    """How many sheets are new, changed, no longer in the registers, and found closed."""

    new: int
    updated: int
    gone: int
    closed: int = 0


def take_in(
    filiere: Filiere,
    actors: Iterable[Mapping[str, Any]],
    *,
    closed: Mapping[str, str | date | None],
    today: date,
) -> TakenIn:
    """
    Write the actors of a diagnosis into the directory.

    Parameters
    ----------
    actors
        Shape of `document["actors"]`, with what `Diagnosis.iter_actors` adds.
    closed
        Closing date, when it is known, by SIRET that the register gives as closed.
    today
        Day written on a closing whose date is not known.

    Notes
    -----
    What a person wrote is never overwritten, a record merged into another is never touched, and a
    sheet that no computation gives any more is kept, out of the lists, unless somebody worked on
    it. Everything is compared first; only what differs is read again and written, batch by batch,
    so that nobody else waits long to write: cut short, the directory holds whole sheets, and the
    next diagnosis goes on. The history gets one line with the counts: a register of fifty thousand
    lines is not a change that a person would read, or undo, line by line.
    """
    found = [read_incoming(actor) for actor in actors]
    new = updated = 0
    seen: set[int] = set()
    for batch in cut(found, _BATCH):
        plan = make_plan(filiere, batch, today=today)
        if not plan.is_empty:
            with transaction.atomic():
                plan = make_plan(filiere, batch, today=today, is_held=True)
                plan.carry_out()
            give_way()
        seen |= plan.seen
        new += len(plan.entering)
        updated += len(plan.changed)
    closings = mark_closed(filiere, closed, today)
    gone = unlist_absent(filiere, seen)
    gather_units(filiere)
    taken = TakenIn(new=new, updated=updated, gone=gone, closed=closings)
    _note(filiere, taken)
    return taken


def _note(filiere: Filiere, taken: TakenIn) -> None:
    if not (taken.new or taken.updated or taken.gone or taken.closed):
        return
    params = {
        "new": taken.new,
        "updated": taken.updated,
        "gone": taken.gone,
        "closed": taken.closed,
    }
    with record("directory.taken_in", scope=filiere.scope, author=None, params=params):
        pass
