"""Read the templates that an organisation brings."""

from django.db.models import QuerySet
from django.http import Http404

from maillon.reference.papers import PaperTemplate
from maillon_web.documents.models import OwnTemplate
from maillon_web.filieres.selectors import Opened

__all__ = ["get_own_template", "list_own_templates", "list_suitable"]


def list_own_templates(opened: Opened) -> QuerySet[OwnTemplate]:
    """Return the templates of the organisation that holds the filière, without their content."""
    return (
        OwnTemplate.objects.filter(organisation=opened.filiere.organisation_id)
        .select_related("added_by")
        .defer("content")
    )


def list_suitable(opened: Opened, template: PaperTemplate) -> list[OwnTemplate]:
    """Return the templates that may serve a document."""
    return list(list_own_templates(opened).filter(paper_key__in=("", template.key)))


def get_own_template(opened: Opened, pk: int) -> OwnTemplate:
    """
    Return one of them.

    Raises
    ------
    Http404
        If the organisation that holds the filière has none of that number.
    """
    found = list_own_templates(opened).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
