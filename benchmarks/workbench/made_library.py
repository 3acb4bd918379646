"""Made-up sheets that people wrote, the searches that they keep, templates of their own."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from io import BytesIO
from random import Random

from django.utils import timezone
from docx import Document
from loading import Loader
from made_people import Workspace
from made_plan import EXAMPLE

from maillon.domain.sheets import Sheet, SheetKind
from maillon.reference.method import get_method
from maillon_web.accounts.models import User
from maillon_web.documents.models import OwnTemplate, TemplateUse
from maillon_web.library.models import (
    Contribution,
    ContributionState,
    Rhythm,
    SavedSearch,
    SheetVisibility,
)

__all__ = ["make_library"]

_SENTENCE = "Exemple fictif : un atelier partagé trie, répare et revend, avec deux salariés. "
_BY_FILIERE, _IN_LARGEST, _SEARCHES = 3, 60, 10
_STATES = [ContributionState.PUBLISHED] * 4 + [ContributionState.DRAFT, ContributionState.PROPOSED]


def make_library(
    loader: Loader, workspaces: Sequence[Workspace], rng: Random, *, people: Sequence[User]
) -> None:
    """Write them."""
    loader.write(
        [
            _make_contribution(workspace, rank, rng)
            for place, workspace in enumerate(workspaces)
            for rank in range(_BY_FILIERE if place else _IN_LARGEST)
        ]
    )
    loader.write([search for person in people for search in _iter_searches(person)])
    loader.write(list(_iter_templates(workspaces)))


def _make_contribution(workspace: Workspace, rank: int, rng: Random) -> Contribution:
    filiere, state = workspace.filiere, _STATES[rank % len(_STATES)]
    kinds, levers = list(SheetKind), get_method().levers
    lever = rng.choice(levers)
    sheet = Sheet(
        key=f"exemple-fictif-{filiere.pk}-{rank}",
        kind=kinds[(filiere.pk + rank) % len(kinds)],
        title=f"{EXAMPLE} – Atelier partagé {filiere.pk}-{rank}",
        summary=_SENTENCE * 4,
        place=workspace.territory.name,
        filieres=(filiere.template_key,),
        stages=(rng.choice(workspace.stages)["key"],),
        steps=(lever.step,),
        levers=(lever.key,),
        results=(_SENTENCE,),
        difficulties=(_SENTENCE,),
        year=timezone.localdate().year - rng.randrange(6),
        provenance=EXAMPLE,
    ).to_dict()
    is_published = state == ContributionState.PUBLISHED
    shown = SheetVisibility.PUBLIC if rank % 3 else SheetVisibility.MEMBERS
    moment = timezone.now() - timedelta(minutes=rng.randrange(10_000, 500_000))
    return Contribution(
        key=sheet["key"],
        title=sheet["title"],
        kind=sheet["kind"],
        sheet=sheet,
        state=state,
        organisation=filiere.organisation,
        filiere=filiere,
        author=workspace.author,
        created_at=moment,
        updated_at=moment,
        proposed_at=None if state == ContributionState.DRAFT else moment,
        published=sheet if is_published else {},
        published_visibility=shown if is_published else "",
        published_at=moment if is_published else None,
    )


def _iter_searches(person: User) -> Iterator[SavedSearch]:
    for rank in range(_SEARCHES):
        yield SavedSearch(
            owner=person,
            name=f"{EXAMPLE} – Recherche {rank}",
            query="atelier partagé",
            filters={},
            rhythm=Rhythm.NEVER,
        )


def _iter_templates(workspaces: Sequence[Workspace]) -> Iterator[OwnTemplate]:
    """Yield two templates an organisation."""
    written = Document()
    written.add_paragraph(f"{EXAMPLE} : {{{{ filiere.name }}}}")
    kept = BytesIO()
    written.save(kept)
    owners = {workspace.filiere.organisation_id: workspace for workspace in workspaces}
    for number, workspace in owners.items():
        for use in TemplateUse:
            yield OwnTemplate(
                organisation_id=number,
                name=f"{EXAMPLE} – {use.value}",
                file_format="docx",
                use=use,
                content=kept.getvalue(),
                added_by=workspace.author,
            )
