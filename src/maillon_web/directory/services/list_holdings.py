"""What lists and duplicates hold on a person."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from maillon_web.accounts.models import User
from maillon_web.accounts.personal_data import register
from maillon_web.directory.models import DuplicatePair, ListImport, ValueChoice

__all__ = ["collect_lists", "forget_author", "register_holdings"]


def register_holdings() -> None:
    """Say what is held, and how it is made anonymous."""
    register("lists", label=_("Listes importées"), collect=collect_lists, erase=forget_author)


def collect_lists(user: User) -> list[dict[str, Any]]:
    """Return the lists that the person brought."""
    return [
        {
            "label": entry.label,
            "file": entry.file_name,
            "dated": entry.dated,
            "state": entry.get_state_display(),
            "brought": entry.created_at,
        }
        for entry in ListImport.objects.filter(created_by=user).defer("inspection", "wanted_values")
    ]


def forget_author(user: User) -> None:
    """Leave lists, choices and settled pairs without a signature; they belong to the filière."""
    ListImport.objects.filter(created_by=user).update(created_by=None)
    ValueChoice.objects.filter(settled_by=user).update(settled_by=None)
    DuplicatePair.objects.filter(settled_by=user).update(settled_by=None)
