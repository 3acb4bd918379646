"""What a person decides of two records that may be one."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillon_web.directory.models import Actor, DuplicatePair
from maillon_web.directory.selectors.merge_fields import (
    FieldPair,
    bear_two_numbers,
    compare,
    suggest_kept,
)

__all__ = ["MergeForm"]

FIRST, SECOND, NEW = "first", "second", "new"


class MergeForm(forms.Form):
    """Which record stays, and what it says where the two do not agree."""

    kept = forms.ChoiceField(
        label=_("La fiche qui reste"),
        widget=forms.RadioSelect,
        help_text=_(
            "L’autre sort des listes ; ce qui s’y rattache passe sur celle-ci. L’historique permet "
            "d’annuler la fusion."
        ),
    )

    def __init__(self, pair: DuplicatePair, data: Any = None) -> None:  # noqa: ANN401 - Django's own signature
        self.pair = pair
        suggested = FIRST if suggest_kept(pair.first, pair.second) == pair.first else SECOND
        self.has_two_numbers = bear_two_numbers(pair.first, pair.second)
        super().__init__(data, initial={"kept": NEW if self.has_two_numbers else suggested})
        self.fields["kept"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (FIRST, pair.first.name),
            (SECOND, pair.second.name),
            (NEW, gettext("Une nouvelle fiche, qui réunit les deux")),
        ]
        self.pairs: Sequence[FieldPair] = compare(pair.first, pair.second)
        for line in self.pairs:
            if line.is_choice:
                self.fields[f"field_{line.field.key}"] = forms.ChoiceField(
                    label=str(line.field.label),
                    choices=[(FIRST, line.first), (SECOND, line.second)],
                    widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
                    required=False,
                    initial=suggested,
                )

    def list_lines(self) -> list[dict[str, Any]]:
        """Return each line of the comparison, with its field where there is a choice."""
        return [
            {
                "pair": line,
                "field": self[f"field_{line.field.key}"] if line.is_choice else None,
            }
            for line in self.pairs
        ]

    @property
    def is_new_parent(self) -> bool:
        """Whether a third record gathers both."""
        return bool(self.cleaned_data["kept"] == NEW)

    def chosen_records(self) -> tuple[Actor, Actor]:
        """Return the record that stays, then the other."""
        if self.cleaned_data["kept"] == SECOND:
            return self.pair.second, self.pair.first
        return self.pair.first, self.pair.second

    def taken(self) -> set[str]:
        """Return the keys of the lines for which the record that goes wins."""
        gone = FIRST if self.cleaned_data["kept"] == SECOND else SECOND
        return {
            line.field.key
            for line in self.pairs
            if line.is_choice and self.cleaned_data.get(f"field_{line.field.key}") == gone
        }
