"""A made-up plan, and where a made-up team stands in the method."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from django.utils import timezone
from loading import Loader
from made_people import Workspace

from maillon.reference.method import get_method
from maillon_web.directory.models import Actor
from maillon_web.filieres.models import Visibility
from maillon_web.method.models import (
    Answer,
    Evidence,
    ExitCondition,
    FactorAnswer,
    LeverProgress,
    LeverState,
    Means,
    Scenario,
    ScenarioKind,
)
from maillon_web.method.selectors.changes import digest_lever
from maillon_web.plan.models import (
    Action,
    ActionBudget,
    ActionShare,
    ActionStatus,
    Dependency,
    Funding,
    FundingInstrument,
    FundingState,
    Indicator,
    IndicatorValue,
    Objective,
    Priority,
    Wanted,
)
from maillon_web.signals.models import Obstacle, Project

__all__ = ["EXAMPLE", "Team", "make_method", "make_plan", "share_actions"]

EXAMPLE = "EXEMPLE FICTIF"
_SENTENCE = "Exemple fictif : trier au plus près, tenir un registre, ouvrir un lieu partagé. "
_LARGE = 50_000
_TIMES = 10
_LEVERS = 15
_YEARS = 3
# How many of each a team writes; ten times as many in the largest filière.
_COUNTS = {
    "objectives": 5,
    "heads": 30,
    "parts": 10,
    "dependencies": 12,
    "fundings": 10,
    "indicators": 6,
    "conditions": 6,
    "offered": 3,
}
_VALUES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Who writes in a filière, and what its records point at."""

    rng: Random
    workspace: Workspace
    actors: Sequence[Actor]
    projects: Sequence[Project]
    obstacles: Sequence[Obstacle]

    @property
    def times(self) -> int:
        """How many times as much as in another filière."""
        return _TIMES if self.workspace.size >= _LARGE else 1

    @property
    def stage_keys(self) -> list[str]:
        """The stages."""
        return [stage["key"] for stage in self.workspace.stages]

    def count(self, name: str) -> int:
        """Return how many are made here."""
        return _COUNTS[name] * self.times

    def day(self, first: int = -500, last: int = 500) -> date:
        """Return a day so many days from today."""
        return timezone.localdate() + timedelta(days=self.rng.randrange(first, last))

    def shared(self, number: int) -> dict[str, Any]:
        """Return what every record has; the first and most others are public, for strangers."""
        moment = timezone.now() - timedelta(minutes=self.rng.randrange(2, 500_000))
        return {
            "filiere": self.workspace.filiere,
            "visibility": Visibility.PUBLIC if number == 0 else self._draw_visibility(),
            "created_by": self.workspace.author,
            "created_at": moment,
            "updated_at": moment,
        }

    def _draw_visibility(self) -> Visibility:
        levels = [Visibility.PUBLIC, Visibility.MEMBERS, Visibility.PRIVATE]
        return self.rng.choices(levels, weights=[70, 25, 5])[0]

    def euros(self, most: int = 60) -> int:
        """Return a round amount."""
        return self.rng.randrange(1, most) * 1_000


