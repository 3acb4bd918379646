"""
Maillon: structure a filière of the social and solidarity economy on a territory.

The public face, for scripts and notebooks:

>>> from maillon import diagnose
>>> result = diagnose("epci:200067544", "laine")
>>> result.document["summary"][0]["text"]  # doctest: +SKIP

Everything else is internal and may move.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from maillon.domain.decisions import Decision
    from maillon.domain.errors import MaillonError
    from maillon.domain.figures import Figure
    from maillon.domain.filiere import Filiere
    from maillon.domain.territory import Territory
    from maillon.domain.visibility import Audience, Visibility
    from maillon.reference.filieres import get_filiere, list_filieres
    from maillon.reference.territories import get_territory, search_territories
    from maillon.studies.diagnosing import Diagnosis, diagnose
    from maillon.studies.importing import import_list, import_register
    from maillon.studies.linking.duplicates import dedupe_list
    from maillon.studies.linking.finding import LinkOptions, link_list
    from maillon.studies.linking.register import open_register
    from maillon.studies.linking.targets import open_list_target
    from maillon.studies.ranking import rank_for_territory
    from maillon.studies.screening import screen_territories

__version__ = "0.1.0"

# Read when first used: `import maillon` stays instant, and no floor is crossed at import.
_HOMES = {
    "Audience": "maillon.domain.visibility",
    "Decision": "maillon.domain.decisions",
    "Diagnosis": "maillon.studies.diagnosing",
    "Figure": "maillon.domain.figures",
    "Filiere": "maillon.domain.filiere",
    "LinkOptions": "maillon.studies.linking.finding",
    "MaillonError": "maillon.domain.errors",
    "Territory": "maillon.domain.territory",
    "Visibility": "maillon.domain.visibility",
    "dedupe_list": "maillon.studies.linking.duplicates",
    "diagnose": "maillon.studies.diagnosing",
    "get_filiere": "maillon.reference.filieres",
    "get_territory": "maillon.reference.territories",
    "import_list": "maillon.studies.importing",
    "import_register": "maillon.studies.importing",
    "link_list": "maillon.studies.linking.finding",
    "list_filieres": "maillon.reference.filieres",
    "open_list_target": "maillon.studies.linking.targets",
    "open_register": "maillon.studies.linking.register",
    "rank_for_territory": "maillon.studies.ranking",
    "screen_territories": "maillon.studies.screening",
    "search_territories": "maillon.reference.territories",
}

__all__ = [
    "Audience",
    "Decision",
    "Diagnosis",
    "Figure",
    "Filiere",
    "LinkOptions",
    "MaillonError",
    "Territory",
    "Visibility",
    "dedupe_list",
    "diagnose",
    "get_filiere",
    "get_territory",
    "import_list",
    "import_register",
    "link_list",
    "list_filieres",
    "open_list_target",
    "open_register",
    "rank_for_territory",
    "screen_territories",
    "search_territories",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the type is the one of the object asked for
    """Bring a public name from the module where it lives."""
    if name not in _HOMES:
        raise AttributeError(f"module 'maillon' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """Return the public names, for completion in a notebook."""
    return sorted([*__all__, "__version__"])
