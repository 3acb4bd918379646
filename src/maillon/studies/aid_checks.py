"""Is an aid open, and does it fit a territory, a public and a project? Each answer is explained."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from maillon.domain.formatting import format_date
from maillon.domain.language import translate as _
from maillon.domain.sheets import Sheet
from maillon.reference.aids import find_word, share_inside
from maillon.reference.aids.words import Subject

__all__ = [
    "AidState",
    "AidStatus",
    "Coverage",
    "Outcome",
    "describe_status",
    "find_coverage",
    "judge_kind",
]


class AidStatus(StrEnum):
    """Whether one can ask for an aid."""

    OPEN = "open"
    UPCOMING = "upcoming"
    CLOSED = "closed"
    SUSPENDED = "suspended"
    UNDATED = "undated"


class Coverage(StrEnum):
    """How much of a territory lies in the perimeter of an aid."""

    COVERED = "covered"
    PARTLY = "partly"
    NOT_COVERED = "not_covered"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """What is known of a condition."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class AidState:
    """Whether one can ask for an aid on a given day, and the sentence that says so."""

    status: AidStatus
    sentence: str

    @property
    def is_closed(self) -> bool:
        """Say whether the deadline has passed."""
        return self.status is AidStatus.CLOSED


def describe_status(sheet: Sheet, on: date) -> AidState:
    """
    Return the state of an aid on a day, from the dates that its source gives.

    Notes
    -----
    The source may have changed since: the sentence gives the date of the data when it is known.
    """
    status, sentence = _find_status(sheet, on)
    data_date = str(sheet.details.get("data_date", ""))
    if data_date:
        sentence += " " + _("Date des données : {date}.").format(date=format_date(data_date))
    return AidState(status=status, sentence=sentence)


def _find_status(sheet: Sheet, on: date) -> tuple[AidStatus, str]:
    opens_on, deadline = _read_day(sheet, "opens_on"), _read_day(sheet, "deadline")
    recurrence = sheet.details.get("recurrence_kind", "")
    if deadline is not None and deadline < on:
        text = _("Close depuis le {date}.").format(date=format_date(deadline.isoformat()))
        if recurrence == "recurring":
            text += " " + _("D’après la source, elle revient : guettez la prochaine édition.")
        return AidStatus.CLOSED, text
    if sheet.details.get("is_suspended"):
        return AidStatus.SUSPENDED, _("Momentanément indisponible, d’après la source.")
    if opens_on is not None and opens_on > on:
        return AidStatus.UPCOMING, _("Ouvre le {date}.").format(
            date=format_date(opens_on.isoformat())
        )
    if deadline is not None:
        return AidStatus.OPEN, _("Ouverte jusqu’au {date}.").format(
            date=format_date(deadline.isoformat())
        )
    if recurrence == "permanent":
        return AidStatus.OPEN, _("Ouverte en permanence, d’après la source.")
    return AidStatus.UNDATED, _("La source ne donne pas de date de clôture : vérifiez sur sa page.")


def _read_day(sheet: Sheet, name: str) -> date | None:
    text = sheet.details.get(name)
    return date.fromisoformat(text) if text else None


def find_coverage(sheet: Sheet, commune_codes: Collection[str]) -> Coverage:
    """Return how much of a territory lies in the perimeter that the source gives."""
    keys = sheet.details.get("perimeter_keys", ())
    unread = sheet.details.get("perimeter_unread", ())
    share = share_inside(keys, commune_codes) if keys else None
    if share == 1:
        return Coverage.COVERED
    if share is None or (unread and share == 0):
        return Coverage.UNKNOWN
    return Coverage.PARTLY if share > 0 else Coverage.NOT_COVERED


def judge_kind(sheet: Sheet, subject: Subject, asked: str) -> Outcome:
    """
    Say whether an aid is for a public, a step of a project or a way of helping.

    Parameters
    ----------
    subject
        `audiences`, `project_steps` or `instruments`.
    asked
        Key of the vocabulary of aids.

    Notes
    -----
    What the source does not say, or says in words that are not known, is unknown, never « no ».
    """
    kinds_name, words_name = {
        "audiences": ("audience_kinds", "audience"),
        "project_steps": ("step_kinds", "eligible_steps"),
        "instruments": ("instrument_kinds", "instruments"),
    }[subject]
    kinds, words = sheet.details.get(kinds_name, ()), sheet.details.get(words_name, ())
    if asked in kinds:
        return Outcome.MET
    is_whole = bool(words) and all(find_word(subject, text) for text in words)
    if subject == "audiences":
        is_whole = is_whole and bool(sheet.details.get("is_audience_closed"))
    return Outcome.NOT_MET if is_whole else Outcome.UNKNOWN
