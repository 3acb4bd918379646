"""Forms of ratios: bring a table, estimate by one of its ratios."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy

from maillon.domain.gisements import Ratio
from maillon_web.filieres.forms.records import RecordForm
from maillon_web.gisements.forms.fields import ShareField, check_shares
from maillon_web.gisements.models import RatioTable
from maillon_web.gisements.words import COUNTED

__all__ = ["EstimateForm", "RatioTableForm"]


class RatioTableForm(RecordForm):
    """A table and its file."""

    APART: ClassVar[tuple[str, ...]] = ("file",)

    file = forms.FileField(
        label=gettext_lazy("Votre table"),
        help_text=gettext_lazy(
            "Un classeur .xlsx ou un CSV aux colonnes du modèle. Une ligne sans source ou sans "
            "année est refusée, avec sa cellule."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    class Meta:
        model = RatioTable
        fields = ("title", "note", "visibility")

    def add_fields(self) -> None:
        """Put the file after the title."""
        super().add_fields()
        self.order_fields(("title", "file"))


class EstimateForm(forms.Form):
    """By how much a ratio is multiplied, and what part of the result can be had."""

    count = forms.FloatField(min_value=0)
    mobilisable_share = ShareField(label=gettext_lazy("Part mobilisable (%)"))
    mobilisable_error = ShareField(label=gettext_lazy("Part mobilisable, à plus ou moins (points)"))
    recoverable_share = ShareField(
        label=gettext_lazy("Part valorisable de ce qui est mobilisé (%)")
    )
    recoverable_error = ShareField(label=gettext_lazy("Part valorisable, à plus ou moins (points)"))

    SHARES: ClassVar = (
        "mobilisable_share",
        "mobilisable_error",
        "recoverable_share",
        "recoverable_error",
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own signature
        ratio: Ratio,
        needs_count: bool = True,
        **kwargs: Any,  # noqa: ANN401 - Django's own signature
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["count"]
        field.label = str(COUNTED[ratio.activity])
        field.required = needs_count
        field.widget.attrs["step"] = "any"

    def clean(self) -> dict[str, Any]:
        """Check that the second share, which is a part of the first, does not come alone."""
        given = super().clean() or self.cleaned_data
        check_shares(self, given)
        return given
