"""The plan as a workbook: out, and in again after a look at what would change."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillon.domain.errors import MaillonError
from maillon_web.accounts.models import User
from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import Opened, open_filiere
from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import INVALID, show
from maillon_web.plan.forms.workbooks import WorkbookForm
from maillon_web.plan.services.workbook import (
    ImportPlan,
    ReadBook,
    plan_import,
    read_upload,
    write_plan,
    write_template,
    write_workbook,
)
from maillon_web.plan.views.places import ACTIVE, lead_to, open_plan

__all__ = ["export", "read", "template", "write"]

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SALT = "plan.import"
_ONE_DAY = 24 * 3600
# What a form may carry, by Django's own limit (2.5 MB), with room for the rest.
_MOST_TOKEN = 2_000_000
_MOST_SHOWN = 200
_HTTP_CONFLICT = 409


@require_safe
def export(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Give the plan as a workbook."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.TAKE_PART)
    name = slugify(opened.filiere.name)[:60] or str(opened.filiere.pk)
    return _give(write_workbook(opened), f"plan-{name}.xlsx")


@require_safe
def template(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Give an empty workbook with the columns of the plan."""
    open_plan(request, filiere_id, writes=True)
    return _give(write_template(), "modele-de-plan.xlsx")


def _give(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=_XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def read(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Ask for a workbook, then show what it would change."""
    opened = open_plan(request, filiere_id, writes=True)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        keeps = form.cleaned_data["keeps_unknown"]
        try:
            book = read_upload(form.cleaned_data["file"])
            plan = plan_import(opened, book, keeps_unknown=keeps)
        except MaillonError as error:
            form.add_error("file", error.for_user())
        else:
            token = _sign(opened, get_user(request), book, keeps)
            if len(token) <= _MOST_TOKEN:
                return _show_plan(request, opened, plan, token)
            form.add_error(
                "file", _("Ce classeur est trop long pour être relu d’un coup : coupez-le en deux.")
            )
    context = {
        "form": form,
        "breadcrumb": lead_to(opened, (_("Importer un tableur"), "")),
    }
    status = INVALID if form.is_bound else 200
    return show(request, "plan/import.html", opened, active=ACTIVE, context=context, status=status)


@require_POST
def write(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Write what was shown; if the plan has changed since, show it again."""
    opened = open_plan(request, filiere_id, writes=True)
    author = get_user(request)
    token = request.POST.get("token", "")
    try:
        given = signing.loads(token, salt=_name_salt(opened, author), max_age=_ONE_DAY)
    except signing.BadSignature:
        messages.error(
            request,
            _("Cette relecture a plus d’un jour ou n’est pas la vôtre : rapportez le classeur."),
        )
        return redirect("plan:import", filiere_id)
    book = ReadBook.from_plain(given["book"])
    plan = plan_import(opened, book, keeps_unknown=given["keeps"])
    if plan.digest != request.POST.get("digest"):
        messages.warning(
            request, _("Le plan d’action a changé depuis votre relecture : vérifiez de nouveau.")
        )
        return _show_plan(request, opened, plan, token, status=_HTTP_CONFLICT)
    counts = len(plan.created), len(plan.changed)
    try:
        write_plan(opened.filiere, plan, author=author)
    except MaillonError as error:
        messages.error(request, error.for_user())
        return redirect("plan:import", filiere_id)
    messages.success(request, _say_written(*counts))
    return redirect("plan:list", filiere_id)


def _say_written(created: int, changed: int) -> str:
    first = ngettext("{count} ligne ajoutée", "{count} lignes ajoutées", created).format(
        count=created
    )
    second = ngettext("{count} ligne modifiée", "{count} lignes modifiées", changed).format(
        count=changed
    )
    return _("Classeur importé : {created}, {changed}. L’historique permet de l’annuler.").format(
        created=first, changed=second
    )


def _name_salt(opened: Opened, author: User) -> str:
    return f"{_SALT}:{opened.filiere.pk}:{author.pk}"


def _sign(opened: Opened, author: User, book: ReadBook, keeps: object) -> str:
    given = {"book": book.to_plain(), "keeps": bool(keeps)}
    return signing.dumps(given, salt=_name_salt(opened, author), compress=True)


def _show_plan(
    request: HttpRequest, opened: Opened, plan: ImportPlan, token: str, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "plan": plan,
        "created": plan.created[:_MOST_SHOWN],
        "changed": plan.changed[:_MOST_SHOWN],
        "more_created": max(0, len(plan.created) - _MOST_SHOWN),
        "more_changed": max(0, len(plan.changed) - _MOST_SHOWN),
        "refused": [problem for problem in plan.problems if problem.is_row],
        "left": [problem for problem in plan.problems if not problem.is_row],
        "token": token,
        "digest": plan.digest,
        "breadcrumb": lead_to(opened, (_("Relire l’import"), "")),
    }
    return show(
        request, "plan/import_plan.html", opened, active=ACTIVE, context=context, status=status
    )
