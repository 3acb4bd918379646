"""Forms of a charter, of its versions and of a contract."""

import re
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillon_web.agreements.models import Charter, CharterVersion, Contract, ContractState
from maillon_web.filieres.forms.records import DayInput, RecordForm

__all__ = ["AdoptForm", "CharterForm", "ContractForm", "VersionForm"]

_HEADING = re.compile(r"^\s*#+\s*(?P<title>.*?)\s*$")
_MOST_SECTIONS = 60


class CharterForm(RecordForm):
    """A charter: its name and what it is for; its text is in its versions."""

    class Meta:
        model = Charter
        fields = ("title", "purpose", "visibility")
        widgets: ClassVar = {"purpose": forms.Textarea(attrs={"rows": 3})}


class VersionForm(RecordForm):
    """The wording of a version, in one field: a line that begins with # opens a section."""

    APART: ClassVar[tuple[str, ...]] = ()

    text = forms.CharField(
        label=gettext_lazy("Texte de la charte"),
        widget=forms.Textarea(attrs={"rows": 18}),
        max_length=60_000,
        help_text=gettext_lazy(
            "Une ligne qui commence par # est un titre, par exemple « # Nos valeurs ». "
            "Le texte qui suit est sa section."
        ),
    )

    class Meta:
        model = CharterVersion
        fields = ()

    def add_fields(self) -> None:
        """Show the stored sections as one text."""
        sections = getattr(self.stored, "sections", [])
        self.initial["text"] = "\n\n".join(
            f"# {section['title']}\n{section['text']}".strip() for section in sections
        )

    def clean_text(self) -> str:
        """Check that the text holds at least one section, and not too many."""
        text = str(self.cleaned_data["text"])
        sections = _split(text)
        if not sections:
            raise forms.ValidationError(
                _("Donnez au moins un titre : une ligne qui commence par #.")
            )
        if len(sections) > _MOST_SECTIONS:
            raise forms.ValidationError(
                _("Une charte a {most} sections au plus : regroupez-en.").format(
                    most=_MOST_SECTIONS
                )
            )
        return text

    def list_sections(self) -> list[dict[str, str]]:
        """Return the sections of the text; call once valid."""
        return _split(self.cleaned_data["text"])


def _split(text: str) -> list[dict[str, str]]:
    sections: list[dict[str, str]] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        heading = _HEADING.match(line)
        if heading and not heading["title"]:
            continue
        if heading:
            sections.append({"title": heading["title"][:200], "text": ""})
        elif sections:
            sections[-1]["text"] += f"{line}\n"
        elif line.strip():
            sections.append({"title": _("Préambule"), "text": f"{line}\n"})
    return [{"title": part["title"], "text": part["text"].strip()} for part in sections]


class AdoptForm(forms.Form):
    """The day a version is adopted."""

    adopted_on = forms.DateField(label=gettext_lazy("Adoptée le"), widget=DayInput())


class ContractForm(RecordForm):
    """A contract."""

    class Meta:
        model = Contract
        fields = (
            "title",
            "kind",
            "purpose",
            "state",
            "signed_on",
            "starts_on",
            "ends_on",
            "decide_by",
            "visibility",
        )
        widgets: ClassVar = {
            "purpose": forms.Textarea(attrs={"rows": 4}),
            "signed_on": DayInput(),
            "starts_on": DayInput(),
            "ends_on": DayInput(),
            "decide_by": DayInput(),
        }

    def clean(self) -> dict[str, Any]:
        """Check that the dates follow each other and that what is signed says when."""
        given = super().clean() or self.cleaned_data
        starts, ends = given.get("starts_on"), given.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("La fin vient avant le début : corrigez l’une des deux."))
        if given.get("state") == ContractState.SIGNED and not given.get("signed_on"):
            self.add_error("signed_on", _("Un contrat signé a une date de signature."))
        return given
