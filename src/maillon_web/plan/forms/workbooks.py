"""The workbook that a person brings."""

from django import forms
from django.utils.translation import gettext_lazy as _

__all__ = ["WorkbookForm"]


class WorkbookForm(forms.Form):
    """The file, and what to do with what has no place in the plan."""

    file = forms.FileField(
        label=_("Votre classeur"),
        help_text=_(
            "Un fichier Excel (.xlsx) : l’export de ce plan, le modèle, ou votre propre tableau "
            "avec une ligne par action et une colonne « Action »."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )
    keeps_unknown = forms.BooleanField(
        label=_("Garder dans la description ce qui n’a pas de colonne dans le plan"),
        required=False,
        initial=True,
    )
