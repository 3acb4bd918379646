"""What a made-up team leaves behind: history, field, lists, pairs, and the work of `made_plan`."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from random import Random
from typing import Any

from django.utils import timezone
from loading import Loader
from made_actors import Made
from made_meetings import make_agreements, make_gatherings
from made_people import Workspace
from made_plan import Team, make_method, make_plan
from made_quantities import make_quantities

from maillon_web.accounts.models import User
from maillon_web.directory.models import (
    Actor,
    DuplicatePair,
    ImportRow,
    ImportState,
    Keeper,
    Likeness,
    ListImport,
    RowState,
)
from maillon_web.filieres.models import Visibility
from maillon_web.history.models import Change, ChangeSet
from maillon_web.jobs.models import Job, JobState
from maillon_web.plan.models import Action
from maillon_web.signals.models import (
    Note,
    NoteKind,
    Obstacle,
    ObstacleFamily,
    ObstacleState,
    Passage,
    PassageCode,
    Project,
    ProjectState,
    Signal,
    SignalState,
)

__all__ = ["make_traces"]

_SENTENCE = "Propos fictif : il manque un lieu pour trier, et quelqu'un pour tenir le registre. "
_LARGE = 10_000
_UNDONE_SHARE = 0.01
# How many of each a team leaves in a large filière, then in another one.
_COUNTS = {
    "signals": (600, 20),
    "notes": (120, 15),
    "obstacles": (80, 15),
    "projects": (60, 15),
    "edits": (20_000, 60),
    "pairs": (600, 4),
    "list_rows": (2_000, 40),
    "jobs": (60, 3),
}


def make_traces(
    loader: Loader,
    shares: Mapping[str, Any],
    rng: Random,
    *,
    workspace: Workspace,
    made: Made,
    keepers: Sequence[User],
) -> tuple[Team, Sequence[Action]]:
    """Write everything else of a filière; return who wrote it, and the actions of its plan."""
    traces = _Traces(rng, workspace, made)
    loader.write(
        [
            Keeper(actor=actor, user=rng.choice(keepers), since=traces.moment())
            for actor in made.actors
            if rng.random() < shares["kept_sheet_share"]
        ]
    )
    traces.write_field(loader)
    traces.write_history(loader)
    traces.write_lists(loader)
    loader.write(list(traces.iter_pairs()))
    loader.write(list(traces.iter_jobs()))
    return traces.write_work(loader)


class _Traces:
    def __init__(self, rng: Random, workspace: Workspace, made: Made) -> None:
        self.rng, self.workspace, self.made = rng, workspace, made
        self.filiere, self.author = workspace.filiere, workspace.author
        self.stages = [stage["key"] for stage in workspace.stages]
        self.rank = 0 if workspace.size >= _LARGE else 1
        self.projects: list[Project] = []
        self.obstacles: list[Obstacle] = []

    def count(self, name: str) -> int:
        """Return how many are made here; never more than half the actors."""
        return min(_COUNTS[name][self.rank], max(1, len(self.made.actors) // 2))

    def moment(self) -> Any:  # noqa: ANN401 - a date and time
        """Return a moment of the last two years."""
        return timezone.now() - timedelta(minutes=self.rng.randrange(2, 700 * 24 * 60))

    def shared(self) -> dict[str, Any]:
        """Return what every record of the field has."""
        moment = self.moment()
        return {
            "filiere": self.filiere,
            "visibility": self.rng.choice(list(Visibility)),
            "created_by": self.author,
            "created_at": moment,
            "updated_at": moment,
        }

    def actor(self) -> Actor:
        """Return an actor."""
        return self.rng.choice(self.made.actors)

    def write_field(self, loader: Loader) -> None:
        """Write what was heard, and what was done of it."""
        projects = [
            Project(
                title=f"Projet fictif {number}",
                description=_SENTENCE * 3,
                stage_key=self.rng.choice(self.stages),
                state=self.rng.choice(list(ProjectState)),
                due_on=self.moment().date(),
                **self.shared(),
            )
            for number in range(self.count("projects"))
        ]
        obstacles = [
            Obstacle(
                title=f"Frein fictif {number}",
                family=self.rng.choice(list(ObstacleFamily)),
                description=_SENTENCE * 3,
                stage_key=self.rng.choice(self.stages),
                owner=self.author,
                due_on=self.moment().date(),
                state=self.rng.choice(list(ObstacleState)),
                **self.shared(),
            )
            for number in range(self.count("obstacles"))
        ]
        self.projects, self.obstacles = projects, obstacles
        loader.write(projects)
        loader.write(obstacles)
        self._tie(loader, projects, "project")
        self._tie(loader, obstacles, "obstacle")
        loader.write([self._make_signal(projects) for _ in range(self.count("signals"))])
        notes = [self._make_note(number) for number in range(self.count("notes"))]
        loader.write(notes)
        loader.write([passage for note in notes for passage in self._iter_passages(note)])

    def _tie(self, loader: Loader, records: Sequence[Any], name: str) -> None:
        if not records:
            return
        tie = type(records[0]).actors.through
        loader.write(
            [
                tie(**{f"{name}_id": record.pk, "actor_id": actor.pk})
                for record in records
                for actor in {entry.pk: entry for entry in (self.actor(), self.actor())}.values()
            ]
        )

    def _make_signal(self, projects: Sequence[Project]) -> Signal:
        state = self.rng.choice(list(SignalState))
        return Signal(
            text=_SENTENCE * self.rng.randrange(1, 5),
            said_by="Organisation fictive",
            heard_on=self.moment().date(),
            heard_at="Comité fictif",
            stage_key=self.rng.choice(self.stages),
            state=state,
            actor=self.actor(),
            project=self.rng.choice(projects) if state == SignalState.PROJECT else None,
            **self.shared(),
        )

    def _make_note(self, number: int) -> Note:
        return Note(
            title=f"Entretien fictif {number}",
            kind=self.rng.choice(list(NoteKind)),
            held_on=self.moment().date(),
            participants="Organisations fictives",
            text=_SENTENCE * self.rng.randrange(20, 120),
            actor=self.actor(),
            **self.shared(),
        )

    def _iter_passages(self, note: Note) -> Iterator[Passage]:
        length = len(_SENTENCE)
        for rank in range(self.rng.randrange(3, 15)):
            yield Passage(
                note=note,
                start=rank * length,
                end=(rank + 1) * length,
                quote=note.text[rank * length : (rank + 1) * length],
                code=self.rng.choice(list(PassageCode)),
                stage_key=self.rng.choice(self.stages),
                actor=self.actor(),
            )

    def write_work(self, loader: Loader) -> tuple[Team, Sequence[Action]]:
        """Write the plan, the method, the meetings and what binds the actors."""
        team = Team(
            rng=self.rng,
            workspace=self.workspace,
            actors=self.made.actors,
            projects=self.projects,
            obstacles=self.obstacles,
        )
        actions = make_plan(loader, team)
        make_method(loader, team)
        make_gatherings(loader, team, actions)
        contracts = make_agreements(loader, team)
        make_quantities(loader, team, contracts)
        return team, actions

    def write_history(self, loader: Loader) -> None:
        """Write who changed what: one taking in, the decisions, then edits of sheets."""
        scope = self.filiere.scope
        counts = {"new": len(self.made.actors), "updated": 0, "gone": 0, "closed": 0}
        sets = [
            ChangeSet(scope=scope, kind="directory.taken_in", params=counts, made_at=self.moment())
        ]
        lines = []
        for decision in self.made.decisions:
            sets.append(self._make_set("decision.place", decision.actor, decision.decided_at))
            lines.append(
                self._make_change(
                    sets[-1],
                    decision.actor,
                    model="directory.decision",
                    object_id=decision.pk,
                    after={"kind": decision.kind, "stage_key": decision.stage_key},
                )
            )
        for _ in range(self.count("edits")):
            actor = self.actor()
            sets.append(self._make_set("actor.edit", actor, self.moment()))
            lines.append(
                self._make_change(
                    sets[-1],
                    actor,
                    model="directory.actor",
                    object_id=actor.pk,
                    before={"website": ""},
                    after={"website": "https://exemple.invalid/"},
                )
            )
        loader.number(sets)
        sets += self._undo_some(sets)
        loader.write(sets)
        for line in lines:
            line.change_set_id = line.change_set.pk
        loader.write(lines)

    def _undo_some(self, sets: Sequence[ChangeSet]) -> list[ChangeSet]:
        return [
            ChangeSet(
                scope=self.filiere.scope,
                kind="undo",
                params={"kind": undone.kind, **undone.params},
                author=self.author,
                made_at=undone.made_at + timedelta(hours=1),
                undoes=undone,
            )
            for undone in sets[1:]
            if self.rng.random() < _UNDONE_SHARE
        ]

    def _make_set(self, kind: str, actor: Actor, moment: object) -> ChangeSet:
        return ChangeSet(
            scope=self.filiere.scope,
            kind=kind,
            params={"name": actor.name},
            author=self.author,
            made_at=moment,
        )

    @staticmethod
    def _make_change(
        change_set: ChangeSet, actor: Actor, *, model: str, object_id: int, **values: object
    ) -> Change:
        return Change(
            change_set=change_set,
            model=model,
            object_id=str(object_id),
            name=actor.name,
            **({"before": None, "after": None} | values),
        )

    def write_lists(self, loader: Loader) -> None:
        """Write a list that was imported and one that waits to be read again."""
        lists = [
            ListImport(
                filiere=self.filiere,
                label=f"Liste fictive {number}",
                dated=self.moment().date(),
                file_name="liste-fictive.csv",
                stored_as="",
                state=state,
                summary={},
                created_by=self.author,
                created_at=self.moment(),
                applied_at=self.moment() if state == ImportState.APPLIED else None,
            )
            for number, state in enumerate((ImportState.APPLIED, ImportState.READY), 1)
        ]
        loader.write(lists)
        loader.write(
            [
                self._make_row(entry, number)
                for entry in lists
                for number in range(2, 2 + self.count("list_rows"))
            ]
        )

    def _make_row(self, entry: ListImport, number: int) -> ImportRow:
        actor = self.actor()
        state = self.rng.choices(
            [RowState.NEW, RowState.UPDATE, RowState.DUPLICATE, RowState.REJECTED],
            weights=[60, 25, 10, 5],
        )[0]
        is_known = state in {RowState.UPDATE, RowState.DUPLICATE}
        is_rejected = state == RowState.REJECTED
        problem = {"column": "SIRET", "value": "123", "reason": "Ce SIRET n'a pas 14 chiffres."}
        return ImportRow(
            list_import=entry,
            number=number,
            name=actor.name,
            state=state,
            values={"name": actor.name, "commune_code": actor.commune_code},
            problems=[problem] if is_rejected else [],
            has_problems=is_rejected,
            candidates=[{"actor": actor.pk, "likeness": Likeness.NAME.value}] if is_known else [],
            likeness=Likeness.NAME if is_known else "",
            target=actor if is_known else None,
        )

    def iter_pairs(self) -> Iterator[DuplicatePair]:
        """Yield pairs of sheets that may be one."""
        seen = set()
        for rank in range(self.count("pairs")):
            first, second = sorted((self.actor().pk, self.actor().pk))
            if first == second or (first, second) in seen:
                continue
            seen.add((first, second))
            yield DuplicatePair(
                filiere=self.filiere,
                first_id=first,
                second_id=second,
                probability=self.rng.random(),
                is_sure=rank % 3 == 0,
                levels={"name": "nearly_all", "place": "same_commune"},
                texts=["Nom fictif", "Autre nom fictif"],
            )

    def iter_jobs(self) -> Iterator[Job]:
        """Yield jobs that are over."""
        for _ in range(self.count("jobs")):
            moment = self.moment()
            yield Job(
                kind="diagnosis.refresh",
                label="Diagnostic fictif",
                scope=self.filiere.scope,
                arguments={"filiere_id": self.filiere.pk},
                started_by=self.author,
                state=JobState.DONE,
                created_at=moment,
                started_at=moment,
                finished_at=moment,
            )
