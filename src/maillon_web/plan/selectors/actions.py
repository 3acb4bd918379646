"""The actions of a plan, as one reader sees them."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import TypeVar
from urllib.parse import urlencode

from django.db.models import Count, F, Min, Q, QuerySet

from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.chain import list_stage_labels
from maillon_web.filieres.selectors.records import list_records
from maillon_web.plan.models import Action, ActionStatus, Dependency, Objective
from maillon_web.plan.selectors.levers import list_actions_of_lever, name_levers
from maillon_web.plan.selectors.standing import OVER, Standing, find_standing, is_late_on

__all__ = [
    "ActionFilters",
    "ActionRow",
    "PlanCounts",
    "count_plan",
    "filter_actions",
    "list_actions",
    "list_heads",
    "list_objectives",
    "list_parts",
    "name_owner",
    "read_rows",
]

NONE = "none"
"""What a filter says to keep what has nobody, or no objective."""
T = TypeVar("T", Action, Objective)


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionFilters:
    """What a reader asks to see of the plan."""

    q: str = ""
    status: str = ""
    priority: str = ""
    owner: str = ""
    objective: str = ""
    lever: str = ""
    stage: str = ""
    late: str = ""

    @classmethod
    def from_query(cls, given: Mapping[str, str]) -> "ActionFilters":
        """Read the filters of an address."""
        names = cls.__dataclass_fields__
        return cls(**{name: given.get(name, "").strip()[:200] for name in names})

    @property
    def is_empty(self) -> bool:
        """Whether everything is asked for."""
        return not any(asdict(self).values())

    @property
    def is_narrow(self) -> bool:
        """Whether a filter that is folded away is in use."""
        return any((self.priority, self.owner, self.objective, self.lever, self.stage))

    @property
    def query(self) -> str:
        """The filters, as an address writes them."""
        return urlencode({name: value for name, value in asdict(self).items() if value})


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionRow:
    """One action with what is said of it; nothing in it is hidden from its reader."""

    action: Action
    standing: Standing
    objective: Objective | None
    parent: Action | None
    owner: str
    stage: str
    levers: tuple[tuple[str, str], ...]
    parts: tuple["ActionRow", ...] = ()

    @property
    def done_parts(self) -> int:
        """How many of its parts are done."""
        return sum(row.action.status == ActionStatus.DONE for row in self.parts)


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanCounts:
    """The plan in five numbers; `next_end` is the next date that something must be done by."""

    total: int
    done: int
    running: int
    late: int
    without_date: int
    next_end: date | None


def list_actions(opened: Opened) -> QuerySet[Action]:
    """Return the actions that the reader sees, parts included, in the order of the plan."""
    found = list_records(opened, Action).select_related("objective", "owner", "parent")
    return found.order_by(
        F("objective__position").asc(nulls_last=True),
        F("objective_id").asc(nulls_last=True),
        "position",
        F("ends_on").asc(nulls_last=True),
        "pk",
    )


def list_heads(opened: Opened) -> QuerySet[Action]:
    """Return the actions that are part of no other that the reader sees."""
    return list_actions(opened).filter(
        Q(parent=None) | ~Q(parent__visibility__in=list(opened.levels))
    )


def list_parts(opened: Opened, heads: Iterable[Action]) -> QuerySet[Action]:
    """Return the parts of these actions."""
    return list_actions(opened).filter(parent__in=[head.pk for head in heads])


def list_objectives(opened: Opened) -> QuerySet[Objective]:
    """Return the objectives, with how many actions the reader sees under each."""
    seen = Q(actions__visibility__in=list(opened.levels))
    return (
        list_records(opened, Objective)
        .annotate(
            total=Count("actions", filter=seen),
            done=Count("actions", filter=seen & Q(actions__status=ActionStatus.DONE)),
        )
        .order_by("position", "pk")
    )


def filter_actions(opened: Opened, filters: ActionFilters, today: date) -> QuerySet[Action]:
    """Return the actions that the filters keep; a filter that makes no sense keeps none."""
    found = list_actions(opened)
    for word in filters.q.split()[:5]:
        found = found.filter(
            Q(title__icontains=word)
            | Q(description__icontains=word)
            | Q(partners__icontains=word)
            | Q(owner_name__icontains=word)
            | Q(next_step__icontains=word)
        )
    plain = {
        "status": filters.status,
        "priority": _read_number(filters.priority) if filters.priority else "",
        "stage_key": filters.stage,
    }
    found = found.filter(**{name: value for name, value in plain.items() if value != ""})
    if filters.lever:
        found = found.filter(pk__in=list_actions_of_lever(opened, filters.lever))
    if filters.late:
        found = found.filter(is_late_on(today))
    return _filter_links(opened, filters, found)


def _filter_links(
    opened: Opened, filters: ActionFilters, found: QuerySet[Action]
) -> QuerySet[Action]:
    if filters.owner == NONE:
        found = found.filter(owner=None, owner_name="")
    elif filters.owner and opened.can_take_part:
        found = found.filter(owner=_read_number(filters.owner))
    if filters.objective == NONE:
        found = found.filter(objective=None)
    elif filters.objective:
        wanted = list_records(opened, Objective).filter(pk=_read_number(filters.objective))
        found = found.filter(objective__in=wanted)
    return found


def _read_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def count_plan(opened: Opened, today: date) -> PlanCounts:
    """Return the plan in numbers, in one query."""
    is_live = ~Q(status__in=OVER)
    counts = list_records(opened, Action).aggregate(
        total=Count("pk"),
        done=Count("pk", filter=Q(status=ActionStatus.DONE)),
        running=Count("pk", filter=Q(status=ActionStatus.RUNNING)),
        late=Count("pk", filter=is_late_on(today)),
        without_date=Count("pk", filter=is_live & Q(ends_on=None)),
        next_end=Min("ends_on", filter=is_live & Q(ends_on__gte=today)),
    )
    return PlanCounts(**counts)


def read_rows(
    opened: Opened, actions: Iterable[Action], today: date, *, parts: Iterable[Action] = ()
) -> list[ActionRow]:
    """
    Return the actions with what is said of each, in a constant number of queries.

    Parameters
    ----------
    parts
        Actions to put under those that they are part of.
    """
    heads, inside = list(actions), list(parts)
    needs = _read_needs(opened, [*heads, *inside])
    stages = list_stage_labels(opened.filiere)

    def read(action: Action, below: tuple[ActionRow, ...] = ()) -> ActionRow:
        return ActionRow(
            action=action,
            standing=find_standing(action, today, needs.get(action.pk, ())),
            objective=_see(opened, action.objective),
            parent=_see(opened, action.parent),
            owner=name_owner(opened, action),
            stage=stages.get(action.stage_key, ""),
            levers=name_levers(action.lever_keys),
            parts=below,
        )

    under: dict[int | None, list[ActionRow]] = {}
    for action in inside:
        under.setdefault(action.parent_id, []).append(read(action))
    return [read(action, tuple(under.get(action.pk, ()))) for action in heads]


def name_owner(opened: Opened, action: Action) -> str:
    """Return who carries an action; strangers to the filière do not read the name of a person."""
    if action.owner is not None and opened.can_take_part:
        return str(action.owner)
    return action.owner_name


def _read_needs(opened: Opened, actions: Iterable[Action]) -> dict[int, list[Action]]:
    found = (
        Dependency.objects.filter(
            after__in=[action.pk for action in actions], before__visibility__in=list(opened.levels)
        )
        .exclude(before__status__in=OVER)
        .select_related("before")
        .order_by("pk")
    )
    needs: dict[int, list[Action]] = {}
    for tie in found:
        needs.setdefault(tie.after_id, []).append(tie.before)
    return needs


def _see(opened: Opened, record: T | None) -> T | None:
    return record if record is not None and record.visibility in opened.levels else None
