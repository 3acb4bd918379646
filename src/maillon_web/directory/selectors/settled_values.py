"""What the organisation settled before about the words of a list."""

from collections.abc import Mapping
from typing import Any

from maillon.studies.reading_lists import CLEAR
from maillon_web.directory.models import ListImport, ValueChoice

__all__ = ["list_settled", "order_values"]

Settled = Mapping[tuple[str, str], ValueChoice]


def list_settled(list_import: ListImport) -> dict[tuple[str, str], ValueChoice]:
    """
    Return the choices that hold for this list, by field and word.

    A stage settled for another filière, that this one does not have, is asked again.
    """
    wanted = {(value["field"], value["value"]) for value in list_import.wanted_values or ()}
    stages = set(list_import.filiere.stages.values_list("key", flat=True))
    settled = ValueChoice.objects.filter(
        organisation_id=list_import.filiere.organisation_id,
        field__in={field for field, _raw in wanted},
        settled_at__isnull=False,
    ).select_related("settled_by")
    return {
        (choice.field, choice.raw): choice
        for choice in settled
        if (choice.field, choice.raw) in wanted and _holds(choice, stages)
    }


def _holds(choice: ValueChoice, stages: set[str]) -> bool:
    is_stage = choice.field == "declared_stages"
    return not (is_stage and choice.target and choice.target not in stages)


def order_values(list_import: ListImport, settled: Settled) -> list[dict[str, Any]]:
    """
    Return the words of a list field by field, those that nobody can guess first.

    What is settled while the person goes from page to page does not move.
    """

    def rank(value: Mapping[str, Any]) -> tuple[int, bool, bool, int]:
        choice = settled.get((value["field"], value["value"]))
        is_old = bool(choice and choice.settled_at and choice.settled_at < list_import.created_at)
        is_clear = bool(value["target"]) and value["confidence"] >= CLEAR
        return fields.index(value["field"]), is_old, is_clear, -value["row_count"]

    values = list_import.wanted_values or []
    fields = list(dict.fromkeys(value["field"] for value in values))
    return sorted(values, key=rank)
