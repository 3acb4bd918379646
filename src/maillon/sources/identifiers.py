"""SIRET, SIREN, VAT and RNA numbers as people write them: mended when proven, or refused."""

import re
from dataclasses import dataclass
from enum import StrEnum

from stdnum.fr import siren as siren_rule
from stdnum.fr import siret as siret_rule
from stdnum.fr import tva as vat_rule

from maillon.domain.language import translate as _

__all__ = [
    "IdentifierProblem",
    "ReadIdentifier",
    "explain_problem",
    "is_valid_siren",
    "is_valid_siret",
    "read_rna",
    "read_siren",
    "read_siret",
    "read_vat",
]

_SIRET_LENGTH = 14
_SIREN_LENGTH = 9
_SHORTEST_MENDED_SIRET = 11
_SHORTEST_MENDED_SIREN = 6
_SEPARATORS = re.compile(r"[\s.\-_/'’\u200b\ufeff]+")
_LABEL = re.compile(r"^(?:n[°o]?\s*)?(?:siret|siren)?\s*:?\s*", re.IGNORECASE)
_DECIMAL_ZERO = re.compile(r"(\d+)[.,]0+")
# In a cell, a number is never longer: what follows is another thing.
_LONGEST_CELL = 80
_RNA = re.compile(r"W[0-9A-Z]\d{8}")
_RNA_LABEL = re.compile(r"^(?:N[°O]?\s*)?(?:RNA|WALDEC)?\s*:?\s*")
_VAT = re.compile(r"\bFR[\s.\-]?(?:[0-9A-HJ-NP-Z][\s.\-]?){2}(?:\d[\s.\-]?){8}\d$")
# The VAT numbers of Monaco hold no SIREN.
_MONACO = "000"
_SCIENTIFIC = re.compile(r"(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})")


class IdentifierProblem(StrEnum):
    """Why a cell is not a SIRET."""

    MISSING = "missing"
    SCIENTIFIC = "scientific"
    NOT_DIGITS = "not_digits"
    LENGTH = "length"
    CHECK_DIGIT = "check_digit"
    PLACEHOLDER = "placeholder"
    SIREN_ONLY = "siren_only"


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadIdentifier:
    """
    What a cell says of an establishment or a legal unit.

    Attributes
    ----------
    siret, siren
        Valid identifiers; the SIREN alone when the cell holds only that.
    problem
        Why there is no SIRET.
    is_padded
        Leading zeros that a spreadsheet had dropped were put back.
    """

    siret: str | None = None
    siren: str | None = None
    problem: IdentifierProblem | None = None
    is_padded: bool = False


def is_valid_siret(number: str) -> bool:
    """Say whether 14 digits are a SIRET; the records of La Poste follow their own rule."""
    return not number.startswith("0" * _SIREN_LENGTH) and siret_rule.is_valid(number)


def is_valid_siren(number: str) -> bool:
    """Say whether 9 digits are a SIREN."""
    return number != "0" * _SIREN_LENGTH and siren_rule.is_valid(number)


def read_siret(text: str) -> ReadIdentifier:
    """
    Read a SIRET written by hand or by a spreadsheet.

    Notes
    -----
    A number in scientific notation is recovered only when all its digits are there: padding the
    rounded ones with zeros would name another establishment. A VAT number tells the SIREN.
    """
    siren = read_vat(text)
    return _make_siren_only(siren, is_padded=False) if siren else _read_digits(text)


def _read_digits(text: str) -> ReadIdentifier:
    digits = _strip_to_digits(text)
    if not digits:
        return ReadIdentifier(problem=IdentifierProblem.MISSING)
    if _SCIENTIFIC.fullmatch(digits):
        return ReadIdentifier(problem=IdentifierProblem.SCIENTIFIC)
    if not (digits.isascii() and digits.isdigit()):
        return ReadIdentifier(problem=IdentifierProblem.NOT_DIGITS)
    if not digits.strip("0"):
        return ReadIdentifier(problem=IdentifierProblem.PLACEHOLDER)
    if len(digits) == _SIRET_LENGTH:
        return _read_full(digits)
    return _read_short(digits)


