"""What the plan asks of a reader: late actions of its own, shared actions to answer."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillon_web.accounts.models import User
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import list_records
from maillon_web.filieres.waiting import Waiting
from maillon_web.plan.models import Action
from maillon_web.plan.selectors.sharing import list_received
from maillon_web.plan.selectors.standing import find_standing, is_late_on

__all__ = ["list_waiting_in"]

_MOST = 5


def list_waiting_in(opened: Opened, reader: User) -> list[Waiting]:
    """Return what waits for a reader in the plan of a filière, in two queries."""
    return [*_iter_late(opened, reader), *_iter_offers(opened)]


def _iter_late(opened: Opened, reader: User) -> Iterator[Waiting]:
    today = timezone.localdate()
    found = list_records(opened, Action).filter(is_late_on(today), owner=reader)
    late = list(found.order_by("ends_on", "pk")[: _MOST + 1])
    for action in late[:_MOST]:
        yield Waiting(
            sentence=_("« {title} », dont vous êtes pilote : {late}").format(
                title=action.title, late=find_standing(action, today).word.lower()
            ),
            url=reverse("plan:action", args=[opened.filiere.pk, action.pk]),
        )
    if len(late) > _MOST:
        address = reverse("plan:list", args=[opened.filiere.pk])
        yield Waiting(
            sentence=_("Voir toutes vos actions en retard"),
            url=f"{address}?late=1&owner={reader.pk}",
        )


def _iter_offers(opened: Opened) -> Iterator[Waiting]:
    offers = list(list_received(opened, is_accepted=False))
    if len(offers) == 1:
        share = offers[0]
        yield Waiting(
            sentence=_("« {filiere} » propose de partager l’action « {title} »").format(
                filiere=share.action.filiere.name, title=share.action.title
            ),
            url=reverse("plan:shared", args=[opened.filiere.pk, share.pk]),
        )
    elif offers:
        yield Waiting(
            sentence=ngettext(
                "{count} action partagée attend votre réponse",
                "{count} actions partagées attendent votre réponse",
                len(offers),
            ).format(count=len(offers)),
            url=reverse("plan:list", args=[opened.filiere.pk]),
        )
