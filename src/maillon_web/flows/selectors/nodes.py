"""The ends that a flow may have: the stages of the filière, the places, the world outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from maillon.domain.flows import OUTSIDE
from maillon.domain.nesting import iter_upwards
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.chain import list_stage_labels
from maillon_web.flows.models import FlowPlace
from maillon_web.flows.selectors.rows import list_places

__all__ = ["Nodes", "read_nodes"]

_MIXES = "oui"  # as the library reads it


@dataclass(frozen=True, kw_only=True, slots=True)
class Nodes:
    """
    Where flows may start and end, for one reader.

    Attributes
    ----------
    stages
        Label of each stage by key, in the order of the chain.
    places
        Those that the reader may see.
    """

    stages: Mapping[str, str]
    places: Sequence[FlowPlace]

    def list_labels(self) -> dict[str, str]:
        """Return the name of every node by key, the world outside included."""
        own = {place.key: place.label for place in self.places}
        return {**self.stages, **own, OUTSIDE: _("Hors du territoire")}

    def list_choices(self) -> list[Any]:
        """Return the groups of a field that asks for a node."""
        inside = [(place.key, place.label) for place in self.places if not place.is_outside]
        beyond = [(place.key, place.label) for place in self.places if place.is_outside]
        groups: list[Any] = [(_("Maillons"), list(self.stages.items()))] if self.stages else []
        if inside:
            groups.append((_("Lieux et procédés"), inside))
        outside = _("Hors du territoire")
        return [*groups, (outside, [(OUTSIDE, outside), *beyond])]

    def name(self, key: str) -> str:
        """Return the name of a node; what is left of its key when it is there no more."""
        return self.list_labels().get(key) or key

    def list_outside(self) -> frozenset[str]:
        """Return the keys that stand for the world outside."""
        return frozenset({OUTSIDE, *(place.key for place in self.places if place.is_outside)})

    def find_holders(self, key: str) -> set[str]:
        """Return the keys of all that a node stands in."""
        parents = {entry["key"]: entry.get("parent", "") for entry in self.describe()}
        return set(iter_upwards(key, parents)) - {key}

    def describe(self) -> list[dict[str, str]]:
        """Return the nodes of the model in order, the places inside with what holds them."""
        keys = {place.pk: place.key for place in self.places if not place.is_outside}
        described = [{"key": key, "label": label} for key, label in self.stages.items()]
        for place in self.places:
            if place.is_outside:
                continue
            parent = keys.get(place.parent_id or 0, "")
            if not parent and place.stage_key in self.stages:
                parent = place.stage_key
            entry = {"key": place.key, "label": place.label}
            if place.transforms:
                entry["mixes"] = _MIXES
            described.append({**entry, "parent": parent} if parent else entry)
        return described


def read_nodes(opened: Opened) -> Nodes:
    """Return the ends that a flow may have, for this reader."""
    places = list_places(opened).order_by("label", "pk")
    return Nodes(stages=list_stage_labels(opened.filiere), places=list(places))
