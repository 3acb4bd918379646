"""What the local authority puts into animation, and what is seen beside it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillon.domain.figures import Figure, FigureBook, FigureInput
from maillon.reference.method import MeansCase, list_means_cases
from maillon_web.agreements.selectors.texts import count_promises, list_commitments
from maillon_web.directory.models import Placement, Presence
from maillon_web.filieres.models import Filiere, Stage
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import list_records
from maillon_web.method.addresses import find_address
from maillon_web.method.models import Means
from maillon_web.method.selectors.evidence import count_placed
from maillon_web.plan.models import Action, ActionStatus, Funding, FundingState
from maillon_web.ui.formatting import format_money, format_number

__all__ = [
    "Result",
    "StageCount",
    "add_means_figures",
    "find_nearest_case",
    "get_means",
    "list_cases",
    "list_means",
    "list_results",
    "list_stage_counts",
]

_PER = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """A number beside the means: how it is counted, and the list that makes it."""

    key: str
    label: str
    value: str
    formula: str
    address: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StageCount:
    """How many actors are at a stage."""

    stage: Stage
    count: int
    address: str


def list_means(opened: Opened) -> QuerySet[Means]:
    """Return the means, year after year."""
    return Means.objects.filter(filiere=opened.filiere)


def get_means(opened: Opened, pk: int) -> Means:
    """
    Return the means of a year of this filière.

    Raises
    ------
    Http404
        If they are of another one.
    """
    found = list_means(opened).filter(pk=pk).select_related("filiere").first()
    if found is None:
        raise Http404
    return found


def list_results(opened: Opened, today: date) -> list[Result]:
    """Return what is seen beside the means, each with the list that makes it."""
    return list(_iter_results(opened, today))


def _iter_results(opened: Opened, today: date) -> Iterator[Result]:
    filiere = opened.filiere
    stages = list(filiere.stages.values_list("key", flat=True))
    placed = count_placed(opened)
    yield Result(
        key="placed",
        label=ngettext("acteur placé sur la chaîne", "acteurs placés sur la chaîne", placed),
        value=format_number(placed),
        formula=_("Acteurs de l’annuaire qui ont au moins un maillon, fiches retirées exceptées."),
        address=find_address(filiere, "directory:list", stage=stages),
    )
    done = list_records(opened, Action).filter(status=ActionStatus.DONE).count()
    yield Result(
        key="done",
        label=ngettext("action réalisée", "actions réalisées", done),
        value=format_number(done),
        formula=_("Actions du plan à l’état « Réalisée », parties d’actions comprises."),
        address=find_address(filiere, "plan:list", status=ActionStatus.DONE.value),
    )
    promises = count_promises(list_commitments(opened), today=today)
    yield Result(
        key="kept",
        label=ngettext(
            "engagement tenu, sur {total}", "engagements tenus, sur {total}", promises.kept
        ).format(total=promises.total),
        value=format_number(promises.kept),
        formula=_(
            "Engagements des contrats et des chartes dont la dernière vérification dit tenu."
        ),
        address=find_address(filiere, "agreements:commitments", state="kept"),
    )
    obtained = Funding.objects.filter(
        action__in=list_records(opened, Action), state=FundingState.OBTAINED
    ).values_list("obtained_eur", flat=True)
    sums = [amount for amount in obtained if amount is not None]
    yield Result(
        key="obtained",
        label=_("de financements obtenus"),
        value=format_money(float(sum(sums, Decimal(0)))),
        formula=_(
            "Somme des montants obtenus écrits au plan ; {count} financements obtenus n’ont pas "
            "de montant."
        ).format(count=len(obtained) - len(sums)),
        address=find_address(filiere, "plan:money"),
    )


def list_stage_counts(opened: Opened) -> list[StageCount]:
    """Return how many listed actors, that the reader may know of, are at each stage."""
    # Counted whole, less the few that are apart: fifty thousand rows are not joined.
    placed = Placement.objects.filter(filiere=opened.filiere).order_by()
    apart = Presence.objects.filter(filiere=opened.filiere).filter(
        Q(is_listed=False) | ~Q(visibility__in=opened.levels)
    )
    counts = Counter(dict(placed.values_list("stage_key").annotate(total=Count("pk"))))
    others = placed.filter(actor_id__in=apart.values("actor_id"))
    counts.subtract(dict(others.values_list("stage_key").annotate(total=Count("pk"))))
    return [
        StageCount(
            stage=stage,
            count=counts[stage.key],
            address=find_address(opened.filiere, "directory:list", stage=stage.key),
        )
        for stage in _list_stages(opened.filiere)
    ]


def _list_stages(filiere: Filiere) -> list[Stage]:
    stages = list(filiere.stages.all())
    for stage in stages:
        stage.filiere = filiere
    return stages


def list_cases(opened: Opened) -> list[MeansCase]:
    """Return the cases of the guide, those of the same filière first."""
    key = opened.filiere.template_key
    return sorted(list_means_cases(), key=lambda case: key not in case.filieres)


def find_nearest_case(opened: Opened) -> MeansCase | None:
    """Return the case of the guide that is about the same filière and counts time, if any."""
    key = opened.filiere.template_key
    return next(
        (case for case in list_means_cases() if key in case.filieres and case.fte is not None),
        None,
    )


def add_means_figures(book: FigureBook, means: Sequence[Means], *, placed: int) -> dict[int, str]:
    """
    Add the time of animation for a hundred placed actors, year by year; return the identifiers.

    Notes
    -----
    The placed actors are those of today, whatever the year: the number of another day is not kept.
    It is given for this filière only: the guide does not count the actors of its cases.
    """
    return {entry.year: book.add(_rate(entry, placed)) for entry in means}


def _rate(entry: Means, placed: int) -> Figure:
    fte = float(entry.fte) if entry.fte is not None else None
    caveats = [
        _("Les acteurs sont ceux placés aujourd’hui, même pour une année passée."),
        _("Un acteur placé n’est pas un acteur accompagné : ce chiffre ne mesure pas un effet."),
        _("Le guide ne compte pas les acteurs de ses cas : ce chiffre ne se compare pas à eux."),
    ]
    if fte is None:
        caveats.insert(0, _("Le temps de travail de cette année n’est pas écrit."))
    if not placed:
        caveats.insert(0, _("Aucun acteur n’est placé : il n’y a rien à rapporter."))
    return Figure(
        id=f"means.{entry.year}.rate",
        label=_("Temps d’animation pour 100 acteurs placés, {year}").format(year=entry.year),
        value=round(_PER * fte / placed, 2) if fte is not None and placed else None,
        unit=_("ETP"),
        formula_key="demarche",
        formula=_("100 × temps de travail de l’année (ETP) / acteurs placés aujourd’hui"),
        inputs=[
            FigureInput(label=_("Temps de travail"), value=fte, unit=_("ETP")),
            FigureInput(label=_("Acteurs placés sur la chaîne"), value=placed),
        ],
        caveats=caveats,
    )
