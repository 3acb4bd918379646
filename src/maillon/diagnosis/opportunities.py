"""Cross resources, know-how and unmet needs of each stage into possible activities."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from maillon.diagnosis.stages import StageState
from maillon.domain.filiere import Filiere, Stage

__all__ = [
    "Evidence",
    "EvidenceKind",
    "KnowHow",
    "Opportunity",
    "StageSituation",
    "StatedFact",
    "Strength",
    "build_opportunities",
]


class EvidenceKind(StrEnum):
    """The three columns of the grid."""

    RESOURCE = "resource"
    KNOW_HOW = "know_how"
    NEED = "need"


class Strength(StrEnum):
    """How many of the three kinds have evidence: three, two or one."""

    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"


@dataclass(frozen=True, kw_only=True, slots=True)
class StatedFact:
    """What a published document, or the territory itself, says about a stage."""

    kind: EvidenceKind
    stage_key: str
    text: str
    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class KnowHow:
    """
    Who could hold a stage, or help to.

    Attributes
    ----------
    to_check_ids
        Establishments that may already be there.
    related_ids
        Establishments of a neighbouring activity (`find_related_actors`).
    density
        Share of the activities that go with the stage that the territory has, 0 to 1; `None`
        when not measured.
    inclusive_ids
        Inclusive structures able to employ (`find_inclusive_employers`).
    """

    to_check_ids: Sequence[str] = ()
    related_ids: Sequence[str] = ()
    density: float | None = None
    inclusive_ids: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class StageSituation:
    """
    What the diagnosis says of one stage.

    Attributes
    ----------
    state
        Its state.
    location_quotient
        Quotient of localisation when it may be published, else `None`.
    know_how
        Who could hold it.
    neighbours_without, neighbour_count
        Neighbouring territories that lack it, among those looked at.
    """

    state: StageState
    location_quotient: float | None = None
    know_how: KnowHow = field(default_factory=KnowHow)
    neighbours_without: Sequence[str] = ()
    neighbour_count: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """
    One reason to believe in an activity.

    Attributes
    ----------
    kind
        Resource, know-how or need.
    code
        `upstream_output`, `to_check`, `related_activity`, `proximity`, `inclusive`, `missing`,
        `fragile`, `neighbours_lack` or `stated`.
    data
        What the sentence quotes.
    actor_ids
        Actors it rests on.
    source
        Provenance key of a stated fact.
    """

    kind: EvidenceKind
    code: str
    data: Mapping[str, str | int | float] = field(default_factory=dict)
    actor_ids: Sequence[str] = ()
    source: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Opportunity:
    """
    A possible activity at one stage.

    Attributes
    ----------
    stage_key, stage_label
        Stage.
    trigger
        `missing`, `fragile`, `under_specialised` or `unobservable`: why it is looked at.
    resources, know_how, needs
        Evidence of each kind, strongest first.
    strength
        How many of the three kinds have evidence.
    """

    stage_key: str
    stage_label: str
    trigger: str
    resources: Sequence[Evidence]
    know_how: Sequence[Evidence]
    needs: Sequence[Evidence]
    strength: Strength


def build_opportunities(
    filiere: Filiere,
    situations: Mapping[str, StageSituation],
    *,
    facts: Sequence[StatedFact] = (),
    low_quotient: float,
    min_density: float,
) -> list[Opportunity]:
    """
    Build the offer of activity of a filière: where resource, know-how and unmet need meet.

    Parameters
    ----------
    filiere
        Its stages and what circulates between them.
    situations
        What the diagnosis says of each stage, by key; a stage without situation is left out.
    facts
        What documents or the territory state, stage by stage.
    low_quotient
        Quotient of localisation below which a stage that is present is under-specialised.
    min_density
        Density of related activities from which a stage is within reach.

    Returns
    -------
    list of Opportunity
        Best evidenced first, then in the order of the filière. None for a stage that is present
        and well represented, nor for one that nothing speaks for.

    Notes
    -----
    Evidence does not prove an activity viable: it says where to go and look. A stage that the
    nomenclature cannot show is proposed only when a document states a need there.

    References
    ----------
    RTES, RepèrESS Filières et ESS, step 1 and sheet of Creuse Grand Sud.
    """
    found = []
    for stage in filiere.stages:
        if stage.key not in situations:
            continue
        stated = [fact for fact in facts if fact.stage_key == stage.key]
        trigger = _find_trigger(situations[stage.key], stated, low_quotient)
        if trigger:
            evidence = [
                *_list_resources(filiere, stage, situations),
                *_list_know_how(situations[stage.key].know_how, min_density),
                *_list_needs(situations[stage.key]),
                *_quote(stated),
            ]
            found += _assemble(stage, trigger, evidence)
    order = list(Strength)
    return sorted(found, key=lambda opportunity: order.index(opportunity.strength))


def _find_trigger(
    situation: StageSituation, stated: Sequence[StatedFact], low_quotient: float
) -> str:
    if situation.state in {StageState.MISSING, StageState.FRAGILE}:
        return situation.state.value
    if situation.state is StageState.UNOBSERVABLE:
        has_need = any(fact.kind is EvidenceKind.NEED for fact in stated)
        return situation.state.value if has_need else ""
    quotient = situation.location_quotient
    return "under_specialised" if quotient is not None and quotient < low_quotient else ""


def _list_resources(
    filiere: Filiere, stage: Stage, situations: Mapping[str, StageSituation]
) -> Iterator[Evidence]:
    """Yield the matters that stages of the territory already send towards this one."""
    for upstream in filiere.stages:
        here = situations.get(upstream.key)
        if here is None or here.state not in {StageState.PRESENT, StageState.FRAGILE}:
            continue
        for output in upstream.outputs:
            if output.to_stage == stage.key and upstream.key != stage.key:
                yield Evidence(
                    kind=EvidenceKind.RESOURCE,
                    code="upstream_output",
                    data={"stage": upstream.label, "matter": output.matter},
                )


def _list_know_how(know_how: KnowHow, min_density: float) -> Iterator[Evidence]:
    groups = {
        "to_check": know_how.to_check_ids,
        "related_activity": know_how.related_ids,
        "inclusive": know_how.inclusive_ids,
    }
    for code, actor_ids in groups.items():
        if actor_ids:
            yield Evidence(
                kind=EvidenceKind.KNOW_HOW,
                code=code,
                data={"count": len(actor_ids)},
                actor_ids=actor_ids,
            )
    if know_how.density is not None and know_how.density >= min_density:
        yield Evidence(
            kind=EvidenceKind.KNOW_HOW, code="proximity", data={"density": know_how.density}
        )


def _list_needs(situation: StageSituation) -> Iterator[Evidence]:
    if situation.state in {StageState.MISSING, StageState.FRAGILE}:
        yield Evidence(kind=EvidenceKind.NEED, code=situation.state.value)
    if situation.neighbours_without:
        yield Evidence(
            kind=EvidenceKind.NEED,
            code="neighbours_lack",
            data={
                "count": len(situation.neighbours_without),
                "among": situation.neighbour_count,
                "names": ", ".join(situation.neighbours_without),
            },
        )


def _quote(facts: Sequence[StatedFact]) -> Iterator[Evidence]:
    for fact in facts:
        yield Evidence(kind=fact.kind, code="stated", data={"text": fact.text}, source=fact.source)


def _assemble(stage: Stage, trigger: str, evidence: Sequence[Evidence]) -> list[Opportunity]:
    columns = {kind: [item for item in evidence if item.kind is kind] for kind in EvidenceKind}
    kind_count = sum(bool(items) for items in columns.values())
    if not kind_count:
        return []
    return [
        Opportunity(
            stage_key=stage.key,
            stage_label=stage.label,
            trigger=trigger,
            resources=columns[EvidenceKind.RESOURCE],
            know_how=columns[EvidenceKind.KNOW_HOW],
            needs=columns[EvidenceKind.NEED],
            strength=list(Strength)[3 - kind_count],
        )
    ]
