"""What a reader may know of: records by their level, sensitive fields by theirs."""

from collections.abc import Collection, Mapping

from django.db.models import Case, CharField, F, IntegerField, Q, QuerySet, Value, When

from maillon_web.directory.models import FieldOrigin, Presence
from maillon_web.filieres.models import Visibility
from maillon_web.filieres.selectors import Opened

__all__ = [
    "HIDDEN_TOGETHER",
    "LISTED",
    "is_whole",
    "list_hidden_holders",
    "list_visible",
    "read_hidden_fields",
    "show_column",
]

# In the lists. Written so, SQLite takes it as an equality and reads a list in the order of its
# index; Django writes `is_listed=True` as a bare condition: fifty thousand rows are then sorted.
LISTED = Q(is_listed__in=(True,))

# What tells the same thing as a field is hidden with it.
HIDDEN_TOGETHER: Mapping[str, tuple[str, ...]] = {
    "name": ("sort_name",),
    "address": ("lat", "lon", "position_quality"),
    "lat": ("lon", "position_quality"),
    "commune_code": (
        *("commune_name", "post_code", "address"),
        *("lat", "lon", "position_quality", "qpv_code"),
    ),
    "naf_code": ("naf_label",),
    "band_code": ("size_rank",),
    "ess_status": ("ess_family", "ess_rule", "ess_sources", "inclusive_kinds"),
}


def list_visible(opened: Opened) -> QuerySet[Presence]:
    """Return every presence that the reader may know of, listed or not."""
    presences = Presence.objects.filter(filiere=opened.filiere)
    if is_whole(opened):
        # All levels: no condition, so that the order of the index serves.
        return presences
    return presences.filter(visibility__in=opened.levels)


def is_whole(opened: Opened) -> bool:
    """Tell whether the reader sees every level, so that nothing is ever hidden from it."""
    return len(opened.levels) == len(Visibility)


def list_hidden_holders(opened: Opened, field: str) -> QuerySet[FieldOrigin]:
    """Return what hides this field of some actors from the reader."""
    fields = [field, *(main for main, others in HIDDEN_TOGETHER.items() if field in others)]
    return FieldOrigin.objects.filter(field__in=fields).exclude(visibility__in=opened.levels)


def show_column(opened: Opened, name: str, *, hidden: str | int = "") -> F | Case:
    """Return a column of presences as the reader sees it: `hidden` where it is not for it."""
    if is_whole(opened):
        return F(name)
    holders = list_hidden_holders(opened, name).values("actor_id")
    unseen = When(actor_id__in=holders, then=Value(hidden))
    kind = IntegerField() if isinstance(hidden, int) else CharField()
    return Case(unseen, default=F(name), output_field=kind)


def read_hidden_fields(
    actor_ids: Collection[int], levels: Collection[str]
) -> dict[int, frozenset[str]]:
    """Return the fields of these actors that a reader of these levels may not see."""
    hidden: dict[int, frozenset[str]] = {}
    if len(levels) == len(Visibility):
        return hidden
    rows = FieldOrigin.objects.filter(actor_id__in=actor_ids).exclude(visibility__in=levels)
    for actor_id, field in rows.values_list("actor_id", "field"):
        together = {field, *HIDDEN_TOGETHER.get(field, ())}
        hidden[actor_id] = hidden.get(actor_id, frozenset()) | together
    return hidden
