"""The accounts as a file."""

import json

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillon_web.economics.selectors.answers import find_answer
from maillon_web.economics.services.exporting import write_workbook
from maillon_web.economics.views.pages import open_chain, open_value

__all__ = ["XLSX", "export", "give"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def export(request: HttpRequest, filiere_id: int, kind: str) -> HttpResponse:
    """Give the model, with its accounts beside, as JSON; or the accounts as a workbook."""
    opened = open_value(request, filiere_id)
    if kind not in {"json", "xlsx"}:
        raise Http404
    chain = open_chain(request, opened)
    document = find_answer(chain).document
    name = slugify(opened.filiere.name)[:60] or str(opened.filiere.pk)
    if kind == "json":
        made = {**chain.values, "accounts": document}
        text = json.dumps(made, ensure_ascii=False, indent=1)
        return give(text.encode(), "application/json", f"valeur-{name}.json")
    if document is None:
        messages.error(request, _("Il n’y a pas encore de compte à exporter."))
        return redirect("economics:accounts", filiere_id)
    return give(write_workbook(chain, document), XLSX, f"valeur-{name}.xlsx")


def give(content: bytes, kind: str, name: str) -> HttpResponse:
    """Answer with a file."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
