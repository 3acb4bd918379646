"""Long works of the library."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillon_web.jobs.registry import JobContext, register
from maillon_web.library.selectors.readers import MEMBER
from maillon_web.library.services.alerts import ALERT, send_alerts
from maillon_web.library.services.importing import IMPORT, do_import
from maillon_web.library.services.indexing import INDEX, ensure_index, get_library

__all__ = ["do_alert", "do_bring", "do_index"]


@register(INDEX)
def do_index(context: JobContext) -> dict[str, Any]:
    """Make the index of the search again if what it holds has changed."""
    context.progress.start(_("Mise à jour de la bibliothèque"))
    ensure_index()
    context.progress.finish()
    count = get_library().count(MEMBER)
    return {
        "message": _("La bibliothèque compte {count} fiches.").format(count=count),
        "url": reverse("library:search"),
    }


@register(IMPORT)
def do_bring(context: JobContext) -> dict[str, Any]:
    """Import a file of aids or of funded projects."""
    message = do_import(dict(context.arguments), context.progress)
    return {"message": message, "url": reverse("library:imports")}


@register(ALERT)
def do_alert(context: JobContext) -> dict[str, Any]:
    """Write to those whose saved searches find something new."""
    context.progress.start(_("Alertes de la bibliothèque"))
    done = send_alerts(timezone.now())
    context.progress.finish()
    return {"people": done.people, "sheets": done.sheets, "failed": done.failed}
