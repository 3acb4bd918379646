"""A table of exchanges between sectors that somebody brings."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon_web.economics.forms.numbers import NumberField
from maillon_web.economics.models import InputOutputTable
from maillon_web.filieres.forms.records import RecordForm

__all__ = ["TableForm", "UploadForm"]

_NEEDS_DELTA = ("flq", "aflq")
_METHODS = [
    ("flq", gettext_lazy("FLQ : poids du secteur et taille de la région")),
    ("aflq", gettext_lazy("AFLQ : FLQ, et spécialisation de l’acheteur")),
    ("cilq", gettext_lazy("CILQ : vendeur rapporté à l’acheteur")),
    ("slq", gettext_lazy("SLQ : poids du secteur seul")),
]


class TableForm(RecordForm):
    """What is done of a table."""

    method = forms.ChoiceField(label=gettext_lazy("Méthode de régionalisation"), choices=_METHODS)
    delta = NumberField(
        label=gettext_lazy("Paramètre delta"),
        max_value=1,
        help_text=gettext_lazy(
            "Entre 0 et 1, pour FLQ et AFLQ. Aucune valeur n’est proposée : justifiez la vôtre "
            "dans la source."
        ),
    )

    class Meta:
        model = InputOutputTable
        fields: ClassVar[tuple[str, ...]] = ("title", "method", "delta", "reference", "visibility")
        help_texts: ClassVar = {
            "reference": gettext_lazy("D’où viennent le tableau, les emplois et delta.")
        }

    def clean(self) -> dict[str, Any]:
        """Ask for what the method needs."""
        given = super().clean() or self.cleaned_data
        if given.get("method") in _NEEDS_DELTA and given.get("delta") is None:
            self.add_error("delta", _("Cette méthode demande delta."))
        return given


class UploadForm(TableForm):
    """The same, and the workbook."""

    APART: ClassVar = ("file",)

    file = forms.FileField(
        label=gettext_lazy("Le tableau (.xlsx)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        help_text=gettext_lazy(
            "Un secteur par ligne, les mêmes en colonnes : ce que la ligne vend à la colonne."
        ),
    )
