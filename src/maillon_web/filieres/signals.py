"""What filières say to the applications above them."""

from django.dispatch import Signal

__all__ = ["change_undone", "invitation_accepted"]

invitation_accepted = Signal()
"""Somebody joined by an invitation. Arguments: `invitation`, `user`."""

change_undone = Signal()
"""
A change of a filière was put back, inside the same transaction.

Arguments: `filiere`, `change_set` (what was undone), `undoing` (the change set that undoes it).
"""
