"""The form of a file of aids or of funded projects."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillon.reference.sources import get_source_sheet
from maillon_web.filieres.forms.records import DayInput
from maillon_web.library.services.importing import SOURCES

__all__ = ["ImportForm"]


class ImportForm(forms.Form):
    """Which source, which file, of which date."""

    kind = forms.ChoiceField(label=_("Source"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("Fichier"),
        help_text=_("CSV, JSON ou XLSX, tel que son éditeur le publie."),
    )
    vintage = forms.DateField(
        label=_("Date des données"),
        required=False,
        widget=DayInput(),
        help_text=_("Elle paraît à côté de chaque aide et de chaque financement."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own arguments
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kind"]
        field.choices = [(key, get_source_sheet(key).label) for key in SOURCES]
