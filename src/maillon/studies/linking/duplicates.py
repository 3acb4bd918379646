"""Find the rows of one list that are the same actor, and the pairs that a person must look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from maillon.domain.figures import Figure
from maillon.domain.jobs import Progress, SilentProgress
from maillon.domain.language import translate as _
from maillon.identity import (
    Explanation,
    Ground,
    Notice,
    NoticeKind,
    Outcome,
    Proposal,
    dedupe,
    explain,
    explain_notice,
)
from maillon.studies.linking.decisions import decision_headings, settle
from maillon.studies.linking.figures import write_duplicate_figures
from maillon.studies.linking.finding import LinkOptions, check_precision
from maillon.studies.linking.lines import LinkLines, read_lines
from maillon.studies.linking.results import make_table, say_why, tell_apart

__all__ = ["DedupedList", "DuplicatePair", "dedupe_lines", "dedupe_list"]

_SCHEMA = "maillon/duplicates/1"


@dataclass(frozen=True, kw_only=True, slots=True)
class DuplicatePair:
    """
    Two rows that may be one actor.

    Attributes
    ----------
    first, second
        Ranks of the lines in the list.
    probability, outcome, ground
        As for a linked line; `same_line` is one more ground.
    explanation
        What speaks for it, what speaks against it.
    levels
        Level of each comparison.
    """

    first: int
    second: int
    probability: float
    outcome: Outcome
    ground: str
    explanation: Explanation
    levels: Mapping[str, str]

    @property
    def why(self) -> str:
        """What speaks for it, then against it, on one line."""
        return say_why(self.explanation.reasons, self.explanation.doubts)


@dataclass(frozen=True, kw_only=True, slots=True)
class DedupedList:
    """
    A list compared with itself.

    Attributes
    ----------
    source
        The list as it was read.
    remarks
        French sentences on some lines, by rank.
    pairs
        The surest first.
    groups
        Ranks of the lines that are one actor.
    figures
        Counts, explained.
    precision
        Precision asked for.
    pair_count
        Pairs of readings compared.
    model_record
        How the model was trained.
    """

    source: LinkLines
    remarks: Mapping[int, Sequence[str]]
    pairs: Sequence[DuplicatePair]
    groups: Sequence[Sequence[int]]
    figures: Mapping[str, Figure]
    precision: float
    pair_count: int
    model_record: Mapping[str, Any]

    def list_tables(self) -> dict[str, pa.Table]:
        """Return the tables to write, by name: every row with its group, then the pairs."""
        return {_("Lignes"): self._write_lines(), _("Paires"): self._write_pairs()}

    def to_document(self) -> dict[str, Any]:
        """Return everything as JSON values."""
        lines = self.source.lines
        return {
            "schema": _SCHEMA,
            "precision": self.precision,
            "pair_count": self.pair_count,
            "notes": list(self.source.notes),
            "figures": {key: figure.to_dict() for key, figure in self.figures.items()},
            "vintages": [self.source.provenance.to_dict()],
            "model": dict(self.model_record),
            "groups": [[lines[place].row_number for place in group] for group in self.groups],
            "pairs": [
                {
                    "rows": [lines[place].row_number for place in (pair.first, pair.second)],
                    "names": [self._name(place) for place in (pair.first, pair.second)],
                    "keys": [lines[place].record.key for place in (pair.first, pair.second)],
                    "outcome": str(pair.outcome),
                    "ground": pair.ground,
                    "probability": round(pair.probability, 4),
                    "reasons": list(pair.explanation.reasons),
                    "doubts": list(pair.explanation.doubts),
                    "levels": dict(pair.levels),
                }
                for pair in self.pairs
            ],
            "rows": [
                {
                    "row_number": line.row_number,
                    "cells": dict(zip(self.source.columns, line.cells, strict=False)),
                    "remarks": list(self.remarks.get(place, ())),
                }
                for place, line in enumerate(lines)
            ],
        }

    def _write_lines(self) -> pa.Table:
        group_of = {place: rank for rank, group in enumerate(self.groups, 1) for place in group}
        best: dict[int, DuplicatePair] = {}
        for pair in self.pairs:
            for place in (pair.first, pair.second):
                best.setdefault(place, pair)
        headings = [
            _("Ligne"),
            _("Groupe"),
            _("Résultat"),
            _("Ligne semblable"),
            _("Probabilité"),
            _("Pourquoi"),
            _("À savoir"),
        ]
        width = len(self.source.columns)
        rows = [
            [
                *line.cells[:width],
                line.row_number,
                group_of.get(place),
                *self._write_best(place, best.get(place), is_grouped=place in group_of),
                " ".join(self.remarks.get(place, ())),
            ]
            for place, line in enumerate(self.source.lines)
        ]
        return make_table([*tell_apart(self.source.columns, headings), *headings], rows)

    def _write_best(
        self, place: int, pair: DuplicatePair | None, *, is_grouped: bool
    ) -> list[str | int | float | None]:
        result = _name_result(pair, is_grouped=is_grouped)
        if pair is None:
            return [result, None, None, ""]
        other = pair.second if pair.first == place else pair.first
        why = pair.why
        return [result, self.source.lines[other].row_number, round(pair.probability, 3), why]

    def _write_pairs(self) -> pa.Table:
        decision = decision_headings()
        headings = [
            _("Ligne"),
            decision["name"],
            _("Ligne semblable"),
            _("Nom trouvé"),
            _("Résultat"),
            _("Probabilité"),
            _("Pourquoi"),
            decision["line"],
            decision["record"],
            decision["decision"],
        ]
        lines = self.source.lines
        rows = [
            [
                lines[pair.first].row_number,
                self._name(pair.first),
                lines[pair.second].row_number,
                self._name(pair.second),
                _name_result(pair, is_grouped=pair.outcome is Outcome.ACCEPTED),
                round(pair.probability, 3),
                pair.why,
                lines[pair.first].record.key,
                lines[pair.second].record.key,
                _("oui") if pair.ground == Ground.DECISION else "",
            ]
            for pair in self.pairs
        ]
        return make_table(headings, rows)

    def _name(self, place: int) -> str:
        return next(iter(self.source.lines[place].record.names), "")


def dedupe_list(
    path: Path,
    options: LinkOptions | None = None,
    *,
    name_column: str = "",
    sheet: str = "",
    progress: Progress | None = None,
) -> DedupedList:
    """
    Find the rows of a list that are one actor.

    Parameters
    ----------
    path
        CSV or workbook of any shape.
    name_column
        Column of the names, when its header is none that is known.
    sheet
        Sheet of a workbook; by default the one that looks most like a list.

    Raises
    ------
    InvalidInput
        If the file cannot be read, the model has no threshold for the precision, or the engine is
        not there.

    Notes
    -----
    Every row comes back. Nothing is merged: groups say what could be, and two different SIRET are
    never in one unless a person said so.
    """
    read = read_lines(path, name_column=name_column, sheet=sheet, progress=progress)
    return dedupe_lines(read, options, progress=progress)


def dedupe_lines(
    source: LinkLines, options: LinkOptions | None = None, *, progress: Progress | None = None
) -> DedupedList:
    """Find the lines of a list that are one actor; see `dedupe_list`."""
    options = options or LinkOptions()
    check_precision(options.precision)
    model, backend = options.load_model(), options.open_backend()
    shown = progress or SilentProgress()
    shown.start(_("Recherche des doublons"))
    settled, _members = settle(options.decisions)
    found = dedupe(
        [line.record for line in source.lines],
        model,
        precision=options.precision,
        settled=settled,
        backend=backend,
    )
    shown.finish()
    pairs = [_make_pair(proposal) for proposal in found.pairs]
    return DedupedList(
        source=source,
        remarks=_list_remarks(source, found.notices),
        pairs=pairs,
        groups=found.groups,
        figures=write_duplicate_figures(
            line_count=len(source.lines),
            group_sizes=[len(group) for group in found.groups],
            review_count=sum(pair.outcome is Outcome.REVIEW for pair in pairs),
            source=source.provenance.key,
        ),
        precision=options.precision,
        pair_count=found.pair_count,
        model_record=model.record,
    )


def _list_remarks(source: LinkLines, notices: Sequence[Notice]) -> dict[int, list[str]]:
    remarks = {place: list(line.remarks) for place, line in enumerate(source.lines)}
    for notice in notices:
        # What is wrong with an empty line was said when it was read.
        if notice.kind is not NoticeKind.NO_NAME or not remarks[notice.line]:
            remarks[notice.line].append(explain_notice(notice))
    return {place: told for place, told in remarks.items() if told}


def _make_pair(proposal: Proposal) -> DuplicatePair:
    return DuplicatePair(
        first=proposal.line,
        second=proposal.candidate,
        probability=proposal.probability,
        outcome=proposal.outcome,
        ground=str(proposal.ground),
        explanation=explain(proposal),
        levels=proposal.levels,
    )


def _name_result(pair: DuplicatePair | None, *, is_grouped: bool) -> str:
    if is_grouped:
        return _("doublon")
    return _("à vérifier") if pair else _("sans double")
