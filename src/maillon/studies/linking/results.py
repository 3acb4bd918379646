"""What a linkage found, line by line: the input as it was, and what stands beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from maillon.domain.figures import Figure
from maillon.domain.formatting import format_percent
from maillon.domain.language import translate as _
from maillon.domain.provenance import Provenance
from maillon.identity import Outcome
from maillon.studies.actor_documents import find_commune_names
from maillon.studies.linking.decisions import decision_headings
from maillon.studies.linking.lines import LinkLines
from maillon.studies.linking.targets import Found

__all__ = [
    "Candidate",
    "LinkedList",
    "LinkedRow",
    "make_table",
    "name_outcome",
    "say_why",
    "tell_apart",
]

_SCHEMA = "maillon/linking/1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """
    An actor that a line may name.

    Attributes
    ----------
    found
        What to show of it.
    record_key
        Its key, for decisions.
    probability
        That the line names it; 1 when a number or a person says so.
    ground
        What the proposal rests on: `siret`, `siren`, `rna`, `decision` or `likeness`.
    reasons, doubts
        What speaks for it and against it, a few French words each.
    levels
        Level of each comparison.
    """

    found: Found
    record_key: str
    probability: float
    ground: str
    reasons: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    levels: Mapping[str, str] = field(default_factory=dict)

    @property
    def why(self) -> str:
        """What speaks for it, then against it, on one line."""
        return say_why(self.reasons, self.doubts)

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "identifier": self.found.identifier,
            "name": self.found.name,
            "siret": self.found.siret,
            "commune_code": self.found.commune_code,
            "record_key": self.record_key,
            "probability": round(self.probability, 4),
            "ground": self.ground,
            "reasons": list(self.reasons),
            "doubts": list(self.doubts),
            "levels": dict(self.levels),
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkedRow:
    """
    What became of a row, or of one member of the groupement that it names.

    Attributes
    ----------
    place
        Rank of the line in the list.
    line_key
        Key of the line, or of the member, for decisions.
    name
        What was read: the name of the line, or of the member.
    member
        Rank of the member of a groupement, 0 for the whole line.
    outcome
        `accepted`, `review` or `refused` (nobody was recognised).
    candidates
        The surest first; the first is the one that the outcome speaks of.
    remarks
        French sentences on what a person should know.
    decision
        `True` or `False` when a person settled it, `None` otherwise.
    """

    place: int
    line_key: str
    name: str
    member: int
    outcome: Outcome
    candidates: tuple[Candidate, ...]
    remarks: tuple[str, ...]
    decision: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkedList:
    """
    A list linked to a target.

    Attributes
    ----------
    source
        The list as it was read.
    rows
        In the order of the list: at least one for each of its rows.
    target
        Name of what it was linked to.
    figures
        Counts of lines by outcome, explained.
    provenances
        The list, then what it was linked to.
    precision, threshold
        Precision asked for, and least probability that it takes.
    pair_count
        Pairs of readings compared.
    model_record
        How the model was trained.
    """

    source: LinkLines
    rows: Sequence[LinkedRow]
    target: str
    figures: Mapping[str, Figure]
    provenances: Sequence[Provenance]
    precision: float
    threshold: float
    pair_count: int
    model_record: Mapping[str, Any]

    def list_tables(self) -> dict[str, pa.Table]:
        """Return the tables to write, by name: the rows, with the columns of the list first."""
        headings = [*_headings().values()]
        columns = tell_apart(self.source.columns, headings)
        codes = {one.found.commune_code for row in self.rows for one in row.candidates[:1]}
        communes = find_commune_names({*codes})
        rows = [self._write(row, communes) for row in self.rows]
        return {_("Lignes"): make_table([*columns, *headings], rows)}

    def to_document(self) -> dict[str, Any]:
        """Return everything as JSON values."""
        columns = list(self.source.columns)
        return {
            "schema": _SCHEMA,
            "target": self.target,
            "precision": self.precision,
            "threshold": round(self.threshold, 4),
            "pair_count": self.pair_count,
            "notes": list(self.source.notes),
            "figures": {key: figure.to_dict() for key, figure in self.figures.items()},
            "vintages": [entry.to_dict() for entry in self.provenances],
            "model": dict(self.model_record),
            "rows": [
                {
                    "row_number": self.source.lines[row.place].row_number,
                    "cells": dict(zip(columns, self.source.lines[row.place].cells, strict=False)),
                    "line_key": row.line_key,
                    "name": row.name,
                    "member": row.member,
                    "outcome": str(row.outcome),
                    "decision": row.decision,
                    "candidates": [one.to_dict() for one in row.candidates],
                    "remarks": list(row.remarks),
                }
                for row in self.rows
            ],
        }

    def _write(self, row: LinkedRow, communes: Mapping[str | None, str]) -> list[Any]:
        line = self.source.lines[row.place]
        first = row.candidates[0] if row.candidates else None
        cells = list(line.cells)[: len(self.source.columns)]
        others = " | ".join(map(_name_candidate, row.candidates[1:]))
        answer = {True: _("oui"), False: _("non"), None: ""}[row.decision]
        return [
            *cells,
            line.row_number,
            row.name,
            name_outcome(row.outcome),
            first.found.identifier if first else "",
            first.found.siret if first else "",
            first.found.name if first else "",
            communes[first.found.commune_code] if first else "",
            round(first.probability, 3) if first else None,
            first.why if first else "",
            " ".join(row.remarks),
            others,
            row.line_key,
            first.record_key if first else "",
            answer,
        ]


def say_why(reasons: Sequence[str], doubts: Sequence[str]) -> str:
    """Return on one line what speaks for a pair, then what speaks against it."""
    told = [" ; ".join(reasons)] if reasons else []
    if doubts:
        told.append(_("mais {doubts}").format(doubts=" ; ".join(doubts)))
    return " – ".join(told)


def name_outcome(outcome: Outcome) -> str:
    """Return an outcome in words."""
    words = {
        Outcome.ACCEPTED: _("reconnu"),
        Outcome.REVIEW: _("à vérifier"),
        Outcome.REFUSED: _("non reconnu"),
    }
    return words[outcome]


def tell_apart(columns: Sequence[str], taken: Sequence[str]) -> list[str]:
    """Return the columns of a list, those that bear the name of an added one marked."""
    return [
        _("{column} (liste)").format(column=column) if column in taken else column
        for column in columns
    ]


def make_table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> pa.Table:
    """Return rows as a table; a column that holds numbers alone stays one of numbers."""
    by_column = zip(*rows, strict=True) if rows else ([] for _column in columns)
    arrays = [pa.array(list(values), _find_type(values)) for values in map(list, by_column)]
    return pa.Table.from_arrays(arrays, names=list(columns))


def _find_type(values: Sequence[Any]) -> pa.DataType:
    known = [value for value in values if value is not None]
    if known and all(isinstance(value, int) for value in known):
        return pa.int64()
    if known and all(isinstance(value, int | float) for value in known):
        return pa.float64()
    return pa.string()


def _headings() -> dict[str, str]:
    decision = decision_headings()
    return {
        "row_number": _("Ligne"),
        "read": decision["name"],
        "outcome": _("Résultat"),
        "identifier": _("Identifiant trouvé"),
        "siret": _("SIRET trouvé"),
        "name": _("Nom trouvé"),
        "commune": _("Commune trouvée"),
        "probability": _("Probabilité"),
        "why": _("Pourquoi"),
        "remark": _("À savoir"),
        "others": _("Autres possibilités"),
        "line_key": decision["line"],
        "record_key": decision["record"],
        "decision": decision["decision"],
    }


def _name_candidate(candidate: Candidate) -> str:
    name = candidate.found.name or candidate.found.identifier
    share = format_percent(candidate.probability)
    return f"{name} ({candidate.found.identifier}), {share}"
