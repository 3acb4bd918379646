"""Pages of the server itself: its health, and the first way in."""

from allauth.account.utils import perform_login
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from maillon_web.config.first_access import take_person
from maillon_web.config.health import check_health, read_version

__all__ = ["enter", "health"]


@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """Say whether all is well: 200 or 503, in JSON for a probe and as a page for a person."""
    checks = check_health()
    is_well = all(check.is_well for check in checks)
    status = 200 if is_well else 503
    if request.accepts("text/html") and "text/html" in request.headers.get("Accept", ""):
        context = {"checks": checks, "is_well": is_well, "version": read_version()}
        return render(request, "config/health.html", context, status=status)
    return JsonResponse(
        {
            "status": "ok" if is_well else "failing",
            "version": read_version(),
            "checks": {check.key: "ok" if check.is_well else "failing" for check in checks},
        },
        status=status,
    )


@require_safe
@never_cache
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Open the session of the person that the link was drawn for."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(resolve_url(settings.LOGIN_REDIRECT_URL))
    person = take_person(token) if request.method == "GET" else None
    if person is None:
        return render(request, "config/link_used.html", status=410)
    # As any other sign-in: a second factor is asked of who has one.
    response: HttpResponse = perform_login(request, person, email_verification="none")
    return response
