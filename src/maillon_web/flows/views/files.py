"""The flows as files: in after a look at what would change, and out."""

import json
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillon.domain.errors import MaillonError
from maillon.domain.flows import FlowModel
from maillon.studies.flowing.balancing import build_flow_model
from maillon.studies.flowing.files import OpenedFlows, list_model_problems, render_opensankey
from maillon.studies.flowing.sheets import (
    describe_flow_model,
    render_flow_template,
    render_flow_workbook,
)
from maillon_web.accounts.models import User
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import INVALID, show
from maillon_web.flows.forms.files import ImportForm
from maillon_web.flows.selectors.balance import find_balance, say_with_names
from maillon_web.flows.selectors.document import build_document
from maillon_web.flows.selectors.quality import compose_quality
from maillon_web.flows.services.taking import Taking, plan_taking
from maillon_web.flows.services.uploads import (
    Blanks,
    can_be_kept,
    fill_blanks,
    read_paste,
    read_upload,
)
from maillon_web.flows.services.writing import write_taking
from maillon_web.flows.views.pages import ACTIVE, lead_to, open_flows

__all__ = ["export", "read", "show_taking", "template", "write"]

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SALT = "flows.taking"
_ONE_DAY = 24 * 3600
# What a form may carry, by Django's own limit (2.5 MB), with room for the rest.
_MOST_TOKEN = 2_000_000
_MOST_SHOWN = 200
_HTTP_CONFLICT = 409


@require_safe
def template(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Give an empty workbook."""
    open_flows(request, filiere_id, writes=True)
    return _give(render_flow_template(), "modele-de-flux.xlsx", _XLSX)


@require_safe
def export(request: HttpRequest, filiere_id: int, format: str) -> HttpResponse:
    """Give the flows that the reader sees as a file."""
    opened = open_flows(request, filiere_id)
    document = build_document(opened)
    name = f"flux-{slugify(opened.filiere.name)[:60] or opened.filiere.pk}"
    if format == "xlsx":
        return _give(render_flow_workbook(document), f"{name}.xlsx", _XLSX)
    if format == "json":
        text = json.dumps(_without_numbers(document), ensure_ascii=False, indent=1)
        return _give(text.encode(), f"{name}.json", "application/json")
    if format == "opensankey":
        return _give_opensankey(request, opened, f"{name}-opensankey.xlsx")
    raise Http404


def _give_opensankey(request: HttpRequest, opened: Opened, name: str) -> HttpResponse:
    balance = find_balance(opened)
    answer = balance.answer
    results = [flow["reconciled"] for flow in answer["flows"]] if answer else []
    try:
        return _give(render_opensankey(balance.document, results=results), name, _XLSX)
    except MaillonError as error:
        messages.error(request, error.for_user())
        return redirect("flows:list", opened.filiere.pk)


def _without_numbers(document: dict[str, Any]) -> dict[str, Any]:
    """Return a model without the numbers of the records, which mean nothing elsewhere."""
    ours = {"id", "from_key", "to_key"}
    return {
        part: [{name: value for name, value in row.items() if name not in ours} for row in content]
        if isinstance(content, list)
        else content
        for part, content in document.items()
    }


def _give(content: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def read(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Ask for a file, then show what it would change."""
    opened = open_flows(request, filiere_id, writes=True)
    form = ImportForm(request.POST or None, request.FILES or None)
    problems: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            found = _open(form)
        except MaillonError as error:
            form.add_error("file", error.for_user())
            problems = error.details
        else:
            name = form.cleaned_data["file"].name if form.cleaned_data["file"] else ""
            return show_taking(
                request, opened, found, kind="flows.import", name=name or _("lignes collées")
            )
    context = {
        "form": form,
        "problems": problems,
        "breadcrumb": lead_to(opened, (_("Importer des flux"), "")),
    }
    status = INVALID if form.is_bound else 200
    return show(request, "flows/import.html", opened, active=ACTIVE, context=context, status=status)


def _open(form: ImportForm) -> OpenedFlows:
    given = form.cleaned_data
    found = read_upload(given["file"]) if given["file"] else read_paste(given["pasted"])
    blanks = Blanks(
        matter=given["matter"],
        unit=given["unit"],
        year=given["year"],
        quality=compose_quality({"origin": given["origin"]}),
    )
    return OpenedFlows(model=fill_blanks(found.model, blanks), notes=found.notes)


def show_taking(
    request: HttpRequest,
    opened: Opened,
    found: OpenedFlows,
    *,
    kind: str,
    name: str,
    status: int = 200,
) -> HttpResponse:
    """Show what would be written, with what it takes to write it."""
    taking = plan_taking(opened, found.model)
    document = describe_flow_model(found.model)
    given = {"model": document, "kind": kind, "name": name}
    problems = list_model_problems(found.model)
    if kind != "flows.import":
        problems = tuple(say_with_names(document, problem).sentence for problem in problems)
    token = signing.dumps(given, salt=_name_salt(opened, get_user(request)), compress=True)
    context = {
        "taking": taking,
        "created": taking.created[:_MOST_SHOWN],
        "changed": taking.changed[:_MOST_SHOWN],
        "more": max(0, len(taking.created) - _MOST_SHOWN)
        + max(0, len(taking.changed) - _MOST_SHOWN),
        "problems": problems,
        "can_be_kept": can_be_kept(found.model) and len(token) <= _MOST_TOKEN,
        "notes": found.notes,
        "kind": kind,
        "token": token,
        "breadcrumb": lead_to(opened, (_("Relire avant d’écrire"), "")),
    }
    return show(request, "flows/taking.html", opened, active=ACTIVE, context=context, status=status)


@require_POST
def write(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Write what was shown; if the flows have changed since, show it again."""
    opened = open_flows(request, filiere_id, writes=True)
    author = get_user(request)
    try:
        given = signing.loads(
            request.POST.get("token", ""), salt=_name_salt(opened, author), max_age=_ONE_DAY
        )
    except signing.BadSignature:
        messages.error(
            request, _("Cette relecture a plus d’un jour ou n’est pas la vôtre : recommencez.")
        )
        return redirect("flows:import", filiere_id)
    model: FlowModel = build_flow_model(given["model"])
    taking = plan_taking(opened, model)
    if taking.digest != request.POST.get("digest"):
        messages.warning(request, _("Les flux ont changé depuis votre relecture : vérifiez."))
        return show_taking(
            request,
            opened,
            OpenedFlows(model=model),
            kind=given["kind"],
            name=given["name"],
            status=_HTTP_CONFLICT,
        )
    try:
        write_taking(opened.filiere, taking, author=author, kind=given["kind"], name=given["name"])
    except MaillonError as error:
        messages.error(request, error.for_user())
        return redirect("flows:import", filiere_id)
    messages.success(request, _say_written(taking))
    return redirect("flows:list", filiere_id)


def _say_written(taking: Taking) -> str:
    created = ngettext(
        "{count} ligne ajoutée", "{count} lignes ajoutées", len(taking.created)
    ).format(count=len(taking.created))
    changed = ngettext(
        "{count} ligne modifiée", "{count} lignes modifiées", len(taking.changed)
    ).format(count=len(taking.changed))
    return _("C’est écrit : {created}, {changed}. L’historique permet de l’annuler.").format(
        created=created, changed=changed
    )


def _name_salt(opened: Opened, author: User) -> str:
    return f"{_SALT}:{opened.filiere.pk}:{author.pk}"
