"""What a person decided about the words of a list whose meaning is one of a closed set."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from maillon.domain.text import fold

__all__ = ["NO_CHOICES", "RECONCILED_FIELDS", "ValueChoices", "name_place"]

# Fields whose words have a closed set of meanings, in the order in which a person settles them.
RECONCILED_FIELDS = (
    "declared_stages",
    "kind",
    "declared_ess",
    "legal_form",
    "employees_label",
    "employee_count",
    "city",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ValueChoices:
    """
    The decisions of a person about the values of a list.

    Attributes
    ----------
    chosen
        Meaning by field and value as written; empty means "nothing of the kind".
    stages
        Key of the stage by folded name, when only those may be declared; `None` takes any.
    """

    chosen: Mapping[tuple[str, str], str] = field(default_factory=dict)
    stages: Mapping[str, str] | None = None

    def find(self, name: str, value: str) -> str | None:
        """Return what the person chose for a value, `None` when nothing was."""
        return self.chosen.get((name, value)) if value else None

    def pick(self, name: str, value: str) -> str:
        """Return what the person chose for a value, or the value itself."""
        chosen = self.find(name, value)
        return value if chosen is None else chosen

    def find_stage(self, part: str) -> str | None:
        """Return the key of a stage, empty when the person refused it, `None` when unknown."""
        chosen = self.find("declared_stages", part)
        if chosen is not None or self.stages is None:
            return chosen
        return self.stages.get(fold(part))


NO_CHOICES = ValueChoices()


def name_place(*, city: str, post_code: str, departement: str) -> str:
    """Return the words under which a person settles a place: the town and what is around it."""
    around = post_code or departement
    return f"{city} ({around})" if city and around else city
