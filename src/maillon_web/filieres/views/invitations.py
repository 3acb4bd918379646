"""Join a filière by a link."""

from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from maillon.domain.errors import InvalidInput
from maillon_web.accounts.models import User
from maillon_web.filieres.forms.members import AccountForm
from maillon_web.filieres.models import Invitation
from maillon_web.filieres.selectors.members import find_invitation
from maillon_web.filieres.services.invitations import accept, make_account
from maillon_web.filieres.views.pages import INVALID

__all__ = ["accept_invitation"]

_BACKEND = "django.contrib.auth.backends.ModelBackend"
_GONE = 410


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Say what the link opens and for whom, then open it: never at the first reading."""
    invitation = find_invitation(token)
    if invitation is None:
        return _refuse(request, None, status=404)
    if invitation.accepted_at or invitation.expires_at <= timezone.now():
        return _refuse(request, invitation, status=_GONE)
    if isinstance(request.user, User):
        return _join_as(request, request.user, invitation)
    if User.objects.filter(email=invitation.email).exists():
        context = {"invitation": invitation, "next": request.path}
        return render(request, "filieres/invitation_sign_in.html", context)
    return _join_as_newcomer(request, invitation)


def _join_as(request: HttpRequest, user: User, invitation: Invitation) -> HttpResponse:
    if request.method == "POST" and "leave" in request.POST:
        logout(request)
        return redirect(request.path)
    if request.method == "POST":
        return _join(request, invitation, user)
    context = {"invitation": invitation, "is_other": user.email != invitation.email}
    return render(request, "filieres/invitation.html", context)


def _join_as_newcomer(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = AccountForm(request.POST or None, email=invitation.email)
    if request.method == "POST" and form.is_valid():
        user = make_account(
            invitation,
            name=form.cleaned_data["name"],
            password=form.cleaned_data["password"] or None,
        )
        login(request, user, backend=_BACKEND)
        return _join(request, invitation, user)
    context = {"invitation": invitation, "form": form}
    status = INVALID if form.errors else 200
    return render(request, "filieres/invitation_new.html", context, status=status)


def _join(request: HttpRequest, invitation: Invitation, user: User) -> HttpResponse:
    try:
        welcome = accept(invitation, user=user).welcome
    except InvalidInput:
        return _refuse(request, invitation, status=_GONE)
    if welcome is None:
        return redirect("filieres:overview", invitation.filiere_id)
    if welcome.sentence:
        messages.info(request, welcome.sentence)
    return redirect(welcome.path)


def _refuse(request: HttpRequest, invitation: Invitation | None, *, status: int) -> HttpResponse:
    context = {"invitation": invitation}
    return render(request, "filieres/invitation_over.html", context, status=status)
