"""The address of what a page shows, for the bar of the browser."""

from urllib.parse import urlencode

from django.http import HttpRequest

from maillon_web.directory.selectors.filters import FilterValues

__all__ = ["write_address"]


def write_address(request: HttpRequest, filters: FilterValues, **others: str | int) -> str:
    """Return the address of what is shown, without the filters that filter nothing."""
    query = "&".join(filter(None, (filters.to_query(), urlencode(others))))
    return f"{request.path}?{query}" if query else request.path
