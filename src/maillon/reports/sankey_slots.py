"""Heights in the columns of a flow diagram: near what they are joined to, without overlap."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from maillon.reports.sankey_ranks import Pair

__all__ = ["GAP", "Slot", "place_slots"]

GAP = 16.0
_RELAXATIONS = 6


@dataclass(slots=True)
class Slot:
    """A place in a column: a bar, or the passage of a ribbon that does not stop."""

    key: str
    column: int
    height: float
    room_above: float
    is_bar: bool
    y: float = 0.0

    @property
    def middle(self) -> float:
        """Return the ordinate of its middle."""
        return self.y + self.height / 2


def place_slots(columns: Sequence[Sequence[Slot]], joined: Mapping[Pair, float]) -> float:
    """Give every slot its height, near those that it is joined to; return the lowest edge."""
    slots = {slot.key: slot for column in columns for slot in column}
    near: dict[str, list[tuple[Slot, float]]] = {key: [] for key in slots}
    for (left, right), weight in joined.items():
        near[left].append((slots[right], weight))
        near[right].append((slots[left], weight))
    totals = {key: sum(weight for _slot, weight in beside) for key, beside in near.items()}
    room = max(sum(slot.height + slot.room_above + GAP for slot in column) for column in columns)
    for column in columns:
        _stack(column, [0.0] * len(column), room)
    for turn in range(_RELAXATIONS):
        for column in columns if turn % 2 == 0 else reversed(columns):
            _stack(
                column,
                [_find_wish(slot, near[slot.key], totals[slot.key]) for slot in column],
                room,
            )
    return max(slot.y + slot.height for slot in slots.values())


def _find_wish(slot: Slot, near: Sequence[tuple[Slot, float]], total: float) -> float:
    """Return where a slot would stand straight before those that it is joined to."""
    if not total:
        return slot.y
    weighted = 0.0
    for other, weight in near:
        weighted += (other.y + other.height / 2) * weight
    return weighted / total - slot.height / 2


def _stack(column: Sequence[Slot], wanted: Sequence[float], room: float) -> None:
    """Place slots as near as possible to where they would like to be, in order, without overlap."""
    edge = -GAP
    for slot, y in zip(column, wanted, strict=True):
        slot.y = max(y, edge + _gap_above(slot))
        edge = slot.y + slot.height
    edge = room
    for slot in reversed(column):
        slot.y = min(slot.y, edge - slot.height)
        edge = slot.y - _gap_above(slot)


def _gap_above(slot: Slot) -> float:
    return slot.room_above + (GAP if slot.is_bar else 0)
