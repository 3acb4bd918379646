"""Which legal forms, activities and agreements speak of the social and solidarity economy."""

from dataclasses import dataclass
from functools import cache

from maillon.domain.language import get_language
from maillon.reference.nomenclatures.files import read_table

__all__ = [
    "EssExclusion",
    "InclusiveKind",
    "LegalCategory",
    "load_ess_exclusions",
    "load_inclusive_kinds",
    "load_legal_categories",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class LegalCategory:
    """
    A legal category of INSEE, level III, and what it says about the ESS.

    Attributes
    ----------
    family
        `association`, `cooperative`, `mutuelle`, `fondation`, `societe_commerciale_ess`,
        `autre_prive_non_lucratif` or `hors_ess`.
    level
        `de_droit` (ESS by its form), `a_confirmer` and `conditionnel` (only with a published
        fact), `exclu_par_defaut` (kept only when INSEE flags it), `hors_loi` (outside the law).
    """

    code: str
    label: str
    family: str
    level: str
    rule: str
    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class EssExclusion:
    """An activity outside the statistical field of the ESS; `reliability` says who says so."""

    naf_code: str
    label: str
    reason: str
    reliability: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InclusiveKind:
    """
    A kind of inclusive structure.

    Attributes
    ----------
    is_siae
        Work-integration structure in the sense of article L5132-4 of the code du travail.
    reserved_article
        Article of the code de la commande publique under which a contract can be reserved to
        it; empty when none is its own, `note` then says more.
    """

    kind: str
    label: str
    group: str
    is_siae: bool
    reserved_article: str
    note: str


@cache
def load_legal_categories() -> dict[str, LegalCategory]:
    """Return the legal categories that matter for the ESS, by code of four digits."""
    return {
        row["legal_code"]: LegalCategory(
            code=row["legal_code"],
            label=row["label"],
            family=row["family"],
            level=row["level"],
            rule=row["rule"],
            source=row["source"],
        )
        for row in read_table("legal_categories.csv")
    }


@cache
def load_ess_exclusions() -> dict[str, EssExclusion]:
    """Return the activities outside the field of the ESS, by NAF rev. 2 code."""
    return {row["naf_code"]: EssExclusion(**row) for row in read_table("ess_exclusions.csv")}


def load_inclusive_kinds() -> dict[str, InclusiveKind]:
    """Return the kinds of inclusive structures by acronym, labels in the language in use."""
    return _inclusive_kinds(get_language())


@cache
def _inclusive_kinds(language: str) -> dict[str, InclusiveKind]:
    column = "label" if language == "fr" else f"label_{language}"
    return {
        row["kind"]: InclusiveKind(
            kind=row["kind"],
            label=row[column],
            group=row["group"],
            is_siae=row["is_siae"] == "yes",
            reserved_article=row["reserved_article"],
            note=row["note"],
        )
        for row in read_table("inclusive_kinds.csv")
    }
