"""What filières say to the applications above them."""

from django.dispatch import Signal

__all__ = ["change_undone", "filiere_transferred", "invitation_accepted"]

invitation_accepted = Signal()
"""
Somebody joined by an invitation. Arguments: `invitation`, `user`.

A listener may return a `Welcome` (of `services.invitations`): where the person goes first.
"""

change_undone = Signal()
"""
A change of a filière was put back, inside the same transaction.

Arguments: `filiere`, `change_set` (what was undone), `undoing` (the change set that undoes it).
"""

filiere_transferred = Signal()
"""
A filière has passed to another organisation, inside the same transaction.

Arguments: `filiere`, `former_organisation`, `recorder` (of the change set, to write with it).
"""
