"""Pages for what goes wrong: a sentence, and what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

__all__ = ["csrf_failure"]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form has expired."""
    return render(request, "ui/form_expired.html", status=403)