def make_plan(loader: Loader, team: Team) -> list[Action]:
    """Write the plan of a filière; return its actions, those that have parts first."""
    objectives = [
        Objective(
            title=f"{EXAMPLE} – Objectif {number}",
            description=_SENTENCE * 2,
            due_on=team.day(100, 900),
            position=number,
            **team.shared(number),
        )
        for number in range(team.count("objectives"))
    ]
    loader.write(objectives)
    heads = [_make_action(team, number, objectives) for number in range(team.count("heads"))]
    loader.write(heads)
    parts = []
    for number in range(team.count("parts")):
        # Three parts an action, on the first ones.
        part, head = _make_action(team, number, ()), heads[number // 3]
        part.title, part.parent = f"{EXAMPLE} – Partie {number}", head
        part.objective, part.visibility = head.objective, head.visibility
        parts.append(part)
    loader.write(parts)
    actions = [*heads, *parts]
    _tie(loader, Action.actors.through, actions, team.rng.sample, team.actors, "actor")
    _tie(loader, Action.obstacles.through, heads, team.rng.sample, team.obstacles, "obstacle")
    loader.write(list(_iter_dependencies(team, heads)))
    loader.write(list(_iter_budgets(team, actions)))
    loader.write([_make_funding(team, heads) for _ in range(team.count("fundings"))])
    _write_indicators(loader, team, objectives, heads)
    return actions


def _make_action(team: Team, number: int, objectives: Sequence[Objective]) -> Action:
    starts_on = team.day(-400, 300)
    levers = [lever.key for lever in get_method().levers[:_LEVERS]]
    return Action(
        objective=team.rng.choice(objectives) if objectives else None,
        title=f"{EXAMPLE} – Action {number} : ouvrir un lieu de tri partagé",
        description=_SENTENCE * 3,
        status=team.rng.choice(list(ActionStatus)),
        priority=team.rng.choice(list(Priority)),
        owner=team.workspace.author if number % 2 else None,
        owner_name="" if number % 2 else "Chargée de mission fictive",
        referent="Élue fictive à l’économie",
        departments="Services fictifs",
        partners="Organisations fictives",
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=team.rng.randrange(20, 400)),
        fte=team.rng.randrange(1, 20) / 10,
        stage_key=team.rng.choice(team.stage_keys),
        lever_keys=team.rng.sample(levers, 2),
        next_step="Étape fictive : réunir les partenaires",
        project=team.rng.choice(team.projects) if team.projects and number % 3 == 0 else None,
        position=number,
        **team.shared(number),
    )


def _tie(
    loader: Loader,
    tie: Any,  # noqa: ANN401 - a table of pairs
    records: Sequence[Action],
    sample: Any,  # noqa: ANN401 - of the generator
    others: Sequence[Any],
    word: str,
) -> None:
    loader.write(
        [
            tie(**{"action_id": record.pk, f"{word}_id": other.pk})
            for record in records
            for other in sample(others, min(2, len(others)))
        ]
    )


def _iter_dependencies(team: Team, heads: Sequence[Action]) -> Iterator[Dependency]:
    """Yield pairs; always from an action to a later one, so that none waits for itself."""
    pairs = set()
    while len(pairs) < team.count("dependencies"):
        before = team.rng.randrange(len(heads) - 1)
        pairs.add((before, min(len(heads) - 1, before + team.rng.randrange(1, 6))))
    for before, after in sorted(pairs):
        yield Dependency(before=heads[before], after=heads[after])


def _iter_budgets(team: Team, actions: Sequence[Action]) -> Iterator[ActionBudget]:
    first = timezone.localdate().year - 1
    for action in actions:
        for year in range(first, first + _YEARS):
            spent = team.euros(40) if year <= first + 1 else None
            yield ActionBudget(
                action=action, year=year, planned_eur=team.euros(40), spent_eur=spent
            )


def _make_funding(team: Team, heads: Sequence[Action]) -> Funding:
    state = team.rng.choice(list(FundingState))
    return Funding(
        action=team.rng.choice(heads),
        funder="Financeur fictif",
        instrument=team.rng.choice(list(FundingInstrument)),
        state=state,
        year=timezone.localdate().year + team.rng.randrange(-1, 2),
        asked_eur=team.euros(),
        obtained_eur=team.euros() if state == FundingState.OBTAINED else None,
        due_on=team.day(-100, 300),
    )


