"""What this application holds on a person: that it set a lever, gave a proof or an answer."""

from typing import Any

from maillon_web.accounts.models import User
from maillon_web.method.models import Evidence, FactorAnswer, LeverProgress
from maillon_web.plan.selectors.levers import name_levers

__all__ = ["collect", "erase"]


def collect(user: User) -> list[dict[str, Any]]:
    """Return what the person wrote."""
    settled = LeverProgress.objects.filter(set_by=user).select_related("filiere")
    shown = Evidence.objects.filter(added_by=user).select_related("filiere")
    answered = FactorAnswer.objects.filter(answered_by=user).select_related("project__filiere")
    return [
        *(
            {
                "kind": "lever",
                "lever": _name(kept.lever_key),
                "state": str(kept.get_state_display()),
                "text": kept.note,
                "filiere": kept.filiere.name,
                "written": kept.set_at,
            }
            for kept in settled
        ),
        *(
            {
                "kind": "evidence",
                "lever": _name(kept.lever_key),
                "text": kept.text,
                "filiere": kept.filiere.name,
            }
            for kept in shown
        ),
        *(
            {
                "kind": "answer",
                "project": kept.project.title,
                "text": kept.evidence,
                "filiere": kept.project.filiere.name,
                "written": kept.answered_at,
            }
            for kept in answered
        ),
    ]


def erase(user: User) -> None:
    """Leave what was written, unsigned."""
    LeverProgress.objects.filter(set_by=user).update(set_by=None)
    Evidence.objects.filter(added_by=user).update(added_by=None)
    FactorAnswer.objects.filter(answered_by=user).update(answered_by=None)


def _name(lever_key: str) -> str:
    [(_key, label)] = name_levers([lever_key])
    return label
