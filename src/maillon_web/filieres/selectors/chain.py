"""The stages of a filière, with who is at each."""

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from maillon_web.filieres.models import Filiere, Stage
from maillon_web.filieres.words import say

__all__ = ["count_at_stage", "list_stage_labels", "list_stages"]


def list_stages(filiere: Filiere) -> QuerySet[Stage]:
    """Return the stages in order, with how many actors are at each."""
    placed = (
        filiere.placements.filter(stage_key=OuterRef("key"))
        .order_by()
        .values("stage_key")
        .annotate(total=Count("pk"))
        .values("total")
    )
    return filiere.stages.annotate(
        actor_count=Coalesce(Subquery(placed, output_field=IntegerField()), 0)
    )


def list_stage_labels(filiere: Filiere) -> dict[str, str]:
    """Return the name of each stage by key, in order, in the words of the reader."""
    labels = filiere.stages.values_list("key", "label")
    return {key: say(filiere.template_key, label) for key, label in labels}


def count_at_stage(filiere: Filiere, stage_key: str) -> int:
    """Return how many actors are at a stage."""
    return filiere.placements.filter(stage_key=stage_key).count()
