"""One of each thing of the library that an address may name, made up."""

from typing import Any

from tests.web.library.conftest import make_sheet
from tests.web.people import People

from maillon.domain.sheets import SheetKind
from maillon.reference.experiences import list_sheets
from maillon.studies.searching import Entry
from maillon_web.filieres.models import Filiere
from maillon_web.library.models import Contribution, ContributionState, SavedSearch
from maillon_web.library.services import contributions as services
from maillon_web.library.services import indexing

__all__ = ["make_library"]

_AID = "aide-exemple-fictif"


def make_library(filiere: Filiere, people: People) -> dict[str, Any]:
    """Make the index, an aid, a draft, a proposed sheet, one for members, a search that is kept."""
    indexing.ensure_index()
    details = {"funder": "Financeur fictif", "deadline": "2001-02-03"}
    aid = make_sheet(_AID, "Aide fictive", kind=SheetKind.AID, details=details)
    indexing.get_library().put([Entry(sheet=aid, owner="tests")])
    draft, proposed, members = (
        _write(filiere, people, f"Exemple fictif : {name}")
        for name in ("brouillon", "proposée", "réservée")
    )
    services.propose(proposed, author=people.contributor)
    Contribution.objects.filter(pk=members.pk).update(
        state=ContributionState.PUBLISHED,
        published=members.sheet,
        published_visibility="members",
    )
    search = SavedSearch.objects.create(owner=people.lead, name="Recherche fictive", query="laine")
    return {
        "aid_key": _AID,
        "draft_sheet": draft.pk,
        "members_sheet": members.pk,
        "proposed_sheet": proposed.pk,
        "saved_search": search.pk,
        "sheet_key": next(one.key for one in list_sheets() if one.visibility == "public"),
        "sheet_kind": "experience",
        "shelf": "questions",
    }


def _write(filiere: Filiere, people: People, title: str) -> Contribution:
    made = Contribution(title=title, kind="experience", filiere=filiere)
    sheet = {"summary": "Résumé fictif.", "passage": "Témoignage fictif"}
    return services.add_contribution(made, sheet, author=people.contributor)
