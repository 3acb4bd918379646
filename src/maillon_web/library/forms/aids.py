"""What a person says of itself to find an aid, or to test one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillon.domain.errors import MaillonError
from maillon.domain.territory import Territory
from maillon.studies.aids import list_audiences, list_instruments, list_project_steps
from maillon_web.filieres.territories import resolve
from maillon_web.library.selectors.aids import Wish

__all__ = ["AidFilterForm", "EligibilityForm"]

_LONGEST = 100


class _WhereForm(forms.Form):
    """Who asks, for what, where."""

    audience = forms.ChoiceField(label=_("Qui demande"), required=False)
    project_step = forms.ChoiceField(label=_("Où en est le projet"), required=False)
    territory = forms.CharField(
        label=_("Où"),
        required=False,
        max_length=_LONGEST,
        help_text=_("Commune, intercommunalité, département ou région."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own arguments
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["audience"].choices = _offer(list_audiences())
        fields["project_step"].choices = _offer(list_project_steps())
        self.found: Territory | None = None

    def clean_territory(self) -> str:
        """Find the territory."""
        text = str(self.cleaned_data["territory"]).strip()
        if text:
            try:
                self.found = resolve(text)
            except MaillonError as error:
                raise forms.ValidationError(error.for_user()) from error
        return text


class AidFilterForm(_WhereForm):
    """Which aids to keep."""

    instrument = forms.ChoiceField(label=_("Forme de l’aide"), required=False)
    hide_closed = forms.BooleanField(label=_("Cacher celles qui sont closes"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own arguments
        super().__init__(*args, **kwargs)
        field: Any = self.fields["instrument"]
        field.choices = _offer(list_instruments())
        self.fields["territory"].help_text = ""

    @property
    def is_used(self) -> bool:
        """Whether something is asked."""
        return self.is_bound and any(self.data.get(name) for name in self.fields)

    def read_wish(self) -> Wish:
        """Return what is asked; call once valid."""
        given = self.cleaned_data
        return Wish(
            territory=self.found,
            audience=given["audience"],
            project_step=given["project_step"],
            instrument=given["instrument"],
            hide_closed=given["hide_closed"],
        )


class EligibilityForm(_WhereForm):
    """The self-test of an aid: nothing that is said here is kept."""

    employees = forms.IntegerField(label=_("Nombre de salariés"), required=False, min_value=0)
    naf_code = forms.CharField(
        label=_("Code d’activité (NAF)"), required=False, max_length=6, help_text=_("Comme 38.11Z.")
    )
    is_micro = forms.NullBooleanField(
        label=_("Micro-entreprise"),
        required=False,
        widget=forms.Select(
            choices=[("unknown", _("Je ne sais pas")), ("true", _("Oui")), ("false", _("Non"))]
        ),
    )


def _offer(words: Any) -> list[tuple[str, Any]]:  # noqa: ANN401 - words of the vocabulary
    return [("", _("Non précisé")), *((word.key, word.label) for word in words)]
