"""The word of who reviews a sheet."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon_web.library.models import SheetVisibility
from maillon_web.library.rights import Power

__all__ = ["DECISIONS", "ReviewForm"]

DECISIONS = ("publish", "return", "refuse")


class ReviewForm(forms.Form):
    """What becomes of a proposed sheet."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Votre décision"),
        widget=forms.RadioSelect,
        choices=(
            ("publish", gettext_lazy("Publier")),
            ("return", gettext_lazy("Demander un complément")),
            ("refuse", gettext_lazy("Ne pas publier")),
        ),
    )
    visibility = forms.ChoiceField(
        label=gettext_lazy("Publier pour"), widget=forms.RadioSelect, required=False
    )
    note = forms.CharField(
        label=gettext_lazy("Mot pour la personne qui l’a écrite"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Obligatoire si vous ne publiez pas : dites ce qui manque."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: object, power: Power, asked: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments
        # Never wider than the author asked.
        narrow = asked == SheetVisibility.MEMBERS
        audiences = [one for one in power.audiences if not narrow or one.value == asked]
        field = self.fields["visibility"]
        field.choices = [(level.value, level.label) for level in audiences]  # type: ignore[attr-defined]  # a ChoiceField
        field.initial = audiences[0].value if audiences else ""

    def clean(self) -> dict[str, object]:
        """Ask for a word with a no, and for whom with a yes."""
        given = super().clean() or self.cleaned_data
        decision = given.get("decision")
        if decision in {"return", "refuse"} and not str(given.get("note", "")).strip():
            self.add_error("note", _("Dites en une phrase ce qui manque, ou pourquoi."))
        if decision == "publish" and not given.get("visibility"):
            self.add_error("visibility", _("Choisissez qui pourra la lire."))
        return given
