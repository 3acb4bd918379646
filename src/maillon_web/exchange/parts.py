"""What a filière is made of, in the order in which it is written again elsewhere."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from maillon_web.accounts.models import Organisation, User
from maillon_web.agreements.models import (
    Annex,
    Charter,
    CharterVersion,
    Commitment,
    CommitmentCheck,
    Contract,
    Deadline,
    Party,
    Signature,
)
from maillon_web.diagnosis.models import DiagnosisFigure, DiagnosisRun, DiagnosisText
from maillon_web.directory.models import (
    Actor,
    ActorWord,
    Decision,
    DuplicatePair,
    FieldOrigin,
    Placement,
    Presence,
    Statement,
)
from maillon_web.economics.models import (
    CauseGroup,
    CommitmentYear,
    CostLine,
    FlowPrice,
    InputOutputTable,
    LocalSpending,
    PriceCommitment,
    StageAccount,
    ValueScenario,
)
from maillon_web.filieres.models import Filiere, Stage
from maillon_web.flows.models import FlowPlace, MatterFlow, StockMove, TransferYield
from maillon_web.gatherings.models import (
    AgendaItem,
    Group,
    GroupMember,
    Meeting,
    MeetingDecision,
    MeetingTask,
    Participant,
)
from maillon_web.gisements.models import Capture, Gisement, KnownTotal, OwnRatio, RatioTable
from maillon_web.method.models import (
    Evidence,
    ExitCondition,
    FactorAnswer,
    LeverProgress,
    Means,
    Scenario,
)
from maillon_web.plan.models import (
    Action,
    ActionBudget,
    Dependency,
    Funding,
    Indicator,
    IndicatorValue,
    Objective,
)
from maillon_web.signals.models import Note, Obstacle, Passage, Project, Signal
from maillon_web.weighings.models import (
    ClosedBilan,
    Weighing,
    WeighingImport,
    WeighingSite,
    WeighingTarget,
)

__all__ = ["PARTS", "Part", "Row", "list_links", "read_rows"]

Row = dict[str, Any]

# People stay where they are: a file never carries an account, a name or an address of a person.
_LEFT_BEHIND = (User, Organisation)
_NOT_CARRIED = frozenset({"id", "created_at", "updated_at", "added_at", "made_at", "decided_at"})


@dataclass(frozen=True, kw_only=True)
class Part:
    """
    One kind of record of a filière.

    Attributes
    ----------
    name
        Name of its file in the archive.
    model
        Its model.
    path
        From the record to its filière, as Django's filters write it.
    other_path
        Another way there, for a record that hangs on one thing or on another.
    joins
        Many-to-many fields to carry, by name.
    """

    name: str
    model: type[models.Model]
    path: str = "filiere"
    other_path: str = ""
    joins: Sequence[str] = field(default=())

    def select(self, filiere: Filiere) -> models.QuerySet[Any]:
        """Return the records of a filière, in the order in which they were made."""
        wanted = models.Q(**{self.path: filiere.pk})
        if self.other_path:
            wanted |= models.Q(**{self.other_path: filiere.pk})
        found = self.model._default_manager.filter(wanted)  # noqa: SLF001 - Django's model API
        return found.distinct().order_by("pk")

    def list_fields(self) -> list[models.Field[Any, Any]]:
        """Return the fields that are carried, links to other parts included."""
        return [
            item
            for item in self.model._meta.concrete_fields  # noqa: SLF001 - Django's model API
            if item.name not in _NOT_CARRIED and item.related_model not in _LEFT_BEHIND
        ]


PARTS: Sequence[Part] = (
    Part(name="filiere", model=Filiere, path="pk"),
    Part(name="stages", model=Stage),
    Part(name="actors", model=Actor, path="presences__filiere"),
    Part(name="presences", model=Presence),
    Part(name="words", model=ActorWord),
    Part(name="placements", model=Placement),
    Part(name="decisions", model=Decision),
    Part(name="origins", model=FieldOrigin, path="actor__presences__filiere"),
    Part(name="statements", model=Statement),
    Part(name="pairs", model=DuplicatePair),
    Part(name="projects", model=Project, joins=("actors",)),
    Part(name="signals", model=Signal),
    Part(name="notes", model=Note),
    Part(name="passages", model=Passage, path="note__filiere"),
    Part(name="obstacles", model=Obstacle, joins=("actors",)),
    Part(name="objectives", model=Objective),
    Part(name="actions", model=Action, joins=("actors", "obstacles")),
    Part(name="dependencies", model=Dependency, path="before__filiere"),
    Part(name="budgets", model=ActionBudget, path="action__filiere"),
    Part(name="fundings", model=Funding, path="action__filiere"),
    Part(name="indicators", model=Indicator, joins=("actions",)),
    Part(name="measures", model=IndicatorValue, path="indicator__filiere"),
    Part(name="charters", model=Charter),
    Part(name="charter_versions", model=CharterVersion, path="charter__filiere"),
    Part(name="signatures", model=Signature, path="charter_version__charter__filiere"),
    Part(name="contracts", model=Contract),
    Part(name="parties", model=Party, path="contract__filiere"),
    Part(
        name="commitments",
        model=Commitment,
        path="contract__filiere",
        other_path="charter__filiere",
    ),
    Part(
        name="checks",
        model=CommitmentCheck,
        path="commitment__contract__filiere",
        other_path="commitment__charter__filiere",
    ),
    Part(name="annexes", model=Annex, path="contract__filiere"),
    Part(name="deadlines", model=Deadline, path="contract__filiere"),
    Part(name="groups", model=Group),
    Part(name="seats", model=GroupMember, path="group__filiere"),
    Part(name="meetings", model=Meeting),
    Part(name="agendas", model=AgendaItem, path="meeting__filiere"),
    Part(name="participants", model=Participant, path="meeting__filiere"),
    Part(name="meeting_decisions", model=MeetingDecision, path="meeting__filiere"),
    Part(name="tasks", model=MeetingTask, path="meeting__filiere"),
    Part(name="weighing_sites", model=WeighingSite),
    Part(name="weighing_imports", model=WeighingImport),
    Part(name="weighings", model=Weighing),
    Part(name="weighing_targets", model=WeighingTarget),
    Part(name="closed_bilans", model=ClosedBilan),
    Part(name="gisements", model=Gisement),
    Part(name="captures", model=Capture),
    Part(name="ratio_tables", model=RatioTable),
    Part(name="own_ratios", model=OwnRatio, path="table__filiere"),
    Part(name="known_totals", model=KnownTotal),
    Part(name="flow_places", model=FlowPlace),
    Part(name="flows", model=MatterFlow),
    Part(name="yields", model=TransferYield),
    Part(name="stock_moves", model=StockMove),
    Part(name="stage_accounts", model=StageAccount),
    Part(name="cost_lines", model=CostLine, path="account__filiere"),
    Part(name="prices", model=FlowPrice),
    Part(name="value_scenarios", model=ValueScenario),
    Part(name="cause_groups", model=CauseGroup),
    Part(name="price_commitments", model=PriceCommitment),
    Part(name="commitment_years", model=CommitmentYear, path="commitment__filiere"),
    Part(name="local_spendings", model=LocalSpending),
    Part(name="input_output_tables", model=InputOutputTable),
    Part(name="levers", model=LeverProgress),
    Part(name="evidence", model=Evidence),
    Part(name="scenarios", model=Scenario),
    Part(name="exit_conditions", model=ExitCondition),
    Part(name="factors", model=FactorAnswer, path="project__filiere"),
    Part(name="means", model=Means),
    Part(name="diagnoses", model=DiagnosisRun),
    Part(name="texts", model=DiagnosisText, path="run__filiere"),
    Part(name="figures", model=DiagnosisFigure, path="text__run__filiere"),
)


def list_links(part: Part) -> dict[str, str]:
    """Return the part that each link of a record points to, by attribute name."""
    by_model = {other.model: other.name for other in PARTS}
    return {
        item.attname: by_model[item.related_model]
        for item in part.list_fields()
        if item.is_relation and item.related_model in by_model
    }


def read_rows(part: Part, filiere: Filiere) -> Iterator[Row]:
    """Yield the records of a part as plain values, each under its number here."""
    fields = part.list_fields()
    for record in part.select(filiere).iterator(chunk_size=2000):
        row: Row = {item.attname: _to_plain(item.value_from_object(record)) for item in fields}
        row["pk"] = record.pk
        for join in part.joins:
            row[join] = list(getattr(record, join).values_list("pk", flat=True))
        yield row


def _to_plain(value: Any) -> Any:  # noqa: ANN401 - the value of any field
    if isinstance(value, memoryview):
        value = bytes(value)
    if isinstance(value, bytes):
        return value.hex()
    if value is None or isinstance(value, str | int | float | bool | Mapping | list):
        return value
    return DjangoJSONEncoder().default(value)
