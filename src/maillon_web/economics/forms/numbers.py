"""Numbers as people write them: a comma, spaces between thousands, per cent."""

import math
import re
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

__all__ = ["NumberField", "PercentField", "show_number"]

_SPACES = re.compile(r"[\s\u00a0\u202f]")
_UNITS = re.compile(r"[€%]+$")
_LARGEST = 1e12
_DIGITS = 15


def show_number(value: float) -> str:
    """Return a number as a person would write it in a field, with nothing lost."""
    text = f"{value:.{_DIGITS}g}"
    if "e" in text:
        text = f"{value:f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if (get_language() or "fr").startswith("fr") else text


class NumberField(forms.FloatField):
    """A number, with a comma or a point."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        kwargs.setdefault("required", False)
        kwargs.setdefault("min_value", 0)
        kwargs.setdefault("max_value", _LARGEST)
        super().__init__(**kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Leave out the attributes of a numeric control: the comma is welcome here."""
        return {}

    def to_python(self, value: Any) -> Any:  # noqa: ANN401 - Django's own signature
        """Read the number."""
        if isinstance(value, str):
            text = _UNITS.sub("", _SPACES.sub("", value))
            value = text.replace("\N{MINUS SIGN}", "-").replace(",", ".")
            if value and not self._is_number(value):
                raise forms.ValidationError(_("Écrivez un nombre, par exemple 1 250,50."))
        return super().to_python(value)

    @staticmethod
    def _is_number(text: str) -> bool:
        try:
            return math.isfinite(float(text)) and "_" not in text
        except ValueError:
            return False

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 - Django's own signature
        """Write the number in the language of the page."""
        return show_number(value) if isinstance(value, int | float) else value


class PercentField(NumberField):
    """A share between 0 and 1, asked for as a percentage."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        kwargs.setdefault("max_value", 100)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:  # noqa: ANN401 - Django's own signature
        """Return the share."""
        read = super().clean(value)
        return None if read is None else round(read / 100, 12)

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 - Django's own signature
        """Write the percentage."""
        if isinstance(value, int | float):
            return show_number(round(value * 100, 10))
        return value
