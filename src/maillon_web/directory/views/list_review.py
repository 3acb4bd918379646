"""Read a list again before anything is written: what each row would do, and what to choose."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from maillon.domain.errors import MaillonError
from maillon_web.directory.models import Likeness, ListImport, RowChoice, RowState
from maillon_web.directory.selectors import list_rows as row_reads
from maillon_web.directory.selectors import lists as selectors
from maillon_web.directory.selectors.known_records import is_of_house
from maillon_web.directory.services import list_choices as choices
from maillon_web.directory.services import lists as services
from maillon_web.directory.services.list_rejects import count_rejects
from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import Opened, open_filiere

__all__ = ["apply", "choose", "choose_all", "show_review"]

_SHOWN = (RowState.DUPLICATE, RowState.UPDATE, RowState.NEW, RowState.REJECTED, RowState.SKIPPED)


def show_review(request: HttpRequest, opened: Opened, found: ListImport) -> HttpResponse:
    """Show the rows of one state, those to settle first."""
    counts = row_reads.count_rows(found)
    shown = request.GET.get("voir", "")
    if shown not in {*RowState.values, row_reads.CHECK}:
        shown = next((state.value for state in _SHOWN if counts[state]), RowState.NEW.value)
    page, rows = row_reads.list_rows(
        opened,
        found,
        shown=shown,
        page=request.GET.get("page", 1),
        is_house=_is_house(request, opened),
    )
    context = _context(opened, found, counts) | {
        "shown": shown,
        "page": page,
        "rows": rows,
        "is_compared": shown in {RowState.DUPLICATE, RowState.UPDATE, RowState.SKIPPED},
        "likenesses": _list_likenesses(found, shown),
        "reject_count": count_rejects(found),
    }
    return render(request, "directory/lists/review.html", context)


@require_POST
def choose(request: HttpRequest, filiere_id: int, import_id: int, number: int) -> HttpResponse:
    """Say what one row is."""
    opened, found = _find(request, filiere_id, import_id)
    row = row_reads.get_row(found, number)
    choice, candidate = _read_choice(request.POST.get("choice", ""))
    problem = ""
    try:
        choices.choose_row(row, choice, _match(row.candidates, candidate))
    except MaillonError as error:
        problem = error.for_user()
    if not request.headers.get("HX-Request"):
        if problem:
            messages.error(request, problem)
        return redirect(_review_address(opened, found, request.POST.get("voir", "")))
    context = _context(opened, found, row_reads.count_rows(found)) | {
        "entry": row_reads.describe_row(opened, found, row, is_house=_is_house(request, opened)),
        "shown": request.POST.get("voir", ""),
        "problem": problem,
        "is_answer": True,
    }
    return render(request, "directory/lists/row_answer.html", context)


@require_POST
def choose_all(request: HttpRequest, filiere_id: int, import_id: int) -> HttpResponse:
    """Say the same of every row that looks like a known sheet for one reason."""
    opened, found = _find(request, filiere_id, import_id)
    likeness, choice = request.POST.get("likeness", ""), request.POST.get("choice", "")
    if likeness in Likeness.values and choice in RowChoice.values:
        try:
            count = choices.choose_rows(found, likeness, choice)
        except MaillonError as error:
            messages.error(request, error.for_user())
        else:
            sentence = ngettext(
                "{count} ligne est tranchée.", "{count} lignes sont tranchées.", count
            )
            messages.success(request, sentence.format(count=count))
    return redirect(_review_address(opened, found, request.POST.get("voir", "")))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def apply(request: HttpRequest, filiere_id: int, import_id: int) -> HttpResponse:
    """Ask a last time, then write."""
    opened, found = _find(request, filiere_id, import_id)
    if request.method == "POST":
        try:
            services.ask_apply(found, author=request.user)  # type: ignore[arg-type]  # rights were asked
        except MaillonError as error:
            messages.error(request, error.for_user())
        return redirect("directory:list_go_on", filiere_id, import_id)
    if selectors.find_step(found) != "review":
        return redirect("directory:list_go_on", filiere_id, import_id)
    counts = row_reads.count_rows(found)
    context = _context(opened, found, counts) | {"consequences": _list_consequences(counts)}
    return render(request, "directory/lists/apply.html", context)


def _list_consequences(counts: Mapping[str, int]) -> list[str]:
    told = (
        (
            counts[RowState.NEW],
            ngettext(
                "{count} fiche sera créée.", "{count} fiches seront créées.", counts[RowState.NEW]
            ),
        ),
        (
            counts[RowState.UPDATE],
            ngettext(
                "{count} ligne complétera une fiche connue, sans rien y remplacer.",
                "{count} lignes compléteront des fiches connues, sans rien y remplacer.",
                counts[RowState.UPDATE],
            ),
        ),
        (
            counts[RowState.DUPLICATE],
            ngettext(
                "{count} ligne n’est pas tranchée : elle n’entrera pas.",
                "{count} lignes ne sont pas tranchées : elles n’entreront pas.",
                counts[RowState.DUPLICATE],
            ),
        ),
        (
            counts[RowState.SKIPPED] + counts[RowState.REJECTED],
            ngettext(
                "{count} ligne refusée ou laissée de côté n’entrera pas.",
                "{count} lignes refusées ou laissées de côté n’entreront pas.",
                counts[RowState.SKIPPED] + counts[RowState.REJECTED],
            ),
        ),
    )
    return [
        *(sentence.format(count=count) for count, sentence in told if count),
        _("Un clic annulera tout l’import, et gardera ce qui aura été modifié depuis."),
    ]


def _list_likenesses(found: ListImport, shown: str) -> list[dict[str, Any]]:
    """Return the reasons for which rows are brought together, with how many for each."""
    if shown not in {RowState.DUPLICATE, RowState.UPDATE}:
        return []
    counts = row_reads.count_likenesses(found, shown)
    return [
        {
            "key": likeness.value,
            "label": likeness.label,
            "count": counts[likeness.value],
            "is_certain": likeness == Likeness.SIRET,
        }
        for likeness in Likeness
        if counts.get(likeness.value)
    ]


def _context(opened: Opened, found: ListImport, counts: Mapping[str, int]) -> dict[str, Any]:
    tabs = [(state.value, str(state.label), counts[state.value]) for state in _SHOWN]
    tabs.append(
        (
            row_reads.CHECK,
            _("La ligne entrera, mais une valeur est à vérifier"),
            counts[row_reads.CHECK],
        )
    )
    return {
        "opened": opened,
        "filiere": opened.filiere,
        "active": "lists",
        "list_import": found,
        "steps": selectors.list_steps(found, "review"),
        "counts": counts,
        "tabs": tabs,
        "total": sum(counts[state.value] for state in RowState),
    }


def _read_choice(text: str) -> tuple[str, dict[str, int] | None]:
    """Return the choice, and the candidate that it names: `same:actor:12`."""
    choice, _colon, rest = text.partition(":")
    kind, _colon, number = rest.partition(":")
    if choice not in RowChoice.values:
        return "", None
    if kind in {"actor", "row"} and number.isascii() and number.isdigit():
        return choice, {kind: int(number)}
    return choice, None


def _match(
    candidates: list[dict[str, Any]], wanted: Mapping[str, int] | None
) -> Mapping[str, Any] | None:
    if wanted is None:
        return None
    found = (entry for entry in candidates if wanted.items() <= entry.items())
    return next(found, wanted)


def _review_address(opened: Opened, found: ListImport, shown: str) -> str:
    address = reverse("directory:list_step", args=(opened.filiere.pk, found.pk, "review"))
    return f"{address}?voir={shown}" if shown in {*RowState.values, row_reads.CHECK} else address


def _is_house(request: HttpRequest, opened: Opened) -> bool:
    return request.user.is_authenticated and is_of_house(request.user, opened.filiere)


def _find(request: HttpRequest, filiere_id: int, import_id: int) -> tuple[Opened, ListImport]:
    opened = open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.CONTRIBUTE)
    return opened, selectors.get_import(opened.filiere, import_id)
