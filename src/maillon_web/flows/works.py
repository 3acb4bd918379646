"""Long works of the flows."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillon_web.flows.services.balancing import BALANCE, make_balance
from maillon_web.jobs.registry import JobContext, register

__all__ = ["do_balance"]


@register(BALANCE)
def do_balance(context: JobContext) -> dict[str, Any]:
    """Make an account that is too long for a page to wait."""
    context.progress.start(_("Compte des flux"))
    arguments = dict(context.arguments)
    count = make_balance(arguments)
    context.progress.finish()
    address = reverse("flows:balance", args=[arguments["filiere"]])
    year = arguments["year"]
    return {
        "message": ngettext(
            "Le compte est fait, avec {count} flux.",
            "Le compte est fait, avec {count} flux.",
            count,
        ).format(count=count),
        "url": f"{address}?year={year or 'all'}",
    }
