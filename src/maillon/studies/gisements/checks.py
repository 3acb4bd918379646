"""What the law and the lists make of a gisement: waste code, REP family, what does not agree."""

import re
from dataclasses import dataclass

from maillon.domain.gisements import Gisement, LegalStatus
from maillon.domain.language import mark
from maillon.domain.language import translate as _
from maillon.reference.nomenclatures import load_rep_families, load_waste_labels

__all__ = ["LegalReading", "name_status", "read_legal_status"]

_STATUSES = {
    LegalStatus.WASTE: mark("déchet"),
    LegalStatus.PRODUCT: mark("produit"),
    LegalStatus.BY_PRODUCT: mark("sous-produit"),
    LegalStatus.END_OF_WASTE: mark("sorti du statut de déchet"),
    LegalStatus.UNKNOWN: mark("statut non dit"),
}
_WASTE_CODE = re.compile(r"(\d{2}) ?(\d{2}) ?(\d{2})(\*?)")


@dataclass(frozen=True, kw_only=True, slots=True)
class LegalReading:
    """
    What a gisement is for the law.

    Attributes
    ----------
    waste_code
        As the list writes it (`20 01 10`); empty when it is not one.
    waste_label
        Empty when the code is not among those that Maillon knows.
    is_hazardous
        Whether the code has its star.
    rep_label, eco_organisations
        Family of extended responsibility, and who runs it.
    remarks
        What does not agree or is to be checked, one sentence each.
    """

    waste_code: str = ""
    waste_label: str = ""
    is_hazardous: bool = False
    rep_label: str = ""
    eco_organisations: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def name_status(status: LegalStatus) -> str:
    """Return the words for what the law makes of a matter."""
    return _(_STATUSES[status])


def read_legal_status(gisement: Gisement) -> LegalReading:
    """Return the labels of the codes of a gisement, and what does not agree between them."""
    match = _WASTE_CODE.fullmatch(gisement.waste_code.strip())
    code = f"{match[1]} {match[2]} {match[3]}{match[4]}" if match else ""
    labels = load_waste_labels()
    families = load_rep_families()
    family = families.get(gisement.rep_family.strip())
    remarks = [
        *_remark_code(gisement, code, is_known=code in labels),
        *_remark_status(gisement),
    ]
    if gisement.rep_family.strip() and family is None:
        remarks.append(
            _("La famille REP « {number} » n’existe pas.").format(number=gisement.rep_family)
        )
    if family is not None and not family.is_verified:
        remarks.append(
            _("Famille REP « {label} » : numérotation et éco-organismes à vérifier dans le code de "
              "l’environnement.").format(label=family.label)
        )  # fmt: skip
    return LegalReading(
        waste_code=code,
        waste_label=labels.get(code, ""),
        is_hazardous=code.endswith("*"),
        rep_label=family.label if family else "",
        eco_organisations=family.eco_organisations if family else (),
        remarks=tuple(remarks),
    )


def _remark_code(gisement: Gisement, code: str, *, is_known: bool) -> list[str]:
    if not gisement.waste_code.strip():
        return []
    if not code:
        return [
            _(
                "« {code} » n’est pas un code déchet : six chiffres, par exemple « 20 01 10 »."
            ).format(code=gisement.waste_code)
        ]
    if not is_known:
        return [
            _("Le code déchet {code} n’est pas de ceux que Maillon connaît : vérifiez-le dans la "
              "liste européenne.").format(code=code)
        ]  # fmt: skip
    return []


def _remark_status(gisement: Gisement) -> list[str]:
    has_code = bool(gisement.waste_code.strip())
    if gisement.status is LegalStatus.WASTE and not has_code:
        return [_("C’est un déchet sans code déchet : donnez-le, les bordereaux le demandent.")]
    if gisement.status in {LegalStatus.PRODUCT, LegalStatus.BY_PRODUCT} and has_code:
        return [
            _("Un {status} n’est pas un déchet : il ne porte pas de code déchet.").format(
                status=name_status(gisement.status)
            )
        ]
    if gisement.status is LegalStatus.END_OF_WASTE:
        return [
            _("La sortie du statut de déchet demande des critères et une attestation : gardez-les "
              "avec la source.")
        ]  # fmt: skip
    return []
