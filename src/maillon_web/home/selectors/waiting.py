"""What waits for a person, in one filière or in all of its own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillon_web.accounts.models import User
from maillon_web.directory.models import (
    Confidence,
    DuplicatePair,
    ImportState,
    Keeper,
    ListImport,
    PairState,
    Placement,
)
from maillon_web.filieres.models import Filiere, Invitation
from maillon_web.filieres.rights import CAPABILITIES, Access, Capability
from maillon_web.filieres.selectors import Opened
from maillon_web.filieres.waiting import Waiting
from maillon_web.jobs.models import Job, JobState
from maillon_web.signals.models import Obstacle, ObstacleState

__all__ = ["Task", "list_tasks", "list_waiting_in"]

_RECENT = timedelta(days=7)
_UNFINISHED = (
    ImportState.UPLOADED,
    ImportState.MAPPED,
    ImportState.RECONCILED,
    ImportState.READY,
    ImportState.APPLYING,
    ImportState.UNDOING,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """One thing to do, and the filière where it is."""

    filiere: Filiere
    sentence: str
    url: str


def list_waiting_in(opened: Opened, reader: User) -> list[Waiting]:
    """Return what waits for a reader in one filière."""
    tasks = list_tasks(reader, [opened.filiere], {opened.filiere.pk: opened.access})
    return [Waiting(sentence=task.sentence, url=task.url) for task in tasks]


def list_tasks(
    reader: User, filieres: Sequence[Filiere], accesses: Mapping[int, Access]
) -> list[Task]:
    """Return what waits for a reader in several filières, in a constant number of queries."""
    by_number = {filiere.pk: filiere for filiere in filieres if not filiere.archived_at}
    written = _keep(by_number, accesses, Capability.CONTRIBUTE)
    led = _keep(by_number, accesses, Capability.LEAD)
    return [
        *_list_failed(reader, by_number),
        *_list_own_sheets(reader, by_number),
        *_list_due(reader, by_number),
        *_list_imports(reader, written),
        *_list_pairs(written),
        *_list_placements(written),
        *_list_invitations(led),
    ]


Filieres = Mapping[int, Filiere]


def _keep(
    filieres: Filieres, accesses: Mapping[int, Access], capability: Capability
) -> dict[int, Filiere]:
    return {
        number: filiere
        for number, filiere in filieres.items()
        if number in accesses and capability in CAPABILITIES[accesses[number]]
    }


def _list_failed(reader: User, filieres: Filieres) -> Iterable[Task]:
    """Return the works that the reader asked for and that failed, unless asked again since."""
    by_scope = {filiere.scope: filiere for filiere in filieres.values()}
    recent = Job.objects.filter(
        scope__in=by_scope, started_by=reader, created_at__gt=timezone.now() - _RECENT
    ).order_by("created_at")
    last: dict[tuple[str, str], Job] = {(job.scope, job.kind): job for job in recent}
    for job in last.values():
        if job.state in {JobState.FAILED, JobState.INTERRUPTED}:
            yield Task(
                filiere=by_scope[job.scope],
                sentence=_("« {label} » n’est pas allé au bout : voir pourquoi").format(
                    label=job.label
                ),
                url=reverse("jobs:job", args=(job.pk,)),
            )


def _list_own_sheets(reader: User, filieres: Filieres) -> Iterable[Task]:
    today = timezone.localdate()
    kept = (
        Keeper.objects.filter(
            user=reader,
            actor__presences__filiere__in=filieres,
            actor__merged_into=None,
            actor__reminder_months__gt=0,
        )
        .select_related("actor")
        .values_list(
            "actor__presences__filiere",
            "actor",
            "actor__name",
            "actor__checked_on",
            "actor__reminder_months",
        )
    )
    for number, actor_id, name, checked_on, months in kept:
        if checked_on and checked_on > today - timedelta(days=round(months * 30.44)):
            continue
        yield Task(
            filiere=filieres[number],
            sentence=_("Votre fiche « {name} » : est-elle encore juste ?").format(name=name),
            url=reverse("directory:own_sheet", args=(number, actor_id)),
        )


def _list_due(reader: User, filieres: Filieres) -> Iterable[Task]:
    late = Obstacle.objects.filter(
        filiere__in=filieres,
        owner=reader,
        due_on__lte=timezone.localdate(),
        state__in=(ObstacleState.OPEN, ObstacleState.IN_PROGRESS),
    ).order_by("due_on")
    for obstacle in late[:10]:
        yield Task(
            filiere=filieres[obstacle.filiere_id],
            sentence=_("Le frein « {title} » arrive à échéance").format(title=obstacle.title),
            url=reverse("signals:obstacles", args=(obstacle.filiere_id,)),
        )


def _list_imports(reader: User, filieres: Filieres) -> Iterable[Task]:
    begun = ListImport.objects.filter(
        filiere__in=filieres, created_by=reader, state__in=_UNFINISHED
    ).only("label", "filiere_id")
    for entry in begun[:10]:
        yield Task(
            filiere=filieres[entry.filiere_id],
            sentence=_("L’import de la liste « {label} » est à finir").format(label=entry.label),
            url=reverse("directory:list_go_on", args=(entry.filiere_id, entry.pk)),
        )


def _list_pairs(filieres: Filieres) -> Iterable[Task]:
    counted = (
        DuplicatePair.objects.filter(filiere__in=filieres, state=PairState.OPEN)
        .order_by()
        .values_list("filiere")
        .annotate(total=Count("pk"))
    )
    for number, total in counted:
        yield Task(
            filiere=filieres[number],
            sentence=ngettext(
                "{count} doublon possible à trancher",
                "{count} doublons possibles à trancher",
                total,
            ).format(count=total),
            url=reverse("directory:duplicates", args=(number,)),
        )


def _list_placements(filieres: Filieres) -> Iterable[Task]:
    counted = (
        Placement.objects.filter(filiere__in=filieres, confidence=Confidence.TO_CHECK)
        .order_by()
        .values_list("filiere")
        .annotate(total=Count("actor", distinct=True))
    )
    for number, total in counted:
        place = reverse("directory:list", args=(number,))
        yield Task(
            filiere=filieres[number],
            sentence=ngettext(
                "{count} acteur dont la place dans la chaîne est à vérifier",
                "{count} acteurs dont la place dans la chaîne est à vérifier",
                total,
            ).format(count=total),
            url=f"{place}?confidence={Confidence.TO_CHECK.value}",
        )


def _list_invitations(filieres: Filieres) -> Iterable[Task]:
    counted = (
        Invitation.objects.filter(
            filiere__in=filieres, accepted_at=None, expires_at__lte=timezone.now()
        )
        .order_by()
        .values_list("filiere")
        .annotate(total=Count("pk"))
    )
    for number, total in counted:
        yield Task(
            filiere=filieres[number],
            sentence=ngettext(
                "{count} invitation restée sans réponse",
                "{count} invitations restées sans réponse",
                total,
            ).format(count=total),
            url=reverse("filieres:members", args=(number,)),
        )
