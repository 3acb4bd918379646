"""The ways into the library: each is a name, and the kinds of sheets that one finds there."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maillon.domain.sheets import SheetKind

__all__ = ["ENTRIES", "Entrance", "find_entrance"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Entrance:
    """
    A way into the library.

    Attributes
    ----------
    key
        Its word in the address.
    lead
        What one finds there, in a sentence.
    """

    key: str
    label: str | Promise
    lead: str | Promise
    kinds: tuple[SheetKind, ...]


ENTRIES: Mapping[str, Entrance] = {
    entrance.key: entrance
    for entrance in (
        Entrance(
            key="experiences",
            label=_("Expériences"),
            lead=_(
                "Ce que d’autres territoires ont fait : comment, avec qui, avec quels résultats, "
                "et ce qui a été difficile."
            ),
            kinds=(SheetKind.EXPERIENCE, SheetKind.PROJECT),
        ),
        Entrance(
            key="aides",
            label=_("Aides et appels"),
            lead=_(
                "Les aides importées sur ce serveur et les appels à projets : pour qui, où, "
                "jusqu’à quand."
            ),
            kinds=(SheetKind.AID, SheetKind.CALL),
        ),
        Entrance(
            key="metiers",
            label=_("Métiers"),
            lead=_(
                "Les métiers qui manquent aux filières : tâches, compétences, formations, "
                "employeurs possibles."
            ),
            kinds=(SheetKind.TRADE,),
        ),
        Entrance(
            key="questions",
            label=_("Questions de droit"),
            lead=_(
                "Des réponses datées, avec leur source. Elles éclairent ; elles ne remplacent pas "
                "l’avis de votre service juridique."
            ),
            kinds=(SheetKind.QUESTION,),
        ),
        Entrance(
            key="ressources",
            label=_("Ressources et rencontres"),
            lead=_("Guides, fiches, vidéos, boîtes à outils, et ce qui s’est dit en rencontre."),
            kinds=(SheetKind.RESOURCE, SheetKind.EVENT),
        ),
    )
}


def find_entrance(key: str) -> Entrance | None:
    """Return a way into the library."""
    return ENTRIES.get(key)
