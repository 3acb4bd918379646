"""One line of log for each request: which, how it ended, how long it took; nobody's data."""

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from maillon_web.config.logs import request_id

__all__ = ["RequestLogMiddleware", "hide_keys"]

_log = logging.getLogger("maillon.requests")
_HEADER = "X-Request-ID"
_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
# Parts of an address that open something to whoever holds them.
_KEYS = frozenset({"key", "token", "uidb36"})


class RequestLogMiddleware:
    """Gives each request a number, which its log lines and its answer carry."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and say how it went."""
        number = _number(request)
        kept = request_id.set(number)
        started = time.perf_counter()
        try:
            response = self._get_response(request)
            spent = {
                "method": request.method,
                "path": hide_keys(request),
                "status": response.status_code,
                "ms": round((time.perf_counter() - started) * 1000, 1),
            }
            _log.info("request", extra={"fields": spent})
        finally:
            request_id.reset(kept)
        response.headers[_HEADER] = number
        return response


def _number(request: HttpRequest) -> str:
    given = request.headers.get(_HEADER, "") if settings.IS_BEHIND_PROXY else ""
    return given if _GIVEN_ID.fullmatch(given) else uuid.uuid4().hex


def hide_keys(request: HttpRequest) -> str:
    """Return the path without its query, and without the secrets that some addresses hold."""
    path = request.path
    match = request.resolver_match
    for name, value in (match.kwargs if match else {}).items():
        if name in _KEYS:
            path = path.replace(str(value), "…")
    return path
