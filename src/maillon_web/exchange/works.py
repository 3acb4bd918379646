"""The long works of the exchange."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillon_web.accounts.models import Organisation, User
from maillon_web.exchange.services import export_filiere, open_archive
from maillon_web.filieres.models import Filiere
from maillon_web.jobs.registry import JobContext, register

__all__ = ["export", "locate_export", "open_file"]


def locate_export(job_id: object) -> Path:
    """Return where the file made by a job lies."""
    return Path(settings.HOME) / "exports" / f"{job_id}.maillon"


@register("exchange.export")
def export(context: JobContext) -> dict[str, Any]:
    """Write a filière to a file that the person then takes away."""
    filiere = Filiere.objects.select_related("organisation").get(pk=context.arguments["filiere"])
    path = locate_export(context.job.pk)
    path.parent.mkdir(parents=True, exist_ok=True)
    manifest = export_filiere(filiere, path, progress=context.progress)
    count = manifest["parts"]["actors"]["count"]
    return {
        "message": ngettext(
            "Le fichier est prêt : {count} acteur.", "Le fichier est prêt : {count} acteurs.", count
        ).format(count=count),
        "url": reverse("exchange:take", args=[filiere.pk, context.job.pk]),
        "url_label": _("Télécharger le fichier"),
    }


@register("exchange.open")
def open_file(context: JobContext) -> dict[str, Any]:
    """Make a filière of an uploaded file, then forget the file."""
    path = Path(settings.UPLOADS_FOLDER) / context.arguments["stored_as"]
    try:
        filiere, held = open_archive(
            path,
            organisation=Organisation.objects.get(pk=context.arguments["organisation"]),
            author=User.objects.get(pk=context.arguments["author"]),
            progress=context.progress,
        )
    finally:
        path.unlink(missing_ok=True)
    sentence = _("« {name} » est ouverte.").format(name=filiere.name)
    if held:
        sentence += " " + ngettext(
            "{count} fiche était déjà dans l’annuaire : gardée telle quelle.",
            "{count} fiches étaient déjà dans l’annuaire : gardées telles quelles.",
            held,
        ).format(count=held)
    return {
        "message": sentence,
        "url": reverse("filieres:overview", args=[filiere.pk]),
        "url_label": _("Ouvrir la filière"),
    }
