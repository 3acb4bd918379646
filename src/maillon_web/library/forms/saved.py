"""The form of a search that a person keeps."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from maillon_web.library.models import SavedSearch

__all__ = ["SavedSearchForm"]


class SavedSearchForm(forms.ModelForm[Any]):
    """Its name, and how often it writes."""

    class Meta:
        model = SavedSearch
        fields = ("name", "rhythm")
        widgets: ClassVar = {"rhythm": forms.RadioSelect}
        help_texts: ClassVar = {
            "rhythm": _("Un seul message par jour au plus, et jamais s’il n’y a rien de nouveau."),
        }
