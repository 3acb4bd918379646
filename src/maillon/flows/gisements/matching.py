"""Choose the ratios that bear on a question; never mix two vintages of one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from maillon.domain.gisements import ActivityKind, Ratio, RatioScope
from maillon.domain.text import fold
from maillon.reference.ratios import FRANCE

__all__ = [
    "DroppedRatio",
    "LineKey",
    "RatioLine",
    "choose_lines",
    "match_activities",
    "prefer",
    "squeeze_code",
]


class LineKey(NamedTuple):
    """What makes two ratios speak of the same quantity."""

    matter: str
    scope: RatioScope
    activity: ActivityKind


@dataclass(frozen=True, kw_only=True, slots=True)
class DroppedRatio:
    """A ratio left out, and the one kept in its place."""

    dropped: Ratio
    kept: Ratio

    @property
    def is_older(self) -> bool:
        """Whether it was left out because it is of another year."""
        return self.dropped.year != self.kept.year


@dataclass(frozen=True, kw_only=True, slots=True)
class RatioLine:
    """
    The ratios of one matter, one moment and one activity: at most one for each activity code.

    Attributes
    ----------
    dropped
        What they were preferred to.
    """

    key: LineKey
    ratios: tuple[Ratio, ...]
    dropped: tuple[DroppedRatio, ...] = ()

    @property
    def matter(self) -> str:
        """Name of the matter, as the first ratio writes it."""
        return self.ratios[0].matter

    @property
    def years(self) -> tuple[int, ...]:
        """Years that its ratios hold for, each once."""
        return tuple(sorted({ratio.year for ratio in self.ratios}))


def choose_lines(
    ratios: Iterable[Ratio],
    *,
    filiere_key: str | None,
    place_key: str,
    is_france: bool,
) -> tuple[RatioLine, ...]:
    """
    Return the ratios to use for a filière on a territory, by line, in the order given.

    Parameters
    ----------
    filiere_key
        `None` for every matter.
    place_key
        Key of the territory: a ratio of that very place is preferred to a general one.
    is_france
        Whether the ratios of the country hold there.

    Notes
    -----
    Of several years, the last one is kept, alone: the difference between two vintages of a ratio
    says more of the method than of the territory. Of one year, the first given is kept.
    """
    wanted = {"", place_key, *((FRANCE,) if is_france else ())}
    lines: dict[LineKey, list[Ratio]] = {}
    for ratio in ratios:
        is_asked = filiere_key in {None, *ratio.filieres} or not ratio.filieres
        if is_asked and ratio.place_key in wanted:
            key = LineKey(fold(ratio.matter), ratio.scope, ratio.activity)
            lines.setdefault(key, []).append(ratio)
    return tuple(_make_line(key, found, place_key) for key, found in lines.items())


def _make_line(key: LineKey, ratios: Sequence[Ratio], place_key: str) -> RatioLine:
    kept: dict[str, Ratio] = {}
    dropped: list[DroppedRatio] = []
    for ratio in sorted(
        ratios, key=lambda one: (one.place_key == place_key, one.year), reverse=True
    ):
        code = squeeze_code(ratio.naf_code)
        if code in kept:
            dropped.append(DroppedRatio(dropped=ratio, kept=kept[code]))
        else:
            kept[code] = ratio
    in_order = tuple(ratio for ratio in ratios if ratio in kept.values())
    return RatioLine(key=key, ratios=in_order, dropped=tuple(dropped))


def squeeze_code(naf_code: str) -> str:
    """Return an activity code without its dot."""
    return naf_code.replace(".", "").strip().upper()


def match_activities(line: RatioLine, naf_codes: Collection[str]) -> Mapping[str, int]:
    """Return the rank of the ratio of each activity code: that of its longest known beginning."""
    by_code = {squeeze_code(ratio.naf_code): rank for rank, ratio in enumerate(line.ratios)}
    found: dict[str, int] = {}
    for code in naf_codes:
        squeezed = squeeze_code(code)
        rank = next(
            (
                by_code[squeezed[:length]]
                for length in range(len(squeezed), -1, -1)
                if squeezed[:length] in by_code
            ),
            None,
        )
        if rank is not None:
            found[code] = rank
    return found


def prefer(own: Sequence[Ratio], others: Sequence[Ratio]) -> tuple[Ratio, ...]:
    """Return one's own ratios, and the others on the lines that one's own say nothing of."""
    covered = {LineKey(fold(ratio.matter), ratio.scope, ratio.activity) for ratio in own}
    left = [
        ratio
        for ratio in others
        if LineKey(fold(ratio.matter), ratio.scope, ratio.activity) not in covered
    ]
    return (*own, *left)
