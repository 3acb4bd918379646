"""Long works of the whole server."""

from typing import Any

from django.urls import reverse

from maillon_web.home.services.registers import FETCH, fetch
from maillon_web.jobs.registry import JobContext, register

__all__ = ["do_fetch"]


@register(FETCH)
def do_fetch(context: JobContext) -> dict[str, Any]:
    """Download and import registers."""
    message = fetch(
        context.arguments["kinds"], author=context.job.started_by, progress=context.progress
    )
    return {"message": message, "url": reverse("home:registers")}
