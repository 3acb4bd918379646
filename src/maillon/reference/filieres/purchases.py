"""What public buyers purchase that reaches a filière."""

from collections.abc import Sequence
from dataclasses import dataclass

from maillon.domain.filiere import Specificity

__all__ = ["PurchaseCode"]


@dataclass(frozen=True, kw_only=True, slots=True)
class PurchaseCode:
    """
    A code of the common procurement vocabulary that may reach a filière.

    Attributes
    ----------
    cpv_code
        Eight digits.
    prefix
        What the code of a contract begins with; the longest prefix wins.
    specificity
        `STRONG`: the code is enough; `MEDIUM`: a candidate; `WEAK`: a keyword is needed.
    nature
        `fournitures`, `services` or `travaux`; empty when not said.
    stage_key
        Stage that the purchase reaches; empty when not said.
    keywords
        Folded roots that, in the object of the contract, confirm the code.
    shared_by
        Number of filières that use this code; codes shared by three or more stay weak.
    """

    cpv_code: str
    prefix: str
    specificity: Specificity
    nature: str = ""
    stage_key: str = ""
    keywords: Sequence[str] = ()
    shared_by: int = 1
