"""Shares with their intervals, as every benchmark of this folder publishes them."""

import math

__all__ = ["share"]


def share(count: int, total: int) -> dict[str, float]:
    """Return a share with its 95 % interval (Wilson)."""
    if not total:
        return {"count": 0, "total": 0, "share": math.nan, "low": math.nan, "high": math.nan}
    z, rate = 1.959964, count / total
    middle = (rate + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(rate * (1 - rate) / total + z * z / (4 * total**2)) / (1 + z * z / total)
    return {
        "count": count,
        "total": total,
        "share": round(rate, 4),
        "low": round(middle - half, 4),
        "high": round(middle + half, 4),
    }
