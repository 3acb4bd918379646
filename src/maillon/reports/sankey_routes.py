"""Centre lines of the ribbons of a flow diagram."""

from collections.abc import Sequence

__all__ = ["Point", "route_forward", "route_return"]

Point = tuple[float, float]
_CLEARANCE, _ROUNDING = 8.0, 4.0


def route_forward(
    begin: Point, passed: Sequence[Point], end: Point, *, bar_width: float
) -> tuple[str, Point]:
    """
    Return a line that flows from left to right, and the middle of its first stretch.

    Parameters
    ----------
    passed
        Where it crosses the columns between, left edge first.
    bar_width
        How long it stays level in each.
    """
    x, y = begin
    first = passed[0] if passed else end
    pieces = [f"M{x:.5g} {y:.5g}"]
    for to_x, to_y in passed:
        middle = f"{(x + to_x) / 2:.5g}"
        x = to_x + bar_width
        pieces.append(f"C{middle} {y:.5g} {middle} {to_y:.5g} {to_x:.5g} {to_y:.5g}H{x:.5g}")
        y = to_y
    middle = f"{(x + end[0]) / 2:.5g}"
    pieces.append(f"C{middle} {y:.5g} {middle} {end[1]:.5g} {end[0]:.5g} {end[1]:.5g}")
    return "".join(pieces), ((begin[0] + first[0]) / 2, (begin[1] + first[1]) / 2)


def route_return(
    begin: Point, end: Point, *, out: float, back: float, lane: float, thickness: float
) -> tuple[str, Point]:
    """
    Return a line that leaves to the right, goes back below, and enters from the left.

    Parameters
    ----------
    out, back
        Room already taken beside the column that it leaves, and beside the one that it enters.
    lane
        Ordinate at which it goes back.
    thickness
        Of the ribbon, so that it turns without folding.
    """
    radius = thickness / 2 + _ROUNDING
    right = begin[0] + _CLEARANCE + out + thickness / 2
    left = end[0] - _CLEARANCE - back - thickness / 2
    path = (
        f"M{begin[0]:.5g} {begin[1]:.5g}H{right - radius:.5g}"
        f"a{radius:.5g} {radius:.5g} 0 0 1 {radius:.5g} {radius:.5g}V{lane - radius:.5g}"
        f"a{radius:.5g} {radius:.5g} 0 0 1 {-radius:.5g} {radius:.5g}H{left + radius:.5g}"
        f"a{radius:.5g} {radius:.5g} 0 0 1 {-radius:.5g} {-radius:.5g}V{end[1] + radius:.5g}"
        f"a{radius:.5g} {radius:.5g} 0 0 1 {radius:.5g} {-radius:.5g}H{end[0]:.5g}"
    )
    return path, ((right + left) / 2, lane)
