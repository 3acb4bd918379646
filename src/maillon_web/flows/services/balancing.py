"""A long account is made by a job, for the person who asked for it."""

from typing import Any

from django.utils.translation import gettext as _

from maillon_web.accounts.models import User
from maillon_web.filieres.rights import Capability
from maillon_web.filieres.selectors import Opened, open_filiere
from maillon_web.flows.selectors.balance import compute_balance
from maillon_web.flows.selectors.document import build_document
from maillon_web.jobs.models import Job
from maillon_web.jobs.services import enqueue

__all__ = ["BALANCE", "ask_balance", "make_balance"]

BALANCE = "flows.balance"


def ask_balance(opened: Opened, *, year: int | None, author: User) -> Job:
    """Put in the queue the account of the flows that this person sees."""
    return enqueue(
        BALANCE,
        label=_("Compte des flux de « {name} »").format(name=opened.filiere.name),
        scope=opened.filiere.scope,
        arguments={"filiere": opened.filiere.pk, "reader": author.pk, "year": year},
        started_by=author,
        is_unique=True,
    )


def make_balance(arguments: dict[str, Any]) -> int:
    """Make the account of what the person sees now; return how many flows it has."""
    reader = User.objects.get(pk=arguments["reader"])
    opened = open_filiere(
        reader=reader, filiere_id=arguments["filiere"], needs=Capability.TAKE_PART
    )
    document = build_document(opened, arguments["year"])
    if document["flows"]:
        compute_balance(opened.filiere, document)
    return len(document["flows"])
