"""Where a log stands against a target: reached, needed, and where the present rhythm leads."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from maillon.domain.errors import InvalidInput
from maillon.domain.language import translate as _
from maillon.domain.weighings import WeighingTarget

__all__ = ["RHYTHM_DAYS", "TargetProgress", "measure_target"]

YEAR_DAYS = 365
RHYTHM_DAYS = YEAR_DAYS
"""The rhythm is that of the last year: all seasons once."""

_LEAST_DAYS = 90


@dataclass(frozen=True, kw_only=True, slots=True)
class TargetProgress:
    """
    A target and where things stand, in kilograms.

    Attributes
    ----------
    reached_kg
        Sum since the start, or of the last twelve months for a yearly target.
    share
        Of the quantity aimed at; above 1 when it is passed.
    rhythm_kg_per_year
        What the last year brought, or the time since the start brought to a year; `None` when
        the log is shorter than three months.
    needed_kg_per_year
        Rhythm that would reach it in time; for a yearly target, growth needed from year to year.
        `None` when it is reached or past due.
    even_kg
        What an even path from the start would have reached by now.
    projected_kg
        Where the rhythm leads on the last day, drawn as a straight line; `None` without rhythm.
    reached_on
        Day on which that line reaches the quantity; `None` when it does not within fifty years.
    limits
        What the projection does not know, as French sentences.
    """

    target: WeighingTarget
    reached_kg: Decimal
    share: float
    remaining_kg: Decimal
    days_left: int
    rhythm_kg_per_year: Decimal | None
    needed_kg_per_year: Decimal | None
    even_kg: Decimal
    projected_kg: Decimal | None
    reached_on: date | None
    limits: tuple[str, ...]

    @property
    def is_reached(self) -> bool:
        """Whether the quantity is there."""
        return self.remaining_kg <= 0

    @property
    def is_on_course(self) -> bool | None:
        """Whether the present rhythm reaches it in time; `None` when nobody can tell."""
        if self.is_reached:
            return True
        return None if self.projected_kg is None else self.projected_kg >= self.target.quantity_kg


def measure_target(  # noqa: PLR0913 - what a log says of a target, sum by sum
    target: WeighingTarget,
    *,
    reached_kg: Decimal,
    recent_kg: Decimal,
    recent_days: int,
    known_until: date,
    today: date,
    previous_kg: Decimal | None = None,
) -> TargetProgress:
    """
    Compare what was weighed with a target.

    Parameters
    ----------
    reached_kg
        What counts since `starts_on`; not used for a yearly target.
    recent_kg, recent_days
        What counts over the last days of the log, a year at most, and how many days these are.
    known_until
        Last day that was weighed: the rhythm is that of the log, not of its silence.
    today
        The present day.
    previous_kg
        What counted the year before, when the log has it whole: a yearly target needs it for its
        projection.

    Raises
    ------
    InvalidInput
        If the target ends before it starts, or aims at nothing.
    """
    _check(target)
    now = min(max(today, target.starts_on), target.due_on)
    reached = recent_kg if target.is_yearly else reached_kg
    remaining = target.quantity_kg - reached
    days_left = (target.due_on - now).days
    rhythm = _find_rhythm(recent_kg, recent_days)
    growth = rhythm
    if target.is_yearly:
        is_whole = rhythm is not None and recent_days >= RHYTHM_DAYS and previous_kg is not None
        growth = recent_kg - (previous_kg or 0) if is_whole else None
    projected, reached_on = _project(target, reached, growth, known_until=known_until)
    elapsed = Decimal((now - target.starts_on).days) / (target.due_on - target.starts_on).days
    is_open = remaining > 0 and days_left > 0
    return TargetProgress(
        target=target,
        reached_kg=reached,
        share=float(reached / target.quantity_kg),
        remaining_kg=remaining,
        days_left=days_left,
        rhythm_kg_per_year=rhythm,
        needed_kg_per_year=remaining * YEAR_DAYS / days_left if is_open else None,
        even_kg=target.quantity_kg * elapsed,
        projected_kg=projected,
        reached_on=reached_on if is_open else None,
        limits=_list_limits(
            target, recent_days, has_projection=projected is not None, silent=now - known_until
        ),
    )


def _check(target: WeighingTarget) -> None:
    if target.due_on <= target.starts_on or target.quantity_kg <= 0:
        raise InvalidInput(
            f"target of {target.quantity_kg} kg from {target.starts_on} to {target.due_on}",
            user=_("Un objectif a une quantité positive et une échéance après son début."),
        )


def _find_rhythm(recent_kg: Decimal, recent_days: int) -> Decimal | None:
    return recent_kg * YEAR_DAYS / recent_days if recent_days >= _LEAST_DAYS else None


_FAR = 50 * YEAR_DAYS


def _project(
    target: WeighingTarget, reached: Decimal, per_year: Decimal | None, *, known_until: date
) -> tuple[Decimal | None, date | None]:
    if per_year is None:
        return None, None
    days = max((target.due_on - known_until).days, 0)
    projected = max(reached + per_year * days / YEAR_DAYS, Decimal(0))
    if per_year <= 0 or reached >= target.quantity_kg:
        return projected, None
    needed = (target.quantity_kg - reached) * YEAR_DAYS / per_year
    return projected, known_until + timedelta(days=int(needed) + 1) if needed < _FAR else None


_SILENT_DAYS = 31


def _list_limits(
    target: WeighingTarget, recent_days: int, *, has_projection: bool, silent: timedelta
) -> tuple[str, ...]:
    limits = []
    if has_projection:
        limits.append(
            _(
                "La projection prolonge en ligne droite l’écart entre les deux dernières années : "
                "elle ignore les ouvertures de sites, les fermetures et les changements de "
                "comportement."
            )
            if target.is_yearly
            else _(
                "La projection prolonge en ligne droite le rythme récent : elle ignore les "
                "saisons, les ouvertures de sites et les changements de comportement."
            )
        )
    elif target.is_yearly:
        limits.append(
            _(
                "Pas de projection : il faut deux années entières de pesées pour savoir si la "
                "quantité annuelle monte."
            )
        )
    else:
        limits.append(
            _("Pas de projection : le journal couvre moins de trois mois, trop peu pour un rythme.")
        )
    if has_projection and recent_days < RHYTHM_DAYS:
        limits.append(
            _(
                "Le rythme est tiré de {days} jours : moins d’une année, donc sans toutes les "
                "saisons."
            ).format(days=recent_days)
        )
    if silent.days > _SILENT_DAYS:
        limits.append(
            _(
                "La dernière pesée date de {days} jours : ce qui a circulé depuis manque au "
                "résultat et la projection part de ce dernier jour."
            ).format(days=silent.days)
        )
    return tuple(limits)
