"""Settle pairs one after the other: the same actor, two actors, later; and take it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillon.domain.errors import MaillonError
from maillon_web.directory.forms.duplicates import MergeForm
from maillon_web.directory.models import DuplicatePair, PairState
from maillon_web.directory.selectors import duplicates as selectors
from maillon_web.directory.selectors.merge_fields import bear_two_numbers, suggest_kept
from maillon_web.directory.selectors.pair_words import list_lines, word_pair
from maillon_web.directory.services import merging, pair_answers
from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import Opened, open_filiere
from maillon_web.filieres.views.creation import get_user

__all__ = ["merge", "pair", "settle", "undo"]

_SAME = "same"


@require_safe
def pair(request: HttpRequest, filiere_id: int, pair_id: int) -> HttpResponse:
    """Show two records side by side, with what differs, and the keys that answer."""
    opened = _open(request, filiere_id)
    context = _describe(request, opened, selectors.get_pair(opened, pair_id))
    return render(request, "directory/duplicates/pair.html", context)


@require_POST
def settle(request: HttpRequest, filiere_id: int, pair_id: int) -> HttpResponse:
    """Take the answer to a pair, and show the next one."""
    opened = _open(request, filiere_id)
    found = selectors.get_pair(opened, pair_id)
    choice = request.POST.get("choice", "")
    if choice == _SAME and bear_two_numbers(found.first, found.second):
        return _go(request, reverse("directory:merge", args=(filiere_id, pair_id)))
    try:
        said = _answer(request, found, choice)
    except MaillonError as error:
        messages.error(request, error.for_user())
        said = ""
    return _show_next(request, opened, selectors.find_next_pair(opened, after=found), said)


@require_POST
def undo(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Take back the last answer of the reader, and show its pair again."""
    opened = _open(request, filiere_id)
    answer = selectors.find_last_answer(opened, get_user(request))
    said = ""
    shown = None
    if answer is None:
        messages.info(request, _("Vous n’avez rien tranché récemment : il n’y a rien à annuler."))
    else:
        try:
            pair_answers.take_back(opened, answer, author=get_user(request))
        except MaillonError as error:
            messages.error(request, error.for_user())
        else:
            said = _("Annulé : {sentence}").format(sentence=answer.sentence)
            shown = selectors.find_pair(opened, answer.pair_id)
    return _show_next(request, opened, shown or selectors.find_next_pair(opened), said)


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, filiere_id: int, pair_id: int) -> HttpResponse:
    """Choose field by field, then make one record of the two."""
    opened = _open(request, filiere_id)
    found = selectors.get_pair(opened, pair_id)
    form = MergeForm(found, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = _frame(opened, found) | {
            "form": form,
            "links": selectors.list_links(opened, found),
        }
        return render(request, "directory/duplicates/merge.html", context)
    kept, merged = form.chosen_records()
    try:
        parent = merging.merge(
            filiere=opened.filiere,
            kept=kept,
            merged=merged,
            author=get_user(request),
            taken=form.taken(),
            is_new_parent=form.is_new_parent,
        )
    except MaillonError as error:
        messages.error(request, error.for_user())
        said = ""
    else:
        said = _("Les deux fiches n’en font plus qu’une : « {name} ».").format(name=parent.name)
    return _show_next(request, opened, selectors.find_next_pair(opened, after=found), said)


def _answer(request: HttpRequest, found: DuplicatePair, choice: str) -> str:
    """Write the answer; return the sentence that says so."""
    user = get_user(request)
    if choice == _SAME:
        kept = pair_answers.merge_at_once(found, author=user)
        return _("Les deux fiches n’en font plus qu’une : « {name} ».").format(name=kept.name)
    pair_answers.check_waiting(found)
    if choice == PairState.DIFFERENT:
        merging.keep_apart(found, author=user)
        return _("C’est noté : ces deux fiches sont bien distinctes.")
    merging.put_off(found, author=user)
    return _("Cette paire est remise à plus tard.")


def _show_next(
    request: HttpRequest, opened: Opened, following: DuplicatePair | None, said: str
) -> HttpResponse:
    """Show a pair in place of the one that was answered; the list when there is none."""
    is_swap = bool(request.headers.get("HX-Request"))
    if said and (following is None or not is_swap):
        messages.success(request, said)
    if following is None:
        return _go(request, reverse("directory:duplicates", args=(opened.filiere.pk,)))
    address = reverse("directory:pair", args=(opened.filiere.pk, following.pk))
    if not is_swap:
        return redirect(address)
    context = _describe(request, opened, following) | {"said": said}
    answer = render(request, "directory/duplicates/answer.html", context)
    answer["HX-Replace-Url"] = address
    return answer


def _go(request: HttpRequest, address: str) -> HttpResponse:
    """Leave the page, whether a script asked or not."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


def _frame(opened: Opened, found: DuplicatePair) -> dict[str, Any]:
    is_open = found.state in selectors.WAITING
    has_left = found.first.merged_into_id or found.second.merged_into_id
    return {
        "opened": opened,
        "filiere": opened.filiere,
        "active": "duplicates",
        "pair": found,
        "is_open": is_open and not has_left,
        "words": word_pair(found),
    }


def _describe(request: HttpRequest, opened: Opened, found: DuplicatePair) -> dict[str, Any]:
    return _frame(opened, found) | {
        "lines": list_lines(found),
        "links": selectors.list_links(opened, found),
        "kept": suggest_kept(found.first, found.second),
        "has_two_numbers": bear_two_numbers(found.first, found.second),
        "reviewed": selectors.count_reviewed(opened),
        "last": selectors.find_last_answer(opened, get_user(request)),
    }


def _open(request: HttpRequest, filiere_id: int) -> Opened:
    return open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.CONTRIBUTE)
