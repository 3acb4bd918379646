"""What the cells of a workbook may name: the records of the filière, and the rows of the file."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon_web.accounts.models import User
from maillon_web.directory.models import Actor
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.chain import list_stage_labels
from maillon_web.filieres.selectors.records import list_records
from maillon_web.plan.models import Action, Indicator, Objective
from maillon_web.plan.selectors.levers import list_lever_groups
from maillon_web.plan.services.workbook.codes import find_ref
from maillon_web.plan.services.workbook.columns import fold
from maillon_web.plan.services.workbook.exporting import Entry, read_entries
from maillon_web.plan.services.workbook.outcome import Draft
from maillon_web.signals.models import Obstacle, Project

__all__ = ["Names", "Stock"]

_NAMED = {"objectives": Objective, "actions": Action, "indicators": Indicator}


class Names:
    """
    The rows that a cell may name, by reference and by name.

    A draft stands for each record, whether it is there or comes with the file.
    """

    def __init__(self) -> None:
        self._by_ref: dict[str, Draft] = {}
        self._by_name: dict[str, list[Draft]] = {}

    def add(self, draft: Draft, *, refs: Iterable[str] = ()) -> None:
        """Make a row known."""
        for ref in refs:
            if ref:
                self._by_ref.setdefault(ref, draft)
        named = self._by_name.setdefault(fold(draft.name), [])
        if draft not in named:
            named.append(draft)

    def find_by_ref(self, ref: str) -> Draft | None:
        """Return the row of a reference."""
        return self._by_ref.get(ref)

    def find_by_name(self, name: str) -> Draft | None:
        """Return the only row of a name; `None` when there is none, or several."""
        found = self._by_name.get(fold(name), [])
        return found[0] if len(found) == 1 else None

    def get(self, text: str) -> Draft:
        """
        Return the row that a cell names.

        Raises
        ------
        InvalidInput
            If there is none, or several of that name.
        """
        ref = find_ref(text)
        found = self.find_by_ref(ref) if ref else None
        found = found or self.find_by_name(text.removeprefix(ref))
        if found is not None:
            return found
        if self._by_name.get(fold(text.removeprefix(ref))):
            raise InvalidInput(
                f"several are named {text!r}",
                user=_(
                    "« {text} » désigne plusieurs lignes : écrivez la référence à la place."
                ).format(text=text[:80]),
            )
        raise InvalidInput(
            f"nothing is named {text!r}",
            user=_("« {text} » n’est ni dans ce classeur ni dans le plan.").format(text=text[:80]),
        )


class Stock:
    """What the filière holds, read once for the whole import."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.entries: dict[str, list[Entry]] = read_entries(opened)
        self.names = {kind: Names() for kind in _NAMED}
        self.stages = {
            fold(text): key
            for key, label in list_stage_labels(opened.filiere).items()
            for text in (key, label)
        }
        self.levers = {
            fold(text): key
            for _title, levers in list_lever_groups()
            for key, label in levers
            for text in (key, label)
        }
        self.people = self._read_people()
        self.projects = self._read_titles(Project)
        self.obstacles = self._read_titles(Obstacle)

    def find_actors(self, names: Iterable[str]) -> dict[str, list[Actor]]:
        """Return the actors that bear these names, by name."""
        levels = list(self.opened.levels)
        found = Actor.objects.filter(
            name__in=list(names),
            visibility__in=levels,
            presences__filiere=self.opened.filiere,
            presences__visibility__in=levels,
        ).distinct()
        by_name: dict[str, list[Actor]] = {}
        for actor in found.only("pk", "name"):
            by_name.setdefault(fold(actor.name), []).append(actor)
        return by_name

    def _read_people(self) -> dict[str, list[User]]:
        people: dict[str, list[User]] = {}
        for user in User.objects.filter(memberships__filiere=self.opened.filiere).distinct():
            people.setdefault(fold(str(user)), []).append(user)
        return people

    def _read_titles(self, model: type[Any]) -> dict[str, list[Any]]:
        titles: dict[str, list[Any]] = {}
        for record in list_records(self.opened, model):
            titles.setdefault(fold(record.title), []).append(record)
        return titles
