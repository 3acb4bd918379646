"""Who will read a document: it holds what these people may see, and no more."""

from dataclasses import replace

from django.db import models
from django.utils.translation import gettext_lazy as _

from maillon_web.filieres.models import FiliereVisibility, Visibility
from maillon_web.filieres.rights import Access
from maillon_web.filieres.selectors import Opened

__all__ = ["Readers", "list_readers", "narrow"]


class Readers(models.TextChoices):
    """For whom a document is made."""

    MEMBERS = "membres", _("Les membres de la filière")
    PUBLIC = "public", _("Tout le monde : rien que ce qui est public")
    TEAM = "equipe", _("L’équipe d’animation : aussi ce qu’elle seule voit")


_ACCESS = {Readers.MEMBERS: Access.READER, Readers.PUBLIC: Access.STRANGER}


def list_readers(opened: Opened) -> list[Readers]:
    """Return for whom this person may make a document, most usual first."""
    listed = [Readers.MEMBERS]
    if opened.filiere.visibility == FiliereVisibility.PUBLIC:
        listed.append(Readers.PUBLIC)
    if Visibility.PRIVATE in opened.levels:
        listed.append(Readers.TEAM)
    return listed


def narrow(opened: Opened, readers: Readers) -> Opened:
    """Return the filière as those who will read the document see it."""
    if readers not in list_readers(opened):
        return narrow(opened, Readers.MEMBERS)
    return replace(opened, access=_ACCESS[readers]) if readers in _ACCESS else opened
