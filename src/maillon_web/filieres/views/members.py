"""Who works in a filière."""

from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillon.domain.errors import InvalidInput
from maillon_web.filieres.forms.members import (
    InviteForm,
    PartnerForm,
    PartnerRoleForm,
    RoleForm,
    list_roles,
)
from maillon_web.filieres.models import Invitation, Member, Partner
from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import Opened, open_filiere
from maillon_web.filieres.selectors.members import list_invitations, list_members, list_partners
from maillon_web.filieres.services import invitations
from maillon_web.filieres.services import members as services
from maillon_web.filieres.views.creation import get_user
from maillon_web.filieres.views.pages import INVALID, show

__all__ = [
    "add_partner",
    "cancel_invitation",
    "change_member",
    "change_partner",
    "invite",
    "make_invitation_link",
    "members",
    "remove_member",
    "remove_partner",
    "resend_invitation",
]


_M = TypeVar("_M", bound=Model)
_PER_PAGE = 50
# Each of the three lists has its own pages.
_PEOPLE, _PARTNERS, _INVITATIONS = "page", "partners", "invitations"


def _open_as_lead(request: HttpRequest, filiere_id: int) -> Opened:
    return open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.LEAD)


@require_safe
def members(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """List the people, the organisations and the invitations."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.TAKE_PART)
    return _show(request, opened)


@require_POST
def invite(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Send somebody a link."""
    opened = _open_as_lead(request, filiere_id)
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            invitations.invite(
                opened.filiere,
                author=get_user(request),
                make_link=lambda token: make_invitation_link(request, token),
                **form.cleaned_data,
            )
        except InvalidInput as error:
            form.add_error("email", error.for_user())
        else:
            messages.success(
                request, _("Invitation envoyée à {email}.").format(**form.cleaned_data)
            )
            return redirect("filieres:members", filiere_id)
    return _show(request, opened, status=INVALID, invite_form=form)


@require_POST
def resend_invitation(request: HttpRequest, filiere_id: int, invitation_id: int) -> HttpResponse:
    """Send a new link to the same address."""
    invitation = _get_invitation(request, filiere_id, invitation_id)
    invitations.resend(
        invitation,
        author=get_user(request),
        make_link=lambda token: make_invitation_link(request, token),
    )
    messages.success(request, _("Nouveau lien envoyé ; l’ancien ne sert plus."))
    return redirect("filieres:members", filiere_id)


@require_POST
def cancel_invitation(request: HttpRequest, filiere_id: int, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    invitation = _get_invitation(request, filiere_id, invitation_id)
    invitations.cancel(invitation, author=get_user(request))
    messages.success(request, _("Invitation annulée : son lien n’ouvre plus rien."))
    return redirect("filieres:members", filiere_id)


@require_POST
def change_member(request: HttpRequest, filiere_id: int, member_id: int) -> HttpResponse:
    """Change what a person may do."""
    opened = _open_as_lead(request, filiere_id)
    member = get_object_or_404(Member, pk=member_id, filiere=opened.filiere)
    form = RoleForm(request.POST)
    if form.is_valid():
        _try(request, services.change_role, member, form.cleaned_data["role"])
    return _go_back(request, filiere_id)


@require_http_methods(["GET", "HEAD", "POST"])
def remove_member(request: HttpRequest, filiere_id: int, member_id: int) -> HttpResponse:
    """Ask, then take a person out; anyone may leave."""
    opened = open_filiere(reader=request.user, filiere_id=filiere_id, needs=Capability.TAKE_PART)
    member = get_object_or_404(
        Member.objects.select_related("user"), pk=member_id, filiere=opened.filiere
    )
    is_self = member.user_id == request.user.pk
    if not is_self and not opened.can_lead:
        raise Http404
    if request.method == "POST":
        is_done = _try(request, services.remove_member, member)
        is_gone = is_done and is_self
        return redirect("filieres:list") if is_gone else redirect("filieres:members", filiere_id)
    heading = _("Quitter la filière ?") if is_self else _("Retirer « {name} » de la filière ?")
    return _ask(
        request,
        opened,
        heading=heading.format(name=member.user),
        consequences=[
            _("L’accès à la filière est perdu, sauf par une organisation qui y participe."),
            _("Tout ce qui a été écrit reste, signé."),
        ],
        submit=_("Quitter la filière") if is_self else _("Retirer"),
    )


@require_POST
def add_partner(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Let the people of another organisation work here."""
    opened = _open_as_lead(request, filiere_id)
    form = PartnerForm(request.POST, auto_id="partner_%s")
    if form.is_valid() and form.found is not None:
        try:
            services.add_partner(
                opened.filiere,
                form.found,
                role=form.cleaned_data["role"],
                author=get_user(request),
            )
        except InvalidInput as error:
            form.add_error("organisation", error.for_user())
        else:
            messages.success(
                request, _("« {name} » participe à la filière.").format(name=form.found.name)
            )
            return redirect("filieres:members", filiere_id)
    return _show(request, opened, status=INVALID, partner_form=form)


@require_POST
def change_partner(request: HttpRequest, filiere_id: int, partner_id: int) -> HttpResponse:
    """Change what the people of a partner organisation may do."""
    opened = _open_as_lead(request, filiere_id)
    partner = get_object_or_404(Partner, pk=partner_id, filiere=opened.filiere)
    form = PartnerRoleForm(request.POST)
    if form.is_valid():
        _try(request, services.change_partner, partner, form.cleaned_data["role"])
    return _go_back(request, filiere_id)


@require_http_methods(["GET", "HEAD", "POST"])
def remove_partner(request: HttpRequest, filiere_id: int, partner_id: int) -> HttpResponse:
    """Ask, then take an organisation out."""
    opened = _open_as_lead(request, filiere_id)
    partner = get_object_or_404(
        Partner.objects.select_related("organisation"), pk=partner_id, filiere=opened.filiere
    )
    if request.method == "POST":
        _try(request, services.remove_partner, partner)
        return redirect("filieres:members", filiere_id)
    return _ask(
        request,
        opened,
        heading=_("Retirer « {name} » de la filière ?").format(name=partner.organisation.name),
        consequences=[
            _("Ses personnes n’y ont plus accès, sauf celles qui sont membres par elles-mêmes.")
        ],
        submit=_("Retirer"),
    )


def make_invitation_link(request: HttpRequest, token: str) -> str:
    """Return the whole address that a token opens."""
    return request.build_absolute_uri(reverse("filieres:accept_invitation", args=[token]))


def _get_invitation(request: HttpRequest, filiere_id: int, invitation_id: int) -> Invitation:
    opened = _open_as_lead(request, filiere_id)
    return get_object_or_404(
        Invitation, pk=invitation_id, filiere=opened.filiere, accepted_at__isnull=True
    )


def _try(request: HttpRequest, work: Any, *given: Any) -> bool:  # noqa: ANN401 - one of the services
    try:
        work(*given, author=get_user(request))
    except InvalidInput as error:
        messages.error(request, error.for_user())
        return False
    return True


def _ask(
    request: HttpRequest, opened: Opened, *, heading: str, consequences: list[str], submit: str
) -> HttpResponse:
    context = {
        "heading": heading,
        "consequences": consequences,
        "submit": submit,
        "danger": True,
        "cancel": reverse("filieres:members", kwargs={"filiere_id": opened.filiere.pk}),
    }
    return render(request, "ui/confirm.html", context)


def _cut(request: HttpRequest, found: QuerySet[_M], parameter: str) -> Page[_M]:
    return Paginator(found, _PER_PAGE).get_page(request.GET.get(parameter))


def _go_back(request: HttpRequest, filiere_id: int) -> HttpResponse:
    """Return to the page of the list where the person was."""
    given = request.GET
    query = {name: given[name] for name in (_PEOPLE, _PARTNERS, _INVITATIONS) if name in given}
    return redirect(reverse("filieres:members", args=[filiere_id], query=query or None))


def _show(
    request: HttpRequest,
    opened: Opened,
    *,
    status: int = 200,
    invite_form: forms.Form | None = None,
    partner_form: forms.Form | None = None,
) -> HttpResponse:
    filiere = opened.filiere
    waiting = list_invitations(filiere) if opened.can_lead else Invitation.objects.none()
    context = {
        "members": _cut(request, list_members(filiere), _PEOPLE),
        "partners": _cut(request, list_partners(filiere), _PARTNERS),
        "invitations": _cut(request, waiting, _INVITATIONS),
        "invite_form": invite_form or InviteForm(),
        "partner_form": partner_form or PartnerForm(auto_id="partner_%s"),
        "role_choices": list_roles(RoleForm),
        "partner_role_choices": list_roles(PartnerRoleForm),
    }
    return show(
        request,
        "filieres/members.html",
        opened,
        active="members",
        context=context,
        status=status,
    )
