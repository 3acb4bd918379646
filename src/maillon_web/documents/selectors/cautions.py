"""What to know before a document leaves: how fresh, how sure, how official it is."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from maillon.domain.papers import Note, NoteKind, Paper
from maillon.reference.papers import PaperTemplate
from maillon_web.agreements.models import Charter, VersionState
from maillon_web.agreements.selectors.texts import find_current_version
from maillon_web.diagnosis.selectors import is_outdated
from maillon_web.documents.selectors.coverage import list_used_fields
from maillon_web.documents.selectors.facts_diagnosis import find_french_text
from maillon_web.documents.selectors.subjects import Subject
from maillon_web.filieres.selectors import Opened
from maillon_web.gatherings.models import Meeting, MeetingState
from maillon_web.plan.selectors.money import list_money_warnings
from maillon_web.ui.formatting import format_day

__all__ = ["Caution", "list_cautions"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Caution:
    """A sentence, and the page where one can do something about it."""

    text: str
    url: str = ""
    label: str = ""


def list_cautions(
    opened: Opened, template: PaperTemplate, subject: Subject | None, paper: Paper | None
) -> list[Caution]:
    """Return what to know before using a document; `paper` is `None` when the text is not ours."""
    words = {path.partition(".")[0] for path in list_used_fields(template)}
    cautions = list(_warn_of_law(paper)) if paper else []
    if "diagnosis" in words:
        cautions += _warn_of_diagnosis(opened)
    if "plan" in words:
        cautions += [Caution(text=sentence) for sentence in list_money_warnings(opened)]
    return [*cautions, *_warn_of_subject(subject)]


def _warn_of_law(paper: Paper) -> Iterator[Caution]:
    dates = [
        block.as_of
        for block in paper.blocks
        if isinstance(block, Note) and block.kind is NoteKind.LEGAL
    ]
    if dates:
        yield Caution(
            text=_(
                "Texte à valider par votre service juridique : il dit le droit au {day}."
            ).format(day=format_day(min(dates)))
        )


def _warn_of_diagnosis(opened: Opened) -> Iterator[Caution]:
    text = find_french_text(opened)
    url = reverse("diagnosis:results", args=[opened.filiere.pk])
    if text is None:
        yield Caution(
            text=_("Aucun diagnostic n’est encore fait : ses chiffres restent à écrire."),
            url=url,
            label=_("Faire le diagnostic"),
        )
    elif is_outdated(text.run):
        yield Caution(
            text=_(
                "La filière a changé depuis le diagnostic du {day} : refaites-le pour des chiffres "
                "à jour."
            ).format(day=format_day(text.run.made_at)),
            url=url,
            label=_("Voir le diagnostic"),
        )


def _warn_of_subject(subject: Subject | None) -> Iterator[Caution]:
    record = subject.record if subject else None
    if isinstance(record, Meeting):
        if record.state != MeetingState.HELD:
            yield Caution(
                text=_(
                    "Cette rencontre n’est pas marquée comme tenue : son contenu reste à écrire."
                )
            )
        elif record.minutes_approved_on is None:
            yield Caution(text=_("Ce compte rendu n’est pas encore validé."))
    if isinstance(record, Charter):
        version = find_current_version(record)
        if version is not None and version.state == VersionState.DRAFT:
            yield Caution(text=_("Cette version de la charte est en discussion, pas adoptée."))
