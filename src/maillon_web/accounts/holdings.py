"""What this application holds on a person."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maillon_web.accounts.models import OrganisationInvitation, User

__all__ = [
    "collect_account",
    "collect_organisations",
    "erase_account",
    "erase_organisations",
    "name_entries",
]

# The words of the entries that applications collect, for the page; the file keeps the keys.
_NAMES = {
    "accepted": _("Acceptée"),
    "actor": _("Acteur"),
    "brought": _("Apportée"),
    "dated": _("Données du"),
    "decision": _("Décision"),
    "email": _("Adresse e-mail"),
    "file": _("Fichier"),
    "filiere": _("Filière"),
    "invited": _("Invitation du"),
    "joined": _("Depuis"),
    "kind": _("Type"),
    "label": _("Nom"),
    "language": _("Langue"),
    "last_seen": _("Dernière connexion"),
    "last_visit": _("Dernière visite"),
    "name": _("Nom affiché"),
    "on": pgettext_lazy("date", "Le"),
    "organisation": _("Organisation"),
    "reason": _("Raison"),
    "reminded": _("Dernier rappel"),
    "reminder": _("Rappel"),
    "role": _("Rôle"),
    "sheet": _("Fiche"),
    "since": _("Depuis"),
    "stage": _("Maillon"),
    "state": _("État"),
    "text": _("Texte"),
    "written": _("Écrit"),
}


def name_entries(records: Iterable[Mapping[str, Any]]) -> list[list[tuple[str, Any]]]:
    """Return records for a page: each entry with its name, without those that say nothing."""
    return [
        [(str(_NAMES.get(key, key)), value) for key, value in record.items() if value]
        for record in records
    ]


def collect_account(user: User) -> list[dict[str, Any]]:
    """Return the account."""
    return [
        {
            "email": user.email,
            "name": user.name,
            "language": user.language,
            "joined": user.date_joined,
            "last_seen": user.last_seen_at,
        }
    ]


def erase_account(user: User) -> None:
    """Leave the account itself to `services.erase_person`; forget the invitations sent to it."""
    OrganisationInvitation.objects.filter(email=user.email).delete()


def collect_organisations(user: User) -> list[dict[str, Any]]:
    """Return the places in organisations."""
    return [
        {
            "organisation": place.organisation.name,
            "role": place.get_role_display(),
            "joined": place.joined_at,
        }
        for place in user.organisation_memberships.select_related("organisation")
    ]


def erase_organisations(user: User) -> None:
    """Leave every organisation."""
    user.organisation_memberships.all().delete()
