"""Where a target stands, in words: the sentence, the rhythm, the years, the lines that count."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillon.domain.weighings import REUSED
from maillon_web.filieres.selectors import Opened
from maillon_web.ui.formatting import format_day, format_number, format_percent
from maillon_web.weighings.selectors.bilan import Row, say_tonnes
from maillon_web.weighings.selectors.log import make_query
from maillon_web.weighings.selectors.totals import TargetStanding
from maillon_web.weighings.words import DESTINATIONS

__all__ = ["choose_main", "explain_target", "list_path_rows", "say_answer"]

_THOUSAND = 1000
_MONTHS = 12


def choose_main(standings: Sequence[TargetStanding]) -> TargetStanding | None:
    """Return the target that the page answers first: the next one due, else the last."""
    today = timezone.localdate()
    ahead = [standing for standing in standings if standing.target.due_on >= today]
    return ahead[0] if ahead else (standings[-1] if standings else None)


def say_answer(standing: TargetStanding) -> str:
    """Return where a target stands, in one sentence."""
    progress, target = standing.progress, standing.target
    given = {
        "reached": _say(progress.reached_kg),
        "aim": _say(progress.target.quantity_kg),
        "day": format_day(target.due_on),
        "share": format_percent(progress.share),
        "year": target.due_on.year,
    }
    if target.is_yearly:
        return _(
            "{reached} t comptées sur les douze derniers mois, pour {aim} t par an visées en "
            "{year} : {share}."
        ).format(**given)
    if set(target.destinations) == REUSED:
        return _(
            "{reached} t réemployées ou réparées sur {aim} t visées d’ici le {day} : {share}."
        ).format(**given)
    return _("{reached} t comptées sur {aim} t visées d’ici le {day} : {share}.").format(**given)


def list_path_rows(
    opened: Opened, standing: TargetStanding, months: Sequence[tuple[int, Decimal]]
) -> list[Row]:
    """Return what counted for a target year by year, and how far that led."""
    target = standing.target
    listed = reverse("weighings:list", args=[opened.filiere.pk])
    years: dict[int, Decimal] = {}
    for month, kilograms in months:
        years[month // _MONTHS] = years.get(month // _MONTHS, Decimal(0)) + kilograms
    total = Decimal(0)
    rows = []
    for year, kilograms in sorted(years.items()):
        total += kilograms
        rows.append(
            Row(
                label=str(year),
                value=say_tonnes(kilograms),
                reused=say_tonnes(total),
                share=float(total / standing.progress.target.quantity_kg),
                url=listed
                + make_query(
                    start=max(date(year, 1, 1), target.starts_on),
                    end=min(date(year, 12, 31), target.due_on),
                    direction="out",
                    channel=",".join(target.destinations),
                    counted="1",
                ),
            )
        )
    return rows


def explain_target(opened: Opened, standing: TargetStanding) -> dict[str, Any]:
    """Return the rhythm, what is needed, where it leads, and the lines that count."""
    target, progress = standing.target, standing.progress
    listed = reverse("weighings:list", args=[opened.filiere.pk])
    counted = {"direction": "out", "channel": ",".join(target.destinations), "counted": "1"}
    year_before = standing.known_until - timedelta(days=364)
    return {
        "target": target,
        "progress": progress,
        "answer": say_answer(standing),
        "reached": say_tonnes(progress.reached_kg),
        "remaining": say_tonnes(progress.remaining_kg),
        "rhythm": say_tonnes(progress.rhythm_kg_per_year),
        "needed": say_tonnes(progress.needed_kg_per_year),
        "even": say_tonnes(progress.even_kg),
        "projected": say_tonnes(progress.projected_kg),
        "known_until": standing.known_until,
        "destinations": ", ".join(str(DESTINATIONS.get(key, key)) for key in target.destinations),
        "reached_url": listed
        + make_query(
            start=year_before if target.is_yearly else target.starts_on,
            end=min(standing.known_until, target.due_on),
            **counted,
        ),
        "rhythm_url": listed
        + make_query(start=standing.first_recent, end=standing.known_until, **counted),
    }


def _say(kilograms: Decimal) -> str:
    return format_number(float(kilograms) / _THOUSAND)
