"""A filière: a chain of stages around a matter, or an ecosystem where several chains cross."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["ActivityCode", "Chain", "Filiere", "FiliereKind", "Output", "Specificity", "Stage"]


class FiliereKind(StrEnum):
    """One chain of value, or several that cross."""

    CHAIN = "chain"
    ECOSYSTEM = "ecosystem"


class Specificity(StrEnum):
    """How far an activity code alone tells that an establishment is of the stage."""

    STRONG = "forte"
    MEDIUM = "moyenne"
    WEAK = "faible"


@dataclass(frozen=True, kw_only=True, slots=True)
class ActivityCode:
    """
    An activity code that may be of a stage.

    Attributes
    ----------
    naf_code
        NAF rev. 2 sub-class, with the dot (`13.10Z`).
    naf25_codes
        Official targets in NAF 2025; empty when the correspondence was not read.
    specificity
        How far the code alone tells.
    keywords
        Folded roots that, in the name, confirm the code for this stage.
    """

    naf_code: str
    naf25_codes: Sequence[str] = ()
    specificity: Specificity
    keywords: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Output:
    """What leaves a stage for another: the matter that circulates on the link."""

    matter: str
    to_stage: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """
    A function in the filière.

    Attributes
    ----------
    key
        Stable name, unaccented (`reparation_reemploi`).
    label
        Name to show.
    description
        What is done there, one sentence.
    activities
        Activity codes that may be of the stage; empty means that no code of the nomenclature
        says it, not that the stage is missing.
    keywords
        Folded roots that tell the stage wherever they stand (name, object, declared activity).
    outputs
        What leaves it towards other stages.
    cpv_codes
        Purchases that reach it, common procurement vocabulary.
    """

    key: str
    label: str
    description: str = ""
    activities: Sequence[ActivityCode] = ()
    keywords: Sequence[str] = ()
    outputs: Sequence[Output] = ()
    cpv_codes: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Chain:
    """One chain of an ecosystem: stages in order."""

    key: str
    label: str
    stage_keys: Sequence[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Filiere:
    """
    A filière as the reference describes it.

    Attributes
    ----------
    key, label
        Stable name and name to show.
    description
        What it is about, one or two sentences.
    kind
        Chain or ecosystem.
    version
        Date of the file's content: a change of code or keyword changes it.
    source
        Whose reading it is.
    matters
        Matters that circulate.
    stages
        In order from resource to end of life, support last.
    chains
        Chains of an ecosystem; empty for a single chain.
    waste_codes, rep_families, cpv_codes
        Codes of the European list of waste, REP families by number, purchases.
    """

    key: str
    label: str
    description: str = ""
    kind: FiliereKind = FiliereKind.CHAIN
    version: str
    source: str = ""
    matters: Sequence[str] = ()
    stages: Sequence[Stage]
    chains: Sequence[Chain] = ()
    waste_codes: Sequence[str] = ()
    rep_families: Sequence[str] = ()
    cpv_codes: Sequence[str] = ()

    def get_stage(self, key: str) -> Stage:
        """
        Return the stage of that key.

        Raises
        ------
        KeyError
            If the filière has no such stage.
        """
        for stage in self.stages:
            if stage.key == key:
                return stage
        raise KeyError(key)
