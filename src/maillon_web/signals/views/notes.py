"""The page of a note, where its passages are coded."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from maillon.domain.errors import InvalidInput
from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import open_filiere
from maillon_web.signals.forms import PassageForm
from maillon_web.signals.models import Note
from maillon_web.signals.selectors.passages import list_passages
from maillon_web.signals.selectors.records import get_record, list_stages
from maillon_web.signals.services.passages import code_passage, remove_passage
from maillon_web.signals.text import cut_into_pieces
from maillon_web.signals.views.records import get_author

__all__ = ["note", "remove_code"]


@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, filiere_id: int, record_id: int) -> HttpResponse:
    """Show a note sentence by sentence with its codes; code one more passage."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id)
    kept = get_record(opened, Note, record_id)
    if request.method == "POST" and not opened.can_contribute:
        raise Http404
    form = PassageForm(request.POST or None, opened=opened)
    if request.method == "POST" and form.is_valid():
        try:
            code_passage(kept, author=get_author(request), **form.cleaned_data)
        except InvalidInput as error:
            form.add_error("last", error.for_user())
        else:
            messages.success(request, _("Passage codé."))
            return redirect("signals:note", filiere_id, record_id)
    passages = list(list_passages(kept, opened))
    context = {
        "opened": opened,
        "filiere": opened.filiere,
        "active": "notes",
        "note": kept,
        "form": form,
        "sentences": _number(kept, passages),
        "passages": passages,
        "stages": list_stages(opened.filiere),
    }
    return render(request, "signals/note.html", context)


def _number(note: Note, passages: list[Any]) -> list[dict[str, Any]]:
    """Return the sentences with their number and the codes that cover them."""
    return [
        {
            "number": number,
            "text": piece.text,
            "codes": [
                passage
                for passage in passages
                if passage.start < piece.end and piece.start < passage.end
            ],
        }
        for number, piece in enumerate(cut_into_pieces(note.text), start=1)
    ]


@require_POST
def remove_code(
    request: HttpRequest, filiere_id: int, record_id: int, passage_id: int
) -> HttpResponse:
    """Take a code away from a passage."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.CONTRIBUTE)
    kept = get_record(opened, Note, record_id)
    passage = get_object_or_404(kept.passages.select_related("note__filiere"), pk=passage_id)
    remove_passage(passage, author=get_author(request))
    messages.success(request, _("Code retiré."))
    return redirect("signals:note", filiere_id, record_id)
