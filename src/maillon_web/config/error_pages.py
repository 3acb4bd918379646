"""Pages for what goes wrong: a sentence, and what to do next."""

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import server_error as show_defect

from maillon_web.config.faults import answer_fault

__all__ = ["csrf_failure", "server_error"]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form has expired."""
    return render(request, "ui/form_expired.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer what failed outside of a view: a fault of the machine, or a defect of ours."""
    error = sys.exc_info()[1]
    return (error and answer_fault(request, error)) or show_defect(request)
