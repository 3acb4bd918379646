"""Change the chain of a filière: every change is checked as a whole chain before it is written."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from maillon.domain.errors import InconsistentData
from maillon_web.accounts.models import User
from maillon_web.filieres.library import (
    build_chain,
    describe_definition,
    keep_definition,
    list_stage_values,
)
from maillon_web.filieres.models import ChainKind, Filiere, Stage
from maillon_web.filieres.services.creating import make_key
from maillon_web.filieres.words import SOURCE_LANGUAGE, say, say_chains
from maillon_web.history.services import Recorder, record

__all__ = ["add_stage", "change_chains", "edit_stage", "move_stage", "remove_stage"]


def add_stage(filiere: Filiere, *, label: str, author: User) -> Stage:
    """
    Add a stage at the end of the chain.

    Raises
    ------
    InvalidInput
        If the chain does not hold with it.
    """
    stages = list(filiere.stages.all())
    stage = Stage(
        filiere=filiere,
        key=make_key(label, taken={known.key for known in stages}),
        label=label,
        position=max((known.position for known in stages), default=-1) + 1,
    )
    values = {"key": stage.key, "label": label, "description": ""}
    build_chain(filiere, [*list_stage_values(filiere), values], filiere.chains)
    with record(
        "stage.add", scope=filiere.scope, author=author, params={"name": label}
    ) as recorder:
        recorder.create(stage)
    return stage


def edit_stage(
    stage: Stage, *, label: str, description: str, definition: Mapping[str, Any], author: User
) -> bool:
    """
    Change what a stage is and what tells it; return whether anything differs.

    Raises
    ------
    InvalidInput
        If the chain does not hold with it; the details say all that is wrong.
    InconsistentData
        If somebody changed the stage since it was read.
    """
    filiere = stage.filiere
    # Words left as the reader saw them are no change: they are kept as the template gave them.
    wanted = {
        "key": stage.key,
        "label": _keep(filiere, label),
        "description": _keep(filiere, description),
        **keep_definition(filiere.template_key, definition),
    }
    stages = [
        wanted if values["key"] == stage.key else values for values in list_stage_values(filiere)
    ]
    checked = build_chain(filiere, stages, filiere.chains).get_stage(stage.key)
    changes = {
        "label": checked.label,
        "description": checked.description,
        "definition": describe_definition(checked),
    }
    if all(getattr(stage, name) == value for name, value in changes.items()):
        return False
    with record(
        "stage.edit", scope=filiere.scope, author=author, params={"name": checked.label}
    ) as recorder:
        held = Stage.objects.select_for_update().get(pk=stage.pk)
        if any(getattr(held, name) != getattr(stage, name) for name in changes):
            raise _changed_meanwhile(stage)
        return recorder.update(stage, changes)


def move_stage(stage: Stage, *, steps: int, author: User) -> bool:
    """Move a stage up (negative steps) or down in the order of the chain."""
    stages = list(stage.filiere.stages.all())
    keys = [known.key for known in stages]
    former = keys.index(stage.key)
    place = min(max(former + steps, 0), len(keys) - 1)
    if place == former:
        return False
    stages.insert(place, stages.pop(former))
    with record(
        "stage.move", scope=stage.filiere.scope, author=author, params={"name": stage.label}
    ) as recorder:
        for position, moved in enumerate(stages):
            recorder.update(moved, {"position": position})
    return True


def remove_stage(stage: Stage, *, author: User) -> None:
    """
    Take a stage out of the chain, out of its chains, and out of what the others send to it.

    Raises
    ------
    InvalidInput
        If the chain does not hold without it.
    """
    filiere = stage.filiere
    kept = [known for known in filiere.stages.all() if known.key != stage.key]
    chains = _without(stage.key, filiere.chains)
    stages = [_cut_outputs(values, stage.key) for values in list_stage_values(filiere)]
    build_chain(filiere, [values for values in stages if values["key"] != stage.key], chains)
    with record(
        "stage.remove", scope=filiere.scope, author=author, params={"name": stage.label}
    ) as recorder:
        for other in kept:
            recorder.update(other, {"definition": _cut_outputs(other.definition, stage.key)})
        _write_chains(recorder, filiere, kind=filiere.kind, chains=chains)
        recorder.delete(stage)


def change_chains(
    filiere: Filiere, *, kind: str, chains: Sequence[Mapping[str, Any]], author: User
) -> bool:
    """
    Say whether the stages make one chain or several that cross, and which.

    Raises
    ------
    InvalidInput
        If a chain has no name or no stage.
    """
    named = _name_chains(chains) if kind == ChainKind.ECOSYSTEM else []
    wanted = say_chains(filiere.template_key, named, language=SOURCE_LANGUAGE)
    if (kind, wanted) == (filiere.kind, filiere.chains):
        return False
    # The check reads the form of the filière: on a copy, as nothing is written yet.
    trial = Filiere.objects.get(pk=filiere.pk)
    trial.kind = kind
    build_chain(trial, list_stage_values(filiere), wanted)
    with record("stage.chains", scope=filiere.scope, author=author) as recorder:
        return _write_chains(recorder, filiere, kind=kind, chains=wanted)


def _keep(filiere: Filiere, text: str) -> str:
    return say(filiere.template_key, text, language=SOURCE_LANGUAGE)


def _changed_meanwhile(stage: Stage) -> InconsistentData:
    return InconsistentData(
        f"stage {stage.pk} was changed meanwhile",
        user=_(
            "Quelqu’un vient d’enregistrer le même maillon. Envoyez de nouveau votre formulaire : "
            "vous verrez les deux versions."
        ),
    )


def _write_chains(
    recorder: Recorder, filiere: Filiere, *, kind: str, chains: Sequence[Mapping[str, Any]]
) -> bool:
    return recorder.update(filiere, {"kind": kind, "chains": list(chains)})


def _name_chains(chains: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Give a key to the chains that have none yet."""
    named: list[dict[str, Any]] = []
    for chain in chains:
        taken = {other["key"] for other in [*chains, *named]}
        key = chain["key"] or make_key(chain["label"], taken=taken)
        named.append({**chain, "key": key})
    return named


def _without(key: str, chains: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    left = [
        {**chain, "stages": [entry for entry in chain["stages"] if entry != key]}
        for chain in chains
    ]
    return [chain for chain in left if chain["stages"]]


def _cut_outputs(values: Mapping[str, Any], key: str) -> dict[str, Any]:
    if "outputs" not in values:
        return dict(values)
    outputs = [output for output in values["outputs"] if output.get("to_stage") != key]
    return {**values, "outputs": outputs}
