"""Forms that tie an action: to what it waits for, to another filière."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillon_web.accounts.models import User
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import list_records
from maillon_web.plan.models import Action, ActionStatus
from maillon_web.plan.selectors.sharing import list_targets

__all__ = ["DependencyForm", "ProgressForm", "ShareForm"]


class DependencyForm(forms.Form):
    """Which action must be done first."""

    before = forms.ModelChoiceField(
        Action.objects.none(),
        label=_("Elle attend que soit réalisée"),
        empty_label=_("Choisissez une action"),
    )

    def __init__(self, *args: Any, opened: Opened, action: Action, **kwargs: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(*args, **kwargs)
        found = list_records(opened, Action).exclude(pk=action.pk)
        field: Any = self.fields["before"]
        field.queryset = found.exclude(unlocks__after=action).order_by("title", "pk")


class _FiliereChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # of filières
    def label_from_instance(self, obj: Any) -> str:  # noqa: ANN401 - Django's own signature
        """Two filières may bear one name on two territories."""
        return f"{obj.name} – {obj.territory_name}"


class ShareForm(forms.Form):
    """With which filière an action is shared."""

    filiere = _FiliereChoice(
        Filiere.objects.none(),
        label=_("Filière"),
        empty_label=_("Choisissez une filière"),
        help_text=_(
            "Les filières que vous pouvez lire. Elle verra l’action après l’avoir acceptée."
        ),
    )
    may_report = forms.BooleanField(
        label=_("Ses membres qui contribuent peuvent écrire l’avancement"), required=False
    )

    def __init__(self, *args: Any, action: Action, reader: User, **kwargs: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(*args, **kwargs)
        field: Any = self.fields["filiere"]
        field.queryset = list_targets(action, reader)


class ProgressForm(forms.Form):
    """The progress of an action that another filière shares."""

    status = forms.ChoiceField(label=_("État"), choices=ActionStatus.choices)
    next_step = forms.CharField(label=_("Prochaine étape"), max_length=300, required=False)
    outcome = forms.CharField(
        label=_("Ce qu’il en est résulté"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
