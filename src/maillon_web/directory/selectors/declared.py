"""What people wrote, in the words of the studies. PLACEHOLDER of the lead, so that neighbours load: the directory-core helper replaces this file."""

from maillon.domain.decisions import Decision
from maillon.domain.provenance import Provenance
from maillon.domain.visibility import Audience
from maillon_web.filieres.models import Filiere


def list_declared(filiere: Filiere, audience: Audience) -> list[dict[str, object]]:
    return []


def list_provenances(filiere: Filiere, audience: Audience) -> list[Provenance]:
    return []


def list_decisions(filiere: Filiere) -> list[Decision]:
    return []


def list_merged(filiere: Filiere) -> dict[str, str]:
    return {}
