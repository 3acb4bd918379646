"""Write a sheet, see it as readers will, propose it, take it back, withdraw it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillon.domain.errors import MaillonError
from maillon.domain.sheets import SheetKind
from maillon_web.accounts.models import User
from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import open_filiere
from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import INVALID
from maillon_web.history.conflicts import show_conflict
from maillon_web.history.selectors import list_changes_of
from maillon_web.history.services import ChangedMeanwhile, name_model
from maillon_web.history.wording import describe
from maillon_web.library.forms.sheets import ContributionForm
from maillon_web.library.kinds import list_writable_kinds
from maillon_web.library.models import Contribution, ContributionState
from maillon_web.library.rights import Power, is_writable
from maillon_web.library.selectors.contributions import get_contribution, list_mine
from maillon_web.library.selectors.readers import get_reader
from maillon_web.library.selectors.sheets import describe_draft, list_places_of_use
from maillon_web.library.selectors.shelves import get_library
from maillon_web.library.services import contributions as services
from maillon_web.library.words import name_kind

__all__ = [
    "choose_kind",
    "contribution",
    "drafts",
    "edit",
    "propose",
    "take_back",
    "withdraw",
    "write",
]

_PAGE = 50
_LATEST = 12


@login_required
@require_safe
def choose_kind(request: HttpRequest) -> HttpResponse:
    """Ask what is to be told."""
    context = {
        "kinds": list_writable_kinds(),
        "query": _carry_filiere(request),
        "breadcrumb": _trail((_("Écrire une fiche"), "")),
    }
    return render(request, "library/choose_kind.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, kind: str) -> HttpResponse:
    """Write the first draft of a sheet."""
    author = get_user(request)
    if kind not in {choice.kind.value for choice in list_writable_kinds()}:
        raise Http404
    blank = Contribution(kind=kind, filiere_id=_find_filiere(request))
    form = _make_form(request, blank, author)
    if request.method == "POST" and form.is_valid():
        made: Any = form.save(commit=False)
        services.add_contribution(made, form.list_sheet_changes(), author=author)
        messages.success(request, _("Brouillon enregistré : vous seul·e le voyez, avec l’équipe."))
        return redirect(_find_next(request, made))
    heading = _("Écrire une fiche : {kind}").format(kind=name_kind(kind))
    return _show_form(request, form, heading=heading, cancel=reverse("library:contribute"))


@login_required
@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    """List the sheets of a person, whatever became of them."""
    page = Paginator(list_mine(get_user(request)), _PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(kept, name_kind(kept.kind)) for kept in page.object_list],
        "breadcrumb": _trail((_("Mes fiches"), "")),
    }
    return render(request, "library/drafts.html", context)


@login_required
@require_safe
def contribution(request: HttpRequest, contribution_id: int) -> HttpResponse:
    """Show a sheet as readers will see it, and what may be done with it."""
    kept, power = get_contribution(request.user, contribution_id)
    return _show_contribution(request, kept, power)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, contribution_id: int) -> HttpResponse:
    """Write on; when somebody did meanwhile, both versions are shown."""
    kept = _get_own(request, contribution_id)
    if not is_writable(kept):
        messages.warning(
            request, _("Cette fiche est proposée : reprenez-la pour pouvoir la modifier.")
        )
        return redirect("library:contribution", kept.pk)
    author = get_user(request)
    form = _make_form(request, kept, author)
    address = reverse("library:contribution", args=(kept.pk,))
    if request.method == "POST" and form.is_valid():
        conflict = form.find_conflict()
        if conflict:
            return show_conflict(request, conflict, cancel=request.path)
        try:
            services.edit_contribution(
                kept, form.list_changes(), form.list_sheet_changes(), author=author
            )
        except ChangedMeanwhile as error:
            form.add_error(None, error.for_user())
        else:
            messages.success(request, _("Brouillon enregistré."))
            return redirect(_find_next(request, kept))
    heading = _("Modifier « {name} »").format(name=kept.title)
    return _show_form(request, form, heading=heading, cancel=address)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, contribution_id: int) -> HttpResponse:
    """Show what is missing and what looks alike, then ask for a review."""
    kept = _get_own(request, contribution_id)
    if not is_writable(kept):
        return redirect("library:contribution", kept.pk)
    status = 200
    if request.method == "POST":
        try:
            services.propose(kept, author=get_user(request))
        except MaillonError as error:
            messages.error(request, error.for_user())
            status = INVALID
        else:
            messages.success(
                request, _("Fiche proposée : vous recevrez un message une fois qu’elle est relue.")
            )
            return redirect("library:contribution", kept.pk)
    sheet = services.read_sheet(kept)
    context = {
        "contribution": kept,
        "missing": services.list_missing(kept),
        "twins": get_library().find_duplicates(sheet, reader=get_reader(request.user), limit=5),
        "breadcrumb": _trail(*_steps_to(kept), (_("Proposer"), "")),
    }
    return render(request, "library/propose.html", context, status=status)


@login_required
@require_POST
def take_back(request: HttpRequest, contribution_id: int) -> HttpResponse:
    """Take back a proposed sheet, to write on."""
    kept = _get_own(request, contribution_id)
    if _try(request, lambda: services.take_back(kept, author=get_user(request))):
        messages.success(request, _("La fiche est de nouveau un brouillon."))
    return redirect("library:contribution", kept.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, contribution_id: int) -> HttpResponse:
    """Ask, then take a sheet out of the library."""
    kept, power = get_contribution(request.user, contribution_id)
    if not (power.can_write or (power.is_server and kept.is_published)):
        raise Http404
    address = reverse("library:contribution", args=(kept.pk,))
    if request.method == "POST":
        if _try(request, lambda: services.withdraw(kept, author=get_user(request))):
            messages.success(request, _("La fiche est retirée : plus personne ne la trouve."))
        return redirect(address if power.can_write else reverse("library:queue"))
    context = {
        "heading": _("Retirer cette fiche ?"),
        "sentence": kept.title,
        "consequences": [
            _("Plus personne ne la trouvera, ni par la recherche ni par son adresse."),
            _("Le brouillon reste à qui l’a écrit, qui pourra la proposer de nouveau."),
        ],
        "submit": _("Retirer"),
        "cancel": address,
        "danger": True,
        "breadcrumb": _trail(*_steps_to(kept), (_("Retirer"), "")),
    }
    return render(request, "ui/confirm.html", context)


def _show_contribution(request: HttpRequest, kept: Contribution, power: Power) -> HttpResponse:
    sheet = services.read_sheet(kept)
    changes = list_changes_of(name_model(Contribution), kept.pk)[:_LATEST]
    context = {
        "contribution": kept,
        "power": power,
        "is_writable": is_writable(kept),
        "is_draft": kept.state != ContributionState.PUBLISHED,
        "page": describe_draft(kept, sheet, today=timezone.localdate()),
        "changes": [(change.change_set, describe(change.change_set)) for change in changes],
        "breadcrumb": _trail(*_steps_to(kept)),
    }
    return render(request, "library/contribution.html", context)


def _get_own(request: HttpRequest, contribution_id: int) -> Contribution:
    kept, power = get_contribution(request.user, contribution_id)
    if not power.can_write:
        raise Http404
    return kept


def _make_form(request: HttpRequest, kept: Contribution, author: User) -> ContributionForm:
    places = list_places_of_use(author)
    return ContributionForm(request.POST or None, instance=kept, filieres=places, author=author)


def _find_next(request: HttpRequest, kept: Contribution) -> str:
    name = "library:edit" if "stay" in request.POST else "library:contribution"
    return reverse(name, args=(kept.pk,))


def _find_filiere(request: HttpRequest) -> int | None:
    """Return the filière that the sheet is written for, if the person writes in it."""
    number = request.GET.get("filiere_id", "")[:12]
    if not (number.isascii() and number.isdigit()):
        return None
    opened = open_filiere(reader=request.user, filiere_id=int(number), needs=Capability.CONTRIBUTE)
    return opened.filiere.pk


def _carry_filiere(request: HttpRequest) -> str:
    number = _find_filiere(request)
    return f"?filiere_id={number}" if number else ""


def _show_form(
    request: HttpRequest, form: ContributionForm, *, heading: str, cancel: str
) -> HttpResponse:
    stored: Any = form.stored
    steps = _steps_to(stored) if stored.pk else []
    context = {
        "form": form,
        "heading": heading,
        "cancel": cancel,
        "kind": SheetKind(stored.kind),
        "breadcrumb": _trail(*steps, (heading, "")),
    }
    status = INVALID if form.is_bound else 200
    return render(request, "library/sheet_form.html", context, status=status)


def _steps_to(kept: Contribution) -> list[tuple[str, str]]:
    return [
        (_("Mes fiches"), reverse("library:drafts")),
        (kept.title, reverse("library:contribution", args=(kept.pk,))),
    ]


def _trail(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Bibliothèque"), reverse("library:search")), *steps]


def _try(request: HttpRequest, do: Any) -> bool:  # noqa: ANN401 - something to do
    try:
        do()
    except MaillonError as error:
        messages.error(request, error.for_user())
        return False
    return True
