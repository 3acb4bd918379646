"""Numbers as people write them: a comma or a point, spaces between thousands."""

import math
import re
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

__all__ = ["QuantityField", "ask_quantities"]

_SPACES = re.compile(r"[\s\u00a0\u202f]")


class QuantityField(forms.FloatField):
    """A number that is not negative, unless `may_be_negative`."""

    def __init__(self, *, may_be_negative: bool = False, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)
        self.may_be_negative = may_be_negative

    def to_python(self, value: Any) -> Any:  # noqa: ANN401 - Django's own signature
        """Read a number with a comma or a point."""
        if isinstance(value, str):
            value = _SPACES.sub("", value).replace(",", ".")
        return super().to_python(value)

    def validate(self, value: Any) -> None:  # noqa: ANN401 - Django's own signature
        """Refuse what is not finite, and what goes below zero."""
        super().validate(value)
        if value is not None and not math.isfinite(value):
            raise forms.ValidationError(_("Ce n’est pas un nombre fini."))
        if value is not None and value < 0 and not self.may_be_negative:
            raise forms.ValidationError(
                _("Un flux ne peut pas être négatif : échangez le départ et l’arrivée.")
            )

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 - Django's own signature
        """Show a number as the reader writes it."""
        if not isinstance(value, int | float):
            return value
        text = f"{value:.15g}"
        return text.replace(".", ",") if get_language() == "fr" else text


def ask_quantities(form: forms.BaseForm, *names: str, may_be_negative: bool = False) -> None:
    """Make fields of a form read numbers as people write them."""
    for name in names:
        field = form.fields.get(name)
        if field is not None:
            form.fields[name] = QuantityField(
                label=field.label,
                required=field.required,
                help_text=field.help_text,
                may_be_negative=may_be_negative,
            )
