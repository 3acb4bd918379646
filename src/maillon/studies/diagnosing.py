"""Diagnose a filière on a territory: the question that everything else starts from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from maillon.domain.decisions import Decision
from maillon.domain.errors import InvalidInput, MaillonError
from maillon.domain.figures import FigureBook
from maillon.domain.filiere import Filiere
from maillon.domain.language import translate as _
from maillon.domain.territory import Territory
from maillon.domain.visibility import Audience
from maillon.studies.actor_documents import iter_whole_actors
from maillon.studies.asking import find_filiere, find_territory, list_wordings
from maillon.studies.decisions import list_decisions
from maillon.studies.declaring import DeclaredActors
from maillon.studies.findings import Findings
from maillon.studies.gathering import Gatherer, open_store
from maillon.studies.judging import Question, find_answers
from maillon.studies.protecting import InternalCounts, count_internal
from maillon.studies.speaking import speaking
from maillon.studies.writing import Edition, write_edition

__all__ = [
    "MOST_ACTORS",
    "Diagnosis",
    "diagnose",
    "find_filiere",
    "find_territory",
    "write_document",
]

MOST_ACTORS = 5000


@dataclass(frozen=True, kw_only=True, slots=True)
class Diagnosis:
    """
    The answer.

    Attributes
    ----------
    document
        Plain values, as `reference/schemas/diagnosis.schema.json` describes them.
    figures
        Every number of the document, explained, by identifier.
    findings
        Tables and values behind the document: no sentence.
    internal
        What internal lists add to a public result, protected; `None` for the members.
    """

    document: dict[str, Any]
    figures: FigureBook
    findings: Findings
    internal: InternalCounts | None = None

    @property
    def actors(self) -> pa.Table:
        """One row per placement: establishment, stage, score, reasons, ESS status."""
        joined = self.findings.placements.join(self.findings.gathered.table, "actor_id")
        return joined.join(self.findings.qualifications, "actor_id", right_suffix="_qualified")

    @property
    def aliases(self) -> Mapping[str, str]:
        """Identifier in the results by identifier given, for the actors that had another one."""
        return self.findings.gathered.aliases

    def iter_actors(self, *, language: str | None = None) -> Iterator[dict[str, Any]]:
        """
        Yield every actor that may be shown, in the order of the document, whole.

        Parameters
        ----------
        language
            Of the sentences; by default that of the document.
        """
        findings = self.findings
        return iter_whole_actors(
            findings.gathered.table,
            findings.placements,
            findings.qualifications,
            stage_keys=[stage.key for stage in findings.filiere.stages],
            language=language or str(self.document["language"]),
        )


def diagnose(  # noqa: PLR0913 - what a person may hand to the question, item by item
    territory: Territory | str,
    filiere: Filiere | str,
    *,
    home: Path | None = None,
    audience: Audience = Audience.MEMBERS,
    decisions: Sequence[Decision] | None = None,
    on: date | None = None,
    declared: DeclaredActors | None = None,
    include_lists: bool = True,
    merged: Mapping[str, str] | None = None,
    compared_with: Sequence[str] | None = None,
    most_actors: int | None = MOST_ACTORS,
) -> Diagnosis:
    """
    Say who does what on a territory, what is missing or fragile, and what could be done.

    Parameters
    ----------
    territory
        Object, key (`epci:200046977`), code, name, or `case:<key>` for a bundled case.
    filiere
        Object, key or label.
    home
        Folder of the imports; by default the usual one.
    audience
        `PUBLIC` holds nothing of internal lists and protects the totals built on them.
    decisions
        What humans settled; by default those kept in `home`.
    on
        Day written on the result; by default today.
    declared
        Actors that people wrote down elsewhere; they join exactly as own lists do.
    include_lists
        Whether the lists imported in `home` count.
    merged
        Identifier kept, by identifier of the duplicate: what humans declared to be one actor
        counts once.
    compared_with
        Territories to compare with; none lets Maillon choose them.
    most_actors
        Most actors in the document, the largest; `None` for all. The totals count everyone.

    Raises
    ------
    InvalidInput
        If the territory, the filière or a territory to compare with is unknown.
    """
    where = find_territory(territory, home)
    what = find_filiere(filiere, home)
    settled = list_decisions(home) if decisions is None else decisions
    question = Question(
        territory=where,
        filiere=what,
        wordings=list_wordings(what, home),
        decisions=settled,
        compared_with=_find_compared(where, compared_with or (), home),
    )

    def make_gatherer(audience: Audience) -> Gatherer:
        return Gatherer(
            open_store(home),
            audience=audience,
            declared=declared,
            include_lists=include_lists,
            merged=merged,
        )

    findings = find_answers(question, make_gatherer(audience))
    edition = Edition(
        audience=audience,
        on=on or date.today(),  # noqa: DTZ011 - the day where the person is
        internal=count_internal(where, what, make_gatherer(Audience.MEMBERS), settled)
        if audience is Audience.PUBLIC
        else None,
        most_actors=most_actors,
    )
    return _make(findings, edition)


def write_document(
    diagnosis: Diagnosis, *, language: str, most_actors: int | None = MOST_ACTORS
) -> Diagnosis:
    """
    Write a diagnosis again in another language; nothing is computed again.

    Raises
    ------
    ValueError
        If the language has no catalogue.
    """
    edition = Edition(
        audience=Audience(diagnosis.document["audience"]),
        on=date.fromisoformat(diagnosis.document["generated_on"]),
        internal=diagnosis.internal,
        most_actors=most_actors,
    )
    with speaking(language):
        return _make(diagnosis.findings, edition)


def _make(findings: Findings, edition: Edition) -> Diagnosis:
    document, book = write_edition(findings, edition)
    return Diagnosis(document=document, figures=book, findings=findings, internal=edition.internal)


def _find_compared(territory: Territory, keys: Sequence[str], home: Path | None) -> list[Territory]:
    found: dict[str, Territory] = {}
    problems: list[str] = []
    for key in keys:
        try:
            other = find_territory(key, home)
        except MaillonError as error:
            problems.append(error.for_user())
            continue
        if other.key == territory.key or not other.population:
            problems.append(_explain_incomparable(territory, other))
        found[other.key] = other
    if problems:
        raise InvalidInput(
            f"{len(problems)} territories cannot be compared: {list(keys)}",
            user=_("Un territoire de comparaison ne convient pas : {problem}").format(
                problem=problems[0]
            ),
            details=problems,
        )
    return list(found.values())


def _explain_incomparable(territory: Territory, other: Territory) -> str:
    if other.key == territory.key:
        return _("« {name} » ne se compare pas à lui-même : choisissez-en un autre.").format(
            name=other.name
        )
    return _("« {name} » n’a pas de population connue : choisissez-en un autre.").format(
        name=other.name
    )
