"""Write places: their key is made once, of their first name."""

from collections.abc import Collection

from django.utils.text import slugify
from django.utils.translation import gettext as _

from maillon.domain.errors import InvalidInput
from maillon_web.accounts.models import User
from maillon_web.filieres.models import Filiere
from maillon_web.filieres.services.records import add_record, remove_record
from maillon_web.flows.models import (
    PLACE_PREFIX,
    FlowPlace,
    MatterFlow,
    StockMove,
    TransferYield,
)

__all__ = ["add_place", "make_key", "remove_place"]

_LONGEST = 60


def add_place(made: FlowPlace, *, filiere: Filiere, author: User) -> None:
    """Write a new place under a key of its own."""
    made.key = make_key(made.label, set(filiere.flowplaces.values_list("key", flat=True)))
    add_record(made, filiere=filiere, author=author)


def make_key(label: str, taken: Collection[str]) -> str:
    """Return the key of a place of that name, which is none of those taken."""
    base = PLACE_PREFIX + (slugify(label)[:_LONGEST] or "sans-nom")
    key, number = base, 2
    while key in taken:
        key, number = f"{base}-{number}", number + 1
    return key


def remove_place(kept: FlowPlace, author: User) -> None:
    """
    Remove a place that nothing goes through any more.

    Raises
    ------
    InvalidInput
        If a flow, a yield or a stock still names it.
    """
    key, filiere = kept.key, kept.filiere
    count = sum(
        model.objects.filter(filiere=filiere, **{field: key}).count()
        for model, field in (
            (MatterFlow, "source_key"),
            (MatterFlow, "target_key"),
            (TransferYield, "stage_key"),
            (TransferYield, "source_key"),
            (TransferYield, "target_key"),
            (StockMove, "stage_key"),
        )
    )
    if count:
        raise InvalidInput(
            f"place {key} is named by {count} rows",
            user=_(
                "« {place} » sert encore à des flux, des rendements ou des stocks : supprimez-les "
                "ou changez-les d’abord."
            ).format(place=kept.label),
        )
    remove_record(kept, author=author)
