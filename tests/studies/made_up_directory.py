"""What people could have written in a directory about the made-up country: nothing in it exists."""

from collections.abc import Mapping
from typing import Any

from tests.studies.made_up_country import FILIERE, LILLE

from maillon.domain.provenance import Provenance
from maillon.studies.declaring import DeclaredActors, make_declared_table

SOURCE = Provenance(key="carnet-fictif", label="Carnet fictif", vintage="2026-03-31")


def write_card(actor_id: str, stage: str = "", **columns: Any) -> dict[str, Any]:
    """Return a card of Lille at a stage of the textile filière."""
    return {
        "actor_id": actor_id,
        "name": f"Exemple fictif {actor_id}",
        "commune_code": LILLE,
        "declared_filiere": FILIERE if stage else None,
        "declared_stages": stage or None,
        "source_keys": SOURCE.key,
        "visibility": "members",
        **columns,
    }


def declare(*cards: Mapping[str, Any]) -> DeclaredActors:
    """Return cards as a study takes them."""
    return DeclaredActors(table=make_declared_table(cards), provenances=[SOURCE])