def read_siren(text: str) -> ReadIdentifier:
    """
    Read a cell meant for a SIREN; a whole SIRET found there is welcome.

    Notes
    -----
    Zeros are put back more freely than in a cell meant for a SIRET: real SIREN begin with three.
    """
    digits = _strip_to_digits(text)
    if digits.isascii() and digits.isdigit() and len(digits) >= _SHORTEST_MENDED_SIREN:
        siren = digits.zfill(_SIREN_LENGTH)
        if is_valid_siren(siren):
            return _make_siren_only(siren, is_padded=siren != digits)
    return read_siret(text)


def read_vat(text: str) -> str | None:
    """Return the SIREN of a French VAT number, `FR` included; `None` when the key does not hold."""
    if "F" not in text.upper() or len(text) > _LONGEST_CELL:
        return None
    found = _VAT.search(text.strip().upper())
    if found is None or not vat_rule.is_valid(found[0]):
        return None
    siren = vat_rule.compact(found[0])[2:]
    return siren if is_valid_siren(siren) and not siren.startswith(_MONACO) else None


def read_rna(text: str) -> str | None:
    """Return the number of an association in the RNA, `None` when the cell holds none."""
    if len(text) > _LONGEST_CELL:
        return None
    bare = _SEPARATORS.sub("", _RNA_LABEL.sub("", text.strip().upper(), count=1))
    return bare if _RNA.fullmatch(bare) else None


def explain_problem(problem: IdentifierProblem) -> str:
    """Return the sentence to show beside the row."""
    sentences = {
        IdentifierProblem.MISSING: _("SIRET absent : acteur à identifier."),
        IdentifierProblem.SCIENTIFIC: _(
            "SIRET abîmé par le tableur (notation scientifique) : mettez la colonne au format"
            " Texte, saisissez les 14 chiffres, puis enregistrez à nouveau."
        ),
        IdentifierProblem.NOT_DIGITS: _(
            "SIRET illisible : il ne doit contenir que des chiffres. Acteur à identifier."
        ),
        IdentifierProblem.LENGTH: _(
            "SIRET incomplet : il faut 14 chiffres. Vérifiez-le sur l’avis de situation."
        ),
        IdentifierProblem.CHECK_DIGIT: _(
            "SIRET erroné : la clé de contrôle n’est pas bonne. Vérifiez-le sur l’avis de"
            " situation ; d’ici là, l’acteur reste à identifier."
        ),
        IdentifierProblem.PLACEHOLDER: _("SIRET fictif (des zéros) : acteur à identifier."),
        IdentifierProblem.SIREN_ONLY: _(
            "SIREN seul : l’organisation est connue, son établissement reste à préciser."
        ),
    }
    return sentences[problem]


def _strip_to_digits(text: str) -> str:
    bare = _LABEL.sub("", text.strip(), count=1)
    if whole := _DECIMAL_ZERO.fullmatch(bare):
        return whole[1]
    if scientific := _SCIENTIFIC.fullmatch(bare):
        return _expand(scientific) or bare
    return _SEPARATORS.sub("", bare)


def _expand(scientific: re.Match[str]) -> str | None:
    digits = scientific[1] + (scientific[2] or "")
    return digits if len(digits) == int(scientific[3]) + 1 else None


def _make_siren_only(siren: str, *, is_padded: bool) -> ReadIdentifier:
    return ReadIdentifier(siren=siren, problem=IdentifierProblem.SIREN_ONLY, is_padded=is_padded)


def _read_full(digits: str) -> ReadIdentifier:
    if digits.startswith("0" * _SIREN_LENGTH):
        return ReadIdentifier(problem=IdentifierProblem.PLACEHOLDER)
    if not siret_rule.is_valid(digits):
        return ReadIdentifier(problem=IdentifierProblem.CHECK_DIGIT)
    return ReadIdentifier(siret=digits, siren=digits[:_SIREN_LENGTH])


def _read_short(digits: str) -> ReadIdentifier:
    if _SIREN_LENGTH - 1 <= len(digits) <= _SIREN_LENGTH:
        siren = digits.zfill(_SIREN_LENGTH)
        if is_valid_siren(siren):
            return _make_siren_only(siren, is_padded=siren != digits)
    if _SHORTEST_MENDED_SIRET <= len(digits) < _SIRET_LENGTH:
        siret = digits.zfill(_SIRET_LENGTH)
        if is_valid_siret(siret):
            return ReadIdentifier(siret=siret, siren=siret[:_SIREN_LENGTH], is_padded=True)
    return ReadIdentifier(problem=IdentifierProblem.LENGTH)
