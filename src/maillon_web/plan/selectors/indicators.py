"""Indicators: the last measure, the gap to the target, said and never guessed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import list_records
from maillon_web.plan.models import Indicator, IndicatorValue, Wanted
from maillon_web.ui.formatting import format_day, format_percent, format_quantity

__all__ = ["Gap", "find_gap", "list_indicators", "read_gaps"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """
    How far an indicator is from its target, from what was measured and nothing else.

    Attributes
    ----------
    gap
        Target less last measure; `None` when one of the two is missing.
    share
        Part of the way from the baseline to the target that is done; may leave 0 to 1.
    expected
        Where a straight line from baseline to target stands on the day of the last measure: a
        mark to read by, not a forecast.
    """

    last: Decimal | None = None
    last_on: date | None = None
    last_source: str = ""
    gap: Decimal | None = None
    share: float | None = None
    expected: float | None = None
    is_reached: bool = False
    sentence: str = ""
    way_sentence: str = ""
    line_sentence: str = ""


def list_indicators(opened: Opened) -> QuerySet[Indicator]:
    """Return the indicators with their measures, in two queries."""
    values = Prefetch("values", queryset=IndicatorValue.objects.order_by("measured_on", "pk"))
    return (
        list_records(opened, Indicator)
        .select_related("objective")
        .prefetch_related(values)
        .order_by("label", "pk")
    )


def find_gap(indicator: Indicator, values: Iterable[IndicatorValue]) -> Gap:
    """Return how far an indicator is from its target; its sentences say how it was computed."""
    measured = sorted(values, key=lambda row: (row.measured_on, row.pk or 0))
    if not measured:
        return Gap(sentence=_("Aucune mesure encore : l’écart à la cible n’est pas calculé."))
    last = measured[-1]
    known = Gap(last=last.value, last_on=last.measured_on, last_source=last.source)
    if indicator.target is None:
        return replace(known, sentence=_("Aucune valeur visée : l’écart n’est pas calculé."))
    gap = indicator.target - last.value
    is_reached = gap <= 0 if indicator.wanted == Wanted.UP else gap >= 0
    share, way = _find_share(indicator, last)
    expected, line = _find_expected(indicator, last)
    return replace(
        known,
        gap=gap,
        is_reached=is_reached,
        sentence=_say_gap(indicator, last, gap, is_reached=is_reached),
        share=share,
        way_sentence=way,
        expected=expected,
        line_sentence=line,
    )


def _say_gap(indicator: Indicator, last: IndicatorValue, gap: Decimal, *, is_reached: bool) -> str:
    words = {
        "last": _quantity(last.value, indicator),
        "day": format_day(last.measured_on),
        "target": _quantity(indicator.target or Decimal(0), indicator),
        "gap": _quantity(abs(gap), indicator),
    }
    if is_reached:
        return _("Cible atteinte : {last} le {day}, pour {target} visés.").format(**words)
    return _("Écart à la cible : {gap} ({target} visés, {last} mesurés le {day}).").format(**words)


def _find_share(indicator: Indicator, last: IndicatorValue) -> tuple[float | None, str]:
    if indicator.baseline is None or indicator.target is None:
        return None, ""
    whole = indicator.target - indicator.baseline
    if not whole:
        return None, ""
    done = last.value - indicator.baseline
    share = float(done / whole)
    sentence = _(
        "Chemin parcouru : {share}, soit {done} sur les {whole} qui séparent le départ "
        "({baseline}) de la cible."
    ).format(
        share=format_percent(share),
        done=_quantity(done, indicator),
        whole=_quantity(whole, indicator),
        baseline=_quantity(indicator.baseline, indicator),
    )
    return share, sentence


def _find_expected(indicator: Indicator, last: IndicatorValue) -> tuple[float | None, str]:
    start, end = indicator.baseline_on, indicator.target_on
    baseline, target = indicator.baseline, indicator.target
    if start is None or end is None or baseline is None or target is None:
        return None, ""
    if not start <= last.measured_on <= end or start == end:
        return None, ""
    elapsed = (last.measured_on - start).days / (end - start).days
    expected = float(baseline) + elapsed * float(target - baseline)
    sentence = _(
        "Sur une ligne droite du départ à la cible, on lirait {expected} le {day} ; c’est un "
        "repère de lecture, pas une prévision."
    ).format(expected=format_quantity(expected, indicator.unit), day=format_day(last.measured_on))
    return expected, sentence


def _quantity(value: Decimal, indicator: Indicator) -> str:
    return format_quantity(float(value), indicator.unit)


def read_gaps(indicators: Sequence[Indicator]) -> list[tuple[Indicator, Gap]]:
    """Return each indicator with its gap; their measures must have been fetched."""
    return [(indicator, find_gap(indicator, indicator.values.all())) for indicator in indicators]
