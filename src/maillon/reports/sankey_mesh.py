"""What stands in the columns of a flow diagram, and what is joined from one to the next."""

from dataclasses import dataclass, field

__all__ = ["Joined", "Mesh"]

Joined = dict[int, list[tuple[int, float]]]


@dataclass(slots=True)
class Mesh:
    """
    Slots by number – bars, and passages of ribbons that do not stop – and their neighbours.

    Attributes
    ----------
    columns
        Numbers of the slots of each column, in a first order.
    column_of, heights, rooms
        Of each slot: its column, its height, and what is left free above it.
    left, right
        The one neighbour of a passage on each side, by number; -1 for a bar.
    before, after
        Neighbours of the bars, with their weight.

    Notes
    -----
    Passages are by far the most numerous: an object and two lists for each would cost more than
    all the rest, hence plain lists of numbers.
    """

    columns: list[list[int]]
    column_of: list[int] = field(default_factory=list)
    heights: list[float] = field(default_factory=list)
    rooms: list[float] = field(default_factory=list)
    is_bar: list[bool] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    before: Joined = field(default_factory=dict)
    after: Joined = field(default_factory=dict)

    def add(self, column: int, height: float, *, room: float, is_bar: bool) -> int:
        """Put a slot at the end of a column, and return its number."""
        number = len(self.heights)
        self.columns[column].append(number)
        self.column_of.append(column)
        self.heights.append(height)
        self.rooms.append(room)
        self.is_bar.append(is_bar)
        self.left.append(-1)
        self.right.append(-1)
        return number

    def join(self, one: int, other: int, weight: float) -> None:
        """Join a slot to one of the next column."""
        if self.is_bar[one]:
            self.after.setdefault(one, []).append((other, weight))
        else:
            self.right[one] = other
        if self.is_bar[other]:
            self.before.setdefault(other, []).append((one, weight))
        else:
            self.left[other] = one
