"""What a person says of the document to prepare."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django import forms
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from maillon.reference.papers import PaperTemplate
from maillon_web.documents.models import OwnTemplate
from maillon_web.documents.selectors.own_templates import list_suitable
from maillon_web.documents.selectors.readership import Readers, list_readers
from maillon_web.documents.selectors.subjects import (
    Subject,
    SubjectKind,
    find_kind,
    get_subject,
    list_subjects,
)
from maillon_web.documents.services.drafting import Wish
from maillon_web.filieres.selectors import Opened

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

__all__ = ["PrepareForm", "read_wish"]

NONE = "aucun"
_LABELS: Mapping[SubjectKind, "_StrPromise"] = {
    SubjectKind.CONTRACT: _("Contrat"),
    SubjectKind.CHARTER: _("Charte"),
    SubjectKind.MEETING: _("Rencontre"),
}


class PrepareForm(forms.Form):
    """About which record, for whom, with which template: each has a sensible first answer."""

    sujet = forms.ChoiceField(required=False)
    lecteurs = forms.ChoiceField(
        label=_("Qui le lira"),
        required=False,
        help_text=_("Le document ne contient que ce que ces personnes peuvent voir."),
    )
    modele = forms.ChoiceField(label=_("Modèle"), required=False)
    sans_marque = forms.BooleanField(
        label=_("Ne pas écrire « document interne » : je l’ai relu, il peut sortir"),
        required=False,
    )

    def __init__(self, data: Mapping[str, str], *, opened: Opened, template: PaperTemplate) -> None:
        self.opened, self.template = opened, template
        self.kind = find_kind(template)
        self.subjects: Sequence[Subject] = list_subjects(opened, self.kind) if self.kind else []
        self.own_templates = list_suitable(opened, template)
        super().__init__({**self._answer_first(), **{key: data[key] for key in data}})
        self._offer()

    def _answer_first(self) -> dict[str, str]:
        latest = str(self.subjects[0].record.pk) if self.subjects else NONE
        return {"sujet": latest, "lecteurs": Readers.MEMBERS.value, "modele": NONE}

    def _offer(self) -> None:
        if self.kind is None:
            del self.fields["sujet"]
        else:
            offered = [(str(entry.record.pk), entry.label) for entry in self.subjects]
            blank = (NONE, _("Aucun : un document à remplir entièrement"))
            self.fields["sujet"] = forms.ChoiceField(
                label=_LABELS[self.kind], choices=[*offered, blank], required=False
            )
        readers = list_readers(self.opened)
        self.fields["lecteurs"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (entry.value, entry.label) for entry in readers
        ]
        self.fields["modele"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (NONE, _("Celui de Maillon")),
            *((str(own.pk), f"{own} ({own.file_format.upper()})") for own in self.own_templates),
        ]

    def drop_idle(self, *, is_marked: bool) -> None:
        """Leave out, once read, the questions that have one answer only."""
        idle = {
            "lecteurs": len(list_readers(self.opened)) == 1,
            "modele": not self.own_templates,
            "sans_marque": not is_marked,
        }
        for name in (name for name, is_idle in idle.items() if is_idle):
            del self.fields[name]

    def make_wish(self) -> Wish:
        """
        Return what is asked for.

        Raises
        ------
        Http404
            If the address names something that is not offered to this reader.
        """
        if not self.is_valid():
            raise Http404
        given = self.cleaned_data
        return Wish(
            template=self.template,
            readers=Readers(given.get("lecteurs") or Readers.MEMBERS),
            subject=self._find_subject(given.get("sujet") or NONE),
            own=self._find_own(given.get("modele") or NONE),
            is_bare=bool(given.get("sans_marque")),
        )

    def _find_subject(self, chosen: str) -> Subject | None:
        if self.kind is None or chosen == NONE:
            return None
        return get_subject(self.opened, self.kind, int(chosen))

    def _find_own(self, chosen: str) -> OwnTemplate | None:
        return next((own for own in self.own_templates if str(own.pk) == chosen), None)


def read_wish(opened: Opened, template: PaperTemplate, query: Mapping[str, str]) -> Wish:
    """Return what an address asks for, as `PrepareForm.make_wish`."""
    return PrepareForm(query, opened=opened, template=template).make_wish()
