"""What the words of a list mean: proposed with how sure it is, settled by the person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext

from maillon.domain.filiere import Filiere as Chain
from maillon.domain.territory import TerritoryKind
from maillon.domain.text import fold
from maillon.reference.territories import resolve_commune_code, search_territories
from maillon.studies.reading_lists import CLEAR, list_choices, list_fields
from maillon_web.directory.models import ValueChoice

__all__ = ["PLACE", "ValueLine", "ValuesForm"]

PLACE = "city"
# A closed set longer than this is not a list to choose in: the proposals are offered alone.
_MOST_CHOICES = 40
_COMMUNE_CODE_LENGTH = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class ValueLine:
    """One word: its fields in the form, and what is known of it."""

    value: Mapping[str, Any]
    target: forms.BoundField
    other: forms.BoundField | None
    settled: ValueChoice | None

    @property
    def is_clear(self) -> bool:
        """Whether the proposal is sure enough to be chosen beforehand."""
        return bool(self.value["target"]) and self.value["confidence"] >= CLEAR


class ValuesForm(forms.Form):
    """One page of words to settle."""

    def __init__(
        self,
        values: Sequence[Mapping[str, Any]],
        *,
        chain: Chain | None,
        settled: Mapping[tuple[str, str], ValueChoice],
        data: Any = None,  # noqa: ANN401 - Django's own signature
    ) -> None:
        super().__init__(data)
        self._values = values
        self._settled = settled
        known = {
            field: [(choice.target, choice.label) for choice in list_choices(field, chain)]
            for field in {value["field"] for value in values}
        }
        for number, value in enumerate(values):
            self.fields[f"target_{number}"] = self._make_field(value, known[value["field"]])
            if value["field"] == PLACE:
                self.fields[f"other_{number}"] = forms.CharField(
                    label=gettext("Autre commune pour « {value} »").format(value=value["value"]),
                    help_text=gettext("Son nom exact, ou son code Insee à cinq caractères."),
                    required=False,
                    max_length=80,
                )

    def _make_field(
        self, value: Mapping[str, Any], known: Sequence[tuple[str, str]]
    ) -> forms.ChoiceField:
        proposed = [(choice["target"], choice["label"]) for choice in value["choices"]]
        offered = proposed if len(known) > _MOST_CHOICES else [*proposed, *known]
        settled = self._settled.get((value["field"], value["value"]))
        initial = value["target"] if value["confidence"] >= CLEAR else ""
        if settled is not None:
            initial = settled.target
        if initial and initial not in dict(offered):
            offered = [(initial, _name_target(value["field"], initial)), *offered]
        return forms.ChoiceField(
            label=gettext("Sens de « {value} »").format(value=value["value"]),
            choices=[("", gettext("Rien de cela : laisser vide")), *dict(offered).items()],
            required=False,
            initial=initial or "",
        )

    def list_lines(self) -> list[ValueLine]:
        """Return each word with its fields."""
        return [
            ValueLine(
                value=value,
                target=self[f"target_{number}"],
                other=self[f"other_{number}"] if f"other_{number}" in self.fields else None,
                settled=self._settled.get((value["field"], value["value"])),
            )
            for number, value in enumerate(self._values)
        ]

    def list_groups(self) -> list[dict[str, Any]]:
        """Return the words field by field, with the name of each field."""
        labels = {field.key: field.label for field in list_fields()}
        groups: dict[str, list[ValueLine]] = {}
        for line in self.list_lines():
            groups.setdefault(line.value["field"], []).append(line)
        return [
            {"key": key, "label": labels.get(key, key), "lines": lines}
            for key, lines in groups.items()
        ]

    def clean(self) -> dict[str, Any]:
        """Find the communes that were written by hand."""
        cleaned = super().clean() or {}
        for number, _value in enumerate(self._values):
            written = cleaned.get(f"other_{number}")
            if written:
                self._take_commune(cleaned, number, written)
        return cleaned

    def _take_commune(self, cleaned: dict[str, Any], number: int, written: str) -> None:
        found = _find_communes(written)
        if len(found) == 1:
            cleaned[f"target_{number}"] = found[0]
            return
        sentence = (
            gettext("Plusieurs communes portent ce nom : écrivez le code Insee de la bonne.")
            if found
            else gettext("Aucune commune de ce nom ni de ce code : vérifiez l’orthographe.")
        )
        self.add_error(f"other_{number}", sentence)

    def choices(self) -> dict[tuple[str, str], str]:
        """Return what each word means."""
        return {
            (value["field"], value["value"]): self.cleaned_data[f"target_{number}"]
            for number, value in enumerate(self._values)
        }


def _find_communes(written: str) -> list[str]:
    """Return the codes of the communes of that name, or the present code of one."""
    if len(written) == _COMMUNE_CODE_LENGTH and written[-3:].isdigit():
        code = resolve_commune_code(written.upper())
        return [code] if code else []
    hits = search_territories(written, kinds=[TerritoryKind.COMMUNE], limit=20)
    return [hit.key.partition(":")[2] for hit in hits if fold(hit.name) == fold(written)]


def _name_target(field: str, target: str) -> str:
    if field != PLACE:
        return target
    from maillon.studies.actor_documents import find_commune_names

    return find_commune_names({target})[target]
