"""Addresses of the other pages of a filière, with their filters."""

from urllib.parse import urlencode

from django.urls import reverse

from maillon_web.filieres.models import Filiere

__all__ = ["find_address"]


def find_address(filiere: Filiere, name: str, *parts: object, **query: object) -> str:
    """Return the address of a page of a filière; `query` gives its filters, several by a list."""
    address = reverse(name, args=[filiere.pk, *parts])
    return f"{address}?{urlencode(query, doseq=True)}" if query else address
