"""List the actors of a filière on a territory, all of them."""

from pathlib import Path
from typing import Any

from maillon.domain.errors import InvalidInput
from maillon.domain.filiere import Filiere
from maillon.domain.language import translate as _
from maillon.domain.territory import Territory
from maillon.domain.visibility import Audience
from maillon.studies.actor_documents import write_actors
from maillon.studies.diagnosing import diagnose

__all__ = ["list_actors"]


def list_actors(
    territory: Territory | str,
    filiere: Filiere | str,
    *,
    stage_key: str = "",
    home: Path | None = None,
    audience: Audience = Audience.MEMBERS,
) -> dict[str, Any]:
    """
    Return a diagnosis document whose section `actors` is whole, or that of one stage.

    Raises
    ------
    InvalidInput
        If the territory, the filière or the stage is unknown.
    """
    result = diagnose(territory, filiere, home=home, audience=audience)
    known = [stage.key for stage in result.findings.filiere.stages]
    if stage_key and stage_key not in known:
        raise InvalidInput(
            f"no stage {stage_key!r}",
            user=_("La filière « {filiere} » n’a pas de maillon « {stage} » : {known}.").format(
                filiere=result.findings.filiere.label, stage=stage_key, known=", ".join(known)
            ),
        )
    actors = write_actors(
        result.findings.gathered.table,
        result.findings.placements,
        result.findings.qualifications,
        stage_keys=[stage_key] if stage_key else known,
    )
    return {**result.document, "actors": actors}
