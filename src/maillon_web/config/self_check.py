"""Visit the demonstration as a person would, and tell whether its pages hold actors."""

import html
import time
from collections.abc import Sequence

import httpx
from django.urls import reverse
from django.utils.translation import gettext as _

from maillon.domain.errors import InconsistentData
from maillon_web.config.demonstration import list_undiagnosed
from maillon_web.directory.models import Presence
from maillon_web.filieres.models import Filiere

__all__ = ["check_pages"]

_LONGEST_WAIT_S = 180.0


def check_pages(link: str, filieres: Sequence[Filiere]) -> list[str]:
    """
    Enter by the link, read the pages of the first filière, and wait for every diagnostic.

    Returns
    -------
    list of str
        What was seen, one sentence a page.

    Raises
    ------
    InconsistentData
        If a page does not answer or does not show what it should.
    """
    first = filieres[0]
    with httpx.Client(follow_redirects=True, timeout=30, trust_env=False) as client:
        home = _read(client, link)
        base = str(httpx.URL(link).copy_with(path="/"))[:-1]
        _expect(home, first.name, page=base)
        diagnostic = _read(client, base + reverse("diagnosis:chain", args=[first.pk]))
        for stage in first.stages.all():
            _expect(diagnostic, stage.label, page="diagnosis:chain")
        directory = _read(client, base + reverse("directory:list", args=[first.pk]))
        names = Presence.objects.filter(filiere=first, is_listed=True).order_by("sort_name")
        listed = [presence.actor.name for presence in names.select_related("actor")[:5]]
        if not listed:
            raise _missing(_("aucun acteur"), page="directory:list")
        for name in listed:
            _expect(directory, name, page="directory:list")
    _wait_for_all(filieres)
    counts = [filiere.presences.filter(is_listed=True).count() for filiere in filieres]
    if not all(counts):
        raise _missing(_("aucun acteur"), page=filieres[counts.index(0)].name)
    return [
        _("L’accueil, la chaîne et l’annuaire de « {name} » répondent.").format(name=first.name),
        _("Diagnostics faits : {count} ; acteurs dans leurs annuaires : {actors}.").format(
            count=len(filieres), actors=sum(counts)
        ),
    ]


def _read(client: httpx.Client, address: str) -> str:
    response = client.get(address, headers={"Accept-Language": "fr"})
    if response.status_code != httpx.codes.OK:
        raise _missing(f"HTTP {response.status_code}", page=httpx.URL(address).path)
    return html.unescape(response.text)


def _expect(text: str, words: str, *, page: str) -> None:
    if words not in text:
        raise _missing(_("« {words} » n’y est pas").format(words=words), page=page)


def _missing(what: str, *, page: str) -> InconsistentData:
    return InconsistentData(
        f"{page}: {what}",
        user=_("La page {page} ne montre pas ce qu’elle devrait : {what}.").format(
            page=page, what=what
        ),
    )


def _wait_for_all(filieres: Sequence[Filiere]) -> None:
    deadline = time.monotonic() + _LONGEST_WAIT_S
    while awaited := list_undiagnosed(filieres):
        if time.monotonic() > deadline:
            raise _missing(_("son diagnostic tarde trop"), page=awaited[0].name)
        time.sleep(0.5)
