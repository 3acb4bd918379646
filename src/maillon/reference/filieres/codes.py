"""Say what is wrong with a code, in one sentence with its remedy; `None` when it is good."""

import re

from maillon.domain.language import translate as _
from maillon.reference.nomenclatures import (
    NAF_2025,
    NAF_REV2,
    detect_naf_version,
    load_cpv_labels,
    load_naf_labels,
    load_rep_families,
    load_waste_labels,
    normalize_naf,
)

__all__ = ["explain_cpv", "explain_naf", "explain_naf25", "explain_rep_family", "explain_waste"]

_CPV_WITH_CHECK_DIGIT = re.compile(r"(\d{8})-\d")
_WASTE = re.compile(r"(\d\d) \d\d \d\d\*?")
_LAST_WASTE_CHAPTER = 20


def explain_naf(code: str) -> str | None:
    """Check a sub-class of NAF rev. 2."""
    if code in load_naf_labels():
        return None
    normal = normalize_naf(code)
    if normal in load_naf_labels():
        return _("le code NAF « {code} » s’écrit « {normal} ».").format(code=code, normal=normal)
    if detect_naf_version(code) == NAF_2025:
        return _(
            "« {code} » est un code de la NAF 2025. Mettez-le dans naf25, et le code de la NAF "
            "rév. 2 dans naf."
        ).format(code=code)
    same_class = [known for known in load_naf_labels() if known[:5] == (normal or "")[:5]]
    if same_class:
        return _("le code NAF « {code} » n’existe pas. Dans la même classe : {known}.").format(
            code=code, known=", ".join(same_class)
        )
    return _(
        "le code NAF « {code} » n’existe pas dans la NAF rév. 2. Écrivez un code comme « 13.10Z »."
    ).format(code=code)


def explain_naf25(code: str) -> str | None:
    """Check the shape of a NAF 2025 code: its full list is not in the reference."""
    if normalize_naf(code) == code and detect_naf_version(code) == NAF_2025:
        return None
    if detect_naf_version(code) == NAF_REV2:
        return _(
            "« {code} » est un code de la NAF rév. 2. Mettez-le dans naf, ou retirez-le."
        ).format(code=code)
    return _(
        "« {code} » n’est pas un code de la NAF 2025. Écrivez un code comme « 38.21Y »."
    ).format(code=code)


def explain_cpv(code: str) -> str | None:
    """Check a code of the CPV: eight digits, no check digit."""
    if code in load_cpv_labels():
        return None
    with_digit = _CPV_WITH_CHECK_DIGIT.fullmatch(code)
    if with_digit:
        return _("le code CPV s’écrit sans son chiffre de contrôle : « {code} ».").format(
            code=with_digit[1]
        )
    return _(
        "le code CPV « {code} » n’existe pas. Écrivez ses huit chiffres entre guillemets, par "
        "exemple « 19280000 »."
    ).format(code=code)


def explain_waste(code: str) -> str | None:
    """
    Check a code of the European list of waste.

    Notes
    -----
    The reference holds the codes that filières cite, not the whole list: a code of good shape
    that it does not know passes.
    """
    if code in load_waste_labels():
        return None
    starred = f"{code}*"
    if starred in load_waste_labels():
        return _("ce déchet est dangereux : écrivez « {code} ».").format(code=starred)
    if code.removesuffix("*") in load_waste_labels():
        return _("ce déchet n’est pas dangereux : écrivez « {code} ».").format(
            code=code.removesuffix("*")
        )
    shape = _WASTE.fullmatch(code)
    if shape is None or not 1 <= int(shape[1]) <= _LAST_WASTE_CHAPTER:
        return _(
            "le code déchet « {code} » n’existe pas. Écrivez trois fois deux chiffres séparés "
            "d’une espace, chapitre de 01 à 20, par exemple « 17 02 01 »."
        ).format(code=code)
    return None


def explain_rep_family(number: str) -> str | None:
    """Check the number of a REP family."""
    if number in load_rep_families():
        return None
    return _("la famille REP « {number} » n’existe pas. Écrivez un numéro de 1 à {last}.").format(
        number=number, last=len(load_rep_families())
    )
