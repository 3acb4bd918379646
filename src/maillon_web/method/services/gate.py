"""Write the answers to the success factors; keep a project from being launched without them."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from maillon.reference.method import get_method
from maillon_web.accounts.models import User
from maillon_web.history.services import ChangedMeanwhile, record
from maillon_web.method.addresses import find_address
from maillon_web.method.models import FactorAnswer
from maillon_web.method.selectors.gate import read_answers, read_gate
from maillon_web.signals.models import Project, ProjectState
from maillon_web.signals.services.guards import Refusal

__all__ = ["guard_launch", "write_answer"]


def write_answer(kept: FactorAnswer, changes: Mapping[str, Any], *, author: User) -> None:
    """
    Write the answer to a factor, signed and dated.

    Raises
    ------
    ChangedMeanwhile
        If somebody else wrote it since it was read.
    """
    filiere = kept.project.filiere
    values = {**changes, "answered_by_id": author.pk, "answered_at": timezone.now()}
    label = next(
        entry.label for entry in get_method().success_factors if entry.key == kept.factor_key
    )
    params = {"name": label, "project": kept.project.title}
    try:
        with record(
            "factoranswer.edit", scope=filiere.scope, author=author, params=params
        ) as recorder:
            if kept.pk is not None:
                recorder.update(kept, values)
                return
            for name, value in values.items():
                setattr(kept, name, value)
            kept.version = 1
            recorder.create(kept)
    except IntegrityError as error:
        raise ChangedMeanwhile(
            f"answer {kept.factor_key} was created meanwhile",
            user=_(
                "« {name} » vient d’être modifié par quelqu’un d’autre : rien n’a été écrit. "
                "Rechargez la page pour voir sa version."
            ).format(name=label),
        ) from error


def guard_launch(project: Project, state: str) -> Refusal | None:
    """Refuse that a project becomes launched while the gate of the success factors is closed."""
    if state != ProjectState.RUNNING:
        return None
    if project.pk is None:
        return Refusal(
            sentence=_(
                "Un projet se lance une fois les facteurs de succès montrés : enregistrez-le "
                "d’abord dans un autre état, puis répondez aux questions depuis sa page."
            )
        )
    gate = read_gate(read_answers(project))
    if gate.is_open:
        return None
    return Refusal(
        sentence=gate.sentence,
        address=find_address(project.filiere, "method:gate", project.pk),
        label=_("Répondre aux facteurs de succès"),
    )
