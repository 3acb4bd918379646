"""Forms of the exchange."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from maillon.domain.errors import MaillonError
from maillon.studies.diagnosing import find_territory
from maillon_web.accounts.models import Organisation, User

__all__ = ["CopyForm", "OpenForm"]


class OpenForm(forms.Form):
    """Which file to open, for which organisation."""

    file = forms.FileField(
        label=_("Fichier de la filière"),
        help_text=_("Le fichier .maillon qu’un autre Maillon a exporté."),
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation qui la portera ici")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = user.organisations.all()  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean_file(self) -> "UploadedFile[Any]":
        """Refuse at once what cannot be an export."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > settings.MOST_UPLOAD_BYTES:
            raise forms.ValidationError(
                _("Ce fichier dépasse %(most)s : demandez un export plus léger."),
                params={"most": filesizeformat(settings.MOST_UPLOAD_BYTES)},
            )
        head = file.read(4)
        file.seek(0)
        if head != b"PK\x03\x04":
            raise forms.ValidationError(
                _("« %(name)s » n’est pas une filière exportée de Maillon."),
                params={"name": PurePath(file.name or "").name},
            )
        return file


class CopyForm(forms.Form):
    """What the copy is called, and where it will be."""

    name = forms.CharField(label=_("Nom de la nouvelle filière"), max_length=200)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation qui la portera")
    )
    territory = forms.CharField(
        label=_("Territoire"),
        max_length=120,
        help_text=_("Nom ou code : « Langres », « epci:200046977 », « 59 »."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = user.organisations.all()  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean_territory(self) -> tuple[str, str]:
        """Return the key and the name of the territory meant."""
        try:
            found = find_territory(self.cleaned_data["territory"])
        except MaillonError as error:
            raise forms.ValidationError([error.for_user(), *error.details]) from error
        return found.key, found.name
