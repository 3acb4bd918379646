"""Heights in the columns of a flow diagram: near what they are joined to, without overlap."""

from collections.abc import Sequence

from maillon.reports.sankey_mesh import Mesh

__all__ = ["GAP", "place_slots"]

GAP = 16.0
_RELAXATIONS = 6


def place_slots(mesh: Mesh, columns: Sequence[Sequence[int]]) -> list[float]:
    """Return the ordinate of the top of each slot, near those that it is joined to."""
    stacks = [_Stack(mesh, column) for column in columns]
    room = max(stack.length for stack in stacks)
    middles = [0.0] * len(mesh.heights)
    for stack in stacks:
        stack.settle(list(stack.halves), middles, room)
    for turn in range(_RELAXATIONS):
        for stack in stacks if turn % 2 == 0 else reversed(stacks):
            stack.settle(stack.find_wishes(middles), middles, room)
    return [middle - height / 2 for middle, height in zip(middles, mesh.heights, strict=True)]


class _Stack:
    """A column being placed: half heights, room between neighbours, what each is joined to."""

    def __init__(self, mesh: Mesh, column: Sequence[int]) -> None:
        self.column = column
        self.left, self.right = mesh.left, mesh.right
        heights = [mesh.heights[number] for number in column]
        self.halves = [height / 2 for height in heights]
        gaps = [
            mesh.rooms[number] + GAP if mesh.is_bar[number] else mesh.rooms[number]
            for number in column
        ]
        # From one middle to the next, at least; the first from the top.
        self.steps = [
            above + gap + half
            for above, gap, half in zip([-GAP, *self.halves], gaps, self.halves, strict=False)
        ]
        self.length = sum(heights) + sum(mesh.rooms[number] + GAP for number in column)
        self.near = {
            number: [*mesh.before.get(number, ()), *mesh.after.get(number, ())]
            for number in column
            if mesh.is_bar[number]
        }

    def find_wishes(self, middles: Sequence[float]) -> list[float]:
        """Return where the middle of each would stand straight before those it is joined to."""
        wishes = []
        for number in self.column:
            end = self.left[number]
            if end >= 0:  # a ribbon that passes
                wishes.append((middles[end] + middles[self.right[number]]) / 2)
                continue
            total = weighted = 0.0
            for end, weight in self.near[number]:
                total += weight
                weighted += middles[end] * weight
            wishes.append(weighted / total if total else middles[number])
        return wishes

    def settle(self, wishes: list[float], middles: list[float], room: float) -> None:
        """Place as near as possible to the wishes, in order, without overlap, above the floor."""
        least = 0.0
        for rank, step in enumerate(self.steps):
            least += step
            if wishes[rank] < least:
                wishes[rank] = least
            else:
                least = wishes[rank]
        most = room - self.halves[-1] if self.halves else 0.0
        for rank in range(len(wishes) - 1, -1, -1):
            if wishes[rank] <= most:
                break
            wishes[rank] = most
            most -= self.steps[rank]
        for number, middle in zip(self.column, wishes, strict=True):
            middles[number] = middle
