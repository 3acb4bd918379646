"""What a person says of a template of its organisation."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillon.domain.errors import InvalidInput
from maillon.reference.papers import list_paper_templates
from maillon.reports.papers import MOST_BYTES
from maillon_web.documents.models import OwnTemplate
from maillon_web.documents.services.own_templates import check_content

__all__ = ["EditTemplateForm", "TemplateForm"]

_MEGABYTE = 1_000_000


class EditTemplateForm(forms.Form):
    """Its name and the document that it serves."""

    name = forms.CharField(
        label=_("Nom du modèle"),
        max_length=120,
        help_text=_("Par exemple « Papier à en-tête 2026 »."),
    )
    paper_key = forms.ChoiceField(label=_("Pour quel document"), required=False)

    def __init__(self, *args: Any, kept: OwnTemplate | None = None, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        if kept is not None:
            kwargs.setdefault("initial", {"name": kept.name, "paper_key": kept.paper_key})
        super().__init__(*args, **kwargs)
        self.fields["paper_key"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", gettext("Tous")),
            *((template.key, template.title) for template in list_paper_templates()),
        ]


class TemplateForm(EditTemplateForm):
    """The same, with the file."""

    file = forms.FileField(
        label=_("Votre fichier"),
        help_text=_(
            "Un fichier Word (.docx) ou une présentation (.pptx), sans macro, de {most} Mo au plus."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.pptx"}),
    )
    field_order = ("file", "name", "paper_key")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = str(self.fields["file"].help_text).format(
            most=MOST_BYTES // _MEGABYTE
        )

    def clean_file(self) -> bytes:
        """Return the content, once it is sure that it can be used; each problem is one sentence."""
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        # One byte too many is enough for the check to refuse it.
        content = bytes(upload.read(MOST_BYTES + 1))
        try:
            check_content(content)
        except InvalidInput as error:
            raise forms.ValidationError([error.for_user(), *error.details]) from error
        return content