def _write_indicators(
    loader: Loader, team: Team, objectives: Sequence[Objective], heads: Sequence[Action]
) -> None:
    indicators = [
        Indicator(
            objective=team.rng.choice(objectives),
            label=f"{EXAMPLE} – Indicateur {number}",
            unit="tonnes",
            method=_SENTENCE,
            wanted=team.rng.choice(list(Wanted)),
            baseline=100,
            baseline_on=team.day(-700, -600),
            target=100 + team.rng.randrange(20, 200),
            target_on=team.day(200, 900),
            **team.shared(number),
        )
        for number in range(team.count("indicators"))
    ]
    loader.write(indicators)
    today = timezone.localdate()
    loader.write(
        [
            IndicatorValue(
                indicator=indicator,
                measured_on=today - timedelta(days=100 * (_VALUES - rank)),
                value=100 + 10 * rank + team.rng.randrange(10),
                source="Source fictive",
            )
            for indicator in indicators
            for rank in range(_VALUES)
        ]
    )
    tie = Indicator.actions.through
    loader.write(
        [
            tie(indicator_id=indicator.pk, action_id=action.pk)
            for indicator in indicators
            for action in team.rng.sample(list(heads), 3)
        ]
    )


def share_actions(loader: Loader, offered: Sequence[tuple[Team, Sequence[Action]]]) -> None:
    """Show some actions of each filière in the plan of the next one."""
    receivers = [team.workspace.filiere for team, _actions in offered]
    for rank, (team, actions) in enumerate(offered):
        shown = [action for action in actions if action.visibility == Visibility.PUBLIC]
        loader.write(
            [
                ActionShare(
                    action=action,
                    filiere=receivers[(rank + 1) % len(receivers)],
                    may_report=number % 2 == 0,
                    accepted_at=timezone.now() if number % 3 else None,
                )
                for number, action in enumerate(shown[: team.count("offered")])
            ]
        )


def make_method(loader: Loader, team: Team) -> None:
    """Write what a team says of fifteen levers, its part, its means and its projects' factors."""
    method, filiere = get_method(), team.workspace.filiere
    levers = method.levers[:_LEVERS]
    author = team.workspace.author
    loader.write(
        [
            LeverProgress(
                filiere=filiere,
                lever_key=lever.key,
                state=team.rng.choice(list(LeverState)),
                note=_SENTENCE,
                method_version=str(method.version),
                lever_digest=digest_lever(lever),
                set_by=author,
            )
            for lever in levers
        ]
    )
    loader.write(
        [
            Evidence(
                filiere=filiere,
                lever_key=lever.key,
                text=f"{EXAMPLE} – Preuve {number}",
                address="https://exemple.invalid/preuve",
                dated_on=team.day(-500, 0),
                added_by=author,
            )
            for lever in levers
            for number in range(2 * team.times)
        ]
    )
    _write_part(loader, team)
    factors = [factor.key for factor in method.success_factors]
    loader.write(
        [
            FactorAnswer(
                project=project,
                factor_key=key,
                answer=team.rng.choice(list(Answer)),
                evidence=_SENTENCE,
                answered_by=author,
            )
            for project in team.projects
            for key in factors
        ]
    )


def _write_part(loader: Loader, team: Team) -> None:
    filiere = team.workspace.filiere
    loader.write(
        [
            Scenario(
                filiere=filiere,
                kind=team.rng.choice(list(ScenarioKind)),
                reason=_SENTENCE,
                carrier=team.rng.choice(team.actors),
                hand_over_on=team.day(300, 900),
                handed_over=_SENTENCE,
                what_remains=_SENTENCE,
            )
        ]
    )
    loader.write(
        [
            ExitCondition(
                filiere=filiere,
                text=f"{EXAMPLE} – Condition {number}",
                met_on=team.day(-200, 0) if number % 2 else None,
                evidence=_SENTENCE if number % 2 else "",
                position=number,
            )
            for number in range(team.count("conditions"))
        ]
    )
    first = timezone.localdate().year - 1
    loader.write(
        [
            Means(filiere=filiere, year=year, fte=1, budget_eur=team.euros(), note=EXAMPLE)
            for year in range(first, first + _YEARS)
        ]
    )
