"""What the tool sees by itself of a filière, as evidence of its levers."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillon.studies.advancing import Known
from maillon_web.diagnosis.models import DiagnosisRun, RankingProfile
from maillon_web.directory.models import ActorWord, EssStatus, Statement, StatementKind
from maillon_web.directory.selectors.visible import LISTED, list_visible
from maillon_web.filieres.models import FiliereVisibility
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.selectors.records import list_records
from maillon_web.library.models import Contribution
from maillon_web.method.addresses import find_address
from maillon_web.method.models import Means, Scenario
from maillon_web.method.selectors.knowing import observe_others
from maillon_web.method.selectors.quantities_seen import see_quantities
from maillon_web.method.selectors.work_seen import (
    Seen,
    see_agreements,
    see_groups,
    see_meetings,
    see_money,
    see_plan,
    see_seats,
)
from maillon_web.signals.models import Note, Obstacle, Passage, PassageCode, Signal
from maillon_web.ui.formatting import format_day, format_number

__all__ = ["count_placed", "find_known"]

_SCIC = "scic"
_ESS = (EssStatus.PUBLISHED, EssStatus.DEDUCED, EssStatus.DECLARED)


def find_known(opened: Opened, today: date) -> dict[str, Known]:
    """
    Return what the tool sees, by key of evidence, as this reader may see it.

    Notes
    -----
    The number of queries is the same whatever the filière holds. What is not here is left to
    people: a label, a training, a place, a public purchase are known to those who were there.
    """
    observers = (
        _see_diagnosis,
        _see_directory,
        _see_field,
        see_plan,
        see_money,
        see_groups,
        see_meetings,
        see_seats,
        see_agreements,
        see_quantities,
        _see_method,
        _see_sharing,
    )
    seen = {key: known for observe in observers for key, known in observe(opened)}
    return {key: known for key, known in seen.items() if known.count} | observe_others(
        opened, today
    )


def count_placed(opened: Opened) -> int:
    """Return how many listed actors, that the reader may know of, have a stage."""
    return list_visible(opened).filter(LISTED).exclude(main_stage="").count()


def _see_diagnosis(opened: Opened) -> Seen:
    filiere = opened.filiere
    made_at = (
        DiagnosisRun.objects.filter(filiere=filiere, is_current=True)
        .values_list("made_at", flat=True)
        .first()
    )
    placed = count_placed(opened)
    if made_at is not None:
        yield (
            "diagnosis_done",
            Known(
                count=1,
                sentence=ngettext(
                    "Diagnostic du {day} : {count} acteur placé.",
                    "Diagnostic du {day} : {count} acteurs placés.",
                    placed,
                ).format(day=format_day(timezone.localdate(made_at)), count=format_number(placed)),
                address=find_address(filiere, "diagnosis:results"),
            ),
        )
    yield (
        "actors_placed",
        Known(
            count=placed,
            sentence=ngettext(
                "{count} acteur de l’annuaire est placé à un maillon.",
                "{count} acteurs de l’annuaire sont placés à un maillon.",
                placed,
            ).format(count=format_number(placed)),
            address=find_address(filiere, "directory:list"),
        ),
    )
    ranked_at = (
        RankingProfile.objects.filter(filiere=filiere).values_list("made_at", flat=True).first()
    )
    if ranked_at is not None:
        yield (
            "priorities_ranked",
            Known(
                count=1,
                sentence=_("Filières du territoire comparées le {day}.").format(
                    day=format_day(timezone.localdate(ranked_at))
                ),
                address=find_address(filiere, "diagnosis:ranking"),
            ),
        )


def _see_directory(opened: Opened) -> Seen:
    """See the cooperatives by their name: registers do not tell this legal form apart."""
    named = ActorWord.objects.filter(filiere=opened.filiere, word=_SCIC).values("actor")
    number = list_visible(opened).filter(LISTED, actor__in=named).count()
    yield (
        "scic",
        Known(
            count=number,
            sentence=ngettext(
                "{count} acteur de l’annuaire a « SCIC » dans son nom.",
                "{count} acteurs de l’annuaire ont « SCIC » dans leur nom.",
                number,
            ).format(count=number),
            address=find_address(opened.filiere, "directory:list", q=_SCIC),
        ),
    )


def _see_field(opened: Opened) -> Seen:
    filiere = opened.filiere
    signals = list_records(opened, Signal).count()
    yield (
        "signals",
        Known(
            count=signals,
            sentence=ngettext("{count} signal noté.", "{count} signaux notés.", signals).format(
                count=signals
            ),
            address=find_address(filiere, "signals:signals"),
        ),
    )
    obstacles = list_records(opened, Obstacle).count()
    yield (
        "obstacles",
        Known(
            count=obstacles,
            sentence=ngettext(
                "{count} frein inscrit au registre.",
                "{count} freins inscrits au registre.",
                obstacles,
            ).format(count=obstacles),
            address=find_address(filiere, "signals:obstacles"),
        ),
    )
    said = Statement.objects.filter(
        filiere=filiere, kind=StatementKind.NEED, visibility__in=opened.levels
    ).count()
    heard = Passage.objects.filter(
        note__in=list_records(opened, Note), code=PassageCode.NEED
    ).count()
    yield (
        "needs",
        Known(
            count=said + heard,
            sentence=_(
                "Besoins notés : {said} sur les fiches des acteurs, {heard} dans les entretiens."
            ).format(said=said, heard=heard),
            address=find_address(filiere, "signals:notes"),
        ),
    )


def _see_method(opened: Opened) -> Seen:
    years = Means.objects.filter(filiere=opened.filiere).exclude(fte=None, budget_eur=None).count()
    yield (
        "means",
        Known(
            count=years,
            sentence=ngettext(
                "Moyens d’animation écrits pour {count} année.",
                "Moyens d’animation écrits pour {count} années.",
                years,
            ).format(count=years),
            address=find_address(opened.filiere, "method:means"),
        ),
    )
    carrier = (
        Scenario.objects.filter(
            filiere=opened.filiere,
            carrier__ess_status__in=_ESS,
            carrier__visibility__in=opened.levels,
        )
        .values_list("carrier__name", flat=True)
        .first()
    )
    if carrier is not None:
        yield (
            "ess_partner",
            Known(
                count=1,
                sentence=_("« {name} », de l’ESS, est désigné pour porter la filière.").format(
                    name=carrier
                ),
                address=find_address(opened.filiere, "method:scenario"),
            ),
        )


def _see_sharing(opened: Opened) -> Seen:
    filiere = opened.filiere
    if filiere.visibility == FiliereVisibility.PUBLIC:
        yield (
            "public_page",
            Known(
                count=1,
                sentence=_("La filière a une page que tout le monde peut lire."),
                address=find_address(filiere, "filieres:overview"),
            ),
        )
    # The state speaks of the draft: what is published is what was accepted last.
    told = Contribution.objects.filter(filiere=filiere, kind="trade")
    sheets = told.exclude(published_visibility="").count()
    yield (
        "trade_sheet",
        Known(
            count=sheets,
            sentence=ngettext(
                "{count} fiche métier publiée par la filière.",
                "{count} fiches métiers publiées par la filière.",
                sheets,
            ).format(count=sheets),
            address=find_address(filiere, "library:filiere"),
        ),
    )
