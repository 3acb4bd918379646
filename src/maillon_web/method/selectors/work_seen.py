"""What the plan, the gatherings and the agreements show, as evidence of the levers."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillon.studies.advancing import Known
from maillon_web.accounts.models import OrganisationKind
from maillon_web.agreements.models import (
    Charter,
    CharterVersion,
    Contract,
    ContractKind,
    ContractState,
    Signature,
)
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import list_records
from maillon_web.gatherings.models import (
    Group,
    GroupKind,
    GroupMember,
    Level,
    Meeting,
    MeetingKind,
    MeetingState,
)
from maillon_web.method.addresses import find_address
from maillon_web.plan.models import Action, ActionStatus, Funding, FundingState

__all__ = [
    "Seen",
    "see_agreements",
    "see_groups",
    "see_meetings",
    "see_money",
    "see_plan",
    "see_seats",
]

Seen = Iterator[tuple[str, Known]]
"""Keys of evidence with what is known of each."""

_STUDY_LEVER = "diagnostic.etude"
_PUBLIC_LEVELS = (
    Level.COMMUNE,
    Level.EPCI,
    Level.DEPARTEMENT,
    Level.REGION,
    Level.STATE,
    Level.PUBLIC_BANK,
)
_COMMITTEES = (GroupKind.COMMITTEE, GroupKind.STEERING, GroupKind.MULTI)
_PLAIN_MEETINGS = (MeetingKind.MEETING, MeetingKind.VISIT, MeetingKind.WORKSHOP)
_ANSWERED = (FundingState.ASKED, FundingState.OBTAINED, FundingState.REFUSED)


def see_plan(opened: Opened) -> Seen:
    """See the actions, and the study that one of them carried out."""
    rows = list(list_records(opened, Action).values_list("status", "lever_keys"))
    live = [keys for status, keys in rows if status != ActionStatus.DROPPED]
    yield (
        "action_plan",
        Known(
            count=len(live),
            sentence=ngettext(
                "{count} action au plan.", "{count} actions au plan.", len(live)
            ).format(count=len(live)),
            address=find_address(opened.filiere, "plan:list"),
        ),
    )
    studies = sum(status == ActionStatus.DONE and _STUDY_LEVER in keys for status, keys in rows)
    yield (
        "opportunity_study",
        Known(
            count=studies,
            sentence=ngettext(
                "{count} action du plan sur l’étude d’opportunité est réalisée.",
                "{count} actions du plan sur l’étude d’opportunité sont réalisées.",
                studies,
            ).format(count=studies),
            address=find_address(opened.filiere, "plan:list", lever=_STUDY_LEVER),
        ),
    )


def see_money(opened: Opened) -> Seen:
    """See the aids asked for, and those obtained."""
    counts = Funding.objects.filter(action__in=list_records(opened, Action)).aggregate(
        asked=Count("pk", filter=Q(state__in=_ANSWERED)),
        obtained=Count("pk", filter=Q(state=FundingState.OBTAINED)),
    )
    address = find_address(opened.filiere, "plan:money")
    yield (
        "funding_requested",
        Known(
            count=counts["asked"],
            sentence=ngettext(
                "{count} aide demandée.", "{count} aides demandées.", counts["asked"]
            ).format(count=counts["asked"]),
            address=address,
        ),
    )
    yield (
        "funding_obtained",
        Known(
            count=counts["obtained"],
            sentence=ngettext(
                "{count} aide obtenue.", "{count} aides obtenues.", counts["obtained"]
            ).format(count=counts["obtained"]),
            address=address,
        ),
    )


def see_groups(opened: Opened) -> Seen:
    """See the committees and the working groups."""
    kinds = dict(
        list_records(opened, Group)
        .order_by()
        .values_list("kind")
        .annotate(total=Count("pk"))
        .values_list("kind", "total")
    )
    address = find_address(opened.filiere, "gatherings:list")
    committees = sum(kinds.get(kind, 0) for kind in _COMMITTEES)
    working = kinds.get(GroupKind.WORKING, 0)
    yield (
        "committee",
        Known(
            count=committees,
            sentence=ngettext("{count} comité créé.", "{count} comités créés.", committees).format(
                count=committees
            ),
            address=address,
        ),
    )
    yield (
        "working_group",
        Known(
            count=working,
            sentence=ngettext(
                "{count} groupe de travail.", "{count} groupes de travail.", working
            ).format(count=working),
            address=address,
        ),
    )


def see_meetings(opened: Opened) -> Seen:
    """See what was held: meetings of committees, visits, other gatherings."""
    held = Q(state=MeetingState.HELD)
    counts = list_records(opened, Meeting).aggregate(
        committee=Count(
            "pk",
            filter=held & Q(group__kind__in=_COMMITTEES, group__visibility__in=opened.levels),
        ),
        visit=Count("pk", filter=held & Q(kind=MeetingKind.VISIT)),
        events=Count("pk", filter=held & ~Q(kind__in=_PLAIN_MEETINGS)),
    )
    address = find_address(opened.filiere, "gatherings:list")
    sentences = {
        "committee_meetings": ngettext(
            "{count} réunion de comité tenue.",
            "{count} réunions de comité tenues.",
            counts["committee"],
        ),
        "visit": ngettext("{count} visite faite.", "{count} visites faites.", counts["visit"]),
        "events": ngettext(
            "{count} rencontre ou événement tenu.",
            "{count} rencontres ou événements tenus.",
            counts["events"],
        ),
    }
    numbers = {**counts, "committee_meetings": counts["committee"]}
    for key, sentence in sentences.items():
        count = numbers[key]
        yield key, Known(count=count, sentence=sentence.format(count=count), address=address)


def see_seats(opened: Opened) -> Seen:
    """See who sits in the groups, by level; partner organisations of the filière with networks."""
    seats = (
        GroupMember.objects.filter(group__in=list_records(opened, Group))
        .order_by()
        .aggregate(
            research=Count("organisation", filter=Q(level=Level.RESEARCH), distinct=True),
            network=Count("organisation", filter=Q(level=Level.NETWORK), distinct=True),
            public=Count("organisation", filter=Q(level__in=_PUBLIC_LEVELS), distinct=True),
        )
    )
    partners = opened.filiere.partnerships.aggregate(
        network=Count("pk", filter=Q(organisation__kind=OrganisationKind.NETWORK)),
        public=Count("pk", filter=Q(organisation__kind=OrganisationKind.COLLECTIVITE)),
    )
    address = find_address(opened.filiere, "gatherings:list")
    yield (
        "research_actor",
        Known(
            count=seats["research"],
            sentence=ngettext(
                "{count} organisation de recherche ou de formation siège dans un groupe.",
                "{count} organisations de recherche ou de formation siègent dans un groupe.",
                seats["research"],
            ).format(count=seats["research"]),
            address=address,
        ),
    )
    yield (
        "partner_organisation",
        Known(
            count=seats["network"] + partners["network"],
            sentence=_(
                "Réseaux : {seats} dans les groupes, {partners} parmi les organisations "
                "partenaires de la filière."
            ).format(seats=seats["network"], partners=partners["network"]),
            address=find_address(opened.filiere, "filieres:members"),
        ),
    )
    yield (
        "public_actors",
        Known(
            count=seats["public"] + partners["public"],
            sentence=_(
                "Acteurs publics : {seats} dans les groupes, {partners} parmi les organisations "
                "partenaires de la filière."
            ).format(seats=seats["public"], partners=partners["public"]),
            address=address,
        ),
    )


def see_agreements(opened: Opened) -> Seen:
    """See the contracts, the charters and their signatures."""
    contracts = list_records(opened, Contract).aggregate(
        filiere=Count("pk", filter=~Q(kind=ContractKind.SIEG) & ~Q(state=ContractState.BROKEN)),
        sieg=Count("pk", filter=Q(kind=ContractKind.SIEG) & ~Q(state=ContractState.BROKEN)),
    )
    charters = list_records(opened, Charter)
    versions = CharterVersion.objects.filter(charter__in=charters).count()
    signed = Signature.objects.filter(
        charter_version__charter__in=charters, withdrawn_on=None
    ).count()
    sentences = {
        "contract": (
            contracts["filiere"],
            ngettext(
                "{count} contrat inscrit au registre.",
                "{count} contrats inscrits au registre.",
                contracts["filiere"],
            ),
        ),
        "sieg": (
            contracts["sieg"],
            ngettext(
                "{count} convention SIEG inscrite au registre.",
                "{count} conventions SIEG inscrites au registre.",
                contracts["sieg"],
            ),
        ),
        "charter_draft": (
            versions,
            ngettext(
                "{count} version de charte écrite.", "{count} versions de charte écrites.", versions
            ),
        ),
        "charter_signed": (
            signed,
            ngettext(
                "{count} signature sous une charte.", "{count} signatures sous une charte.", signed
            ),
        ),
    }
    address = find_address(opened.filiere, "agreements:list")
    for key, (count, sentence) in sentences.items():
        yield key, Known(count=count, sentence=sentence.format(count=count), address=address)
