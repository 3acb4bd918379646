"""The form of a file of flows."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon.studies.flowing.entry import find_symbol, list_symbols
from maillon_web.flows.selectors.quality import list_choices

__all__ = ["ImportForm"]


class ImportForm(forms.Form):
    """A file or rows pasted, and what to say of the rows that do not say it."""

    file = forms.FileField(
        label=gettext_lazy("Votre fichier"),
        required=False,
        help_text=gettext_lazy(
            "Le modèle rempli, l’export de ces flux, ou un fichier d’OpenSankey (.xlsx ou .json)."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.json"}),
    )
    pasted = forms.CharField(
        label=gettext_lazy("ou des lignes copiées d’un tableur"),
        required=False,
        help_text=gettext_lazy("Avec leurs titres : De, Vers, Matière, Unité, Année, Valeur…"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    origin = forms.ChoiceField(
        label=gettext_lazy("D’où viennent les chiffres sans incertitude ?"), required=False
    )
    matter = forms.CharField(
        label=gettext_lazy("Matière des lignes qui n’en disent pas"), required=False, max_length=120
    )
    unit = forms.CharField(
        label=gettext_lazy("Unité des lignes qui n’en disent pas"), required=False, max_length=20
    )
    year = forms.IntegerField(
        label=gettext_lazy("Année des lignes qui n’en disent pas"),
        required=False,
        min_value=1900,
        max_value=2100,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        super().__init__(*args, **kwargs)
        field: Any = self.fields["origin"]
        field.choices = list_choices("origin")

    def clean_unit(self) -> str:
        """Check that the unit is known."""
        given = str(self.cleaned_data["unit"])
        if given and not find_symbol(given):
            raise forms.ValidationError(
                _("L’unité « {unit} » est inconnue. Unités connues : {known}.").format(
                    unit=given, known=", ".join(list_symbols())
                )
            )
        return given

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        given = super().clean() or self.cleaned_data
        if not given.get("file") and not given.get("pasted") and "file" not in self.errors:
            self.add_error("file", _("Choisissez un fichier, ou collez des lignes."))
        return given
