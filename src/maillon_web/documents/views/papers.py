"""Which document do I need, how far is it filled, and its file."""

from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillon.domain.errors import InvalidInput
from maillon.reference.papers import PaperTemplate, get_paper_template
from maillon.reports.papers import CONTENT_TYPES, check_own_template
from maillon_web.documents.forms.prepare import PrepareForm, read_wish
from maillon_web.documents.models import TemplateUse
from maillon_web.documents.selectors.blanks import list_to_write
from maillon_web.documents.selectors.cautions import list_cautions
from maillon_web.documents.selectors.coverage import measure, measure_fields
from maillon_web.documents.selectors.field_help import list_field_groups
from maillon_web.documents.selectors.listing import find_labels, list_papers
from maillon_web.documents.selectors.own_templates import list_own_templates
from maillon_web.documents.selectors.preview import make_preview
from maillon_web.documents.selectors.readership import narrow
from maillon_web.documents.services.drafting import Draft, Wish, draft
from maillon_web.documents.services.files import list_formats, make_file
from maillon_web.documents.views.places import ACTIVE, lead_to, open_to_read, send
from maillon_web.filieres.views.pages import show

__all__ = ["download", "fields", "listing", "prepare"]


def _find_template(key: str) -> PaperTemplate:
    try:
        return get_paper_template(key)
    except InvalidInput as error:
        raise Http404 from error


@require_safe
def listing(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show the documents, what each is for, how far it is filled."""
    opened = open_to_read(request, filiere_id)
    context = {
        "lines": list_papers(opened, timezone.localdate()),
        "template_count": list_own_templates(opened).count(),
    }
    return show(request, "documents/list.html", opened, active=ACTIVE, context=context)


@require_safe
def prepare(request: HttpRequest, filiere_id: int, paper_key: str) -> HttpResponse:
    """Show a document filled, what is left to write, and where to take it."""
    opened = open_to_read(request, filiere_id)
    template = _find_template(paper_key)
    form = PrepareForm(request.GET.dict(), opened=opened, template=template)
    wish = form.make_wish()
    made = draft(opened, wish, timezone.localdate())
    own = _describe_own(wish, made)
    form.drop_idle(is_marked=bool(made.reserved_for) and own is None)
    context = {
        "template": template,
        "form": form,
        "wish": wish,
        "draft": made,
        "preview": make_preview(made.paper),
        "coverage": measure(template, made.context),
        "to_write": list_to_write(made.paper),
        "cautions": list_cautions(
            narrow(opened, wish.readers), template, wish.subject, None if own else made.paper
        ),
        "files": _list_files(opened.filiere.pk, wish),
        "own": own,
        "hidden_subject": _is_hidden(wish, made),
        "breadcrumb": lead_to(opened, (template.title, "")),
    }
    return show(request, "documents/prepare.html", opened, active=ACTIVE, context=context)


def _list_files(filiere_id: int, wish: Wish) -> list[tuple[str, str, bool]]:
    """Return each file, with what was chosen: format, address, whether it suits the document."""
    chosen = {
        "sujet": str(wish.subject.record.pk) if wish.subject else "aucun",
        "lecteurs": wish.readers.value,
        **({"modele": str(wish.own.pk)} if wish.own else {}),
        **({"sans_marque": "on"} if wish.is_bare else {}),
    }
    query = urlencode(chosen)
    return [
        (
            name,
            f"{reverse('documents:download', args=[filiere_id, wish.template.key, name])}?{query}",
            wish.own is not None or name in wish.template.formats,
        )
        for name in list_formats(wish)
    ]


def _describe_own(wish: Wish, made: Draft) -> dict[str, Any] | None:
    """Return what a template with fields will hold, instead of the text of Maillon."""
    if wish.own is None or wish.own.use != TemplateUse.FIELDS:
        return None
    checked = check_own_template(bytes(wish.own.content))
    coverage = measure_fields(checked.fields, made.context)
    return {
        "coverage": coverage,
        "missing": find_labels(coverage.missing),
        "problems": checked.problems,
    }


def _is_hidden(wish: Wish, made: Draft) -> bool:
    """Tell whether the record is not for those who will read: its fields stay blank."""
    return wish.subject is not None and wish.subject.kind.value not in made.context


@require_safe
def download(
    request: HttpRequest,
    filiere_id: int,
    paper_key: str,
    format: str,
) -> FileResponse:
    """Send a document, made now from what its readers may see."""
    opened = open_to_read(request, filiere_id)
    if format not in CONTENT_TYPES:
        raise Http404
    wish = read_wish(opened, _find_template(paper_key), request.GET.dict())
    return send(make_file(opened, wish, format, timezone.localdate()))


@require_safe
def fields(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Show the fields that a template of one's own may quote."""
    opened = open_to_read(request, filiere_id)
    context = {
        "groups": list_field_groups(),
        "examples": {
            "field": "{{ filiere.name }}",
            "loop": "{% for action in objective.actions %}",
            "row": "{%tr for action in objective.actions %}",
            "row_end": "{%tr endfor %}",
            "condition": "{% if contract.object %} … {% endif %}",
        },
        "breadcrumb": lead_to(
            opened,
            (_("Vos modèles"), reverse("documents:templates", args=[filiere_id])),
            (_("Champs"), ""),
        ),
    }
    return show(request, "documents/fields.html", opened, active=ACTIVE, context=context)
