"""What a diagnosis found, before it is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from maillon.diagnosis.counting import FiliereCounts
from maillon.diagnosis.stages import StageAssessment
from maillon.domain.filiere import Filiere
from maillon.domain.territory import Territory
from maillon.studies.comparing import Comparison
from maillon.studies.gathering import Gathered
from maillon.studies.vicinity import Vicinity

__all__ = ["Findings"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Findings:
    """
    What a study found, before it is written: numbers, names and codes, no sentence.

    Attributes
    ----------
    territory, filiere
        The question.
    wordings
        The filière in each language.
    gathered
        Establishments and their sources.
    placements, qualifications
        Tables of those names.
    counts
        Per stage and in all.
    assessments
        State of each stage.
    comparison
        Specialisation and comparable territories; empty without a national register.
    vicinity
        What lies around, for the stages that lack something.
    stated
        What documents say of the stages where no actor is known: code and sentences.
    """

    territory: Territory
    filiere: Filiere
    wordings: Mapping[str, Filiere]
    gathered: Gathered
    placements: pa.Table
    qualifications: pa.Table
    counts: FiliereCounts
    assessments: Mapping[str, StageAssessment]
    comparison: Comparison
    vicinity: Mapping[str, Vicinity]
    stated: Mapping[str, tuple[str, Sequence[str]]]
