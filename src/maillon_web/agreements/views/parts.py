"""Add, change and remove what makes a charter or a contract: one way for all."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from maillon_web.agreements.forms import parts as forms
from maillon_web.agreements.models import (
    Annex,
    Charter,
    CharterVersion,
    Commitment,
    CommitmentCheck,
    Contract,
    Deadline,
    Party,
    Signature,
    VersionState,
)
from maillon_web.agreements.selectors.texts import get_commitment, get_version
from maillon_web.agreements.services.parts import add_check, add_part, edit_part, remove_part
from maillon_web.filieres.forms.records import RecordForm
from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import Opened, open_filiere
from maillon_web.filieres.selectors.records import get_record, list_records
from maillon_web.filieres.views.pages import trail
from maillon_web.filieres.views.record_pages import RecordPage, add_page, edit_page, remove_page

__all__ = ["KINDS", "add", "add_signature", "check", "edit", "remove"]

BOTH = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Kind:
    model: type[Any]
    form: type[RecordForm]
    adding: Promise
    editing: Promise
    removing: Promise


KINDS: dict[str, _Kind] = {
    "party": _Kind(
        model=Party,
        form=forms.PartyForm,
        adding=gettext_lazy("Ajouter une partie"),
        editing=gettext_lazy("Modifier une partie"),
        removing=gettext_lazy("Retirer cette partie ?"),
    ),
    "commitment": _Kind(
        model=Commitment,
        form=forms.CommitmentForm,
        adding=gettext_lazy("Ajouter un engagement"),
        editing=gettext_lazy("Modifier un engagement"),
        removing=gettext_lazy("Supprimer cet engagement ?"),
    ),
    "annex": _Kind(
        model=Annex,
        form=forms.AnnexForm,
        adding=gettext_lazy("Ajouter une annexe"),
        editing=gettext_lazy("Modifier une annexe"),
        removing=gettext_lazy("Supprimer cette annexe ?"),
    ),
    "deadline": _Kind(
        model=Deadline,
        form=forms.DeadlineForm,
        adding=gettext_lazy("Ajouter une échéance"),
        editing=gettext_lazy("Modifier une échéance"),
        removing=gettext_lazy("Supprimer cette échéance ?"),
    ),
    "signature": _Kind(
        model=Signature,
        form=forms.SignatureForm,
        adding=gettext_lazy("Ajouter une signature"),
        editing=gettext_lazy("Modifier une signature"),
        removing=gettext_lazy("Supprimer cette signature ?"),
    ),
}

Text = Charter | Contract


def _open(request: HttpRequest, filiere_id: int) -> Opened:
    return open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.CONTRIBUTE)


@require_http_methods(BOTH)
def add(request: HttpRequest, filiere_id: int, text_id: int, kind: str, owner: str) -> HttpResponse:
    """Add a part to a contract, or a promise to a charter."""
    opened = _open(request, filiere_id)
    text: Text
    if owner == "contract":
        text = get_record(opened, Contract, text_id)
    else:
        text = get_record(opened, Charter, text_id)
    made = KINDS[kind].model(**{owner: text})
    return _add(request, opened, text, made, kind)


@require_http_methods(BOTH)
def add_signature(request: HttpRequest, filiere_id: int, version_id: int) -> HttpResponse:
    """Add a signature under an adopted version."""
    opened = _open(request, filiere_id)
    version = get_version(opened, version_id)
    if version.state != VersionState.ADOPTED:
        messages.error(request, _("Une version se signe une fois adoptée."))
        return redirect("agreements:charter", filiere_id, version.charter_id)
    made = Signature(charter_version=version)
    return _add(request, opened, version.charter, made, "signature")


@require_http_methods(BOTH)
def edit(request: HttpRequest, filiere_id: int, part_id: int, kind: str) -> HttpResponse:
    """Change a part."""
    opened = _open(request, filiere_id)
    kept = _get_part(opened, kind, part_id)
    text = _get_text(kept)
    form = KINDS[kind].form(request.POST or None, opened=opened, instance=kept)

    def save(_record: Any, form: Any, author: Any) -> None:  # noqa: ANN401 - see `record_pages.Save`
        edit_part(text, kept, form.list_changes(), author=author)

    page = _page(opened, text, str(KINDS[kind].editing))
    return edit_page(request, opened, form, page, save=save)


@require_http_methods(BOTH)
def remove(request: HttpRequest, filiere_id: int, part_id: int, kind: str) -> HttpResponse:
    """Remove a part, after asking."""
    opened = _open(request, filiere_id)
    kept = _get_part(opened, kind, part_id)
    text = _get_text(kept)
    page = _page(opened, text, str(KINDS[kind].removing))

    def take_away(part: Any, author: Any) -> None:  # noqa: ANN401 - see `remove_page`
        remove_part(text, part, author=author)

    return remove_page(request, opened, kept, page, remove=take_away)


@require_http_methods(BOTH)
def check(request: HttpRequest, filiere_id: int, part_id: int) -> HttpResponse:
    """Write what was found of a promise on a day."""
    opened = _open(request, filiere_id)
    kept = get_commitment(opened, part_id)
    text = _get_text(kept)
    made = CommitmentCheck(commitment=kept, state=kept.state, checked_on=timezone.localdate())
    form = forms.CheckForm(request.POST or None, opened=opened, instance=made)

    def save(record: Any, _form: Any, author: Any) -> None:  # noqa: ANN401 - see `record_pages.Save`
        add_check(text, record, author=author)

    page = _page(opened, text, _("Vérifier un engagement"))
    return add_page(request, opened, form, page, save=save)


def _add(
    request: HttpRequest,
    opened: Opened,
    text: Text,
    made: Any,  # noqa: ANN401 - any of the parts
    kind: str,
) -> HttpResponse:
    form = KINDS[kind].form(request.POST or None, opened=opened, instance=made)

    def save(record: Any, _form: Any, author: Any) -> None:  # noqa: ANN401 - see `record_pages.Save`
        add_part(text, record, author=author)

    page = _page(opened, text, str(KINDS[kind].adding))
    return add_page(request, opened, form, page, save=save)


def _get_part(opened: Opened, kind: str, pk: int) -> Any:  # noqa: ANN401 - any of the parts
    """Return a part of a charter or of a contract that the reader may see."""
    if kind == "commitment":
        return get_commitment(opened, pk)
    if kind == "signature":
        versions = CharterVersion.objects.filter(charter__in=list_records(opened, Charter))
        found = Signature.objects.filter(charter_version__in=versions, pk=pk)
        kept = found.select_related("charter_version__charter__filiere").first()
    else:
        found = KINDS[kind].model.objects.filter(contract__in=list_records(opened, Contract), pk=pk)
        kept = found.select_related("contract__filiere").first()
    if kept is None:
        raise Http404
    return kept


def _get_text(part: Any) -> Text:  # noqa: ANN401 - any of the parts
    if isinstance(part, Signature):
        return part.charter_version.charter
    text: Text = getattr(part, "charter", None) or part.contract
    return text


def _page(opened: Opened, text: Text, title: str) -> RecordPage:
    number = opened.filiere.pk
    name = "contract" if isinstance(text, Contract) else "charter"
    back = reverse(f"agreements:{name}", args=[number, text.pk])
    home = reverse("agreements:list", args=[number])
    return RecordPage(
        title=title,
        active="agreements",
        back=back,
        breadcrumb=trail(opened, (_("Engagements"), home), (text.title, back), (title, "")),
    )
