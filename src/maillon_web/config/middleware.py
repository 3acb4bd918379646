"""What every request passes through."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from maillon.domain.errors import MaillonError
from maillon.domain.formatting import format_number
from maillon.domain.language import LANGUAGES, use_language
from maillon_web.config.faults import answer_fault, describe_fault

__all__ = [
    "BoundUploadsMiddleware",
    "CompressTextMiddleware",
    "ExplainErrorsMiddleware",
    "ReadOnSessionMiddleware",
    "SpeakLanguageMiddleware",
]

_log = logging.getLogger(__name__)
_TEXT = ("text/", "application/json", "application/geo+json", "image/svg+xml")

# What a form weighs beside its file.
_ROOM_FOR_FIELDS = 1024 * 1024


class CompressTextMiddleware(GZipMiddleware):
    """Pages and drawings travel compressed; a PDF or a workbook already is."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compress what is text, with the padding that hides the length of secrets."""
        if not response.headers.get("Content-Type", "").startswith(_TEXT):
            return response
        return super().process_response(request, response)


class ReadOnSessionMiddleware(SessionMiddleware):
    """A full disk keeps from writing, not from reading: a visit that cannot be noted is shown."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Keep the session; when the machine cannot, what the view did is done all the same."""
        try:
            return super().process_response(request, response)
        except (SessionInterrupted, DatabaseError) as error:
            # A session that another window has just closed is no fault of the machine.
            if describe_fault(error) is None:
                raise
            _log.warning("session not kept", exc_info=error)
            return response


class SpeakLanguageMiddleware:
    """The library speaks the language of the page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the language on, then answer."""
        code = (get_language() or "fr")[:2]
        use_language(code if code in LANGUAGES else "fr")
        return self._get_response(request)


class BoundUploadsMiddleware:
    """A file that is too big is refused before it is received."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; the server gives no more of a body than the length that it announces."""
        announced = request.headers.get("Content-Length") or "0"
        most = settings.MOST_UPLOAD_BYTES
        if announced.isdigit() and int(announced) <= most + _ROOM_FOR_FIELDS:
            return self._get_response(request)
        sentence = _(
            "Ce fichier est trop lourd : {most} Mo au plus. Coupez-le en plusieurs, puis "
            "recommencez."
        ).format(most=format_number(most // 1024**2))
        return render(request, "config/refused.html", {"sentence": sentence}, status=413)


class ExplainErrorsMiddleware:
    """An error of the library that no page has explained still gets its one clear sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Show the sentence of a `MaillonError` or of a fault; the rest is seen as a defect."""
        if not isinstance(error, MaillonError):
            return answer_fault(request, error)
        context = {"sentence": error.for_user(), "details": error.details}
        return render(request, "ui/problem.html", context, status=400)
