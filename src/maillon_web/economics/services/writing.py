"""Write accounts, prices, scenarios and promises so that the history tells it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from maillon_web.accounts.models import User
from maillon_web.economics.models import (
    CommitmentYear,
    CostLine,
    FlowPrice,
    PriceCommitment,
    StageAccount,
    ValueScenario,
)
from maillon_web.economics.selectors.rows import list_rows
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.services.records import record_change
from maillon_web.history.services import ChangedMeanwhile, Recorder, record

__all__ = ["PriceChange", "write_account", "write_prices", "write_scenario", "write_years"]

Row = Mapping[str, Any]
_LINE_FIELDS = (
    "kind",
    "label",
    "amount",
    "per_unit",
    "matter",
    "behaviour",
    "place",
    "value_added_share",
    "spread",
    "source",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PriceChange:
    """
    What a person wrote of one price.

    Attributes
    ----------
    kept
        The record, `None` for a price that is not there yet.
    version
        Of the record that the person saw, 0 when it saw none.
    """

    kept: FlowPrice | None
    version: int
    fields: Row


def write_account(
    account: StageAccount,
    changes: Row,
    lines: Sequence[Row],
    *,
    author: User,
) -> None:
    """
    Write an account and its lines, new or stored, as one change.

    Raises
    ------
    ChangedMeanwhile
        If somebody else wrote it since it was shown.
    """
    is_new = account.pk is None
    with record_change(account, "add" if is_new else "edit", author) as recorder:
        if is_new:
            account.created_by = author
            recorder.create(account)
        has_changed = _write_lines(account, lines, recorder)
        if not is_new:
            edition = {"edition": account.edition + 1} if has_changed else {}
            recorder.update(account, {**changes, **edition})


def _write_lines(account: StageAccount, lines: Sequence[Row], recorder: Recorder) -> bool:
    """Make the lines of an account these and no other; tell whether anything changed."""
    kept = {line.pk: line for line in account.lines.all()}
    has_changed = False
    for position, row in enumerate(lines):
        fields = {name: row.get(name) for name in _LINE_FIELDS} | {"position": position}
        line = kept.pop(row.get("line_id") or 0, None)
        if line is None:
            recorder.create(CostLine(account=account, **fields))
            has_changed = True
        else:
            has_changed |= recorder.update(line, fields)
    recorder.delete_many(kept.values())
    return has_changed or bool(kept)


def write_prices(
    opened: Opened, changes: Sequence[PriceChange], *, visibility: str, author: User
) -> int:
    """
    Write several prices as one change; return how many differ.

    Raises
    ------
    ChangedMeanwhile
        If somebody else wrote one of them since it was shown: nothing is written.
    """
    wanted = [change for change in changes if _differs(change)]
    if not wanted:
        return 0
    filiere = opened.filiere
    params = {"count": len(wanted)}
    with record("flowprice.write", scope=filiere.scope, author=author, params=params) as recorder:
        for change in wanted:
            if change.kept is None:
                made = FlowPrice(
                    filiere=filiere, created_by=author, visibility=visibility, **change.fields
                )
                _check_alone(opened, made)
                recorder.create(made)
                continue
            if change.kept.version != change.version:
                raise _say_changed(change.kept)
            recorder.update(change.kept, change.fields)
    return len(wanted)


def _differs(change: PriceChange) -> bool:
    if change.kept is None:
        return True
    return any(getattr(change.kept, name) != value for name, value in change.fields.items())


def _check_alone(opened: Opened, made: FlowPrice) -> None:
    names = ("source_key", "target_key", "matter", "year")
    same = list_rows(opened, FlowPrice).filter(**{name: getattr(made, name) for name in names})
    if same.exists():
        raise _say_changed(made)


def _say_changed(kept: FlowPrice) -> ChangedMeanwhile:
    return ChangedMeanwhile(
        f"price {kept.pk} was changed",
        user=_(
            "Le prix de « {name} » vient d’être modifié par quelqu’un d’autre : vérifiez-le, puis "
            "enregistrez de nouveau."
        ).format(name=kept),
    )


def write_scenario(
    kept: ValueScenario,
    changes: Row,
    moves: Mapping[str, float],
    *,
    author: User,
) -> None:
    """
    Write a scenario and what it changes.

    Raises
    ------
    ChangedMeanwhile
        If somebody else wrote it since it was shown.
    """
    is_new = kept.pk is None
    with record_change(kept, "add" if is_new else "edit", author) as recorder:
        if is_new:
            kept.created_by = author
            kept.changes = dict(moves)
            recorder.create(kept)
            return
        recorder.update(kept, {**changes, "changes": dict(moves)})


def write_years(
    commitment: PriceCommitment,
    rows: Sequence[Row],
    *,
    author: User,
) -> None:
    """
    Make the years of a promise these and no other.

    Raises
    ------
    ChangedMeanwhile
        If somebody else wrote them since they were shown.
    """
    with record_change(commitment, "edit", author) as recorder:
        kept = {one.year: one for one in commitment.years.all()}
        has_changed = False
        for row in rows:
            one = kept.pop(row["year"], None)
            if one is None:
                recorder.create(CommitmentYear(commitment=commitment, **row))
                has_changed = True
            else:
                has_changed |= recorder.update(one, row)
        recorder.delete_many(kept.values())
        if has_changed or kept:
            recorder.update(commitment, {"edition": commitment.edition + 1})
