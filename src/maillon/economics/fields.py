"""Read the fields of a model, and say in a sentence which one is wrong."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _

__all__ = ["LARGEST", "FieldReader"]

LARGEST = 1e12  # beyond, a cent is lost in the rounding of floats
_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(slots=True)
class FieldReader:
    """Reads values one by one and keeps the problems, to tell them all at once."""

    problems: list[str] = field(default_factory=list)

    def read_number(
        self,
        holder: Mapping[str, Any],
        path: str,
        name: str,
        *,
        low: float | None = None,
        high: float | None = None,
    ) -> float | None:
        """Return a number, or `None` when it is absent or `null`."""
        value = holder.get(name)
        if value is None:
            return None
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not is_number or value != value:  # noqa: PLR0124 - not a number
            self.add(path, name, _("attend un nombre, sans unité ni espace."))
        elif abs(value) > LARGEST:
            self.add(path, name, _("est trop grand pour être un montant ou une quantité."))
        elif low is not None and value < low:
            self.add(path, name, _("ne peut pas être inférieur à {low}.").format(low=low))
        elif high is not None and value > high:
            self.add(path, name, _("ne peut pas dépasser {high}.").format(high=high))
        else:
            return float(value)
        return None

    def read_text(self, holder: Mapping[str, Any], path: str, name: str) -> str:
        """Return a text that must be there."""
        value = holder.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.add(path, name, _("manque : écrivez un texte."))
        return ""

    def read_choice(
        self, holder: Mapping[str, Any], path: str, name: str, choices: type[_Choice]
    ) -> _Choice | None:
        """Return one of the values of an enumeration, or `None` when it is absent."""
        value = holder.get(name)
        if value is None:
            return None
        if isinstance(value, str) and value in set(choices):
            return choices(value)
        words = ", ".join(choices)
        self.add(path, name, _("vaut l’un de ces mots : {words}.").format(words=words))
        return None

    def read_list(
        self, holder: Mapping[str, Any], path: str, name: str
    ) -> list[tuple[str, Mapping[str, Any]]]:
        """Return the objects of a list with the path of each."""
        value = holder.get(name)
        if value is None:
            return []
        if not isinstance(value, Sequence) or isinstance(value, str):
            self.add(path, name, _("attend une liste, entre crochets."))
            return []
        rows = []
        for place, row in enumerate(value):
            where = f"{path}.{name}[{place}]" if path else f"{name}[{place}]"
            if isinstance(row, Mapping):
                rows.append((where, row))
            else:
                self.add("", where, _("attend un objet, entre accolades."))
        return rows

    def check_names(self, holder: Mapping[str, Any], path: str, known: Collection[str]) -> None:
        """Refuse the fields that nobody reads: a misspelt amount would be lost in silence."""
        for name in holder:
            if name not in known:
                words = ", ".join(sorted(known))
                self.add(
                    path, name, _("n’existe pas ; les champs sont : {words}.").format(words=words)
                )

    def add(self, path: str, name: str, sentence: str) -> None:
        """Keep a problem, named by its field."""
        where = f"{path}.{name}" if path else name
        problem = _("Le champ « {field} » {sentence}").format(field=where, sentence=sentence)
        if problem not in self.problems:
            self.problems.append(problem)

    def refuse_problems(self) -> None:
        """Raise once, with every problem, when there is one."""
        if self.problems:
            raise InvalidInput(
                f"{len(self.problems)} problems in the model",
                user=_("Le modèle ne peut pas être lu : corrigez les champs indiqués."),
                details=self.problems,
            )
