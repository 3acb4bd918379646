"""What matters in the ranking: one weight for each criterion."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

__all__ = ["HEAVIEST", "WeightsForm"]

HEAVIEST = 3.0
_STEP = 0.5


class WeightsForm(forms.Form):
    """The weights, each between nothing and three times the usual one."""

    def __init__(self, data: QueryDict, *, criteria: Sequence[Mapping[str, Any]]) -> None:
        """Offer one cursor for each criterion; what the address leaves out is as usual."""
        usual = {criterion["key"]: criterion["weight"] for criterion in criteria}
        given = {key: data.get(key, value) for key, value in usual.items()}
        super().__init__(given, auto_id="poids-%s")
        for criterion in criteria:
            self.fields[criterion["key"]] = forms.FloatField(
                label=criterion["label"],
                help_text=criterion["meaning"],
                min_value=0,
                max_value=HEAVIEST,
                widget=forms.NumberInput(
                    attrs={"type": "range", "class": "form-range", "step": _STEP}
                ),
            )

    @property
    def weights(self) -> dict[str, float]:
        """The weights that can be read; the usual ones take the place of the others."""
        return dict(self.cleaned_data) if self.is_valid() else {}
