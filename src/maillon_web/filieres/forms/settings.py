"""What a lead changes of a filière."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillon_web.accounts.models import Organisation, User
from maillon_web.filieres.models import Filiere
from maillon_web.history.conflicts import VersionedForm

__all__ = ["SettingsForm", "TransferForm"]


class SettingsForm(VersionedForm):
    """Name, description, visibility."""

    class Meta:
        model = Filiere
        fields = ("name", "description", "visibility")
        widgets: ClassVar = {
            "description": forms.Textarea(attrs={"rows": 4}),
            "visibility": forms.RadioSelect,
        }
        help_texts: ClassVar = {
            "description": _("Deux phrases suffisent : pourquoi cette filière, avec qui."),
        }


class TransferForm(forms.Form):
    """To whom a filière is entrusted: one's own organisations, and its partners."""

    organisation = forms.ModelChoiceField(
        label=_("Nouvelle organisation porteuse"), queryset=Organisation.objects.none()
    )

    def __init__(self, *args: Any, filiere: Filiere, author: User, **kwargs: Any) -> None:  # noqa: ANN401 - as Django's
        super().__init__(*args, **kwargs)
        near = Q(members=author) | Q(partnerships__filiere=filiere)
        offered = Organisation.objects.filter(near).exclude(pk=filiere.organisation_id).distinct()
        self.fields["organisation"].queryset = offered  # type: ignore[attr-defined]  # a ModelChoiceField
