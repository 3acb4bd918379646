"""The log of weighings: which lines count, which come twice, which come late."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from maillon.domain.errors import InconsistentData
from maillon.domain.language import translate as _
from maillon.domain.weighings import Weighing

__all__ = [
    "Twin",
    "find_duplicates",
    "leave_out_known",
    "list_effective",
    "list_late",
    "make_twin",
]

Twin = tuple[date, str, str, str, Decimal, str]
"""What two lines have in common when one may repeat the other."""


def list_effective(weighings: Iterable[Weighing]) -> tuple[Weighing, ...]:
    """
    Return the lines that count: those that no other line replaces.

    Raises
    ------
    InconsistentData
        If a line replaces one that is not there, or if two lines replace the same.
    """
    listed = tuple(weighings)
    known = {line.key for line in listed}
    replaced = Counter(line.corrects for line in listed if line.corrects)
    problems = [
        _("La pesée {key} corrige une pesée absente du journal : {other}.").format(
            key=line.key, other=line.corrects
        )
        for line in listed
        if line.corrects and line.corrects not in known
    ] + [
        _("La pesée {key} est corrigée {count} fois : gardez une seule correction.").format(
            key=key, count=count
        )
        for key, count in replaced.items()
        if count > 1
    ]
    if problems:
        raise InconsistentData(
            f"{len(problems)} corrections do not hold",
            user=_("Des corrections du journal ne tiennent pas :"),
            details=problems,
        )
    return tuple(line for line in listed if line.key not in replaced or not line.key)


def make_twin(line: Weighing) -> Twin:
    """Return the day, site, direction, category, weight and ticket of a line."""
    return (
        line.weighed_on,
        line.site,
        line.direction,
        line.category,
        line.kilograms.normalize(),
        line.ticket,
    )


def find_duplicates(weighings: Iterable[Weighing]) -> tuple[tuple[Weighing, ...], ...]:
    """Return the groups of lines that say the same, in the order of the log."""
    groups: dict[Twin, list[Weighing]] = defaultdict(list)
    for line in weighings:
        groups[make_twin(line)].append(line)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def leave_out_known(
    brought: Iterable[Weighing], known: Mapping[Twin, int]
) -> tuple[list[Weighing], list[Weighing]]:
    """
    Part the lines that are new from those that the log has already.

    Parameters
    ----------
    known
        How often the log has each line. Two same chairs weighed one after the other are two
        lines: a file that has three where the log has two brings one.

    Returns
    -------
    tuple
        New lines, then known ones, in the order of the file.
    """
    left = Counter(dict(known))
    new: list[Weighing] = []
    repeated: list[Weighing] = []
    for line in brought:
        twin = make_twin(line)
        if left[twin] > 0:
            left[twin] -= 1
            repeated.append(line)
        else:
            new.append(line)
    return new, repeated


def list_late(
    weighings: Iterable[Weighing], *, start: date, end: date, closed_at: datetime
) -> tuple[Weighing, ...]:
    """Return the lines of a period that were entered after it was closed."""
    return tuple(
        line
        for line in weighings
        if start <= line.weighed_on <= end
        and line.entered_at is not None
        and line.entered_at > closed_at
    )
