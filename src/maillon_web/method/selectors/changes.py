"""What the method said of a lever when the team read it, to tell when it says otherwise."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from maillon.reference.method import Lever, Method
from maillon_web.method.models import LeverProgress

__all__ = ["MethodChanges", "digest_lever", "find_changes"]

_LENGTH = 16


@dataclass(frozen=True, kw_only=True, slots=True)
class MethodChanges:
    """Levers that the team settled and that now read otherwise; those that are no more."""

    changed: Sequence[Lever] = ()
    removed: Sequence[LeverProgress] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the method still says what the team read."""
        return not self.changed and not self.removed


def digest_lever(lever: Lever) -> str:
    """Return a mark of what the method says of a lever: another text, another mark."""
    text = "\n".join((lever.label, lever.why, lever.passage.quote, *lever.after))
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]


def find_changes(method: Method, kept: Iterable[LeverProgress]) -> MethodChanges:
    """Return what changed in the method since the team said where it stands."""
    levers = {lever.key: lever for lever in method.levers}
    changed, removed = [], []
    for progress in kept:
        lever = levers.get(progress.lever_key)
        if lever is None:
            removed.append(progress)
        elif progress.lever_digest and progress.lever_digest != digest_lever(lever):
            changed.append(lever)
    return MethodChanges(changed=changed, removed=removed)
