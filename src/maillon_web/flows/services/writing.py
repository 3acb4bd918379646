"""Write what was planned to be taken, all of it or nothing, in one change that can be undone."""

from collections.abc import Mapping
from typing import Any

from maillon_web.accounts.models import User
from maillon_web.filieres.models import Filiere, Visibility
from maillon_web.flows.models import FlowPlace, MatterFlow, StockMove, TransferYield
from maillon_web.flows.services.taking import Taking
from maillon_web.history.services import Recorder, record

__all__ = ["write_taking"]


def write_taking(filiere: Filiere, taking: Taking, *, author: User, kind: str, name: str) -> None:
    """
    Write what was planned, all of it or nothing, in one change that can be undone.

    Raises
    ------
    ChangedMeanwhile
        If somebody wrote one of the rows since they were compared.
    """
    shared = {
        "filiere": filiere,
        "created_by": author,
        "visibility": Visibility.MEMBERS,
    }
    with record(kind, scope=filiere.scope, author=author, params={"name": name}) as recorder:
        _write_places(filiere, taking, shared, recorder)
        for model in (MatterFlow, TransferYield, StockMove):
            recorder.create_many(
                [
                    model(**draft.values, **shared)
                    for draft in taking.created
                    if draft.model is model
                ]
            )
        for draft in taking.changed:
            recorder.update(draft.record, draft.values)


def _write_places(
    filiere: Filiere, taking: Taking, shared: Mapping[str, Any], recorder: Recorder
) -> None:
    stages = set(filiere.stages.values_list("key", flat=True))
    made: dict[str, FlowPlace] = {place.key: place for place in filiere.flowplaces.all()}
    for key, label in _sort_parents_first(taking):
        parent = taking.parents.get(key, "")
        place = FlowPlace(
            key=key,
            label=label,
            stage_key=parent if parent in stages else "",
            parent=made.get(parent),
            transforms=key in taking.transforming,
            **shared,
        )
        recorder.create(place)
        made[key] = place


def _sort_parents_first(taking: Taking) -> list[tuple[str, str]]:
    left, ordered = dict(taking.places), list[tuple[str, str]]()
    while left:
        ready = [key for key in left if taking.parents.get(key) not in left] or list(left)
        ordered += [(key, left.pop(key)) for key in ready]
    return ordered
