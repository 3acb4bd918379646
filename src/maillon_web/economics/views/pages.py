"""What the pages of the value share: their trail, their ways of seeing, the filière opened."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from maillon_web.economics.selectors.chain import Chain, read_chain
from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import Opened, open_filiere
from maillon_web.filieres.views.pages import show, trail

__all__ = [
    "ACTIVE",
    "BOTH",
    "YEAR",
    "lead_to",
    "list_views",
    "open_chain",
    "open_value",
    "show_value",
]

ACTIVE = "economics"
BOTH = ["GET", "HEAD", "POST"]
YEAR = "annee"
"""Word of the address that says which year is shown."""


def open_value(request: HttpRequest, filiere_id: int, *, writes: bool = False) -> Opened:
    """Open the filière of a page, to read or to write."""
    needs = Capability.CONTRIBUTE if writes else Capability.TAKE_PART
    return open_filiere(reader=request.user, filiere_id=filiere_id, needs=needs)


def open_chain(request: HttpRequest, opened: Opened) -> Chain:
    """Read the economy of the filière for the year that the address says."""
    return read_chain(opened, request.GET.get(YEAR, ""))


def lead_to(opened: Opened, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way to a page of the value; without steps, to the accounts."""
    address = reverse("economics:accounts", args=[opened.filiere.pk]) if steps else ""
    return trail(opened, (_("Valeur"), address), *steps)


def list_views(opened: Opened, current: str, year: int | None) -> list[dict[str, object]]:
    """Return the questions that the value answers, and which one this page is."""
    names = (
        ("accounts", _("Les comptes")),
        ("prices", _("Les prix")),
        ("price_formation", _("De quoi est fait le prix")),
        ("break_even", _("Les seuils")),
        ("scenarios", _("Et si…")),
        ("sensitivity", _("Ce qui n’est pas sûr")),
        ("commitments", _("Engagements de prix")),
        ("lm3", _("Retombées locales")),
    )
    suffix = f"?{YEAR}={year}" if year else ""
    return [
        {
            "url": reverse(f"economics:{name}", args=[opened.filiere.pk]) + suffix,
            "label": label,
            "is_current": name == current,
        }
        for name, label in names
    ]


def show_value(
    request: HttpRequest,
    template: str,
    opened: Opened,
    *,
    current: str,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """Answer one of the ways of seeing the value; `context` may hold the `chain` of a year."""
    chain: Chain | None = context.get("chain")
    year = chain.year if chain else None
    views = list_views(opened, current, year)
    label = next((str(view["label"]) for view in views if view["is_current"]), "")
    shared = {
        "views": views,
        "year": year,
        "breadcrumb": lead_to(opened) if current == "accounts" else lead_to(opened, (label, "")),
    }
    return show(request, template, opened, active=ACTIVE, context=shared | context, status=status)
