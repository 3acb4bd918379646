"""What a person may write a sheet about."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maillon.domain.sheets import SheetKind
from maillon_web.library.words import name_kind

__all__ = ["KindChoice", "list_writable_kinds"]

_MEANINGS: dict[SheetKind, Promise] = {
    SheetKind.EXPERIENCE: _("Ce que vous avez fait : comment, avec qui, ce qu’il en est sorti."),
    SheetKind.PROJECT: _("Ce que vous préparez, ou qui commence."),
    SheetKind.RESOURCE: _("Un guide, une étude, un modèle, une vidéo qui sert à d’autres."),
    SheetKind.EVENT: _("Une rencontre, et ce qu’on en retient."),
    SheetKind.TRADE: _("Un métier qui manque : tâches, compétences, formations, employeurs."),
    SheetKind.QUESTION: _("Une question de droit, sa réponse, sa source et sa date."),
    SheetKind.CALL: _("Un appel à projets : qui finance, pour qui, jusqu’à quand."),
    SheetKind.AID: _("Une aide locale qui n’est pas dans les registres nationaux."),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class KindChoice:
    """A kind of sheet, and what it is for."""

    kind: SheetKind
    label: str
    meaning: str | Promise


def list_writable_kinds() -> list[KindChoice]:
    """Return the kinds of sheet that a person may write."""
    return [
        KindChoice(kind=kind, label=name_kind(kind), meaning=meaning)
        for kind, meaning in _MEANINGS.items()
    ]
