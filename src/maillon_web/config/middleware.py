"""What every request passes through."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from maillon.domain.errors import MaillonError
from maillon.domain.language import LANGUAGES, use_language

__all__ = ["ExplainErrorsMiddleware", "SpeakLanguageMiddleware"]


class SpeakLanguageMiddleware:
    """The library speaks the language of the page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the language on, then answer."""
        code = (get_language() or "fr")[:2]
        use_language(code if code in LANGUAGES else "fr")
        return self._get_response(request)


class ExplainErrorsMiddleware:
    """An error of the library that no page has explained still gets its one clear sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Show the sentence of a `MaillonError`; anything else is a defect and stays one."""
        if not isinstance(error, MaillonError):
            return None
        context = {"sentence": error.for_user(), "details": error.details}
        return render(request, "ui/problem.html", context, status=400)
