"""Fields that the forms of gisements share: shares in per cent, units, years."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "UNITS",
    "ShareField",
    "UnitField",
    "VariationField",
    "check_shares",
]

FIRST_YEAR, LAST_YEAR = 1990, 2100
UNITS = (
    ("t", _("tonnes (t)")),
    ("kg", _("kilogrammes (kg)")),
    ("m³", _("mètres cubes (m³)")),
    ("L", _("litres (L)")),
    ("pièces", _("pièces")),
    ("MWh", _("mégawattheures (MWh)")),
)
_PER_CENT = 100
_DIGITS = 8


class ShareField(forms.FloatField):
    """A share between 0 and 1, written and shown in per cent."""

    MOST: ClassVar[int] = _PER_CENT

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        given = kwargs | {"min_value": 0, "max_value": self.MOST, "required": False}
        super().__init__(**given)
        self.widget.attrs["step"] = "any"

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 - Django's own signature
        """Show a stored share in per cent; what the person wrote stays as written."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            shown = round(value * _PER_CENT, _DIGITS - 2)
            return int(shown) if shown == int(shown) else shown
        return value

    def clean(self, value: Any) -> float | None:  # noqa: ANN401 - Django's own signature
        """Return the share."""
        written = super().clean(value)
        return None if written is None else round(float(written) / _PER_CENT, _DIGITS)


class VariationField(ShareField):
    """A standard error as a part of the quantity: it may be larger than the quantity."""

    MOST: ClassVar[int] = 500


class UnitField(forms.ChoiceField):
    """A unit of quantity; one that was written before the list stays."""

    def __init__(self, *, kept: str = "") -> None:
        choices = [*UNITS]
        if kept and kept not in dict(UNITS):
            choices.append((kept, kept))  # type: ignore[arg-type]  # a word instead of a lazy one
        super().__init__(label=_("Unité"), choices=choices)


def check_shares(form: forms.BaseForm, given: Mapping[str, Any]) -> None:
    """Check that the recoverable share, which is a part of the mobilisable one, is not alone."""
    if given.get("recoverable_share") is None or given.get("mobilisable_share") is not None:
        return
    form.add_error(
        "mobilisable_share",
        gettext("La part valorisable se prend sur la part mobilisable : donnez d’abord celle-ci."),
    )
