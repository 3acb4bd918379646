"""Pages of people and organisations."""

import json

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillon.domain.errors import InvalidInput
from maillon_web.accounts import selectors, services
from maillon_web.accounts.forms import (
    EraseForm,
    InviteForm,
    OrganisationForm,
    ProfileForm,
    RoleForm,
)
from maillon_web.accounts.holdings import name_entries
from maillon_web.accounts.models import OrganisationInvitation, OrganisationMember, User
from maillon_web.accounts.personal_data import iter_holdings

__all__ = [
    "accept_organisation",
    "cancel_invitation",
    "change_member",
    "create_organisation",
    "erase",
    "export",
    "organisation",
    "organisations",
    "personal_data",
    "profile",
    "remove_member",
]


def _get_user(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User):
        raise Http404
    return user


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change how a person is named."""
    form = ProfileForm(request.POST or None, instance=_get_user(request))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Profil enregistré."))
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form})


@login_required
@require_safe
def personal_data(request: HttpRequest) -> HttpResponse:
    """Show what is held on the person."""
    user = _get_user(request)
    held = [
        (holding.label, name_entries(holding.collect(user))) for _key, holding in iter_holdings()
    ]
    return render(request, "accounts/personal_data.html", {"held": held})


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Give the person what is held on it, as a file."""
    user = _get_user(request)
    held = {
        key: {"label": str(holding.label), "records": list(holding.collect(user))}
        for key, holding in iter_holdings()
    }
    text = json.dumps(held, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="maillon-mes-donnees.json"'
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Close the account and take the person's name out of everything."""
    user = _get_user(request)
    form = EraseForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        services.erase_person(user)
        logout(request)
        messages.success(request, _("Votre compte est fermé et votre nom effacé."))
        return redirect("home:home")
    return render(request, "accounts/erase.html", {"form": form})


@login_required
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """List the organisations of the person."""
    places = selectors.list_organisations(_get_user(request))
    return render(request, "accounts/organisations.html", {"places": places})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create_organisation(request: HttpRequest) -> HttpResponse:
    """Make an organisation."""
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = services.create_organisation(author=_get_user(request), **form.cleaned_data)
        return redirect("accounts:organisation", made.pk)
    return render(request, "accounts/organisation_form.html", {"form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Show an organisation and its people; its administrators invite others."""
    user = _get_user(request)
    is_writing = request.method == "POST"
    place = selectors.get_membership(user, organisation_id, is_admin_needed=is_writing)
    form = InviteForm(request.POST or None)
    if is_writing and form.is_valid():
        services.invite(
            place.organisation,
            author=user,
            make_link=lambda token: request.build_absolute_uri(
                reverse("accounts:accept_organisation", args=[token])
            ),
            **form.cleaned_data,
        )
        messages.success(request, _("Invitation envoyée."))
        return redirect("accounts:organisation", organisation_id)
    context = {
        "place": place,
        "organisation": place.organisation,
        "members": selectors.list_memberships(place.organisation),
        "invitations": place.organisation.invitations.filter(accepted_at__isnull=True),
        "form": form,
        "role_form": RoleForm,
    }
    return render(request, "accounts/organisation.html", context)


@login_required
@require_POST
def change_member(request: HttpRequest, organisation_id: int, member_id: int) -> HttpResponse:
    """Change what a member may do."""
    place = _get_member(request, organisation_id, member_id)
    form = RoleForm(request.POST)
    if form.is_valid():
        try:
            services.change_role(place, form.cleaned_data["role"])
        except InvalidInput as error:
            messages.error(request, error.for_user())
    return redirect("accounts:organisation", organisation_id)


@login_required
@require_POST
def remove_member(request: HttpRequest, organisation_id: int, member_id: int) -> HttpResponse:
    """Take a member out; anyone may leave."""
    user = _get_user(request)
    own = selectors.get_membership(user, organisation_id)
    place = own if own.pk == member_id else _get_member(request, organisation_id, member_id)
    try:
        services.leave(place)
    except InvalidInput as error:
        messages.error(request, error.for_user())
        return redirect("accounts:organisation", organisation_id)
    return redirect("accounts:organisations")


@login_required
@require_POST
def cancel_invitation(
    request: HttpRequest, organisation_id: int, invitation_id: int
) -> HttpResponse:
    """Take an invitation back."""
    place = selectors.get_membership(_get_user(request), organisation_id, is_admin_needed=True)
    get_object_or_404(
        OrganisationInvitation, pk=invitation_id, organisation=place.organisation
    ).delete()
    return redirect("accounts:organisation", organisation_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def accept_organisation(request: HttpRequest, token: str) -> HttpResponse:
    """Join the organisation that a link opens."""
    user = _get_user(request)
    invitation = selectors.find_invitation(token)
    if invitation is None:
        return render(request, "accounts/invitation_over.html", status=404)
    if invitation.email != user.email:
        return render(request, "accounts/invitation_other.html", status=403)
    if request.method == "POST":
        services.accept_invitation(invitation, user=user)
        return redirect("accounts:organisation", invitation.organisation_id)
    return render(request, "accounts/invitation.html", {"invitation": invitation})


def _get_member(request: HttpRequest, organisation_id: int, member_id: int) -> OrganisationMember:
    place = selectors.get_membership(_get_user(request), organisation_id, is_admin_needed=True)
    return get_object_or_404(OrganisationMember, pk=member_id, organisation=place.organisation)
