"""Values for the addresses of the plan, the method, the meetings, the agreements, the library."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Model, QuerySet

from maillon.domain.sheets import SheetKind
from maillon.reference.method import get_method
from maillon.reference.models import list_examples
from maillon.reference.papers import list_paper_templates
from maillon.reports.papers import CONTENT_TYPES
from maillon.studies.searching import list_bundled_entries
from maillon_web.accounts.models import User
from maillon_web.agreements.models import (
    Annex,
    Charter,
    CharterVersion,
    Commitment,
    Contract,
    Deadline,
    Party,
    Signature,
    VersionState,
)
from maillon_web.documents.models import OwnTemplate
from maillon_web.economics.models import (
    CauseGroup,
    FlowPrice,
    InputOutputTable,
    LocalSpending,
    PriceCommitment,
    StageAccount,
    ValueScenario,
)
from maillon_web.filieres.models import Filiere, Visibility
from maillon_web.filieres.selectors import open_filiere
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
from maillon_web.gisements.models import Capture, Gisement, KnownTotal, RatioTable
from maillon_web.library.entries import ENTRIES
from maillon_web.library.models import Contribution, ContributionState, SavedSearch
from maillon_web.library.services.saved import make_token
from maillon_web.method.models import Evidence, ExitCondition, Means
from maillon_web.plan.models import (
    Action,
    ActionShare,
    Dependency,
    Funding,
    Indicator,
    IndicatorValue,
    Objective,
)
from maillon_web.signals.models import Project
from maillon_web.weighings.models import (
    ClosedBilan,
    Weighing,
    WeighingSite,
    WeighingTarget,
    WeighingUpload,
)

__all__ = ["TEAM_FILES", "TEAM_QUERIES", "TEAM_SEARCHES", "find_team_values"]

_VARIANTS = 12
_LEAD = "lead-001@exemple.invalid"
APPS = (
    *("plan:", "method:", "gatherings:", "agreements:", "documents:", "library:"),
    *("gisements:", "weighings:", "flows:", "economics:"),
)
TEAM_FILES = frozenset(
    {
        "plan:ics",
        "plan:export",
        "plan:template",
        "gatherings:calendar",
        "gatherings:meeting_calendar",
        "documents:download",
        "documents:template_file",
        "gisements:export",
        "gisements:ratios_template",
        "weighings:export_csv",
        "weighings:export_xlsx",
        "flows:export",
        "flows:picture",
        "flows:template",
        "economics:export",
        "economics:table_template",
    }
)
# The library answers as one types, in the same page.
TEAM_SEARCHES = frozenset({"library:search", "library:entry"})
_TYPED = ("a", "at", "atelier", "filière laine", "tri du mobilier", "achats", "coopérative", "zzz")
TEAM_QUERIES: Mapping[str, Sequence[Mapping[str, str]]] = {
    "plan:list": (
        {},
        {"status": "running"},
        {"late": "1"},
        {"q": "action"},
        {"stage": "{stage_key}", "priority": "1"},
        {"page": "2"},
    ),
    "plan:board": ({}, {"status": "running"}, {"late": "1"}),
    "plan:gantt": ({}, {"year": "2026"}, {"page": "2"}),
    "plan:calendar": ({}, {"month": "2026-06"}),
    "plan:lever_panel": tuple({"lever": lever.key} for lever in get_method().levers[:4]),
    "plan:actor_panel": ({"actor": "{actor_id}"},),
    "gatherings:list": ({}, {"kind": "workshop"}, {"page": "2"}),
    "agreements:commitments": ({}, {"state": "kept"}),
    "library:search": tuple({"q": typed} for typed in _TYPED),
    "library:entry": ({"q": "atelier"}, {"q": "a", "page": "2"}, {}),
    "library:suggested": (
        {"step": "organisation"},
        {"lever": "organisation.comites"},
        {"q": "atelier", "kind": "question"},
    ),
    "library:filiere_suggested": (
        {},
        {"lever": "organisation.comites"},
        {"stage": "{stage_key}"},
    ),
    "library:keep": ({"q": "atelier"},),
    "gisements:rows": ({}, {"page": "2"}, {"matter": "Matière fictive 1"}),
    "weighings:list": ({}, {"page": "200"}, {"direction": "in"}, {"category": "Matière fictive 1"}),
    "weighings:bilan": ({}, {"start": "2025-01-01", "end": "2025-12-31"}),
    "flows:list": ({}, {"page": "2"}, {"node": "{stage_key}"}),
    "flows:balance": ({}, {"year": "2025"}),
    "flows:sankey": ({}, {"year": "2025", "matter": "Matière fictive 1"}),
    "flows:stage_panel": ({"stage": "{stage_key}"},),
    "economics:accounts": ({}, {"year": "2025"}),
}


def _of(model: type[Model], way: str = "") -> Callable[[Filiere], QuerySet[Any]]:
    """Return what finds the records that everybody may read; `way` leads to the one that says."""

    def find(filiere: Filiere) -> QuerySet[Any]:
        start = f"{way}__" if way else ""
        return model._default_manager.filter(
            **{f"{start}filiere": filiere, f"{start}visibility": Visibility.PUBLIC}
        ).order_by("pk")

    return find


def _plain(model: type[Model]) -> Callable[[Filiere], QuerySet[Any]]:
    return lambda filiere: model._default_manager.filter(filiere=filiere).order_by("pk")


def _list_drafts(filiere: Filiere) -> QuerySet[Any]:
    return _of(CharterVersion, "charter")(filiere).filter(state=VersionState.DRAFT)


def _list_received(filiere: Filiere) -> QuerySet[Any]:
    return ActionShare.objects.filter(filiere=filiere, accepted_at__isnull=False)


def _list_contract_promises(filiere: Filiere) -> QuerySet[Any]:
    return _of(Commitment, "contract")(filiere)


# Where the records of an address are, and which of their columns fills each word; the first line
# that begins like the name is the one. Words of one line go together.
_RECORDS: Sequence[tuple[str, Callable[[Filiere], QuerySet[Any]], Mapping[str, str]]] = (
    ("plan:funding_add", _of(Action), {"action_id": "pk"}),
    ("plan:funding_", _of(Funding, "action"), {"action_id": "action_id", "funding_id": "pk"}),
    (
        "plan:dependency_remove",
        _of(Dependency, "after"),
        {"action_id": "after_id", "dependency_id": "pk"},
    ),
    ("plan:share_offer", _of(Action), {"action_id": "pk"}),
    ("plan:share_change", _of(ActionShare, "action"), {"action_id": "action_id", "share_id": "pk"}),
    ("plan:share_revoke", _of(ActionShare, "action"), {"action_id": "action_id", "share_id": "pk"}),
    ("plan:share", _list_received, {"share_id": "pk"}),
    ("plan:objective", _of(Objective), {"objective_id": "pk"}),
    (
        "plan:value_remove",
        _of(IndicatorValue, "indicator"),
        {"indicator_id": "indicator_id", "value_id": "pk"},
    ),
    ("plan:", _of(Action), {"action_id": "pk"}),
    ("plan:", _of(Indicator), {"indicator_id": "pk"}),
    ("gatherings:seat_add", _of(Group), {"whole_id": "pk"}),
    ("gatherings:seat", _of(GroupMember, "group"), {"part_id": "pk"}),
    ("gatherings:participant", _of(Participant, "meeting"), {"part_id": "pk"}),
    ("gatherings:item", _of(AgendaItem, "meeting"), {"part_id": "pk"}),
    ("gatherings:decision", _of(MeetingDecision, "meeting"), {"part_id": "pk"}),
    ("gatherings:task", _of(MeetingTask, "meeting"), {"part_id": "pk"}),
    ("gatherings:group", _of(Group), {"group_id": "pk"}),
    ("gatherings:", _of(Meeting), {"meeting_id": "pk"}),
    ("gatherings:", _of(Meeting), {"whole_id": "pk"}),
    ("agreements:charter_commitment", _of(Charter), {"text_id": "pk"}),
    ("agreements:charter", _of(Charter), {"charter_id": "pk"}),
    ("agreements:version_add", _of(Charter), {"charter_id": "pk"}),
    ("agreements:signature_add", _of(CharterVersion, "charter"), {"version_id": "pk"}),
    ("agreements:signature", _of(Signature, "charter_version__charter"), {"part_id": "pk"}),
    ("agreements:party", _of(Party, "contract"), {"part_id": "pk"}),
    ("agreements:annex", _of(Annex, "contract"), {"part_id": "pk"}),
    ("agreements:deadline", _of(Deadline, "contract"), {"part_id": "pk"}),
    ("agreements:commitment", _list_contract_promises, {"part_id": "pk"}),
    ("agreements:", _list_drafts, {"version_id": "pk"}),
    ("agreements:", _of(Contract), {"contract_id": "pk"}),
    ("agreements:", _of(Contract), {"text_id": "pk"}),
    ("method:", _plain(Evidence), {"evidence_id": "pk"}),
    ("method:", _plain(ExitCondition), {"condition_id": "pk"}),
    ("method:", _plain(Means), {"means_id": "pk"}),
    ("method:", _of(Project), {"project_id": "pk"}),
    ("gisements:capture_edit", _of(Capture), {"capture_id": "pk"}),
    ("gisements:capture_remove", _of(Capture), {"capture_id": "pk"}),
    ("gisements:total", _of(KnownTotal), {"total_id": "pk"}),
    ("gisements:calibrate_apply", _of(KnownTotal), {"total_id": "pk"}),
    ("gisements:ratio_table", _of(RatioTable), {"table_id": "pk"}),
    ("gisements:", _of(Gisement), {"gisement_id": "pk"}),
    ("weighings:", _plain(Weighing), {"line_id": "pk"}),
    ("weighings:", _plain(WeighingUpload), {"upload_id": "pk"}),
    ("weighings:", _of(ClosedBilan), {"closed_id": "pk"}),
    ("weighings:", _of(WeighingTarget), {"target_id": "pk"}),
    ("weighings:", _of(WeighingSite), {"site_id": "pk"}),
    ("flows:place", _of(FlowPlace), {"row_id": "pk"}),
    ("flows:yield", _of(TransferYield), {"row_id": "pk"}),
    ("flows:stock", _of(StockMove), {"row_id": "pk"}),
    ("flows:", _of(MatterFlow), {"flow_id": "pk"}),
    ("economics:", _of(StageAccount), {"account_id": "pk"}),
    ("economics:", _of(FlowPrice), {"price_id": "pk"}),
    ("economics:", _of(ValueScenario), {"scenario_id": "pk"}),
    ("economics:", _of(LocalSpending), {"spending_id": "pk"}),
    ("economics:", _of(PriceCommitment), {"commitment_id": "pk"}),
    ("economics:", _of(CauseGroup), {"group_id": "pk"}),
    ("economics:", _of(InputOutputTable), {"table_id": "pk"}),
    (
        "documents:",
        lambda filiere: OwnTemplate.objects.filter(organisation=filiere.organisation_id),
        {"template_id": "pk"},
    ),
)


def find_team_values(name: str, word: str, filiere: Filiere | None) -> list[Any] | None:
    """Return values of a word of an address; `None` where it is not for this module to say."""
    if not name.startswith(APPS) or word in {"filiere_id", "actor_id"}:
        return None
    if (app := name.partition(":")[0], word) in _CHOSEN:
        return list(_CHOSEN[app, word])
    if word in _WORDS:
        return list(_WORDS[word](name, filiere))[:_VARIANTS]
    for start, find, columns in _RECORDS:
        if name.startswith(start) and word in columns and filiere is not None:
            return _spread(list(find(filiere).values_list(columns[word], flat=True)))
    return None


def _spread(numbers: Sequence[Any]) -> list[Any]:
    """Return some of them, from one end to the other."""
    return list(numbers[:: max(1, len(numbers) // _VARIANTS)])[:_VARIANTS]


def _list_figures(_name: str, filiere: Filiere | None) -> list[str]:
    from django.utils import timezone

    from maillon_web.method.selectors.progress import read_standing

    reader = User.objects.get(email=_LEAD)
    opened = open_filiere(reader=reader, filiere_id=filiere.pk)
    return sorted(read_standing(opened, timezone.localdate()).advice.figures)


def _list_contributions(name: str, _filiere: Filiere | None) -> list[int]:
    state = {
        "library:review": ContributionState.PROPOSED,
        "library:contribution": ContributionState.PUBLISHED,
    }.get(name, ContributionState.DRAFT)
    shown = Contribution.objects.filter(state=state, filiere__members__user__email=_LEAD)
    return list(shown.order_by("pk").values_list("pk", flat=True))


def _list_sheets(name: str, _filiere: Filiere | None) -> list[str]:
    aids = Contribution.objects.filter(kind=SheetKind.AID, published_visibility=Visibility.PUBLIC)
    if name == "library:self_test":
        return list(aids.order_by("pk").values_list("key", flat=True))
    bundled = [entry.sheet.key for entry in list_bundled_entries()]
    return [*_spread(bundled)[: _VARIANTS - 1], *aids.values_list("key", flat=True)[:1]]


def _list_searches() -> QuerySet[Any]:
    return SavedSearch.objects.filter(owner__email=_LEAD)


_WORDS: Mapping[str, Callable[[str, Filiere | None], Any]] = {
    "lever_key": lambda *_: [lever.key for lever in get_method().levers],
    "factor_key": lambda *_: [factor.key for factor in get_method().success_factors],
    "figure_key": _list_figures,
    "part": lambda *_: ["quantite", "lieu", "valorisation", "statut"],
    "paper_key": lambda *_: [template.key for template in list_paper_templates()],
    "format": lambda *_: list(CONTENT_TYPES),
    "contribution_id": _list_contributions,
    "key": _list_sheets,
    "kind": lambda *_: [kind.value for kind in SheetKind],
    "entry": lambda *_: list(ENTRIES),
    "saved_id": lambda *_: _list_searches().values_list("pk", flat=True),
    "token": lambda *_: [make_token(search) for search in _list_searches()],
}
_CHOSEN: Mapping[tuple[str, str], Sequence[str]] = {
    ("economics", "figure_key"): ("chain.product", "chain.direct_value_added"),
    ("economics", "kind"): ("xlsx", "json"),
    ("flows", "format"): ("svg", "xlsx"),
    ("flows", "key"): [about["key"] for about in list_examples()],
}
